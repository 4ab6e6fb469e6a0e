import { describe, expect, it } from 'vitest'
import { SilentLines } from '../../../src/read/unparsed/silent-lines.ts'
import { read } from '../../support/read-text.ts'

/** Of kubelets at `-v=4`, Kubernetes 1.30: the literals are `nodes` (of inodes) and `Conditions`. */
const EVICTION =
  'I0301 10:43:05.118364    1153 eviction_manager.go:246] "Eviction manager:" resource="nodefs.inodesFree" nodes="7"'
const RUNTIME =
  'I0301 10:43:03.923218    1153 kubelet.go:2927] "Container runtime status" status="Runtime Conditions: RuntimeReady=true"'

function isSilent(line: string, literal: string): boolean {
  // The line stands between others of a chunk.
  const before = 'I0301 10:43:03.104750    1153 generic.go:224] "GenericPLEG: Relisting"\n'
  const bytes = Buffer.from(`${before}${line}\n${before}`)
  const start = before.length
  return new SilentLines().isSilent(bytes, start, start + line.length, start + line.indexOf(literal))
}

describe('SilentLines', () => {
  it('skips a message that no grammar knows, with a literal among its values', () => {
    expect(isSilent(EVICTION, 'nodes=')).toBe(true)
    expect(isSilent(`Mar 01 10:43:03 worker kubelet[1153]: ${RUNTIME}`, 'Conditions')).toBe(true)
    expect(isSilent(`2026-03-01T10:43:03.9Z stderr F ${RUNTIME}`, 'Conditions')).toBe(true)
  })

  it.each([
    ['a message that a grammar knows', '"Failed to update lease" err="lease"', 'lease"'],
    [
      'a message with the name of a logger',
      '"node-lifecycle-controller: Node is healthy again, removing all taints" node="a"',
      'node=',
    ],
    [
      'a message with the literal of a plain wording',
      '"Suppressed 3 messages from kubelet" node="a"',
      'node=',
    ],
    ['a message that shows the release', '"Starting" version="v1.30.14"', 'version'],
    ['one of the two lines of a request', '"Request" verb="PUT" url="https://a/leases/b"', 'leases'],
    ['a literal in the message', '"Unknown nodes" err="a"', 'nodes'],
    ['a plain message that begins with a quote', '"Unknown" is no message of nodes', 'nodes'],
    ['a value that continues in the next line', '"Unknown" nodes=<', 'nodes'],
    ['an escaped message', String.raw`"Un\"known" err="nodes"`, 'nodes'],
    ['a second record', '"Unknown" err="nodes" I0301 10:43:04.000000    1153 b.go:1] "Other"', 'nodes'],
  ])('keeps %s', (_what, message, literal) => {
    expect(isSilent(`I0301 10:43:03.923218    1153 a.go:2927] ${message}`, literal)).toBe(false)
  })

  it('keeps a piece of a record, a record in JSON and a line without a header', () => {
    expect(isSilent(`2026-03-01T10:43:03.9Z stderr P ${RUNTIME}`, 'Conditions')).toBe(false)
    expect(isSilent(`{"log":${JSON.stringify(RUNTIME)}}`, 'Conditions')).toBe(false)
    expect(isSilent('"Container runtime status" status="Runtime Conditions"', 'Conditions')).toBe(false)
    expect(isSilent(`I0301 10:43:03.9 1153 a.go:1] nodes gone ${RUNTIME}`, 'Conditions')).toBe(false)
  })
})

describe('a source with silent lines', () => {
  const lease = (second: string): string =>
    `E0301 10:43:${second}.000000    1153 controller.go:145] "Failed to ensure lease exists, will retry" err="a" interval="7s"\n`

  it('has the observations of the other lines', async () => {
    const silent = `${RUNTIME}\n`.repeat(50)
    const { observations } = await read(`${lease('01')}${silent}${lease('08')}`)
    expect(observations.map(({ line }) => line)).toEqual([1, 52])
  })

  it('reads a last line without a line feed', async () => {
    const { observations } = await read(`${RUNTIME}\n${lease('08').trimEnd()}`)
    expect(observations).toHaveLength(1)
  })

  it('reads a first line that a copy has cut inside a literal', async () => {
    const { observations } = await read('e exists, will retry in 7s, error: dial tcp: no route to host\n')
    expect(observations.map(({ kind }) => kind)).toEqual(['lease.ensure-failed'])
  })
})

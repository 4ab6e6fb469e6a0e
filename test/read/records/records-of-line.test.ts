import { describe, expect, it } from 'vitest'
import { recordsOfLine } from '../../../src/read/records/records-of-line.ts'
import { read } from '../../support/read-text.ts'

const FIRST = 'E1015 19:11:40.613112    3518 kubelet.go:2267] node "mini-9" not found'
const SECOND =
  'E1015 19:11:40.713659    3518 controller.go:135] failed to ensure node lease exists, will retry in 7s, error: Get https://10.9.0.1:8443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/mini-9?timeout=10s: dial tcp 10.9.0.1:8443: connect: connection refused'

const bodies = (body: string): unknown[] => recordsOfLine({ body, line: 1, offset: 0 }).map((f) => f.body)

describe('recordsOfLine', () => {
  it('cuts before each klog header', () => {
    expect(bodies(`${FIRST} ${SECOND}`)).toEqual([FIRST, SECOND])
  })

  it('gives each record the prefix of its own', () => {
    const prefix = '* Oct 15 19:11:40 mini-9 kubelet[3518]: '
    expect(bodies(`${prefix}${FIRST}          ${prefix}${SECOND}`)).toEqual([prefix + FIRST, prefix + SECOND])
  })

  it('leaves a header inside quotes where it is', () => {
    const quoting = `I1015 19:11:40.613112    3518 kubelet.go:2267] "Container ended" message="log: ${SECOND}"`
    expect(bodies(quoting)).toEqual([quoting])
    const headless = `message="one ${FIRST} two ${SECOND}"`
    expect(bodies(headless)).toEqual([headless])
  })

  it('leaves names of files where they are', () => {
    const line = `${FIRST.replace('node "mini-9" not found', 'k8s.io/client-go/informers/factory.go:133: Failed')}`
    expect(bodies(line)).toEqual([line])
  })
})

it('a log has each record of a line with its own time', async () => {
  const { observations, reading } = await read(`${FIRST} ${SECOND}\n`)
  expect(observations).toMatchObject([
    { kind: 'node.register-failed', line: 1 },
    { kind: 'lease.ensure-failed', node: 'mini-9', line: 1 },
  ])
  expect(observations.map((o) => (o.timeUs ?? 0) % 1_000_000)).toEqual([613112, 713659])
  expect(reading.lineCounts).toMatchObject({ recognised: 1, unrecognised: 0 })
})

describe('a message of a platform with several records', () => {
  it('is read as each of them', async () => {
    const text = JSON.stringify({
      message: `${SECOND}\n${SECOND.replace('19:11:40', '19:11:47')}`,
      timestamp: '2026-10-15T19:11:48Z',
    })
    const { observations, reading } = await read(`${text}\n${text.replaceAll('19:11', '19:21')}\n`)
    expect(observations.map(({ kind, timeUs }) => [kind, (timeUs ?? 0) % 3_600_000_000])).toEqual(
      [11 * 60 + 40, 11 * 60 + 47, 21 * 60 + 40, 21 * 60 + 47].map((s) => [
        'lease.ensure-failed',
        s * 1_000_000 + 713_659,
      ]),
    )
    expect(reading.lineCounts).toMatchObject({ recognised: 2, unrecognised: 0 })
  })

  it('keeps the lines of one record together', async () => {
    const text = JSON.stringify({
      message: `${SECOND}\ngoroutine 1 [running]:\n\tmain.main()`,
      host: 'mini-9',
    })
    expect((await read(`${text}\n`)).observations).toMatchObject([{ kind: 'lease.ensure-failed' }])
  })
})

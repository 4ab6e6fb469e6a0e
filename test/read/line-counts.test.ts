/** Lines read = recognised + unrecognised + broken: nothing is lost without a word, in no sample and however it is wrapped. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { framingOf } from '../../src/frames/index.ts'
import { findMiscounts, findMiscountsIn } from '../support/line-counts.ts'
import { read, sourceOf } from '../support/read-text.ts'

const directories = ['samples', 'test/e2e/cases', 'test/support/data'].flatMap((top) =>
  readdirSync(top, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? join(top, entry.name) : [],
  ),
)

it.each(directories)('%s adds up', async (directory) => {
  expect(await findMiscounts([directory])).toEqual([])
})

const STAMP = '2026-11-22T10:45:17.088417000Z'
const FAILED = 'E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err='

describe('every line is one of them', () => {
  const counts = async (log: string): Promise<unknown> => {
    expect(await findMiscountsIn(sourceOf(log))).toEqual([])
    return (await read(log, { alsoDecode: 'all' })).reading.lineCounts
  }

  it('recognised, unrecognised and blank', async () => {
    expect(await counts(`${FAILED}"x"\n\nwhat is this\n${FAILED}"y"\n`)).toEqual({
      blank: 1,
      recognised: 2,
      unrecognised: 1,
      broken: 0,
    })
  })

  it('pieces of a record that a container runtime cut', async () => {
    const pieces = `${STAMP} stderr P ${FAILED}\n${STAMP} stderr P "dial \n${STAMP} stderr F tcp"\n`
    expect(await counts(pieces)).toMatchObject({ recognised: 3, broken: 0 })
    expect(await counts(`${pieces}${STAMP} stdout P one\n${STAMP} stdout P two\n`)).toMatchObject({
      recognised: 3,
      broken: 2,
    })
  })

  it('pieces of more than there is room for, or of too many', async () => {
    const piece = `${STAMP} stderr P ${'x'.repeat(1024 * 1024)}\n`
    expect(await counts(`${piece.repeat(5)}${STAMP} stderr F y\n`)).toMatchObject({
      recognised: 1,
      broken: 5,
    })
    const streams = Array.from({ length: 70 }, (_, i) => `{"log":"a","stream":"${i}","time":"${STAMP}"}\n`)
    expect(await counts(streams.join(''))).toMatchObject({ recognised: 0, broken: 70 })
  })

  it('lines of a value over several, and of an error that the edge of a screen broke', async () => {
    const value = `${FAILED}"x" response=<\n\tone\n\ttwo\n >\n`
    expect(await counts(value)).toMatchObject({ recognised: 4, unrecognised: 0 })
    const wrapped = `${FAILED}"Put \\"https://a:6443/x\\": dial tcp\n: connect: connection refused"\n`
    expect(await counts(wrapped)).toMatchObject({ recognised: 2, unrecognised: 0 })
  })

  it('lines of a value that never ends, and lines that might have belonged to an error', async () => {
    expect(await counts(`${FAILED}"x" response=<\n\tone\n\ttwo\n`)).toMatchObject({ recognised: 3 })
    const apart = `${FAILED}"Put \\"https://a:6443/x\\": dial tcp\nwhat is\nthis\n\n${FAILED}"x"\n`
    expect(await counts(apart)).toEqual({ blank: 1, recognised: 2, unrecognised: 2, broken: 0 })
  })

  it('lines that are too long', async () => {
    expect(await counts(`${'x'.repeat(5_000_000)}\n${FAILED}"x"\n`)).toMatchObject({ recognised: 1 })
  })

  it('what lies behind a bound', async () => {
    const log = `${FAILED}"x"\n`.repeat(10)
    const { reading } = await read(log, { alsoDecode: 'all', maxObservations: 8 })
    expect(reading.lineCounts).toEqual({ blank: 0, recognised: 4, unrecognised: 0, broken: 6 })
  })
})

const lease = (i: number): object => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: `node-${i}` },
})

/** How the i-th entry looks. */
const framed: [framing: string, entry: (i: number) => string][] = [
  [
    'journal-export',
    (i) => `__CURSOR=s=a;i=${i}\n__REALTIME_TIMESTAMP=179530471${i}088417\nMESSAGE=${FAILED}"${i}"\n\n`,
  ],
  [
    'journal-verbose',
    (i) =>
      `Sun 2026-11-22 10:45:1${i}.088417 UTC [s=a;i=${i}]\n    MESSAGE=${FAILED}"${i}"\n            and more\n`,
  ],
  ['json-documents', (i) => `${JSON.stringify(lease(i), null, 2)}\n`],
  ['json-documents', (i) => JSON.stringify(lease(i)).replace('{', '{\n')],
  ['yaml-documents', (i) => `apiVersion: v1\nkind: Lease\nmetadata:\n  name: node-${i}\n---\n`],
  [
    'description',
    (i) =>
      [
        `Name:         node-${i}`,
        'Namespace:    kube-node-lease',
        'Labels:       <none>',
        'API Version:  coordination.k8s.io/v1',
        'Kind:         Lease',
        'Spec:',
        `  Holder Identity:  node-${i}`,
        `  Renew Time:       2026-11-22T10:45:1${i}.088417Z\n`,
      ].join('\n'),
  ],
]

/** Entries that can't be read. */
const broken: [framing: string, text: string][] = [
  ['journal-export', '__CURSOR=s=a;i=9\nno field\n\n'],
  ['json-documents', '{\n"kind": broken\n}\n'],
  ['yaml-documents', 'kind: Lease\nmetadata: [\n---\n'],
]

it.each(framed)('the reader counts every entry of %s as recognised', async (framing, entry) => {
  const text = [0, 1, 2, 3, 4].map(entry).join('')
  expect(framingOf(Buffer.from(text)).name).toBe(framing)
  expect(await findMiscountsIn(sourceOf(text))).toEqual([])
  const { reading, problems } = await read(text, { alsoDecode: 'all' })
  expect(reading.lineCounts).toEqual({ blank: 0, recognised: 5, unrecognised: 0, broken: 0 })
  expect(problems).toEqual([])
})

it.each(broken)(
  'an entry of %s that is broken is reported, the others are recognised',
  async (framing, damaged) => {
    const entry = framed.find(([name]) => name === framing)?.[1] as (i: number) => string
    const text = [entry(0), entry(1), damaged, entry(2), entry(3)].join('')
    expect(await findMiscountsIn(sourceOf(text))).toEqual([])
    const { reading, problems } = await read(text, { alsoDecode: 'all' })
    expect(reading.lineCounts).toMatchObject({ recognised: 4, unrecognised: 0 })
    expect(problems.map(({ code }) => code)).toEqual(['broken-record'])
  },
)

/** Thinned readings that were cut, changed or made by hand: a source is read whole or left out with a problem. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyze, type Report, toJson } from '../../src/index.ts'
import { VarintReader, VarintWriter } from '../../src/store/reading-lines/varints.ts'
import { hoursWithCut } from '../support/repeated-log.ts'
import { resealed, saved } from '../support/saved-readings.ts'

const SEED = 20_261_127
const RUNS = '{"runs":"'

const text = await saved(
  { name: 'kubelet.log', data: hoursWithCut('worker-1', 4).join('\n') },
  { thin: true },
)
const reportOf = (data: string): Promise<Report> => analyze({ name: 'x.reading', data }, { year: 2026 })
const expected = JSON.stringify(toJson(await reportOf(text)))

const withRuns = (change: (runs: string) => string): string =>
  resealed(text, (lines) =>
    lines.map((line) => (line.startsWith(RUNS) ? `${RUNS}${change(line.slice(RUNS.length, -2))}"}` : line)),
  )

/** The numbers of the runs' text. */
function numbersOf(runs: string): number[] {
  const reader = new VarintReader(runs)
  const numbers: number[] = []
  while (!reader.isAtEnd) numbers.push(reader.take())
  return numbers
}

function textOf(numbers: readonly number[]): string {
  const writer = new VarintWriter()
  for (const number of numbers) writer.put(number)
  return writer.text()
}

const unreadable = { code: 'unreadable', source: 'x.reading' }

describe('a thinned reading', () => {
  it('has a version that says so, and runs', () => {
    expect(text).toMatch(/^\{"leasegap":"reading","version":2,/)
    expect(text).toContain(RUNS)
    expect(resealed(text, (lines) => lines)).toBe(text)
  })

  it('is left out where its version is that of whole readings', async () => {
    const { problems, sources } = await reportOf(text.replace('"version":2', '"version":1'))
    expect(sources).toEqual([])
    expect(problems).toMatchObject([{ ...unreadable, excerpt: expect.stringContaining('in no known form') }])
  })

  it('of another version is left out, and says by which leasegap it is read', async () => {
    const { problems, sources } = await reportOf(text.replace('"version":2', '"version":3'))
    expect(sources).toEqual([])
    expect(problems).toMatchObject([
      { ...unreadable, excerpt: expect.stringContaining('this leasegap reads versions 1 and 2') },
    ])
  })

  it('without its runs is left out', async () => {
    const cut = text
      .split('\n')
      .filter((line) => !line.startsWith(RUNS))
      .join('\n')
    const { problems, sources } = await reportOf(cut)
    expect(sources).toEqual([])
    expect(problems).toMatchObject([{ ...unreadable, excerpt: expect.stringContaining('checksum differs') }])
  })
})

describe('runs made by hand, with checksums', () => {
  it.each<[string, (runs: string) => string]>([
    ['no run', () => ''],
    ['a cut number', (runs) => Buffer.from(runs, 'base64').subarray(0, -1).toString('base64')],
    ['a row that the table has not', (runs) => textOf(numbersOf(runs).with(0, 1_000_000))],
    ['numbers that contradict each other', (runs) => textOf(numbersOf(runs).map((n) => n + 1))],
    ['huge numbers', (runs) => textOf(numbersOf(runs).map(() => Number.MAX_SAFE_INTEGER))],
    ['a billion renewals', (runs) => textOf([numbersOf(runs)[0] ?? 0, 0, 1, 0, 0, 0, 1e9, 0, 0, 0, 0, 0])],
  ])('leave the source out: %s', async (_, change) => {
    const { problems, sources } = await reportOf(withRuns(change))
    expect(sources).toEqual([])
    expect(problems).toMatchObject([{ ...unreadable, excerpt: expect.stringContaining('damaged') }])
  })

  it('belong to a table of requests, once', async () => {
    const line = text.split('\n').find((one) => one.startsWith(RUNS)) as string
    const twice = resealed(text, (lines) => lines.flatMap((one) => (one === line ? [one, one] : [one])))
    expect((await reportOf(twice)).problems).toMatchObject([
      { ...unreadable, excerpt: expect.stringContaining('no table of requests') },
    ])
  })

  it('never crash the analysis, whatever their numbers are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(20_000_000), async (which, number) => {
        const changed = withRuns((runs) => {
          const numbers = numbersOf(runs)
          return textOf(numbers.with(which % numbers.length, number))
        })
        await expect(reportOf(changed)).resolves.toBeDefined()
      }),
      { seed: SEED, numRuns: 200 },
    )
  })
})

describe('a thinned reading with a changed byte', () => {
  it('is reported, or gives the same report', async () => {
    const bytes = Buffer.from(text)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 127 }), async (at, bits) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] as number) ^ bits
        const report = await reportOf(changed.toString())
        const isReported = report.problems.some(({ code }) => code !== 'no-node')
        if (!isReported) expect(JSON.stringify(toJson(report))).toBe(expected)
      }),
      { seed: SEED, numRuns: 100 },
    )
  })
})

/** `read` and the analysis of what it saved: the report of a reading is that of its sources, byte for byte. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AnalyzeOptions,
  analyze,
  type Content,
  observe,
  type Report,
  UsageError,
} from '../../src/index.ts'
import { writeOutputs } from '../support/fuzz-invariants.ts'
import { saved } from '../support/saved-readings.ts'

const SEED = 20_261_127

const folders = [
  ...readdirSync('test/e2e/cases').map((name) => join('test/e2e/cases', name)),
  ...readdirSync('samples').map((name) => join('samples', name, 'logs')),
]

const logsOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name !== 'SOURCE.md' && name !== 'expect.json')
    .map((name) => join(folder, name))

const readingOf = (...texts: string[]): Content => ({ name: 'x.reading', data: texts.join('') })

/** Every format, with all observations in the timeline. */
const outputsOf = async (
  inputs: Parameters<typeof analyze>[0],
  options: AnalyzeOptions = {},
): Promise<object> =>
  Object.fromEntries(await writeOutputs(await analyze(inputs, { all: true, year: 2026, ...options })))

describe.each(folders)('the saved reading of %s', (folder) => {
  it('gives the report of the logs, in every format', async () => {
    expect(await outputsOf(readingOf(await saved(folder)))).toEqual(await outputsOf(folder))
  })
})

/** Cases with what a cut may change most: clocks, holes and several sources. */
const MANY_PARTS: readonly string[] = ['everything', 'rotation-hole', 'evictions', 'clock-jumps-back'].map(
  (name) => join('test/e2e/cases', name),
)

/** The logs of a folder, each cut into parts at lines. */
function partsOf(folder: string, cuts: readonly number[]): Content[] {
  return logsOf(folder).flatMap((path) => {
    const lines = readFileSync(path, 'utf8').split('\n')
    const at = [
      0,
      ...cuts.map((share) => Math.floor(share * lines.length)).sort((a, b) => a - b),
      lines.length,
    ]
    return at
      .slice(1)
      .map((end, i) => ({ name: `${path}.${i}`, data: `${lines.slice(at[i], end).join('\n')}\n` }))
  })
}

describe.each(folders)('the parts of %s', (folder) => {
  it('give one report, in whatever order and joined with whichever', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
        fc.infiniteStream(fc.nat()),
        async (cuts, chance) => {
          const parts = partsOf(folder, cuts)
          const take = (): number => chance.next().value ?? 0
          const texts: string[] = []
          for (const part of parts) texts.splice(take() % (texts.length + 1), 0, await saved(part))
          const files: string[][] = [[], [], []]
          for (const text of texts) files[take() % 3]?.push(text)
          const given = files
            .filter((some) => some.length > 0)
            .map((some, i) => ({
              ...readingOf(...some),
              name: `${i}.reading`,
            }))
          expect(await outputsOf(given)).toEqual(await outputsOf(parts))
        },
      ),
      { seed: SEED, numRuns: MANY_PARTS.includes(folder) ? 4 : 1 },
    )
  })
})

const CASE = 'test/e2e/cases/network-cut-v2'

describe('a saved reading', () => {
  it('may be compressed, also joined from compressed files', async () => {
    const [a, b] = await Promise.all(logsOf(CASE).map((path) => saved(path)))
    const data = Buffer.concat([gzipSync(a ?? ''), gzipSync(b ?? '')])
    expect(await outputsOf({ name: 'all.gz', data })).toEqual(await outputsOf(logsOf(CASE)))
  })

  it('may be given beside logs', async () => {
    const [a = '', b = ''] = logsOf(CASE)
    expect(await outputsOf([readingOf(await saved(a)), b])).toEqual(await outputsOf([a, b]))
  })

  it('may be read again, with other inputs', async () => {
    const [a = '', b = ''] = logsOf(CASE)
    const text = await saved([readingOf(await saved(a)), b])
    expect(await outputsOf(readingOf(text))).toEqual(await outputsOf([a, b]))
  })

  it('counts once if it is given twice', async () => {
    const text = await saved(CASE)
    expect(await outputsOf(readingOf(text, text))).toEqual(await outputsOf(CASE))
  })

  it('takes the year at the analysis', async () => {
    const text = await saved(CASE)
    for (const year of [2024, 2025])
      expect(await outputsOf(readingOf(text), { year })).toEqual(await outputsOf(CASE, { year }))
  })

  it('keeps the zone and the node that were given to read', async () => {
    const options = {
      inputZones: { default: 'Europe/Berlin', perSource: new Map() },
      sourceNodes: new Map([['kubelet.log', 'other']]),
    }
    const text = await saved(CASE, options)
    expect(await outputsOf(readingOf(text))).toEqual(await outputsOf(CASE, options))
    expect(await outputsOf(readingOf(text), options)).toEqual(await outputsOf(CASE, options))
  })

  it('is the same text each time', async () => {
    expect(await saved(CASE)).toBe(await saved(CASE))
  })

  it('names the source as read was asked to', async () => {
    const { sources } = await analyze(readingOf(await saved(join(CASE, 'kubelet.log'), { name: 'worker-1' })))
    expect(sources.map(({ name }) => name)).toEqual(['worker-1'])
  })

  it('keeps what could not be read', async () => {
    const missing = join(CASE, 'missing.log')
    const problems = ({ problems: all }: Report): unknown => all
    expect(problems(await analyze(readingOf(await saved([missing, CASE]))))).toEqual(
      problems(await analyze([missing, CASE])),
    )
  })
})

describe('an option that comes too late for a saved reading', () => {
  it.each<[string, AnalyzeOptions]>([
    ['--input-tz', { inputZones: { default: 'Asia/Tokyo', perSource: new Map() } }],
    ['--source-node', { sourceNodes: new Map([['kubelet.log', 'other']]) }],
  ])('is refused: %s', async (option, options) => {
    const refused = analyze(readingOf(await saved(CASE)), options)
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(`${option} can't change the saved reading of "`)
  })

  it('is refused where the time of events was not given', async () => {
    const data = `Events:\n  Type     Reason        Age   From             Message\n  Normal   NodeNotReady  94s   node-controller  Node worker status is now: NodeNotReady\n`
    const text = await saved({ name: 'events.txt', data })
    await expect(analyze(readingOf(text), { printedUs: 1 })).rejects.toThrow('--at can')
  })
})

describe('two different sources of one name', () => {
  it('are refused: evidence is named by its source', async () => {
    const texts = await Promise.all(
      logsOf(CASE).map((path) => saved({ name: 'a.log', data: readFileSync(path) })),
    )
    await expect(analyze(readingOf(...texts))).rejects.toThrow('leasegap read --name')
  })
})

describe('read', () => {
  it('rejects an empty name', async () => {
    await expect(saved(CASE, { name: '' })).rejects.toThrow('invalid --name ""')
  })
})

describe('observe', () => {
  it('says of a saved reading that it holds no lines', async () => {
    const stream = observe(readingOf(await saved(CASE)))
    for await (const o of stream) expect(o).toBeUndefined()
    expect(stream.problems).toMatchObject([{ code: 'unreadable', source: 'x.reading' }])
  })
})

/**
 * Saved readings that were cut, changed or made by hand: a source is read whole or left out with a problem; no input
 * crashes the program or makes it reserve memory.
 */
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyze, grammars, type Problem, type Report, toJson } from '../../src/index.ts'
import type { SourceReading } from '../../src/store/reading.ts'
import { MAGIC } from '../../src/store/reading-lines/format.ts'
import { ReadingParser } from '../../src/store/reading-lines/parse.ts'
import { resealed, saved } from '../support/saved-readings.ts'

const SEED = 20_261_127

interface Parsed {
  readonly readings: readonly SourceReading[]
  readonly problems: readonly Problem[]
  readonly damages: readonly string[]
}

function parse(text: string): Parsed {
  const readings: SourceReading[] = []
  const problems: Problem[] = []
  const damages: string[] = []
  const parser = new ReadingParser(
    {
      reading: (reading) => void readings.push(reading),
      problem: (problem) => void problems.push(problem),
      damage: (line, reason) => void damages.push(`${line}: ${reason}`),
    },
    1000,
  )
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (const line of lines) parser.push(line)
  parser.end()
  return { readings, problems, damages }
}

const digests = ({ readings }: Parsed): unknown => readings.map(({ savedAs }) => savedAs)

const reportOf = (data: string | Uint8Array): Promise<Report> => analyze({ name: 'x.reading', data })

const SAMPLE = 'samples/lab/logs'
const text = await saved([SAMPLE, 'missing.log'])
const whole = parse(text)

describe('a saved reading that is cut', () => {
  it('at any byte is reported, and what is used of it is whole', () => {
    const bytes = Buffer.from(text)
    const first = bytes.indexOf(10) + 1
    for (let end = first; end < bytes.length - 1; end++) {
      const cut = parse(bytes.toString('utf8', 0, end))
      expect(cut.damages.length, `${end} bytes`).toBeGreaterThan(0)
      expect(digests(whole)).toEqual(expect.arrayContaining(digests(cut) as unknown[]))
    }
    expect(parse(text.slice(0, -1)).damages).toEqual([])
  })

  it('names what to do', async () => {
    const { problems, sources } = await reportOf(text.slice(0, text.length >> 1))
    expect(sources.length).toBeLessThan(whole.readings.length)
    expect(problems).toMatchObject([
      { code: 'unreadable', source: 'x.reading', excerpt: expect.stringMatching(/left out.*leasegap read$/) },
    ])
  })

  it('within its first line is reported', async () => {
    for (const end of [12, 20, 31, 40]) {
      const { problems, sources } = await reportOf(text.slice(0, end))
      expect(sources).toEqual([])
      expect(problems).toMatchObject([
        {
          code: 'unreadable',
          excerpt: expect.stringMatching(
            end < MAGIC.length
              ? /the file is cut.*write it again/
              : /no JSON.*write it again with leasegap read/,
          ),
        },
      ])
    }
  })

  it('at the end of a part is reported, where another follows', async () => {
    const others = await saved('samples/apiserver-down/logs')
    const { damages, readings } = parse(text.slice(0, text.indexOf('{"sectionEnd"')) + others)
    expect(damages).toEqual([expect.stringContaining('a part is cut: write it again')])
    expect(readings).toHaveLength(whole.readings.length + parse(others).readings.length)
  })

  it('in the middle of a joined file loses no other source', async () => {
    const others = await saved('samples/apiserver-down/logs')
    const { damages, readings } = parse(`${text.slice(0, text.length >> 1)}\n${others}`)
    expect(damages).toHaveLength(1)
    const names = readings.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(parse(others).readings.map(({ name }) => name)))
  })
})

describe('a saved reading with a changed byte', () => {
  it('is reported, or gives the same report', async () => {
    const expected = JSON.stringify(toJson(await reportOf(text)))
    const bytes = Buffer.from(text)
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] as number) ^ bits
        const report = await reportOf(changed)
        const isReported = report.problems.some(
          ({ code, source }) => code !== 'no-node' && source === 'x.reading',
        )
        if (!isReported) expect(JSON.stringify(toJson(report))).toBe(expected)
      }),
      { seed: SEED, numRuns: 300 },
    )
  })

  it('loses only the source that it is of', () => {
    const at = text.indexOf('"o"')
    const { damages, readings } = parse(`${text.slice(0, at)}"x"${text.slice(at + 3)}`)
    expect(damages).toEqual([expect.stringContaining('is left out')])
    expect(readings).toHaveLength(whole.readings.length - 1)
  })
})

describe('lines of a saved reading that are lost', () => {
  it.each(['{"source"', '{"process"', '{"o"', '{"end"', '{"problem"', '{"sectionEnd"'])(
    'are reported: %s',
    (start) => {
      const lines = text.split('\n')
      lines.splice(
        lines.findIndex((line) => line.startsWith(start)),
        1,
      )
      expect(parse(lines.join('\n')).damages).not.toEqual([])
    },
  )

  it('are reported where they are a whole source', () => {
    const lines = text.split('\n')
    const from = lines.findIndex((line) => line.startsWith('{"source"'))
    const to = lines.findIndex((line) => line.startsWith('{"end"'))
    lines.splice(from, to - from + 1)
    expect(parse(lines.join('\n')).damages).toEqual([
      expect.stringContaining('sources or problems are missing'),
    ])
  })
})

describe('a saved reading of another version', () => {
  it('is left out, and says by which leasegap it is read', async () => {
    const other = text.replace('"version":1,"by":"', '"version":3,"by":"9.')
    const { problems, sources } = await reportOf(other)
    expect(sources).toEqual([])
    expect(problems).toMatchObject([{ code: 'unreadable', excerpt: expect.stringContaining('version 3') }])
    expect(problems[0]?.excerpt).toContain('written by leasegap 9.')
  })

  it('loses no other that it is joined with', () => {
    const other = text.replace('"version":1,', '"version":3,')
    expect(digests(parse(other + text))).toEqual(digests(whole))
  })
})

describe('logs behind a saved reading', () => {
  it('are reported', () => {
    const { damages } = parse(`${text}E1122 10:45:17.088056    1153 controller.go:195] "Failed"\n`)
    expect(damages).toEqual([expect.stringContaining('give logs as files of their own')])
  })
})

describe('a saved reading made by hand, with checksums', () => {
  /** A source with a process, observations and tables of both kinds. */
  const made = async (): Promise<string> =>
    saved(join('test/e2e/cases/network-cut-v6', 'kube-controller-manager.log'))

  const edited = (start: string, edit: (line: string) => string) => (lines: string[]) =>
    lines.map((line) => (line.startsWith(start) ? edit(line) : line))

  it.each<[string, string, (line: string) => string]>([
    ['a source without a name', '{"source"', (line) => line.replace(/"name":"[^"]*"/, '"name":7')],
    ['a field that no writer has', '{"source"', (line) => line.replace('"bytes"', '"x":1,"bytes"')],
    ['a kind that is unknown', '{"o"', (line) => line.replace(/"kind":"[^"]*"/, '"kind":"x"')],
    ['a kind of the prototype', '{"o"', (line) => line.replace(/"kind":"[^"]*"/, '"kind":"constructor"')],
    ['a time that no stamp has', '{"o"', (line) => line.replace(/"timeUs":\d+/, '"timeUs":1e300')],
    ['a line of another source', '{"o"', (line) => line.replace(/"source":"[^"]*"/, '"source":"y"')],
    [
      'rows of no shape',
      '{"stale"',
      (line) => line.replace(/"shapes":\[.*\],"shortest":\[.*\]/, '"shapes":[],"shortest":[]'),
    ],
    ['a huge count', '{"rows"', (line) => line.replace(/"count":\d+/, '"count":9007199254740991')],
    ['a table of a kind that it has not', '{"stale"', (line) => line.replaceAll('node.stale', 'node.ready')],
  ])('is left out for %s', async (_, start, edit) => {
    const before = await made()
    const after = resealed(before, edited(start, edit))
    expect(after).not.toBe(before)
    expect(parse(after)).toMatchObject({ readings: [], damages: [expect.stringContaining('damaged: ')] })
  })

  it('is used if nothing is wrong with it', async () => {
    const before = await made()
    expect(resealed(before, (lines) => lines)).toBe(before)
  })

  it('is left out for more observations than a source may have', async () => {
    const many = resealed(await made(), (lines) => {
      const o = lines.find((line) => line.startsWith('{"o"')) as string
      const at = lines.indexOf(o)
      return [...lines.slice(0, at), ...Array<string>(1001).fill(o), ...lines.slice(at)]
    })
    expect(parse(many).damages).toEqual([expect.stringContaining('too many observations')])
  })

  it('never crashes the analysis, whatever its values are', async () => {
    const before = await made()
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.jsonValue({ maxDepth: 1 }), async (which, key, value) => {
        const after = resealed(before, (lines) => {
          const at = which % lines.length
          const parsed = JSON.parse(lines[at] as string)
          const [form = ''] = Object.keys(parsed)
          const keys = Object.keys(parsed[form])
          parsed[form][keys[key % keys.length] as string] = value
          return lines.with(at, JSON.stringify(parsed))
        })
        await expect(reportOf(after)).resolves.toBeDefined()
      }),
      { seed: SEED, numRuns: 300 },
    )
  })
})

describe('the samples of all grammars', () => {
  it('come back as they were', async () => {
    const data = grammars.flatMap(({ samples }) => samples.map(({ text: sample }) => sample)).join('\n')
    const input = { name: 'samples.log', data }
    const [given, back] = [await analyze(input), await reportOf(await saved(input))]
    expect(JSON.stringify(toJson(back))).toBe(JSON.stringify(toJson(given)))
  })
})

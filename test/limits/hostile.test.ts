/** One hostile log goes through every exporter of the registry, and past everything that is said on a terminal. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze, exporters, formatObservationLine, observe } from '../../src/index.ts'
import type { Report } from '../../src/model/index.ts'
import { builtCli, type Run, run } from '../support/built-cli.ts'
import { MOVES_CURSOR, UNPRINTABLE, writeOutputs } from '../support/fuzz-invariants.ts'
import { HOSTILE_TEXTS, JSON_ONLY_TEXTS, writeHostileLogs } from '../support/hostile-fixture.ts'
import { schemaErrors } from '../support/schema.ts'

let directory = ''
let logs = ''
let cli = ''
let report: Report
let outputs: Map<string, string>
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
  logs = writeHostileLogs(directory)
  cli = builtCli()
  report = await analyze([logs], { year: 2026, all: true })
  outputs = await writeOutputs(report)
}, 120_000)
afterAll(() => {
  rmSync(directory, { recursive: true })
})

const output = (name: string): string => outputs.get(name) as string

/** RFC 4180: rows of cells. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

it('the log is understood: what follows is no test of nothing', () => {
  const nodes = report.nodes.map(({ node }) => node)
  expect(nodes).toEqual(
    expect.arrayContaining([...HOSTILE_TEXTS.filter((text) => text.trim() === text), ...JSON_ONLY_TEXTS]),
  )
  const errors = report.timeline.map(({ observation }) => ('error' in observation ? observation.error : null))
  for (const text of HOSTILE_TEXTS) expect(errors.some((error) => error?.includes(text))).toBe(true)
  expect(report.problems.length).toBeGreaterThan(10)
  expect(report.incidents.length).toBeGreaterThan(20)
})

describe.each(exporters.map(({ name }) => name))('%s', (name) => {
  it('holds nothing that a terminal obeys', () => {
    expect(UNPRINTABLE.exec(output(name))?.[0]).toBeUndefined()
    if (name.includes('csv')) return
    const lines = output(name).split('\n')
    expect(lines.filter((line) => MOVES_CURSOR.test(line))).toEqual([])
  })

  it('holds no markup of the log', () => {
    if (name !== 'html' && name !== 'svg') return
    expect(output(name)).not.toMatch(/<img|<script>alert|onload="alert|<\/style><\/svg/)
  })
})

describe('formats of JSON', () => {
  it('are valid, and give every name back as it was', () => {
    const document = JSON.parse(output('json'))
    expect(schemaErrors('report', document)).toEqual([])
    expect(document.nodes.map(({ node }: { node: string }) => node)).toEqual(
      report.nodes.map(({ node }) => node),
    )
    const lines = output('ndjson')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
    expect(lines.map(({ id }) => id)).toEqual(report.incidents.map(({ id }) => id))
    expect(lines.flatMap((line) => schemaErrors('incident', line))).toEqual([])
  })

  it('are one line an observation', async () => {
    const lines: string[] = []
    await observe([logs], { year: 2026 }, (observation) => {
      lines.push(formatObservationLine(observation))
    })
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.filter((line) => MOVES_CURSOR.test(line.slice(0, -1)))).toEqual([])
    expect(lines.flatMap((line) => schemaErrors('observation', JSON.parse(line)))).toEqual([])
  })

  it('leave the prototype of objects alone', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>).name).toBeUndefined()
  })
})

describe.each(['csv', 'csv-timeline', 'csv-heartbeats', 'timesketch-csv'])('%s', (name) => {
  it('has as many cells in each row, and none that computes', () => {
    const rows = cellsOf(output(name))
    expect(rows.length).toBeGreaterThan(10)
    expect(new Set(rows.map((row) => row.length)).size).toBe(1)
    const formulas = rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell))
    expect(formulas).toEqual([])
  })
})

describe('html', () => {
  it('has the elements it has over a harmless log, and no more', async () => {
    const harmless = join(directory, 'harmless.log')
    writeFileSync(harmless, '')
    const page = (await writeOutputs(await analyze([harmless]))).get('html') as string
    const tags = (text: string, tag: string): number => text.split(`<${tag}`).length
    for (const tag of [
      'script',
      '/script',
      'style',
      '/style',
      'title',
      '/title',
      'svg',
      'img',
      'a ',
      'iframe',
    ])
      expect(tags(output('html'), tag), tag).toBe(tags(page, tag))
  })

  it('forbids what might slip through', () => {
    const [policy = ''] = output('html').match(/(?<=Content-Security-Policy" content=")[^"]*/) ?? []
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src 'sha256-/)
    expect(policy).not.toMatch(/unsafe-(inline|eval)/)
  })
})

describe('markdown', () => {
  it('shows markup of the log as text', () => {
    const text = output('markdown')
    // Code, in lines and in blocks, is shown as it is.
    const prose = text
      .replaceAll(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
      .replaceAll(/(?<!`)(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '')
    expect(prose).not.toMatch(/<(img|script|\/script|\/style)/)
    expect(prose).not.toMatch(/(?<!\\)\[a\]\(http|(?<!\\)!\[i\]/)
    expect(text).not.toMatch(/^# heading/m)
  })
})

describe('standard error', { timeout: 60_000 }, () => {
  const leasegap = (...args: string[]): Promise<Run> => run(cli, args, directory)
  const bad = HOSTILE_TEXTS.slice(0, 6).map((text) => text.replaceAll('/', ':'))

  it.each<[string, (text: string) => string[]]>([
    ['an input that is not there', (text) => [text]],
    ['an input that is not there, observed', (text) => ['observe', text]],
    ['a format', (text) => ['-o', text, 'logs']],
    ['an option', (text) => [`--${text}`]],
    ['a zone', (text) => ['--tz', text, 'logs']],
    ['a zone of an input', (text) => ['--input-tz', `${text}=UTC`, 'logs']],
    ['a node of an input', (text) => ['--source-node', `${text}=a`, 'logs']],
    ['a time', (text) => ['-S', text, 'logs']],
    ['a file to write', (text) => ['--out', `${text}.xml`, 'logs']],
    ['a file that would overwrite an input', (text) => ['--out', `${text}.json`, `${text}.json`]],
    ['a directory that is none', (text) => ['--out', `${text}/a.json`, 'logs']],
  ])('is told nothing that a terminal obeys: %s', async (_, argumentsFor) => {
    const text = bad.join(' ')
    mkdirSync(join(directory, 'logs'), { recursive: true })
    writeFileSync(join(directory, `${text}.json`), '')
    const { stderr, status } = await leasegap(...argumentsFor(text))
    expect(stderr).not.toBe('')
    expect([0, 2]).toContain(status)
    expect(stderr.split('\n').filter((line) => MOVES_CURSOR.test(line))).toEqual([])
  })

  it.each<[string, (name: string) => string[], number]>([
    ['an input that is not there', (name) => [`no ${name}`, 'empty.log'], 2],
    ['an input that would be overwritten', (name) => [name, '--out', name], 1],
    ['an input in a directory that would be overwritten', (name) => ['named', '--out', `named/${name}`], 1],
    ['a file that is given twice', (name) => ['empty.log', '--out', name, '--out', name], 1],
    ['a file that can not be written', (name) => ['empty.log', '--out', `no/${name}`], 2],
  ])("is told of no file's name in a line of its own: %s", async (_, argumentsFor, lines) => {
    const name = 'a\nleasegap: note: all is well.json'
    mkdirSync(join(directory, 'named'), { recursive: true })
    writeFileSync(join(directory, 'empty.log'), '')
    for (const path of [name, `named/${name}`])
      writeFileSync(join(directory, path), readFileSync('samples/network-cut/logs/kubelet.log'))
    const { stderr, status } = await leasegap(...argumentsFor(name))
    expect(status).toBe(2)
    expect(stderr.trimEnd().split('\n')).toHaveLength(lines)
    expect(stderr).toContain('a\\nleasegap: note')
    expect(stderr).not.toMatch(/^leasegap: note: all is well/m)
  })

  it.each([
    [['logs', '-v']],
    [['explain', 'logs']],
    [['observe', '--explain', 'logs']],
    [['logs', '--color', 'never']],
  ])('nor is standard output: %j', async (args) => {
    const { stdout, stderr } = await leasegap(...args)
    expect(stdout.length).toBeGreaterThan(1000)
    expect(`${stdout}${stderr}`.split('\n').filter((line) => MOVES_CURSOR.test(line))).toEqual([])
  })
})

/** Passes one hostile log through every exporter and every message of the command line. */
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

/** Parses CSV (RFC 4180) to rows of cells. */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

it('analyze recognises the hostile log', () => {
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
  it('contains no control character', () => {
    expect(UNPRINTABLE.exec(output(name))?.[0]).toBeUndefined()
    if (name.includes('csv')) return
    const lines = output(name).split('\n')
    expect(lines.filter((line) => MOVES_CURSOR.test(line))).toEqual([])
  })

  it('contains no markup of the log', () => {
    if (name !== 'html' && name !== 'svg') return
    expect(output(name)).not.toMatch(/<img|<script>alert|onload="alert|<\/style><\/svg/)
  })
})

describe('JSON formats', () => {
  it('are valid and preserve every name', () => {
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

  it('print one line per observation', async () => {
    const lines: string[] = []
    for await (const observation of observe([logs], { year: 2026 }))
      lines.push(formatObservationLine(observation))
    expect(lines.length).toBeGreaterThan(100)
    expect(lines.filter((line) => MOVES_CURSOR.test(line.slice(0, -1)))).toEqual([])
    expect(lines.flatMap((line) => schemaErrors('observation', JSON.parse(line)))).toEqual([])
  })

  it('do not change the prototype of objects', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect(({} as Record<string, unknown>).name).toBeUndefined()
  })
})

describe.each(['csv', 'csv-nodes', 'csv-timeline', 'csv-heartbeats', 'timesketch-csv'])('%s', (name) => {
  it('has the same number of cells in each row and no formula', () => {
    const rows = parseCsv(output(name))
    expect(rows.length).toBeGreaterThan(10)
    expect(new Set(rows.map((row) => row.length)).size).toBe(1)
    const formulas = rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell))
    expect(formulas).toEqual([])
  })
})

describe('html', () => {
  it('has the same number of elements as for a harmless log', async () => {
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

  it('forbids inline scripts and all loading', () => {
    const [policy = ''] = output('html').match(/(?<=Content-Security-Policy" content=")[^"]*/) ?? []
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src 'sha256-/)
    expect(policy).not.toMatch(/unsafe-(inline|eval)/)
  })
})

describe('markdown', () => {
  it('escapes markup of the log', () => {
    const text = output('markdown')
    // Code spans and blocks are shown as they are.
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
    ['a missing input', (text) => [text]],
    ['a missing input of observe', (text) => ['observe', text]],
    ['an unknown format', (text) => ['-o', text, 'logs']],
    ['an unknown option', (text) => [`--${text}`]],
    ['an unknown zone', (text) => ['--tz', text, 'logs']],
    ['an input without a zone', (text) => ['--input-tz', `${text}=UTC`, 'logs']],
    ['an unknown input of a node', (text) => ['--source-node', `${text}=a`, 'logs']],
    ['an invalid time', (text) => ['-S', text, 'logs']],
    ['an output file of unknown format', (text) => ['--out', `${text}.xml`, 'logs']],
    ['an output file that is an input', (text) => ['--out', `${text}.json`, `${text}.json`]],
    ['an output file in a missing directory', (text) => ['--out', `${text}/a.json`, 'logs']],
  ])('contains no control character for %s', async (_, argumentsFor) => {
    const text = bad.join(' ')
    mkdirSync(join(directory, 'logs'), { recursive: true })
    writeFileSync(join(directory, `${text}.json`), '')
    const { stderr, status } = await leasegap(...argumentsFor(text))
    expect(stderr).not.toBe('')
    expect([0, 2]).toContain(status)
    expect(stderr.split('\n').filter((line) => MOVES_CURSOR.test(line))).toEqual([])
  })

  it.each<[string, (name: string) => string[], number]>([
    ['a missing input', (name) => [`no ${name}`, 'empty.log'], 2],
    ['an output file that is an input', (name) => [name, '--out', name], 1],
    ['an output file that is an input in a directory', (name) => ['named', '--out', `named/${name}`], 1],
    ['an output file given twice', (name) => ['empty.log', '--out', name, '--out', name], 1],
    ['an output file that can not be written', (name) => ['empty.log', '--out', `no/${name}`], 2],
  ])('escapes line feeds of a file name for %s', async (_, argumentsFor, lines) => {
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
  ])('and standard output contain no control character for the arguments %j', async (args) => {
    const { stdout, stderr } = await leasegap(...args)
    expect(stdout.length).toBeGreaterThan(1000)
    expect(`${stdout}${stderr}`.split('\n').filter((line) => MOVES_CURSOR.test(line))).toEqual([])
  })
})

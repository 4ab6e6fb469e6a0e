/** What must hold of every report, whatever the bytes. In: a report and its outputs; out: what does not hold. */
import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AnalyzeOptions,
  align,
  analyze,
  formatObservationLine,
  observe,
  select,
} from '../../src/index.ts'
import type { Incident, Report } from '../../src/model/index.ts'
import { miscounted } from './line-counts.ts'
import { PLAIN, written } from './report-fixture.ts'
import { errorsOf } from './schema.ts'
import { loadShippedExporters } from './shipped-exporters.ts'

/** Controls, bidirectional overrides and separators: never in a terminal, never raw in a file. */
export const UNPRINTABLE: RegExp = /[^\P{Cc}\n\r\t]|[\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/u
/** A terminal obeys these too. */
export const MOVES_CURSOR: RegExp = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/u

export async function outputsOf(report: Report): Promise<Map<string, string>> {
  const { exporters } = await loadShippedExporters()
  const outputs = new Map<string, string>()
  for (const exporter of exporters) outputs.set(exporter.name, await written(exporter.write(report, PLAIN)))
  return outputs
}

/** The time of every file, so that it, and not the clock of the machine, tells the year. */
const WRITTEN = new Date('2026-11-22T11:00:00Z')

/** Puts files of these bytes into `directory`, and gives their paths. */
export function putFiles(directory: string, files: readonly Buffer[]): string[] {
  return files.map((bytes, i) => {
    const path = join(directory, `${i}.log`)
    writeFileSync(path, bytes)
    utimesSync(path, WRITTEN, WRITTEN)
    return path
  })
}

/** What is looked at of a report: parts in percent of its window, as --since and --until would choose them. */
export interface View {
  readonly align?: boolean
  readonly nodes?: readonly string[]
  readonly since?: number
  readonly until?: number
}

function viewed(stamped: Report, { align: aligned, nodes, since, until }: View): Report {
  const report = aligned ? align(stamped) : stamped
  const { startUs, endUs } = report.window
  const at = (percent: number | undefined): number | null =>
    percent === undefined || startUs === null || endUs === null
      ? null
      : Math.round(startUs + ((endUs - startUs) * percent) / 100)
  return select(report, { ...(nodes ? { nodes } : {}), sinceUs: at(since), untilUs: at(until) })
}

/** What is wrong with what is made of files of these bytes, put into `directory`; empty where all is well. */
export async function wrongsOf(
  directory: string,
  files: readonly Buffer[],
  options: AnalyzeOptions = {},
  view: View = {},
  evidence: Buffer = Buffer.concat(files),
): Promise<string[]> {
  const paths = putFiles(directory, files)
  const stamped = await analyze(paths, options)
  const report = viewed(stamped, view)
  const outputs = await outputsOf(report)
  const again = await outputsOf(viewed(await analyze(paths.toReversed(), options), view))
  const wrong = broken(report, outputs, evidence.toString('latin1'))
  wrong.push(...(await miscounted(paths)))
  for (const [name, text] of outputs)
    if (again.get(name) !== text) wrong.push(`${name}: depends on the order`)
  await observe(paths, options, (observation) => {
    wrong.push(...errorsOf('observation', JSON.parse(formatObservationLine(observation))))
  })
  return wrong
}

/** Every rule that is broken, in words; empty where all hold. */
export function broken(report: Report, outputs: ReadonlyMap<string, string>, evidence: string): string[] {
  return [
    ...brokenJson(outputs),
    ...brokenText(outputs, evidence),
    ...report.incidents.flatMap(brokenOrder),
    ...brokenCounts(report),
  ]
}

function brokenJson(outputs: ReadonlyMap<string, string>): string[] {
  const lines = (outputs.get('ndjson') ?? '').split('\n').slice(0, -1)
  return [
    ...errorsOf('report', JSON.parse(outputs.get('json') ?? '')),
    ...lines.flatMap((line) => errorsOf('incident', JSON.parse(line))),
  ]
}

/** Whatever is compressed begins with one of these. */
const COMPRESSED = ['\x1f\x8b', 'BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd']
/** Words of ours that show a value that is none, unless the evidence itself holds them. */
const NO_VALUES = ['NaN', 'Infinity', 'Invalid Date', 'undefined', '[object Object]']

function brokenText(outputs: ReadonlyMap<string, string>, bytes: string): string[] {
  // UTF-16 has a NUL beside each letter.
  const evidence = bytes.replaceAll('\0', '')
  const wrong: string[] = []
  for (const [name, text] of outputs) {
    const hidden =
      name === 'table' ? text.split('\n').find((line) => MOVES_CURSOR.test(line)) : UNPRINTABLE.exec(text)
    if (hidden) wrong.push(`${name}: unprintable ${JSON.stringify(hidden)}`)
    // A page carries its own program, where these words have a meaning; what is compressed may hold them unseen.
    if (name === 'html' || COMPRESSED.some((magic) => evidence.includes(magic))) continue
    for (const word of NO_VALUES)
      if (text.includes(word) && !evidence.includes(word)) wrong.push(`${name}: ${word}`)
  }
  return wrong
}

/** Boundaries of an incident are in order where one clock stamped them. */
function brokenOrder({ id, boundaries, startUs, endUs }: Incident): string[] {
  const wrong: string[] = []
  const order = ['lastRenewal', 'firstFailure', 'lastFailure', 'firstRenewalAfter'] as const
  const present = order.flatMap((name) => {
    const boundary = boundaries[name]
    return boundary ? [{ name, boundary }] : []
  })
  for (const [i, { name, boundary }] of present.entries()) {
    for (const later of present.slice(i + 1)) {
      if (later.boundary.clock === boundary.clock && later.boundary.atUs < boundary.atUs)
        wrong.push(`${id}: ${later.name} before ${name}`)
    }
  }
  for (const [name, b] of Object.entries(boundaries)) {
    if (b === null) continue
    if ((b.earliestUs ?? b.atUs) > b.atUs || b.atUs > (b.latestUs ?? b.atUs))
      wrong.push(`${id}: ${name} outside its bounds`)
    // The controller measures what it saw last again and again: a median, with its spread.
    if (name !== 'controllerLastSeen' && b.exact && b.latestUs !== null && b.latestUs !== b.atUs)
      wrong.push(`${id}: ${name} exact and bounded`)
  }
  // Where the two ends were stamped by different clocks, nothing is sure.
  const clocks = new Set(Object.values(boundaries).flatMap((b) => (b ? [b.clock] : [])))
  if (clocks.size <= 1 && endUs !== null && endUs < startUs) wrong.push(`${id}: ends before it starts`)
  return wrong
}

/** What was read is what was told: lines, records, observations and problems add up. */
function brokenCounts({ sources, problems, nodes, incidents }: Report): string[] {
  const wrong: string[] = []
  for (const source of sources) {
    // What was passed over may have the name of what was read, and an archive may hold one name twice.
    const own = problems.filter(({ code, source: name }) => code !== 'skipped' && name === source.name)
    const alike = sources.filter(({ name }) => name === source.name)
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
    const told = sum(own.map(({ count }) => count))
    const met = sum(alike.map((one) => one.problems))
    if (told !== met) wrong.push(`${source.name}: ${met} problems, ${told} told`)
    const unrecognised = own.find(({ code }) => code === 'unrecognised-lines')?.count ?? 0
    const records = sum(alike.map((one) => one.records))
    if (unrecognised > records) wrong.push(`${source.name}: ${unrecognised} of ${records} records`)
    const lines = Math.max(...alike.map((one) => one.lines))
    for (const { code, line } of own)
      if (line !== null && line > lines) wrong.push(`${source.name}: ${code} on line ${line} of ${lines}`)
  }
  const ids = incidents.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) wrong.push('two incidents of one id')
  for (const { node, incidents: own } of nodes)
    for (const id of own) if (!ids.includes(id)) wrong.push(`${node}: no incident ${id}`)
  return wrong
}

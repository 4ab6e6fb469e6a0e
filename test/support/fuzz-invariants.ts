/** The rules that every report and every output must follow, whatever the input is. */
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
import { findMiscounts } from './line-counts.ts'
import { PLAIN, written } from './report-fixture.ts'
import { schemaErrors } from './schema.ts'
import { loadShippedExporters } from './shipped-exporters.ts'

/** Control characters, bidirectional overrides and separators that no output may contain. */
export const UNPRINTABLE: RegExp = /[^\P{Cc}\n\r\t]|[\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/u
/** The same, with line feeds, carriage returns and tabs, which move the cursor of a terminal. */
export const MOVES_CURSOR: RegExp = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/u

/** Writes a report in every output format. Returns the texts by format. */
export async function writeOutputs(report: Report): Promise<Map<string, string>> {
  const { exporters } = await loadShippedExporters()
  const outputs = new Map<string, string>()
  for (const exporter of exporters) outputs.set(exporter.name, await written(exporter.write(report, PLAIN)))
  return outputs
}

/** Modification time of every file: the year of its timestamps must not depend on the clock of the machine. */
const MODIFIED = new Date('2026-11-22T11:00:00Z')

/** Writes these bytes as files into `directory`, and returns their paths. */
export function writeFiles(directory: string, files: readonly Buffer[]): string[] {
  return files.map((bytes, i) => {
    const path = join(directory, `${i}.log`)
    writeFileSync(path, bytes)
    utimesSync(path, MODIFIED, MODIFIED)
    return path
  })
}

/** A choice from a report. `since` and `until` are percentages of its time window. */
export interface View {
  readonly align?: boolean
  readonly nodes?: readonly string[]
  readonly since?: number
  readonly until?: number
}

function applyView(stamped: Report, { align: aligned, nodes, since, until }: View): Report {
  const report = aligned ? align(stamped) : stamped
  const { startUs, endUs } = report.window
  const at = (percent: number | undefined): number | null =>
    percent === undefined || startUs === null || endUs === null
      ? null
      : Math.round(startUs + ((endUs - startUs) * percent) / 100)
  return select(report, { ...(nodes ? { nodes } : {}), sinceUs: at(since), untilUs: at(until) })
}

/**
 * Analyses and observes files of these bytes, written to `directory`. Returns each violated rule as a text.
 *
 * `evidence` is all text of the files, decompressed.
 */
export async function findViolations(
  directory: string,
  files: readonly Buffer[],
  options: AnalyzeOptions = {},
  view: View = {},
  evidence: Buffer = Buffer.concat(files),
): Promise<string[]> {
  const paths = writeFiles(directory, files)
  const stamped = await analyze(paths, options)
  const report = applyView(stamped, view)
  const outputs = await writeOutputs(report)
  const again = await writeOutputs(applyView(await analyze(paths.toReversed(), options), view))
  const violations = findBrokenRules(report, outputs, evidence.toString('latin1'))
  violations.push(...(await findMiscounts(paths)))
  for (const [name, text] of outputs)
    if (again.get(name) !== text) violations.push(`${name}: depends on the order of the inputs`)
  for await (const observation of observe(paths, options))
    violations.push(...schemaErrors('observation', JSON.parse(formatObservationLine(observation))))
  return violations
}

/** Checks a report and its outputs. Returns each violated rule as a text. */
export function findBrokenRules(
  report: Report,
  outputs: ReadonlyMap<string, string>,
  evidence: string,
): string[] {
  return [
    ...findJsonErrors(outputs),
    ...findTextErrors(outputs, evidence),
    ...report.incidents.flatMap(findOrderErrors),
    ...findCountErrors(report),
  ]
}

function findJsonErrors(outputs: ReadonlyMap<string, string>): string[] {
  const lines = (outputs.get('ndjson') ?? '').split('\n').slice(0, -1)
  return [
    ...schemaErrors('report', JSON.parse(outputs.get('json') ?? '')),
    ...lines.flatMap((line) => schemaErrors('incident', JSON.parse(line))),
  ]
}

/** The first bytes of each compressed format. */
const COMPRESSED = ['\x1f\x8b', 'BZh', '\xfd7zXZ', '\x28\xb5\x2f\xfd']
/** Words that JavaScript prints for a missing or invalid value. The evidence itself may contain them. */
const MISSING_VALUE_WORDS = ['NaN', 'Infinity', 'Invalid Date', 'undefined', '[object Object]']

function findTextErrors(outputs: ReadonlyMap<string, string>, bytes: string): string[] {
  // UTF-16 has a NUL next to each ASCII letter.
  const evidence = bytes.replaceAll('\0', '')
  const violations: string[] = []
  for (const [name, text] of outputs) {
    const unprintable =
      name === 'table' ? text.split('\n').find((line) => MOVES_CURSOR.test(line)) : UNPRINTABLE.exec(text)
    if (unprintable) violations.push(`${name}: unprintable ${JSON.stringify(unprintable)}`)
    // The page contains its own program, where these words are code. Compressed evidence may contain them unseen.
    if (name === 'html' || COMPRESSED.some((magic) => evidence.includes(magic))) continue
    for (const word of MISSING_VALUE_WORDS)
      if (text.includes(word) && !evidence.includes(word)) violations.push(`${name}: ${word}`)
  }
  return violations
}

/** Checks that boundaries with timestamps of the same clock are in order. */
function findOrderErrors({ id, boundaries, startUs, endUs }: Incident): string[] {
  const violations: string[] = []
  const order = ['lastRenewal', 'firstFailure', 'lastFailure', 'firstRenewalAfter'] as const
  const present = order.flatMap((name) => {
    const boundary = boundaries[name]
    return boundary ? [{ name, boundary }] : []
  })
  for (const [i, { name, boundary }] of present.entries()) {
    for (const later of present.slice(i + 1)) {
      if (later.boundary.clock === boundary.clock && later.boundary.atUs < boundary.atUs)
        violations.push(`${id}: ${later.name} before ${name}`)
    }
  }
  for (const [name, b] of Object.entries(boundaries)) {
    if (b === null) continue
    if ((b.earliestUs ?? b.atUs) > b.atUs || b.atUs > (b.latestUs ?? b.atUs))
      violations.push(`${id}: ${name} outside its bounds`)
    // The controller reports when it last saw the node many times: the boundary is a median with a spread.
    if (name !== 'controllerLastSeen' && b.exact && b.latestUs !== null && b.latestUs !== b.atUs)
      violations.push(`${id}: ${name} exact and bounded`)
  }
  // Times of two clocks can't be compared.
  const clocks = new Set(Object.values(boundaries).flatMap((b) => (b ? [b.clock] : [])))
  if (clocks.size <= 1 && endUs !== null && endUs < startUs) violations.push(`${id}: ends before it starts`)
  return violations
}

/** Checks that the counts of lines, records and problems add up. */
function findCountErrors({ sources, problems, nodes, incidents }: Report): string[] {
  const violations: string[] = []
  for (const source of sources) {
    // A skipped file may have the name of one that was read, and an archive may contain a name twice.
    const own = problems.filter(({ code, source: name }) => code !== 'skipped' && name === source.name)
    const sameName = sources.filter(({ name }) => name === source.name)
    const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0)
    const listed = sum(own.map(({ count }) => count))
    const counted = sum(sameName.map((one) => one.problems))
    if (listed !== counted) violations.push(`${source.name}: ${counted} problems, ${listed} listed`)
    const unrecognised = own.find(({ code }) => code === 'unrecognised-lines')?.count ?? 0
    const records = sum(sameName.map((one) => one.records))
    if (unrecognised > records) violations.push(`${source.name}: ${unrecognised} of ${records} records`)
    const lines = Math.max(...sameName.map((one) => one.lines))
    for (const { code, line } of own)
      if (line !== null && line > lines)
        violations.push(`${source.name}: ${code} on line ${line} of ${lines}`)
  }
  const ids = incidents.map(({ id }) => id)
  if (new Set(ids).size !== ids.length) violations.push('two incidents with the same id')
  for (const { node, incidents: own } of nodes)
    for (const id of own) if (!ids.includes(id)) violations.push(`${node}: no incident ${id}`)
  return violations
}

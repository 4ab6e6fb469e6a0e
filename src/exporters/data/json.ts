/**
 * `json`: the whole report as one JSON document. Yields pieces of whole lines, so a long timeline is never one string.
 *
 * Wire format, `schemaVersion` 1: `{ schemaVersion, leasegap, window, assumptions, sources, nodes, incidents, causes,
 * timeline, unassignedEvictions, warnings, notes, problems }`, pretty-printed with two blanks, but each entry of the
 * timeline on a line, as `observe` prints it: of ten thousand incidents, indentation is a quarter of it. Instants are RFC 3339
 * UTC with microseconds, durations are numbers with the unit in the name, a missing value is null. Within a schema
 * version fields may be added, but never renamed, retyped or given another meaning.
 */

import type {
  Assumption,
  Availability,
  ClockOffset,
  Distribution,
  JsonObject,
  JsonValue,
  NodeSummary,
  Problem,
  Report,
  SecondsBounds,
  SourceSummary,
  TimelineEntry,
  Warning,
} from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatInstant } from '../../time/instant.ts'
import { formatAligned, formatEviction, formatIncident, formatNumber } from './incident-fields.ts'
import { formatObservation, formatObservationLine } from './observation-fields.ts'

function formatSource(source: SourceSummary): JsonObject {
  const { kubernetesVersion: version } = source
  return {
    name: source.name,
    envelopes: source.envelopes,
    components: source.components,
    nodes: source.nodes,
    clocks: source.clocks,
    kubernetesVersion: version && { min: version.min, max: version.max },
    verbosity: source.verbosity,
    bytes: source.bytes,
    lines: source.lines,
    records: source.records,
    observations: source.observations,
    firstAt: formatInstant(source.firstAtUs),
    lastAt: formatInstant(source.lastAtUs),
    window: { start: formatInstant(source.firstAtUs), end: formatInstant(source.lastAtUs) },
    coverage: source.coverage.map(({ startUs, endUs }) => ({
      start: formatInstant(startUs),
      end: formatInstant(endUs),
    })),
    problems: source.problems,
    ...formatAligned(source),
  }
}

function formatDistribution({ count, min, mean, p50, p95, p99, max }: Distribution): JsonObject {
  return {
    count,
    min: formatNumber(min),
    mean: formatNumber(mean),
    p50: formatNumber(p50),
    p95: formatNumber(p95),
    p99: formatNumber(p99),
    max: formatNumber(max),
  }
}

function formatClockOffset(offset: ClockOffset | null): JsonObject | null {
  return (
    offset && {
      offsetSeconds: formatNumber(offset.offsetSeconds),
      earliest: formatNumber(offset.earliestSeconds),
      latest: formatNumber(offset.latestSeconds),
      pairs: offset.pairs,
    }
  )
}

function formatSecondsBounds(bounds: SecondsBounds | null): JsonValue {
  return bounds?.map((value) => formatNumber(value)) ?? null
}

function formatAvailability(availability: Availability): JsonObject {
  return {
    share: formatNumber(availability.share),
    shareBounds: formatSecondsBounds(availability.shareBounds),
    coveredSeconds: formatNumber(availability.coveredSeconds),
    outages: availability.outages,
    outageSeconds: formatNumber(availability.outageSeconds),
    outageSecondsBounds: formatSecondsBounds(availability.outageSecondsBounds),
    longestSeconds: formatNumber(availability.longestSeconds),
    longestSecondsBounds: formatSecondsBounds(availability.longestSecondsBounds),
    meanBetweenSeconds: formatNumber(availability.meanBetweenSeconds),
    meanBetweenSecondsBounds: formatSecondsBounds(availability.meanBetweenSecondsBounds),
    flapping: availability.flapping,
  }
}

export function formatNode(summary: NodeSummary): JsonObject {
  const { node, clock, heartbeat, incidents, state, clockOffset, availability } = summary
  return {
    node,
    clock,
    heartbeat: {
      renewals: heartbeat.renewals,
      failures: heartbeat.failures,
      firstAt: formatInstant(heartbeat.firstAtUs),
      lastAt: formatInstant(heartbeat.lastAtUs),
      intervalSeconds: formatDistribution(heartbeat.intervalSeconds),
      latencyMs: formatDistribution(heartbeat.latencyMs),
    },
    incidents,
    state,
    clockOffset: formatClockOffset(clockOffset),
    availability: formatAvailability(availability),
    region: summary.region,
    zone: summary.zone,
    pool: summary.pool,
    ...(summary.changedLabels ? { changedLabels: summary.changedLabels } : {}),
    ...formatAligned(summary),
  }
}

/** Formats an observation as `observe` prints it. `count` is the number of similar ones that follow unlisted. */
export function formatTimelineEntry(entry: TimelineEntry): JsonObject {
  return { ...formatObservation(entry.observation), ...addedFields(entry) }
}

function addedFields({ observation, omitted }: TimelineEntry): JsonObject {
  const aligned = formatAligned(observation)
  return omitted > 0 ? { ...aligned, count: omitted } : aligned
}

/** Prints an entry as one line, without a line end. */
function timelineLine(entry: TimelineEntry): string {
  const fields = formatObservationLine(entry.observation).trimEnd()
  const added = JSON.stringify(addedFields(entry))
  return added === '{}' ? fields : `${fields.slice(0, -1)},${escapeHidden(added.slice(1))}`
}

function formatWarning(warning: Warning): JsonObject {
  const { code, node, fromUs, toUs, value, limit } = warning
  return {
    code,
    node,
    from: formatInstant(fromUs),
    to: formatInstant(toUs),
    value: formatNumber(value),
    limit: formatNumber(limit),
    ...formatAligned(warning),
  }
}

function formatProblem({ code, source, line, offset, count, excerpt }: Problem): JsonObject {
  return { code, source, line, offset, count, excerpt }
}

/** Pretty-prints a value for a place `depth` levels deep. JSON escapes the line ends inside strings. */
function indented(value: JsonValue, depth: number): string {
  const text = escapeHidden(JSON.stringify(value, null, 2))
  return depth === 0 ? text : text.replaceAll('\n', `\n${'  '.repeat(depth)}`)
}

/**
 * Groups assumptions by name: value, source (null for all sources) and reason. Every name is present but that of the
 * toleration, which is assumed only if it is given.
 */
function formatAssumptions(assumptions: readonly Assumption[]): JsonObject {
  const of = (name: Assumption['name']): JsonObject[] =>
    assumptions
      .filter((assumption) => assumption.name === name)
      .map(({ value, of, because }) => ({ value, of, because }))
  const toleration = of('tolerationSeconds')
  const thinned = of('thinnedRenewals')
  return {
    year: of('year'),
    inputZone: of('inputZone'),
    graceSeconds: of('graceSeconds'),
    renewIntervalSeconds: of('renewIntervalSeconds'),
    monitorPeriodSeconds: of('monitorPeriodSeconds'),
    ...(toleration.length === 0 ? {} : { tolerationSeconds: toleration }),
    ...(thinned.length === 0 ? {} : { thinnedRenewals: thinned }),
  }
}

function array<T>(name: string, items: Iterable<T>, format: (item: T) => JsonValue): Generator<string> {
  return arrayOf(name, items, (item) => indented(format(item), 2))
}

function* arrayOf<T>(name: string, items: Iterable<T>, print: (item: T) => string): Generator<string> {
  let open = false
  for (const item of items) {
    yield `${open ? ',\n' : `,\n  "${name}": [\n`}    ${print(item)}`
    open = true
  }
  yield open ? '\n  ]' : `,\n  "${name}": []`
}

export function* write(report: Report): Generator<string> {
  const { startUs, endUs } = report.window
  const window = { start: formatInstant(startUs), end: formatInstant(endUs) }
  yield `{\n  "schemaVersion": ${report.schemaVersion}`
  yield `,\n  "leasegap": ${indented(report.leasegap, 1)}`
  yield `,\n  "window": ${indented(window, 1)}`
  if (report.selection) {
    const { nodes, sinceUs, untilUs } = report.selection
    const selection = { nodes, since: formatInstant(sinceUs), until: formatInstant(untilUs) }
    yield `,\n  "selection": ${indented(selection, 1)}`
  }
  yield `,\n  "assumptions": ${indented(formatAssumptions(report.assumptions), 1)}`
  yield* array('sources', report.sources, formatSource)
  yield* array('nodes', report.nodes, formatNode)
  yield* array('incidents', report.incidents, formatIncident)
  yield* array('causes', report.causes, ({ category, outages, totalSeconds }) => ({
    category,
    outages,
    totalSeconds: formatNumber(totalSeconds),
  }))
  yield* arrayOf('timeline', report.timeline, timelineLine)
  yield* array('unassignedEvictions', report.unassignedEvictions, formatEviction)
  yield* array('warnings', report.warnings, formatWarning)
  yield* array('notes', report.notes, ({ code, text, node, source }) => ({ code, text, node, source }))
  yield* array('problems', report.problems, formatProblem)
  yield '\n}\n'
}

/**
 * `csv`, `csv-nodes`, `csv-timeline`, `csv-heartbeats`: one row per incident, node, observation or renewal, as RFC 4180
 * with CRLF.
 *
 * The header row and the columns are always the same. A column is named after the path of the JSON field, joined with
 * dots; a path through an array contains the value of each element, joined with `;`. A missing value is an empty cell.
 * A text cell that a spreadsheet would evaluate as a formula gets a leading `'`; numbers and instants never do. Hidden
 * characters become `\uXXXX`, because RFC 4180 has no place for them. fast-csv is loaded when a CSV is written.
 */
import { pipeline, Readable } from 'node:stream'
import type { Exporter, ExportOptions, Heartbeat, JsonObject, JsonValue, Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatInstant } from '../../time/instant.ts'
import { BOUNDARY_NAMES, INTERVAL_NAMES } from '../../wording/incident-words.ts'
import { formatAligned, formatIncident, formatNumber } from './incident-fields.ts'
import { formatNode, formatTimelineEntry } from './json.ts'

const BOUNDARY_FIELDS = [
  'at',
  'earliest',
  'latest',
  'exact',
  'clock',
  'from',
  'source',
  'line',
  'alignedFrom',
]
const SPREAD_FIELDS = ['count', 'min', 'p50', 'max']
const WINDOW_FIELDS = ['earliest', 'latest']
const CONDITION_FIELDS = ['type', 'status', 'reason', 'message', 'lastHeartbeatTime', 'lastTransitionTime']

/** Joins each of `names` with each of `fields` to a dotted path. */
function below(names: readonly string[], fields: readonly string[]): string[] {
  return names.flatMap((name) => fields.map((field) => `${name}.${field}`))
}

const INCIDENT_COLUMNS: readonly string[] = [
  ...['id', 'node', 'kind', 'start', 'end', 'open', 'endedBy', 'verdict'],
  ...below(['cause'], ['category', 'where', 'confidence', 'error', 'alsoCauses.cause', 'alsoCauses.firstAt']),
  ...below(['intervals', 'intervalBounds'], INTERVAL_NAMES),
  ...below(['boundaries'], below(BOUNDARY_NAMES, BOUNDARY_FIELDS)),
  'crossClock',
  ...below(['evidence'], ['boundary', 'source', 'line']),
  ...below(['faultWindow'], WINDOW_FIELDS),
  ...['retries.tries', 'retries.failures'],
  ...below(['retries.declaredIntervalsSeconds', 'retries.observedIntervalsSeconds'], SPREAD_FIELDS),
  'missedRenewals',
  ...below(['expected.markedNotReady', 'expected.firstEviction'], WINDOW_FIELDS),
  'expected.reason',
  ...['deviation.markedNotReady', 'deviation.reason'],
  ...below(['evictions'], ['pod', 'at', 'source', 'line', 'tiedBy']),
  ...['members', 'nodes', 'first', 'affected', 'seen', 'number', 'alignedFrom'],
]

const TIMELINE_COLUMNS: readonly string[] = [
  ...['kind', 'at', 'node', 'clock', 'component', 'source', 'line', 'pid', 'count'],
  ...['verb', 'statusCode', 'latencyMs', 'startedAt'],
  ...['error', 'cause', 'alsoCauses', 'causeDetail', 'retryIntervalSeconds'],
  ...['renewTime', 'managedTime', 'holderIdentity', 'leaseDurationSeconds'],
  ...['status', 'reason', 'message', 'conditionType', 'durationSeconds', 'lastSeenAt'],
  ...below(['condition', 'conditions'], CONDITION_FIELDS),
  ...below(['taints'], ['key', 'effect', 'timeAdded']),
  ...['taint', 'effect', 'zone', 'state', 'pod', 'lock', 'lost', 'alignedFrom'],
  ...below(['labels'], ['region', 'zone', 'pool']),
]

const HEARTBEAT_COLUMNS: readonly string[] = [
  ...['node', 'at', 'startedAt', 'latencyMs', 'intervalSeconds', 'verb', 'statusCode'],
  ...['clock', 'source', 'line', 'alignedFrom'],
]

const DISTRIBUTION_FIELDS = ['count', 'min', 'mean', 'p50', 'p95', 'p99', 'max']

const NODE_COLUMNS: readonly string[] = [
  ...['node', 'state', 'incidents'],
  ...below(['availability'], ['share', 'shareBounds', 'coveredSeconds', 'outages', 'outageSeconds']),
  ...below(['availability'], ['outageSecondsBounds', 'longestSeconds', 'longestSecondsBounds']),
  ...below(['availability'], ['meanBetweenSeconds', 'meanBetweenSecondsBounds', 'flapping']),
  ...below(['heartbeat'], ['renewals', 'failures', 'firstAt', 'lastAt']),
  ...below(['heartbeat.intervalSeconds', 'heartbeat.latencyMs'], DISTRIBUTION_FIELDS),
  ...['clock', ...below(['clockOffset'], ['offsetSeconds', 'earliest', 'latest', 'pairs'])],
  ...['alignedFrom', 'region', 'zone', 'pool', 'changedLabels'],
]

function formatHeartbeat(heartbeat: Heartbeat): JsonObject {
  const { node, atUs, startedAtUs, latencyMs, intervalSeconds, verb, statusCode, clock, source, line } =
    heartbeat
  return {
    node,
    at: formatInstant(atUs),
    startedAt: formatInstant(startedAtUs),
    latencyMs: formatNumber(latencyMs),
    intervalSeconds: formatNumber(intervalSeconds),
    verb,
    statusCode,
    clock,
    source,
    line,
    ...formatAligned(heartbeat),
  }
}

/** Reads the value at a path; through an array, the values of its elements. Null if a name is missing. */
function valueAt(value: JsonValue | undefined, path: readonly string[], from: number): JsonValue {
  if (value === undefined || value === null) return null
  if (from === path.length) return value
  if (Array.isArray(value)) return value.map((element: JsonValue) => valueAt(element, path, from))
  if (typeof value !== 'object') return null
  const name = path[from] as string
  return Object.hasOwn(value, name) ? valueAt((value as JsonObject)[name], path, from + 1) : null
}

function hasText(value: JsonValue): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.some(hasText))
}

function cellOf(value: JsonValue): string {
  const text = Array.isArray(value) ? value.map((element) => element ?? '').join(';') : String(value ?? '')
  return hasText(value) ? escapeHidden(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text) : text
}

/** Makes an exporter of CSV. `columns` are paths into the objects that `objectsOf` yields, one object per row. */
export function csvWriter(
  columns: readonly string[],
  objectsOf: (report: Report) => Iterable<JsonObject>,
): Exporter['write'] {
  const paths = columns.map((column) => column.split('.'))
  return async function* write(report: Report, _options: ExportOptions): AsyncGenerator<string> {
    const { format } = await import('fast-csv')
    const rows = function* (): Generator<string[]> {
      for (const object of objectsOf(report)) yield paths.map((path) => cellOf(valueAt(object, path, 0)))
    }
    const text = format({
      headers: [...columns],
      alwaysWriteHeaders: true,
      rowDelimiter: '\r\n',
      includeEndRowDelimiter: true,
    })
    // pipeline destroys `text` with the error, so the loop below throws it.
    pipeline(Readable.from(rows()), text, () => {})
    for await (const piece of text) yield String(piece)
  }
}

function* map<T>(items: Iterable<T>, format: (item: T) => JsonObject): Generator<JsonObject> {
  for (const item of items) yield format(item)
}

export const writeIncidents: Exporter['write'] = csvWriter(INCIDENT_COLUMNS, (report) =>
  map(report.incidents, formatIncident),
)

export const writeNodes: Exporter['write'] = csvWriter(NODE_COLUMNS, (report) =>
  map(report.nodes, formatNode),
)

export const writeTimeline: Exporter['write'] = csvWriter(TIMELINE_COLUMNS, (report) =>
  map(report.timeline, formatTimelineEntry),
)

export const writeHeartbeats: Exporter['write'] = csvWriter(HEARTBEAT_COLUMNS, (report) =>
  map(report.heartbeats(), formatHeartbeat),
)

/**
 * Records inside the documents of log platforms: which arrays contain them, and the record that an element stands for.
 *
 * Authority: Elasticsearch _search and _msearch, CloudWatch FilterLogEvents and GetQueryResults, Loki query_range and
 * tail, OTLP/JSON ExportLogsServiceRequest, Log Analytics query API, Datadog logs API; REPORT.md leaves them to us.
 */
import type { JsonObject, JsonValue } from '../model/index.ts'

/** Paths of the arrays of records; `*` is an element of an array. */
export const RECORD_ARRAYS: ReadonlySet<string> = new Set([
  'hits.hits',
  'responses.*.hits.hits',
  'events',
  'results',
  'data.result.*.values',
  'data.streams.*.values',
  'data.result.*.list',
  'streams.*.values',
  'streams.*.entries',
  'resourceLogs.*.scopeLogs.*.logRecords',
  'resourceLogs.*.instrumentationLibraryLogs.*.logRecords',
  'tables.*.rows',
  'data',
  'entries',
  'records',
  'logs',
  'rows',
  'messages',
])

/** Fields of the objects around an array that its records inherit. */
const INHERITED = ['stream', 'labels', 'resource', 'columns', 'meta'] as const

/** Keys of a document that contain such arrays, or the array of a list. */
const ARRAY_KEYS: readonly string[] = [
  'items',
  ...[...RECORD_ARRAYS].map((path) => path.split('.', 1)[0] as string),
]
/** Keys of objects that contain such arrays. */
const OBJECT_KEYS: readonly string[] = ['hits', 'data']

/** Whether an object, which fills a line, is a wrapper of many records. */
export function isWrapper(value: object): boolean {
  const { kind, hits, data } = value as JsonObject
  if (kind !== undefined) return 'items' in value
  if (ARRAY_KEYS.some((key) => Array.isArray((value as JsonObject)[key]))) return true
  return (isObject(hits) && Array.isArray(hits.hits)) || isObject(data)
}

const WRAPPER_KEY = new Set([...ARRAY_KEYS, ...OBJECT_KEYS])

/** Whether a line is such an object. Parses it only if it has one of the keys. */
export function isWrapperLine(line: string): boolean {
  if (![...WRAPPER_KEY].some((key) => line.includes(`"${key}":`))) return false
  try {
    return isWrapper(JSON.parse(line) as object)
  } catch {
    return false
  }
}

export function isRecordArray(path: readonly string[]): boolean {
  return RECORD_ARRAYS.has(path.join('.'))
}

/** Whether the records of an array stand in streams, which must be merged by time. */
export function isStream(path: readonly string[]): boolean {
  return path.at(-2) === '*' && path.at(-1) === 'values'
}

/** Returns the record of an element; `around` are the objects that contain the array, outermost first. */
export function recordOf(element: JsonValue, around: readonly unknown[]): JsonObject | null {
  const inherited: Record<string, JsonValue> = {}
  for (const outer of around) {
    if (!isObject(outer)) continue
    for (const key of INHERITED) if (outer[key] !== undefined) inherited[key] = outer[key] as JsonValue
  }
  if (!Array.isArray(element)) {
    if (!isObject(element)) return null
    return { ...(inherited.resource !== undefined && { resource: inherited.resource }), ...element }
  }
  const values = element as readonly JsonValue[]
  // ClickHouse's JSONCompact names its columns `meta`.
  const columns = inherited.columns ?? inherited.meta
  if (Array.isArray(columns)) return rowOf(values, columns as readonly JsonValue[])
  if (values.length > 0 && values.every((one) => isObject(one) && typeof one.field === 'string')) {
    return Object.fromEntries(values.map((one) => [(one as JsonObject).field, (one as JsonObject).value]))
  }
  const [timestamp, line] = values
  if (typeof timestamp !== 'string' || typeof line !== 'string') return null
  return { stream: inherited.stream ?? inherited.labels ?? null, timestamp, line }
}

function rowOf(values: readonly JsonValue[], columns: readonly JsonValue[]): JsonObject {
  const row: Record<string, JsonValue> = {}
  columns.forEach((column, n) => {
    const name = isObject(column) ? (column.name ?? column.ColumnName) : column
    if (typeof name === 'string' && values[n] !== undefined) row[name] = values[n] as JsonValue
  })
  return row
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

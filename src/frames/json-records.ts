/**
 * Records inside the documents of log platforms: which arrays contain them, and the record that an element stands for.
 *
 * Authority: Elasticsearch _search and _msearch, CloudWatch FilterLogEvents and GetQueryResults, Loki query_range and
 * tail, OTLP/JSON ExportLogsServiceRequest, Log Analytics query API, Datadog logs API.
 */
import type { JsonObject, JsonValue } from '../model/index.ts'
import { nodeRank } from '../text/platform-fields.ts'

/** Paths of arrays of records, whatever is in them; `*` is an element of an array. Others are known by their elements. */
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

/** A klog header behind the header of another format at most. */
const LOG_LINE = /(?:^|[\s\]:])[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} /
const MAX_HEADER = 300
/** Nesting in which messages and arrays of records stand. */
const MAX_DEPTH = 4

/** Whether an element of an array is a record: a log line, an object with one, or an object of the Kubernetes API. */
export function isRecord(element: JsonValue, depth: number = 0): boolean {
  if (typeof element === 'string') return LOG_LINE.test(element.slice(0, MAX_HEADER))
  if (!isObject(element) || depth > MAX_DEPTH) return false
  if (typeof element.kind === 'string' && typeof element.apiVersion === 'string')
    // A reference to an object has no metadata.
    return isObject(element.metadata)
  return Object.values(element).some((value) => isRecord(value as JsonValue, depth + 1))
}

/** Whether an element of an array is a record, or the cells of one. */
export function isRecordOrRow(element: JsonValue): boolean {
  if (!Array.isArray(element)) return isRecord(element)
  return (element as readonly JsonValue[]).some((cell) => typeof cell === 'string' && isRecord(cell))
}

/** Whether a value contains an array of records. */
function hasRecords(value: JsonValue, depth: number = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 2 * MAX_DEPTH) return false
  if (!Array.isArray(value))
    return Object.values(value).some((inner) => hasRecords(inner as JsonValue, depth + 1))
  return (value as readonly JsonValue[]).some(
    (element) => isRecord(element) || hasRecords(element, depth + 1),
  )
}

/** Whether an object, which fills a line, is a wrapper of many records. */
export function isWrapper(value: object): boolean {
  const { kind, hits, data } = value as JsonObject
  if (kind !== undefined) return 'items' in value
  if (ARRAY_KEYS.some((key) => Array.isArray((value as JsonObject)[key]))) return true
  return (isObject(hits) && Array.isArray(hits.hits)) || isObject(data) || hasRecords(value as JsonObject)
}

const WRAPPER_KEY = new Set([...ARRAY_KEYS, ...OBJECT_KEYS])

/** Whether a line is such an object. Parses it only if it has one of the keys, or an array of objects. */
export function isWrapperLine(line: string): boolean {
  if (!ARRAY_OF_OBJECTS.test(line) && ![...WRAPPER_KEY].some((key) => line.includes(`"${key}":`)))
    return false
  try {
    return isWrapper(JSON.parse(line) as object)
  } catch {
    return false
  }
}

const ARRAY_OF_OBJECTS = /:\s?\[\s?\{/

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
    for (const key in outer) {
      const value = outer[key]
      const isInherited = (INHERITED as readonly string[]).includes(key)
      if (isInherited || (typeof value === 'string' && nodeRank(key) > 0)) inherited[key] = value as JsonValue
    }
  }
  const { meta, columns: heads = meta, ...labels } = inherited
  if (typeof element === 'string') return { ...labels, message: element }
  if (isObject(element)) return { ...labels, ...element }
  if (!Array.isArray(element)) return null
  const values = element as readonly JsonValue[]
  // ClickHouse's JSONCompact names its columns `meta`.
  if (Array.isArray(heads)) return rowOf(values, heads as readonly JsonValue[])
  if (values.length > 0 && values.every((one) => isObject(one) && typeof one.field === 'string')) {
    return Object.fromEntries(values.map((one) => [(one as JsonObject).field, (one as JsonObject).value]))
  }
  const [timestamp, text] = values
  const line = values.find((one) => typeof one === 'string' && isRecord(one)) ?? text
  if ((typeof timestamp !== 'string' && typeof timestamp !== 'number') || typeof line !== 'string')
    return null
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

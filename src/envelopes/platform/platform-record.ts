/**
 * Records of log platforms: an object with a message, a time and a host, each under one of the names that platforms use.
 *
 * Input: an object. Output: its message, or the API object that it contains. The names are weak evidence, so a message
 * must prove to be a log line, or the record name a process that journald or syslog knows.
 *
 * Authority: documentation of Elasticsearch (ECS, Filebeat, Fluent Bit, Vector), Loki, VictoriaLogs, CloudWatch, Cloud
 * Logging, Log Analytics, OpenTelemetry and its ClickHouse exporter, Splunk, Datadog and GELF; answers of a real Loki,
 * VictoriaLogs and ClickHouse.
 */
import type { Body, Envelope, JsonObject, JsonValue, Stamp, UnwrappedLayer } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { HeaderTest } from '../prefixes.ts'
import { platformSamples } from './platform-samples.ts'
import { searchHost, searchMessage, searchStamp } from './platform-search.ts'
import { platformStamp } from './platform-stamp.ts'

type Field = JsonValue | undefined

/** Where messages stand, by path. The first that is a text counts. */
const MESSAGES: readonly string[] = [
  'message',
  '@message',
  '_msg',
  'log',
  'line',
  'MESSAGE',
  'Body',
  'body',
  'body.stringValue',
  'textPayload',
  'jsonPayload.MESSAGE',
  'jsonPayload.message',
  'Message',
  'SyslogMessage',
  'LogMessage',
  'LogEntry',
  'log_s',
  '_raw',
  'full_message',
  'short_message',
  'properties.log',
  'attributes.message',
  'event.original',
  'msg',
]

const TIMES: readonly string[] = [
  '@timestamp',
  'timestamp',
  '_time',
  'timeUnixNano',
  'Timestamp',
  'TimeGenerated',
  'time',
  'date',
  'observedTimeUnixNano',
  'attributes.timestamp',
  'stageTimestamp',
  '_SOURCE_REALTIME_TIMESTAMP',
]

/** Records and sets of labels in which a host may stand. */
const LABEL_SETS: readonly string[] = [
  '',
  'labels',
  'stream',
  'fields',
  'resource.labels',
  'ResourceAttributes',
  'resources_string',
  'resource.attributes',
  'kubernetes',
  'jsonPayload',
  'attributes',
  'LogAttributes',
  '_stream',
]

/** Keys under which such sets stand, alone or at the beginning of a path. */
const LABEL_KEYS: ReadonlySet<string> = new Set(
  LABEL_SETS.flatMap((path) => [path, path.split('.', 1)[0] as string]),
)

/** Names of nodes, which count before those of hosts: a host may be the pod that collects the logs. */
const NODES: readonly string[] = [
  '_HOSTNAME',
  'k8s.node.name',
  'node_name',
  'nodename',
  'pod_node_name',
  'node.name',
  'node',
]

const HOSTS: readonly string[] = [
  'host.name',
  'host.hostname',
  'hostname',
  'host',
  'HostName',
  'Computer',
  'instance',
]

const PROCESSES: readonly string[] = ['SYSLOG_IDENTIFIER', 'ProcessName', 'syslog_identifier', 'process.name']
const PIDS: readonly string[] = ['_PID', 'pid', 'ProcessID', 'process.pid', 'SYSLOG_PID']

/** Returns the value at a key, which may itself contain dots, or at a path of keys. */
function valueAt(record: Field, path: string): Field {
  if (path === '') return record
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return undefined
  const fields = record as JsonObject
  if (Object.hasOwn(fields, path)) return fields[path]
  const dot = path.indexOf('.')
  if (dot < 0 || !Object.hasOwn(fields, path.slice(0, dot))) return undefined
  return valueAt(fields[path.slice(0, dot)], path.slice(dot + 1))
}

/** Converts OpenTelemetry's `[{"key", "value": {"stringValue"}}]` and a set of labels as text to an object. */
function labelsOf(value: Field): Field {
  if (typeof value === 'string' && value.startsWith('{')) return parseLabels(value) ?? undefined
  if (!Array.isArray(value)) return value
  const labels: Record<string, JsonValue> = {}
  for (const one of value as readonly JsonValue[]) {
    const key = valueAt(one, 'key')
    const text = valueAt(one, 'value.stringValue')
    if (typeof key === 'string' && typeof text === 'string') labels[key] = text
  }
  return labels
}

/** Parses `{job="kubelet", nodename="worker-1"}`, the labels of Loki and VictoriaLogs. Returns null for other texts. */
export function parseLabels(text: string): JsonObject | null {
  const labels: Record<string, JsonValue> = {}
  const form = /[{,]\s*([\w.]{1,100})="((?:[^"\\]|\\.)*)"/y
  let end = 0
  for (let match = form.exec(text); match; match = form.exec(text)) {
    labels[match[1] as string] = match[2] as string
    end = form.lastIndex
  }
  return end > 0 && text.charAt(end) === '}' ? labels : null
}

function firstText(record: Field, paths: readonly string[]): string | null {
  for (const path of paths) {
    const value = valueAt(record, path)
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

/** Most records have none but themselves, which is much faster to see than to search each. */
function labelSetsOf(record: JsonObject): readonly Field[] {
  let hasOthers = false
  for (const key in record) if (LABEL_KEYS.has(key)) hasOthers = true
  if (!hasOthers) return [record]
  return LABEL_SETS.map((set) => labelsOf(valueAt(record, set))).filter((set) => set !== undefined)
}

export function hostOf(record: JsonObject): string | null {
  const sets = labelSetsOf(record)
  for (const set of sets) {
    const node = firstText(set, NODES)
    if (node !== null) return node
  }
  const host = firstText(record, ['kubernetes.host'])
  if (host !== null) return host
  for (const set of sets) {
    const host = firstText(set, HOSTS)
    if (host !== null) return host
  }
  return searchHost(record)
}

function stampOf(record: JsonObject): Stamp | undefined {
  let best: Stamp | undefined
  for (const path of TIMES) {
    const stamp = platformStamp(valueAt(record, path))
    if (stamp && (!best || stamp.resolutionUs < best.resolutionUs)) best = stamp
    if (best && best.resolutionUs < SECOND_US && path !== '@timestamp') break
  }
  return best
}

function pidOf(record: JsonObject): number | null {
  for (const path of PIDS) {
    const value = valueAt(record, path)
    const pid = typeof value === 'string' && value !== '' ? Number(value) : value
    if (typeof pid === 'number' && Number.isSafeInteger(pid) && pid >= 0) return pid
  }
  return null
}

/** Returns the API object that a record contains, as AKS delivers its audit log. */
function objectIn(record: JsonObject): JsonObject | null {
  for (const path of ['properties.log', 'log', 'message', 'jsonPayload', 'Body', 'body']) {
    const value = valueAt(record, path)
    if (typeof valueAt(value, 'kind') === 'string' && typeof valueAt(value, 'apiVersion') === 'string')
      return value as JsonObject
  }
  return null
}

/** Paths of a record inside another one, and of a field that such a record has. */
const WRAPPED: readonly (readonly [string, string])[] = [
  ['_source', ''],
  // Splunk's export, Graylog's messages, Datadog's list of logs, SigNoz's list.
  ['result', '_raw'],
  ['message', 'message'],
  ['content', 'message'],
  ['data', 'body'],
]

/** Returns the record inside a record, with the time of the outer one if it has none. */
function wrappedRecord(record: JsonObject): JsonObject | null {
  const map = valueAt(record, 'body.kvlistValue.values')
  if (Array.isArray(map)) return { ...record, body: null, ...(labelsOf(map as JsonValue) as JsonObject) }
  for (const [path, field] of WRAPPED) {
    const inner = record[path]
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) continue
    if (valueAt(inner, field) === undefined) continue
    const { timestamp } = record
    return timestamp === undefined ? (inner as JsonObject) : { timestamp, ...(inner as JsonObject) }
  }
  return null
}

/** Where the Go file stands of a message that the platform parsed, and its line, if that stands apart. */
const FILES: readonly (readonly [string, string])[] = [
  ['sourceLocation.file', 'sourceLocation.line'],
  ['log.origin.file.name', 'log.origin.file.line'],
  ['jsonPayload.source', ''],
  ['source', ''],
]
const GO_FILE = /^[\w./-]{1,100}\.go$/
const GO_LINE = /^[\w./-]{1,100}\.go:\d{1,6}$/

/** Returns the message of klog that a platform parsed apart, as klog prints it without its time; null for other records. */
function parsedMessage(record: JsonObject): string | null {
  const message = firstText(record, ['jsonPayload.message', 'message', 'textPayload'])
  if (message === null) return null
  for (const [path, linePath] of FILES) {
    const file = valueAt(record, path)
    if (typeof file !== 'string') continue
    if (GO_LINE.test(file)) return `${file}] ${message}`
    const line = linePath === '' ? null : valueAt(record, linePath)
    if (line !== null && line !== undefined && GO_FILE.test(file))
      return `${file}:${String(line)}] ${message}`
  }
  return null
}

/** Objects of these are no records, whatever their fields are called. */
function isOfApi(record: JsonObject): boolean {
  return typeof record.kind === 'string' && typeof record.apiVersion === 'string'
}

function unwrapRecord(body: Body, hasHeader: HeaderTest): UnwrappedLayer | undefined {
  if (typeof body === 'string' || isOfApi(body)) return undefined
  const inner = objectIn(body) ?? wrappedRecord(body)
  if (inner) return { body: inner }
  const process = firstText(body, PROCESSES) ?? firstText(body.jsonPayload, PROCESSES)
  const message = MESSAGES.map((path) => valueAt(body, path)).find(
    (value) => typeof value === 'string' && value !== '' && (process !== null || hasHeader(value.trimEnd())),
  )
  const text = typeof message === 'string' ? message : (parsedMessage(body) ?? searchMessage(body, hasHeader))
  if (text === null) return undefined
  const stamp = stampOf(body) ?? searchStamp(body)
  const host = hostOf(body)
  const pid =
    pidOf(body) ?? (typeof body.jsonPayload === 'object' ? pidOf(body.jsonPayload as JsonObject) : null)
  return {
    body: text.trimEnd(),
    ...(stamp && { stamp }),
    ...(host !== null && { host }),
    ...(process !== null && { process }),
    ...(pid !== null && { pid }),
  }
}

export const platformRecord = (hasHeader: HeaderTest): Envelope => ({
  name: 'platform-record',
  title: 'records of Loki, Elasticsearch, CloudWatch, Cloud Logging, Log Analytics, Splunk and others',
  bypassLiterals: [],
  unwrap: (body) => unwrapRecord(body, hasHeader),
  samples: platformSamples,
})

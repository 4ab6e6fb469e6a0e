/**
 * Excerpts of a line or JSON object for a quote: the log line inside it, or its relevant fields as `name=value`.
 *
 * The text of the source is never reworded.
 */
import type { JsonObject, JsonValue } from '../../model/index.ts'

/** Paths of relevant fields of klog as JSON, audit events, Leases, Nodes, Events and Pods. */
const RELEVANT_FIELDS: readonly string[] = [
  ...['msg', 'err', 'error', 'node'],
  ...['stageTimestamp', 'verb', 'requestURI', 'responseStatus.code'],
  ...['kind', 'metadata.namespace', 'metadata.name'],
  ...['spec.renewTime', 'spec.taints', 'metadata.deletionTimestamp'],
  ...['reason', 'message', 'lastTimestamp', 'eventTime'],
]

/** Fields in which JSON envelopes contain a log line: the journal's, a container runtime's. */
const MESSAGE_FIELDS: readonly string[] = ['MESSAGE', 'log']

/** Excerpt of an object. */
export function excerptOf(object: JsonObject): string {
  for (const name of MESSAGE_FIELDS) {
    const message = object[name]
    if (typeof message === 'string') return message
  }
  // A watch event: the type of the change and the object.
  const watched = object.object
  if (typeof object.type === 'string' && isObject(watched)) return `${object.type} ${fieldsOf(watched)}`
  return fieldsOf(object)
}

function fieldsOf(object: JsonObject): string {
  const parts = RELEVANT_FIELDS.flatMap((path) => {
    const value = valueAt(object, path.split('.'))
    const isEmpty = value === undefined || value === null || value === ''
    return isEmpty ? [] : [`${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`]
  })
  const ready = readyCondition(object)
  if (ready) parts.push(`Ready=${JSON.stringify(ready)}`)
  return parts.length === 0 ? JSON.stringify(object) : parts.join(' ')
}

/** Excerpt of a line: of its object if it is a JSON object, else the line. */
export function excerptOfLine(line: string): string {
  if (!line.startsWith('{')) return line
  try {
    return excerptOf(JSON.parse(line) as JsonObject)
  } catch {
    return line
  }
}

/** Returns the line after klog's header, or the whole line without a header. */
export function messageOf(line: string): string {
  const header = /\.go:\d{1,6}\] /.exec(line)
  return header ? line.slice(header.index + header[0].length) : line
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valueAt(object: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

function readyCondition(object: JsonObject): JsonObject | undefined {
  const conditions = valueAt(object, ['status', 'conditions'])
  if (!Array.isArray(conditions)) return undefined
  return conditions.filter(isObject).find(({ type }) => type === 'Ready')
}

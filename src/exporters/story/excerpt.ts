/**
 * What of a line is worth quoting where there is no room for all of it. In: a line, or an object that was JSON;
 * out: the line a log carries, the telling fields of an object as `name=value`, or the end of the line from the
 * message on. Nothing is reworded.
 */
import type { JsonObject, JsonValue } from '../../model/index.ts'

/** Fields that tell something, by their paths, of: klog as JSON, audit events, Leases, Nodes, Events, Pods. */
const TELLING: readonly string[] = [
  ...['msg', 'err', 'error', 'node'],
  ...['stageTimestamp', 'verb', 'requestURI', 'responseStatus.code'],
  ...['kind', 'metadata.namespace', 'metadata.name'],
  ...['spec.renewTime', 'spec.taints', 'metadata.deletionTimestamp'],
  ...['reason', 'message', 'lastTimestamp', 'eventTime'],
]

/** A line that an envelope of JSON carries: the journal's, a container runtime's. */
const CARRIED: readonly string[] = ['MESSAGE', 'log']

/** The text to quote of an object. */
export function excerptOf(object: JsonObject): string {
  for (const name of CARRIED) {
    const carried = object[name]
    if (typeof carried === 'string') return carried
  }
  // A watch shows its object with what happened to it.
  const shown = object.object
  if (typeof object.type === 'string' && isObject(shown)) return `${object.type} ${fieldsOf(shown)}`
  return fieldsOf(object)
}

function fieldsOf(object: JsonObject): string {
  const parts = TELLING.flatMap((path) => {
    const value = valueAt(object, path.split('.'))
    const told = value === undefined || value === null || value === ''
    return told ? [] : [`${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`]
  })
  const ready = readyCondition(object)
  if (ready) parts.push(`Ready=${JSON.stringify(ready)}`)
  return parts.length === 0 ? JSON.stringify(object) : parts.join(' ')
}

/** The same of a line of text: of one that is JSON, as of its object. */
export function excerptOfLine(line: string): string {
  if (!line.startsWith('{')) return line
  try {
    return excerptOf(JSON.parse(line) as JsonObject)
  } catch {
    return line
  }
}

/** The line behind klog's header; the whole line where it has none. */
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

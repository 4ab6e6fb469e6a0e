/** Searches a record of an unknown platform for its message, time and host, by the names of its fields at any depth. */
import type { JsonObject, JsonValue, Stamp } from '../../model/index.ts'
import { isMessageName, isTimeName, nodeRank } from '../../text/platform-fields.ts'
import { klogText } from '../klog-text.ts'
import type { HeaderTest } from '../prefixes.ts'
import { platformStamp } from './platform-stamp.ts'

/** Limits the nesting and the fields that are looked at. The widest records, of Filebeat, have about 100. */
const MAX_DEPTH = 4
const MAX_FIELDS = 300

interface Field {
  /** Its keys, outermost first, with dots between them. */
  readonly path: string
  readonly key: string
  readonly value: JsonValue
}

/** Returns the fields of a record that contain no others. Elements of arrays are none. */
function fieldsOf(record: JsonObject): readonly Field[] {
  const fields: Field[] = []
  const add = (object: JsonObject, around: string, depth: number): void => {
    for (const key in object) {
      if (fields.length >= MAX_FIELDS) return
      const value = object[key] as JsonValue
      const path = around === '' ? key : `${around}.${key}`
      if (typeof value !== 'object' || value === null || platformStamp(value))
        fields.push({ path, key, value })
      else if (depth < MAX_DEPTH && !Array.isArray(value)) add(value as JsonObject, path, depth + 1)
    }
  }
  add(record, '', 1)
  return fields
}

/** Returns the text that proves to be a log line; null if there is none. Its name may be any if it is klog's. */
export function searchMessage(record: JsonObject, hasHeader: HeaderTest): string | null {
  for (const { path, key, value } of fieldsOf(record)) {
    if (typeof value !== 'string' || value === '') continue
    if (klogText.unwrap(value)) return value
    if ((isMessageName(key) || isMessageName(path)) && hasHeader(value.trimEnd())) return value
  }
  return null
}

export function searchStamp(record: JsonObject): Stamp | undefined {
  for (const { path, key, value } of fieldsOf(record)) {
    if (!isTimeName(key) && !isTimeName(path)) continue
    const stamp = platformStamp(value)
    if (stamp) return stamp
  }
  return undefined
}

/** A host's name or address, no number. */
const HOST = /^(?!\d+$)[A-Za-z0-9][\w.:-]{0,252}$/

/** Returns the name of the node, else that of the host. */
export function searchHost(record: JsonObject): string | null {
  let host: string | null = null
  for (const { path, value } of fieldsOf(record)) {
    const rank = typeof value === 'string' && HOST.test(value) ? nodeRank(path) : 0
    if (rank === 2) return value as string
    if (rank === 1) host ??= value as string
  }
  return host
}

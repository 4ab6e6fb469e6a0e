/**
 * Typed access to fields of untrusted JSON.
 *
 * A field that is missing or of another type gives null or an empty list; nothing throws. Callers read fixed names only,
 * so keys such as `__proto__` in the data have no effect.
 *
 * Authority: apimachinery meta/v1, Time (RFC 3339, whole seconds) and MicroTime (six digits); 1.14–1.36.
 */
import type { JsonObject, JsonValue } from '../../model/index.ts'
import { MINUTE_US, parseIso } from '../../time/instant.ts'

type Field = JsonValue | undefined

/** Returns a text that is not empty; null for other values. */
export function text(value: Field): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Returns an integer that a double represents exactly; null for other values. */
export function integer(value: Field): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null
}

/** Returns an object that is no array; null for other values. */
export function object(value: Field): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

/** Returns the objects of an array, in order; an empty list for other values. */
export function objects(value: Field): readonly JsonObject[] {
  if (!Array.isArray(value)) return []
  return (value as readonly JsonValue[]).map(object).filter((entry) => entry !== null)
}

/** Returns the value at a path of keys; undefined if a part of the path is missing. */
export function at(value: Field, ...path: readonly string[]): Field {
  let inner = value
  for (const key of path) inner = object(inner)?.[key]
  return inner
}

export interface Instant {
  readonly timeUs: number
  /** 1 000 000 for whole seconds, 1000 or 1 for finer times. */
  readonly resolutionUs: number
}

/** Parses an RFC 3339 time. Returns null for other values and before 1970: Go prints its zero time, year 1, for an unset time. */
export function instant(value: Field): Instant | null {
  if (typeof value !== 'string') return null
  const iso = parseIso(value)
  if (!iso || iso.end !== value.length || iso.stamp.offsetMinutes === null) return null
  const timeUs = iso.stamp.civilUs - iso.stamp.offsetMinutes * MINUTE_US
  return timeUs < 0 ? null : { timeUs, resolutionUs: iso.stamp.resolutionUs }
}

/** Tests the kind of an object. `group` is the part of apiVersion before the `/`, '' for core/v1. */
export function isKind(value: JsonObject, kind: string, group: string): boolean {
  if (value.kind !== kind || typeof value.apiVersion !== 'string') return false
  return value.apiVersion.slice(0, Math.max(value.apiVersion.indexOf('/'), 0)) === group
}

/** Returns `namespace/name`; the name alone without a namespace; null without a name. */
export function qualifiedName(namespace: Field, name: Field): string | null {
  const bare = text(name)
  const space = text(namespace)
  return bare === null || space === null ? bare : `${space}/${bare}`
}

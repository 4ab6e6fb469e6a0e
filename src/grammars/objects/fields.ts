/**
 * Typed reading of untrusted JSON: any field may be missing or of any type, then the answer is null (or
 * empty). Nothing here throws, whatever the value. Only fixed names are ever asked for, so a key such as
 * `__proto__` in the data is one more key that nobody reads.
 *
 * Authority: apimachinery meta/v1, Time (RFC 3339, whole seconds) and MicroTime (six digits); 1.14–1.36.
 */

import type { JsonObject, JsonValue } from '../../model/index.ts'
import { MINUTE_US, parseIso } from '../../time/instant.ts'

type Field = JsonValue | undefined

/** A text that says something; null for "" and for every other type. */
export function text(value: Field): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** A whole number that a double holds exactly; null for anything else. */
export function integer(value: Field): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null
}

export function object(value: Field): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
}

/** The objects of an array, in order; empty when the value is no array. */
export function objects(value: Field): readonly JsonObject[] {
  if (!Array.isArray(value)) return []
  return (value as readonly JsonValue[]).map(object).filter((entry) => entry !== null)
}

/** The value below nested keys; undefined as soon as there is no object to look into. */
export function at(value: Field, ...path: readonly string[]): Field {
  let inner = value
  for (const key of path) inner = object(inner)?.[key]
  return inner
}

export interface Instant {
  readonly timeUs: number
  /** 1 000 000 for whole-second stamps, 1000 or 1 for finer ones. */
  readonly resolutionUs: number
}

/**
 * An RFC 3339 time; null when it is none, or before 1970: Go prints its zero time, year 1, for a time never
 * set.
 */
export function instant(value: Field): Instant | null {
  if (typeof value !== 'string') return null
  const iso = parseIso(value)
  if (!iso || iso.end !== value.length || iso.stamp.offsetMinutes === null) return null
  const timeUs = iso.stamp.civilUs - iso.stamp.offsetMinutes * MINUTE_US
  return timeUs < 0 ? null : { timeUs, resolutionUs: iso.stamp.resolutionUs }
}

/**
 * Whether the object says it is of this kind. `group` is what stands before the `/` in apiVersion, '' for
 * core/v1.
 */
export function isKind(value: JsonObject, kind: string, group: string): boolean {
  if (value.kind !== kind || typeof value.apiVersion !== 'string') return false
  return value.apiVersion.slice(0, Math.max(value.apiVersion.indexOf('/'), 0)) === group
}

/** `namespace/name`, the bare name where no namespace is told, null without a name. */
export function qualifiedName(namespace: Field, name: Field): string | null {
  const bare = text(name)
  const space = text(namespace)
  return bare === null || space === null ? bare : `${space}/${bare}`
}

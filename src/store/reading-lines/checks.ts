/** Checks of parsed JSON: each says whether a value has a form. An object has the named fields and no others. */

export type Check = (value: unknown) => boolean

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const isText: Check = (value) => typeof value === 'string'
export const isFlag: Check = (value) => typeof value === 'boolean'
export const isNumber: Check = (value) => Number.isFinite(value)
export const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0

/** The years 0 to 9999, and a zone: no stamp prints others. */
const MIN_TIME_US = -62_168_000_000_000_000
const MAX_TIME_US = 253_403_000_000_000_000

export const isTime: Check = (value) =>
  Number.isInteger(value) && (value as number) > MIN_TIME_US && (value as number) < MAX_TIME_US

export const isTrue: Check = (value) => value === true

export function orNull(check: Check): Check {
  return (value) => value === null || check(value)
}

/** The field may be absent. */
export function optional(check: Check): Check {
  return (value) => value === undefined || check(value)
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check)
}

/** One of the keys. */
export function oneOf(allowed: Readonly<Record<string, unknown>>): Check {
  return (value) => typeof value === 'string' && Object.hasOwn(allowed, value)
}

export function objectOf(fields: Readonly<Record<string, Check>>): Check {
  const names = Object.keys(fields)
  return (value) =>
    isObject(value) &&
    names.every((name) => (fields[name] as Check)(value[name])) &&
    Object.keys(value).every((name) => Object.hasOwn(fields, name))
}

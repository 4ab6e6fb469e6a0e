/**
 * Parses the times and durations of command-line options such as `--since` and `--grace`.
 *
 * Output: microseconds or seconds. Failure: a UsageError with the allowed forms.
 */
import { UsageError } from '../model/errors.ts'
import { parseGoDuration } from './go-time.ts'
import { civilToUs, digitsAt, MINUTE_US, parseClock, parseIso, SECOND_US } from './instant.ts'
import { zoneOffsetMinutes } from './zones.ts'

const DURATION_HINT = 'use seconds or a duration such as 40s, 1m30s, 2h or 1d'

/** Parses `40s`, `1m30s`, `1d12h` or a number of seconds. Returns undefined for other texts. */
function tryParseSeconds(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text)
  const day = /^(\d+)d/.exec(text)
  const rest = day ? text.slice(day[0].length) : text
  if (rest.startsWith('-')) return undefined
  const days = day ? Number(day[1]) * 86_400 : 0
  if (rest === '') return day ? days : undefined
  const seconds = parseGoDuration(rest)
  return seconds === undefined ? undefined : days + seconds
}

/** Parses a duration of at least 0 to seconds. Throws UsageError for other texts; `what` names the option in its message. */
export function parseDurationSeconds(text: string, what = 'duration'): number {
  const seconds = tryParseSeconds(text.trim())
  if (seconds === undefined || !Number.isFinite(seconds)) {
    throw new UsageError(`invalid ${what} "${text}": ${DURATION_HINT}`, { given: text })
  }
  return seconds
}

/** Instants from which relative times count, in microseconds. */
export interface WhenReference {
  /** The option, for messages. */
  readonly option: '--since' | '--until' | '--at'
  /** Time of the last record of all inputs, from which `-1h` counts; null if no record has a time. Absent: not allowed. */
  readonly lastUs?: number | null
  /** Time of `--since`, from which `since+5m` counts; null or absent if the option is not given. */
  readonly sinceUs?: number | null
}

const FIXED_FORMS = 'RFC 3339 (2026-11-22T10:45:00Z)'
const CIVIL_FORM = 'a time in the zone of the output ("2026-11-22 10:45")'
const BEFORE_LAST = '-1h (before the last record)'

/** Forms that an option takes. */
const WHEN_FORMS: { readonly [O in WhenReference['option']]: string } = {
  '--since': `${FIXED_FORMS}, ${CIVIL_FORM} or ${BEFORE_LAST}`,
  '--until': `${FIXED_FORMS}, ${CIVIL_FORM}, ${BEFORE_LAST} or since+5m`,
  '--at': `${FIXED_FORMS} or ${CIVIL_FORM}`,
}

/**
 * Parses a time to microseconds: RFC 3339, a date or a date and time in `zone`, `-1h` or `since+5m`.
 * Throws UsageError for other texts and if the reference of a relative time is missing.
 */
export function parseWhen(text: string, zone: string, reference: WhenReference): number {
  const { option } = reference
  const given = text.trim()
  const relative = /^(since\+|-)(.+)$/.exec(given)
  if (relative) {
    const [, sign, duration] = relative as unknown as [string, string, string]
    const deltaUs = Math.round(parseDurationSeconds(duration, `duration in ${option}`) * SECOND_US)
    const fromUs = sign === '-' ? reference.lastUs : reference.sinceUs
    if (fromUs === null || fromUs === undefined) {
      const missing =
        sign === '-' ? 'no record with a timestamp was read' : '--since, from which it counts, is not given'
      throw new UsageError(`invalid ${option} "${text}": ${missing}; use ${WHEN_FORMS[option]}`, {
        given: text,
      })
    }
    return sign === '-' ? fromUs - deltaUs : fromUs + deltaUs
  }
  const stamp = parseDate(given)
  if (stamp === undefined)
    throw new UsageError(`invalid ${option} "${text}": use ${WHEN_FORMS[option]}`, { given: text })
  const minutes = stamp.offsetMinutes ?? zoneOffsetMinutes(zone, stamp.civilUs).minutes
  return stamp.civilUs - minutes * MINUTE_US
}

/** Parses a date, a date with hours and minutes, or RFC 3339. Returns undefined for other texts. */
function parseDate(text: string): { civilUs: number; offsetMinutes: number | null } | undefined {
  const iso = parseIso(text)
  if (iso) return iso.end === text.length ? iso.stamp : undefined
  if (text.length !== 10 && text.length !== 16) return undefined
  if (text[4] !== '-' || text[7] !== '-') return undefined
  const midnightUs = civilToUs(digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2), 0, 0, 0, 0)
  if (midnightUs === null) return undefined
  if (text.length === 10) return { civilUs: midnightUs, offsetMinutes: null }
  const clock = /[T ]/.test(text[10] as string) ? parseClock(`${text.slice(11)}:00`, 0) : undefined
  return clock && { civilUs: midnightUs + clock.dayUs, offsetMinutes: null }
}

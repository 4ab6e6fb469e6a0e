/** Times and durations as users give them on the command line. */

import { UsageError } from '../model/errors.ts'
import { parseGoDuration } from './go-time.ts'
import { civilToUs, digitsAt, MINUTE_US, parseClock, parseIso, SECOND_US } from './instant.ts'
import { zoneOffsetMinutes } from './zones.ts'

const DURATION_HINT = 'give seconds or a duration such as 40s, 1m30s, 2h or 1d'

/** Seconds of `40s`, `1m30s`, `1d12h` or a bare number of seconds; undefined when the text is none. */
function durationSeconds(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text)
  const day = /^(\d+)d/.exec(text)
  const rest = day ? text.slice(day[0].length) : text
  if (rest.startsWith('-')) return undefined
  const days = day ? Number(day[1]) * 86_400 : 0
  if (rest === '') return day ? days : undefined
  const seconds = parseGoDuration(rest)
  return seconds === undefined ? undefined : days + seconds
}

/** A duration as the user writes it, in seconds, at least 0. `what` names the option; throws UsageError. */
export function parseDurationSeconds(text: string, what = 'duration'): number {
  const seconds = durationSeconds(text.trim())
  if (seconds === undefined || !Number.isFinite(seconds)) {
    throw new UsageError(`${what} "${text}" is no duration: ${DURATION_HINT}`)
  }
  return seconds
}

/** What relative times are counted from, µs; null where there is none. */
export interface WhenReference {
  /** The last record of all inputs: `-1h` is an hour before it. */
  readonly lastUs: number | null
  /** What --since came to: `since+5m` is five minutes after it. */
  readonly sinceUs?: number | null
}

const WHEN_HINT =
  'give RFC 3339 (2026-11-22T10:45:00Z), a local time ("2026-11-22 10:45"), -1h (before the last record) ' +
  'or, for --until, since+5m'

/**
 * An instant as the user writes it, µs: RFC 3339; a date or a date and time in `zone`; `-1h`; `since+5m`.
 * Throws UsageError for other texts and where the reference is missing.
 */
export function parseWhen(text: string, zone: string, reference: WhenReference): number {
  const given = text.trim()
  const relative = /^(since\+|-)(.+)$/.exec(given)
  if (relative) {
    const [, sign, duration] = relative as unknown as [string, string, string]
    const deltaUs = Math.round(parseDurationSeconds(duration, 'the duration in') * SECOND_US)
    const fromUs = sign === '-' ? reference.lastUs : reference.sinceUs
    if (fromUs === null || fromUs === undefined) {
      throw new UsageError(
        sign === '-'
          ? `"${text}" counts from the last record, but no record with a time was read: ${WHEN_HINT}`
          : `"${text}" counts from --since, which is not given: ${WHEN_HINT}`,
      )
    }
    return sign === '-' ? fromUs - deltaUs : fromUs + deltaUs
  }
  const stamp = parseDate(given)
  if (stamp === undefined) throw new UsageError(`"${text}" is no time: ${WHEN_HINT}`)
  const minutes = stamp.offsetMinutes ?? zoneOffsetMinutes(zone, stamp.civilUs).minutes
  return stamp.civilUs - minutes * MINUTE_US
}

/** A date, a date with hours and minutes, or a whole RFC 3339 text. */
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

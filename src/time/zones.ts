/**
 * Time zones: their names and the offsets of civil times.
 *
 * Authority: the IANA time zone database, through luxon; no other file imports it. Loading luxon takes 20 ms, so it is
 * loaded at the first zone other than UTC.
 */
import { createRequire } from 'node:module'
import type * as Luxon from 'luxon'
import { UsageError } from '../model/errors.ts'
import { DAY_US, formatInstant, MINUTE_US } from './instant.ts'

const UTC = 'UTC'
const UTC_NAMES: ReadonlySet<string> = new Set(['utc', 'z', 'gmt', 'etc/utc', 'etc/gmt', '+00:00', '-00:00'])

/** The library, once it is loaded. */
let luxon: typeof Luxon | undefined
/** Zones by their name. Sharing the cache is safe: a zone never changes, and only names of options get here. */
const zones = new Map<string, Luxon.Zone>()

/** Returns the zone of a name; null if it is unknown. */
function zoneNamed(name: string): Luxon.Zone | null {
  const known = zones.get(name)
  if (known) return known
  luxon ??= createRequire(import.meta.url)('luxon') as typeof Luxon
  const zone = luxon.FixedOffsetZone.parseSpecifier(name) ?? luxon.IANAZone.create(name)
  if (!zone.isValid) return null
  zones.set(name, zone)
  return zone
}

/** Returns the IANA name of this machine's zone; UTC if it is set to an unknown zone. */
export function localZone(): string {
  // Most servers run in UTC: this check saves the 10 ms of loading Intl.
  if (new Date().toString().endsWith('(Coordinated Universal Time)')) return UTC
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone ?? UTC
  return UTC_NAMES.has(name.toLowerCase()) || zoneNamed(name) === null ? UTC : name
}

/**
 * Parses the name of a zone: an IANA name, `UTC`, `local`, or a fixed offset such as `+02:00`.
 * Returns the name that the other functions here take. Throws UsageError for other texts.
 */
export function parseZone(name: string): string {
  const lower = name.trim().toLowerCase()
  if (UTC_NAMES.has(lower)) return UTC
  if (lower === 'local') return localZone()
  const fixed = /^(?:utc)?([+-]\d\d?(?::?[0-5]\d)?)$/.exec(lower)
  const wanted = fixed?.[1] ? `UTC${fixed[1].replace(/(\d\d):?(\d\d)$/, '$1:$2')}` : name.trim()
  if (zoneNamed(wanted) === null) {
    throw new UsageError(
      `unknown time zone "${name}": use an IANA name such as Europe/Berlin, UTC, local, or an offset such as +02:00`,
      { given: name },
    )
  }
  return wanted
}

/** Returns the minutes east of UTC at an instant. `zone` is a name from `parseZone`. */
function offsetAt(zone: string, timeUs: number): number {
  return zone === UTC ? 0 : (zoneNamed(zone)?.offset(Math.floor(timeUs / 1000)) ?? 0)
}

/** The offset of a civil time. */
export interface ZoneOffset {
  /** Minutes east of UTC; of an ambiguous time that of the earlier instant, in a gap that before the gap. */
  readonly minutes: number
  /** True if the clock shows this time twice. */
  readonly ambiguous: boolean
  /** Minutes east of UTC of the later instant of an ambiguous time; else equal to `minutes`. */
  readonly laterMinutes: number
  /** True if the clock never shows this time. */
  readonly gap: boolean
}

const NO_OFFSET: ZoneOffset = { minutes: 0, laterMinutes: 0, ambiguous: false, gap: false }

/** Clocks are set at whole quarters of an hour: all civil times within one have the same offset. */
const QUARTER_US = 15 * MINUTE_US
/** Cache of each zone's last quarter of an hour. Sharing it is safe: the offset depends on zone and quarter alone. */
const lastQuarter = new Map<string, { quarter: number; offset: ZoneOffset }>()

/**
 * Returns the offset of a civil time in a zone from `parseZone`.
 * `civilUs` is the printed date and time read as UTC. The last result of each zone is cached, because most times of a log
 * lie in the quarter of an hour of the one before.
 */
export function zoneOffsetMinutes(zone: string, civilUs: number): ZoneOffset {
  if (zone === UTC) return NO_OFFSET
  const quarter = Math.floor(civilUs / QUARTER_US)
  const last = lastQuarter.get(zone)
  if (last?.quarter === quarter) return last.offset
  const offset = findOffset(zone, quarter * QUARTER_US)
  lastQuarter.set(zone, { quarter, offset })
  return offset
}

function findOffset(zone: string, civilUs: number): ZoneOffset {
  // No zone is more than a day from UTC or sets its clocks twice within two days.
  const before = offsetAt(zone, civilUs - DAY_US)
  const after = offsetAt(zone, civilUs + DAY_US)
  if (before === after) return { minutes: before, laterMinutes: before, ambiguous: false, gap: false }
  const fitsBefore = offsetAt(zone, civilUs - before * MINUTE_US) === before
  const fitsAfter = offsetAt(zone, civilUs - after * MINUTE_US) === after
  const minutes = fitsBefore || !fitsAfter ? before : after
  return {
    minutes,
    laterMinutes: fitsBefore && fitsAfter ? after : minutes,
    ambiguous: fitsBefore && fitsAfter,
    gap: !fitsBefore && !fitsAfter,
  }
}

/**
 * Formats the civil date and time of an instant in a zone from `parseZone`: `2026-11-22 10:44:56.909546`.
 * Returns null if the instant is not finite or its year is outside 1–9999.
 */
export function formatLocal(timeUs: number, zone: string): string | null {
  const text = formatInstant(timeUs + offsetAt(zone, timeUs) * MINUTE_US)
  return text === null ? null : text.slice(0, -1).replace('T', ' ')
}

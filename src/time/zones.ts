/**
 * Zones, dates and durations as people write them. In: `--tz`, `--input-tz`, `--since`, `--grace` and civil
 * times without a zone; out: offsets, instants, seconds, or a UsageError that says what to try.
 *
 * Authority: the IANA time zone database, through luxon (the only file that imports it). luxon costs 20 ms of
 * start-up, so it is loaded at the first zone other than UTC; what is UTC never loads it.
 */
import { createRequire } from 'node:module'
import type * as Luxon from 'luxon'
import { UsageError } from '../model/errors.ts'
import { DAY_US, formatInstant, MINUTE_US } from './instant.ts'

const UTC = 'UTC'
const UTC_NAMES: ReadonlySet<string> = new Set(['utc', 'z', 'gmt', 'etc/utc', 'etc/gmt', '+00:00', '-00:00'])

let luxon: typeof Luxon | undefined
const zones = new Map<string, Luxon.Zone>()

/** The zone of a name that `parseZone` gave. */
function zoneNamed(name: string): Luxon.Zone | null {
  const known = zones.get(name)
  if (known) return known
  luxon ??= createRequire(import.meta.url)('luxon') as typeof Luxon
  const zone = luxon.FixedOffsetZone.parseSpecifier(name) ?? luxon.IANAZone.create(name)
  if (!zone.isValid) return null
  zones.set(name, zone)
  return zone
}

/** The zone this machine is set to, as an IANA name; UTC where it is set to none that is known. */
export function localZone(): string {
  // Most servers: the engine's own name of the zone spares the 10 ms that loading Intl takes.
  if (new Date().toString().endsWith('(Coordinated Universal Time)')) return UTC
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone ?? UTC
  return UTC_NAMES.has(name.toLowerCase()) || zoneNamed(name) === null ? UTC : name
}

/**
 * A zone as the user names it: an IANA name, `UTC`, `local`, or a fixed offset such as `+02:00`.
 * Returns the name by which the other functions here know it; throws UsageError for any other text.
 */
export function parseZone(name: string): string {
  const lower = name.trim().toLowerCase()
  if (UTC_NAMES.has(lower)) return UTC
  if (lower === 'local') return localZone()
  const fixed = /^(?:utc)?([+-]\d\d?(?::?[0-5]\d)?)$/.exec(lower)
  const wanted = fixed?.[1] ? `UTC${fixed[1].replace(/(\d\d):?(\d\d)$/, '$1:$2')}` : name.trim()
  if (zoneNamed(wanted) === null) {
    throw new UsageError(
      `unknown time zone "${name}": give an IANA name such as Europe/Berlin, UTC, local, or an offset such as +02:00`,
    )
  }
  return wanted
}

/** Minutes east of UTC at an instant. `zone` is a name from `parseZone`. */
function offsetAt(zone: string, timeUs: number): number {
  return zone === UTC ? 0 : (zoneNamed(zone)?.offset(Math.floor(timeUs / 1000)) ?? 0)
}

export interface ZoneOffset {
  /** Minutes east of UTC. Of an ambiguous time the earlier instant's; in a gap the one before the gap. */
  readonly minutes: number
  /** The clock showed this time twice. */
  readonly ambiguous: boolean
  /** The clock never showed this time. */
  readonly gap: boolean
}

const NO_OFFSET: ZoneOffset = { minutes: 0, ambiguous: false, gap: false }

/** Clocks are set at whole quarters of an hour: within one, every civil time has the same offset. */
const QUARTER_US = 15 * MINUTE_US
const lastQuarter = new Map<string, { quarter: number; offset: ZoneOffset }>()

/**
 * The offset of a civil time (the printed date and time read as if it were UTC, µs) in a zone from
 * `parseZone`. The last answer of each zone is kept, for a log asks for the same quarter of an hour again
 * and again.
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
  // No zone is more than a day from UTC, and none sets its clocks twice within two days.
  const before = offsetAt(zone, civilUs - DAY_US)
  const after = offsetAt(zone, civilUs + DAY_US)
  if (before === after) return { minutes: before, ambiguous: false, gap: false }
  const fitsBefore = offsetAt(zone, civilUs - before * MINUTE_US) === before
  const fitsAfter = offsetAt(zone, civilUs - after * MINUTE_US) === after
  return {
    minutes: fitsBefore || !fitsAfter ? before : after,
    ambiguous: fitsBefore && fitsAfter,
    gap: !fitsBefore && !fitsAfter,
  }
}

/**
 * Civil date and time of an instant in a zone from `parseZone`, for people: `2026-11-22 10:44:56.909546`.
 * Null where the instant has no such form (not finite, year outside 1–9999).
 */
export function formatLocal(timeUs: number, zone: string): string | null {
  const text = formatInstant(timeUs + offsetAt(zone, timeUs) * MINUTE_US)
  return text === null ? null : text.slice(0, -1).replace('T', ' ')
}

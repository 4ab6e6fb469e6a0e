/**
 * Printed times become instants: the outermost stamp supplies year and zone, the innermost its microseconds.
 *
 * Stamps without a year are dated as they come: from December to January the year goes up, from January back
 * to December (a reversed log, or two lines that passed each other at New Year) it goes down. Which year the
 * first one lies in is a guess until the evidence is in; `redate` moves what was dated under another guess.
 *
 * Authority: klog v2 header (no year, no zone); journalctl 252 short modes; README, "Years and zones".
 */

import type { Stamp } from '../model/index.ts'
import { civilToUs, DAY_US, MINUTE_US, SECOND_US, usToCivil, YEARLESS } from './instant.ts'

/** Two stamps of one record may differ by a zone (quarter hours) and by how long the line was under way: up to a minute. */
const STAMPS_TOLERANCE_US: number = 60 * SECOND_US
const QUARTER_HOUR_US: number = 15 * MINUTE_US
/** Offsets in use run from −12 h to +14 h. */
const LARGEST_OFFSET_US: number = 14 * 60 * MINUTE_US
/** Half a year: a step back or forth by more than this is a turn of the year, not a clock. */
const HALF_YEAR_US: number = 183 * DAY_US

/** Minutes east of UTC that a civil time has where the source was printed. */
export type OffsetFunction = (civilUs: number) => number

export const UTC_ZONE: OffsetFunction = () => 0

export interface ResolvedTime {
  readonly timeUs: number
  readonly resolutionUs: number
  /** The stamps of this record can't be of one moment in any zone; the outermost was believed. */
  readonly disagree: boolean
}

/** The day that was moved to another year last, for a log's times are mostly of one. */
let moved: { readonly days: number; readonly year: number; readonly midnightUs: number | null } = {
  days: Number.NaN,
  year: 0,
  midnightUs: null,
}

/** The civil time `civilUs`, counted in YEARLESS, in another year; null on 29 February of a year that has none. */
export function setYear(civilUs: number, year: number): number | null {
  const days = Math.floor(civilUs / DAY_US)
  if (days !== moved.days || year !== moved.year) {
    const { year: countedIn, month, day } = usToCivil(civilUs)
    moved = { days, year, midnightUs: civilToUs(year + (countedIn - YEARLESS), month, day, 0, 0, 0, 0) }
  }
  return moved.midnightUs === null ? null : moved.midnightUs + (civilUs - days * DAY_US)
}

/** The year nearest to `evidenceUs` for a yearless civil time. */
export function nearestYear(civilUs: number, evidenceUs: number): number {
  const { year } = usToCivil(evidenceUs)
  let best = year
  let distance = Number.POSITIVE_INFINITY
  for (const candidate of [year, year - 1, year + 1]) {
    const at = setYear(civilUs, candidate)
    if (at !== null && Math.abs(at - evidenceUs) < distance) {
      distance = Math.abs(at - evidenceUs)
      best = candidate
    }
  }
  return best
}

/** The latest year that puts a yearless civil time not more than a day after the reference. */
export function latestYear(civilUs: number, referenceUs: number): number {
  const { year } = usToCivil(referenceUs)
  for (let candidate = year + 1; candidate > year - 9; candidate--) {
    const at = setYear(civilUs, candidate)
    if (at !== null && at <= referenceUs + DAY_US) return candidate
  }
  return year
}

/** Dates the stamps of one source, in the order in which they are read. */
export class TimestampResolver {
  readonly #zone: OffsetFunction
  #year: number | null
  #turns = 0
  #previous: number | null = null
  #firstCivil: number | null = null
  readonly #reference: number

  /** `year` is that of the first yearless stamp; null: the latest that `referenceUs` allows. */
  constructor(zone: OffsetFunction, year: number | null, referenceUs: number) {
    this.#zone = zone
    this.#year = year
    this.#reference = referenceUs
  }

  /** Null: the source printed no yearless stamp so far. */
  get firstYear(): number | null {
    return this.#firstCivil === null ? null : this.#year
  }

  /** The first yearless stamp, counted in YEARLESS. */
  get firstCivilUs(): number | null {
    return this.#firstCivil
  }

  /** Turns of the year between the first yearless stamp and the newest. */
  get yearRollovers(): number {
    return this.#turns
  }

  /** Outer to inner; undefined when there is none, null when the date does not exist. */
  resolve(stamps: readonly Stamp[]): ResolvedTime | null | undefined {
    const outer = stamps[0]
    if (!outer) return undefined
    // The most telling stamp is the base: an absolute one, else the outermost.
    let base = outer
    for (const stamp of stamps) {
      if (stamp.hasYear && stamp.offsetMinutes !== null) {
        base = stamp
        break
      }
    }
    const baseUs = this.#instant(base)
    if (baseUs === null) return null
    let timeUs = baseUs
    let resolutionUs = base.resolutionUs
    let disagree = false
    for (const stamp of stamps) {
      if (stamp === base) continue
      const refined = align(stamp, baseUs)
      if (refined === null) disagree = true
      else if (stamp.resolutionUs <= resolutionUs) {
        timeUs = refined
        resolutionUs = stamp.resolutionUs
      }
    }
    return { timeUs, resolutionUs, disagree }
  }

  #instant(stamp: Stamp): number | null {
    let civilUs: number | null = stamp.civilUs
    if (!stamp.hasYear) {
      this.#turn(stamp.civilUs)
      civilUs = setYear(stamp.civilUs, (this.#year as number) + this.#turns)
      if (civilUs === null) return null
    }
    return civilUs - (stamp.offsetMinutes ?? this.#zone(civilUs)) * MINUTE_US
  }

  #turn(civilUs: number): void {
    if (this.#previous === null) {
      this.#firstCivil = civilUs
      this.#year ??= latestYear(civilUs, this.#reference)
    } else if (civilUs < this.#previous - HALF_YEAR_US) this.#turns++
    else if (civilUs > this.#previous + HALF_YEAR_US) this.#turns--
    this.#previous = civilUs
  }
}

/** The instant that `stamp` means if it is of the same moment as `baseUs` in some zone; null when no zone makes it so. */
function align(stamp: Stamp, baseUs: number): number | null {
  let civilUs: number | null = stamp.civilUs
  if (!stamp.hasYear) civilUs = setYear(civilUs, nearestYear(civilUs, baseUs))
  if (civilUs === null) return null
  const difference = civilUs - baseUs
  const offset =
    stamp.offsetMinutes === null
      ? Math.round(difference / QUARTER_HOUR_US) * QUARTER_HOUR_US
      : stamp.offsetMinutes * MINUTE_US
  if (Math.abs(offset) > LARGEST_OFFSET_US) return null
  const timeUs = civilUs - offset
  return Math.abs(timeUs - baseUs) <= STAMPS_TOLERANCE_US ? timeUs : null
}

/**
 * Moves an instant that was dated under the wrong first year by so many years, keeping its civil date and
 * time in the zone. 29 February moved into a year that has none becomes 1 March.
 */
export function shiftYear(timeUs: number, years: number, zone: OffsetFunction): number {
  const roughCivil = timeUs + zone(timeUs) * MINUTE_US
  const civilUs = timeUs + zone(roughCivil) * MINUTE_US
  const { year, month, day, dayUs } = usToCivil(civilUs)
  const midnight =
    civilToUs(year + years, month, day, 0, 0, 0, 0) ?? civilToUs(year + years, 3, 1, 0, 0, 0, 0)
  if (midnight === null) return timeUs
  const moved = midnight + dayUs
  return moved - zone(moved) * MINUTE_US
}

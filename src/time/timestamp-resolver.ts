/**
 * Resolves the printed times of a record to an instant.
 *
 * The outermost stamp gives year and zone, the innermost the microseconds. Stamps without a year are dated in the order
 * in which they are read: from December to January the year goes up, from January to December (a reversed log, or two
 * lines out of order at New Year) it goes down. The year of the first stamp is a guess until all sources are read;
 * `shiftYear` then corrects the times.
 *
 * Authority: klog v2 header (no year, no zone); journalctl 252 short modes; README, "Years and zones".
 */

import type { Stamp } from '../model/index.ts'
import { type ClockOwner, EndOfSummerTime, type SummerTimeState } from './end-of-summer-time.ts'
import { civilToUs, DAY_US, MINUTE_US, SECOND_US, usToCivil, YEARLESS } from './instant.ts'

/** Limits the delay between two stamps of one record, apart from their zones: a line reaches the journal within a minute. */
const MAX_DELAY_US: number = 60 * SECOND_US
/** Offsets of zones are multiples of a quarter of an hour. */
const QUARTER_HOUR_US: number = 15 * MINUTE_US
/** Largest offset in use; zones run from −12 h to +14 h. */
const LARGEST_OFFSET_US: number = 14 * 60 * MINUTE_US
/** Larger steps between two stamps are a change of the year, smaller ones a correction of the clock. */
const HALF_YEAR_US: number = 183 * DAY_US

/** Returns the minutes east of UTC of a civil time in the zone of a source. */
export interface OffsetFunction {
  /** Of a time that the clock shows twice: those of the earlier instant. */
  (civilUs: number): number
  /** Those of the later instant of a time that the clock shows twice; null for other times. Absent: there are none. */
  readonly later?: (civilUs: number) => number | null
}

export const UTC_ZONE: OffsetFunction = () => 0

export interface ResolvedTime {
  readonly timeUs: number
  readonly resolutionUs: number
  /** True if no zone makes the stamps mean the same instant; the time is that of the outermost stamp. */
  readonly disagree: boolean
  /** True if the stamp that dates the record prints year and zone. */
  readonly isFixed: boolean
}

/**
 * Cache of the last day that setYear moved: most times of a log lie on one day. Sharing it is safe: the midnight depends
 * on day and year alone, and the three are replaced together.
 */
let cachedDay: { readonly days: number; readonly year: number; readonly midnightUs: number | null } = {
  days: Number.NaN,
  year: 0,
  midnightUs: null,
}

/** Moves a civil time counted in YEARLESS to another year. Returns null for 29 February of a year without one. */
export function setYear(civilUs: number, year: number): number | null {
  const days = Math.floor(civilUs / DAY_US)
  if (days !== cachedDay.days || year !== cachedDay.year) {
    const { year: countedIn, month, day } = usToCivil(civilUs)
    cachedDay = { days, year, midnightUs: civilToUs(year + (countedIn - YEARLESS), month, day, 0, 0, 0, 0) }
  }
  return cachedDay.midnightUs === null ? null : cachedDay.midnightUs + (civilUs - days * DAY_US)
}

/** Returns the year in which a civil time without a year is nearest to an instant. */
export function nearestYear(civilUs: number, instantUs: number): number {
  const { year } = usToCivil(instantUs)
  let best = year
  let distance = Number.POSITIVE_INFINITY
  for (const candidate of [year, year - 1, year + 1]) {
    const candidateUs = setYear(civilUs, candidate)
    if (candidateUs !== null && Math.abs(candidateUs - instantUs) < distance) {
      distance = Math.abs(candidateUs - instantUs)
      best = candidate
    }
  }
  return best
}

/** Returns the latest year in which a civil time without a year lies at most a day after the reference. */
export function latestYear(civilUs: number, referenceUs: number): number {
  const { year } = usToCivil(referenceUs)
  for (let candidate = year + 1; candidate > year - 9; candidate--) {
    const candidateUs = setYear(civilUs, candidate)
    if (candidateUs !== null && candidateUs <= referenceUs + DAY_US) return candidate
  }
  return year
}

/** Returns the first stamp with year and zone, else the first with a year, else the outermost. */
function baseOf(stamps: readonly Stamp[], outermost: Stamp): Stamp {
  let base = outermost
  for (const stamp of stamps) {
    if (!stamp.hasYear) continue
    if (stamp.offsetMinutes !== null) return stamp
    if (!base.hasYear) base = stamp
  }
  return base
}

/**
 * Shortest step back that is the end of summer time, within the hour that the clock shows twice: lines overtake each
 * other by less, and up to 50 minutes may be missing between two of them.
 */
const END_OF_SUMMER_TIME_US: number = 10 * MINUTE_US

/** What earlier stamps of a source decide about later ones. */
export interface TimestampState {
  readonly year: number | null
  readonly yearRollovers: number
  readonly hasZoneless: boolean
  readonly twiceShown: { readonly previousUs: number; readonly isLater: boolean } | null
  readonly previousCivilUs: number | null
  readonly firstCivilUs: number | null
  readonly endOfSummerTime: SummerTimeState | null
}

/** Resolves the stamps of one source, in the order in which they are read. */
export class TimestampResolver {
  readonly #zone: OffsetFunction
  #year: number | null
  #yearRollovers = 0
  #hasZoneless = false
  /** The newest stamp, while the clock shows times twice, and which reading it took. */
  #twiceShown: { readonly previousUs: number; readonly isLater: boolean } | null = null
  #previousCivilUs: number | null = null
  #firstCivilUs: number | null = null
  readonly #referenceUs: number
  /** Null: the user gave the zone, which decides. */
  readonly #endOfSummerTime: EndOfSummerTime | null

  /** `year` is the year of the first stamp without one; null for the latest year that `referenceUs` allows. */
  constructor(zone: OffsetFunction, year: number | null, referenceUs: number, isZoneGiven = true) {
    this.#zone = zone
    this.#endOfSummerTime = isZoneGiven ? null : new EndOfSummerTime()
    this.#year = year
    this.#referenceUs = referenceUs
  }

  get state(): TimestampState {
    return {
      year: this.#year,
      yearRollovers: this.#yearRollovers,
      hasZoneless: this.#hasZoneless,
      twiceShown: this.#twiceShown,
      previousCivilUs: this.#previousCivilUs,
      firstCivilUs: this.#firstCivilUs,
      endOfSummerTime: this.#endOfSummerTime?.state ?? null,
    }
  }

  /** Goes on behind the stamps that led to a state, of a source with the same settings. */
  resume(state: TimestampState): void {
    this.#year = state.year
    this.#yearRollovers = state.yearRollovers
    this.#hasZoneless = state.hasZoneless
    this.#twiceShown = state.twiceShown
    this.#previousCivilUs = state.previousCivilUs
    this.#firstCivilUs = state.firstCivilUs
    if (state.endOfSummerTime) this.#endOfSummerTime?.resume(state.endOfSummerTime)
  }

  /** Year of the first stamp without a printed one; null before there is such a stamp. */
  get firstYear(): number | null {
    return this.#firstCivilUs === null ? null : this.#year
  }

  /** Whether a stamp without a zone dated a record. */
  get hasZoneless(): boolean {
    return this.#hasZoneless
  }

  /** End of the hour that the clock showed twice at the end of summer time; null: none, or the user gave the zone. */
  get repeatedUntilUs(): number | null {
    return this.#endOfSummerTime?.repeatedUntilUs ?? null
  }

  /** Civil time of the first stamp without a year, counted in YEARLESS; null before there is such a stamp. */
  get firstCivilUs(): number | null {
    return this.#firstCivilUs
  }

  /** Years between the first and the last stamp without a year; negative if time runs backwards. */
  get yearRollovers(): number {
    return this.#yearRollovers
  }

  /** Resolves the stamps of one record, outer to inner. Returns undefined without a stamp, null if the date does not exist. */
  resolve(stamps: readonly Stamp[], owner: ClockOwner = null): ResolvedTime | null | undefined {
    const outer = stamps[0]
    if (!outer) return undefined
    const base = baseOf(stamps, outer)
    if (base.offsetMinutes === null) this.#hasZoneless = true
    const baseUs = this.#instant(base, owner)
    if (baseUs === null) return null
    let timeUs = baseUs
    let resolutionUs = base.resolutionUs
    let disagree = false
    for (const stamp of stamps) {
      if (stamp === base) continue
      const refined = refine(stamp, baseUs)
      if (refined === null) disagree = true
      else if (stamp.resolutionUs <= resolutionUs) {
        timeUs = refined
        resolutionUs = stamp.resolutionUs
      }
    }
    return { timeUs, resolutionUs, disagree, isFixed: base.hasYear && base.offsetMinutes !== null }
  }

  /** Resolves the stamps of a record before the newest, as `resolve` does, and forgets them again. */
  resolveAside(stamps: readonly Stamp[]): ResolvedTime | null | undefined {
    const [rollovers, twiceShown, previousUs] = [this.#yearRollovers, this.#twiceShown, this.#previousCivilUs]
    const time = this.resolve(stamps)
    this.#yearRollovers = rollovers
    this.#twiceShown = twiceShown
    this.#previousCivilUs = previousUs
    return time
  }

  #instant(stamp: Stamp, owner: ClockOwner): number | null {
    let civilUs: number | null = stamp.civilUs
    if (!stamp.hasYear) {
      this.#countRollover(stamp.civilUs)
      civilUs = setYear(stamp.civilUs, (this.#year as number) + this.#yearRollovers)
      if (civilUs === null) return null
    }
    if (stamp.offsetMinutes !== null) return civilUs - stamp.offsetMinutes * MINUTE_US
    const addedUs = this.#endOfSummerTime?.added(civilUs, owner) ?? 0
    return civilUs + addedUs - this.#offsetOf(civilUs) * MINUTE_US
  }

  /** A step back within the hour that the clock shows twice is the end of summer time: from then on the later reading counts. */
  #offsetOf(civilUs: number): number {
    const later = this.#zone.later?.(civilUs) ?? null
    if (later === null) {
      this.#twiceShown = null
      return this.#zone(civilUs)
    }
    const { previousUs = civilUs, isLater = false } = this.#twiceShown ?? {}
    const isNowLater = isLater || civilUs < previousUs - END_OF_SUMMER_TIME_US
    this.#twiceShown = { previousUs: civilUs, isLater: isNowLater }
    return isNowLater ? later : this.#zone(civilUs)
  }

  #countRollover(civilUs: number): void {
    if (this.#previousCivilUs === null) {
      this.#firstCivilUs = civilUs
      this.#year ??= latestYear(civilUs, this.#referenceUs)
    } else if (civilUs < this.#previousCivilUs - HALF_YEAR_US) this.#yearRollovers++
    else if (civilUs > this.#previousCivilUs + HALF_YEAR_US) this.#yearRollovers--
    this.#previousCivilUs = civilUs
  }
}

/** Returns the instant of a stamp, in the zone that puts it nearest to `baseUs`; null if no zone puts it near enough. */
function refine(stamp: Stamp, baseUs: number): number | null {
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
  return Math.abs(timeUs - baseUs) <= MAX_DELAY_US ? timeUs : null
}

/**
 * Moves an instant by a number of years and keeps its civil date and time in the zone.
 * 29 February becomes 1 March in a year without one.
 */
export function shiftYear(timeUs: number, years: number, zone: OffsetFunction): number {
  // The offset of a civil time needs the civil time: a first guess takes the instant for it.
  const guessUs = timeUs + zone(timeUs) * MINUTE_US
  const civilUs = timeUs + zone(guessUs) * MINUTE_US
  const { year, month, day, dayUs } = usToCivil(civilUs)
  const midnightUs =
    civilToUs(year + years, month, day, 0, 0, 0, 0) ?? civilToUs(year + years, 3, 1, 0, 0, 0, 0)
  if (midnightUs === null) return timeUs
  const shiftedUs = midnightUs + dayUs
  return shiftedUs - zone(shiftedUs) * MINUTE_US
}

/**
 * Finds year and zone of a source's stamps in its first mebibyte: full dates in any of its lines, known or not,
 * stamps that print their zone beside others that print none, and times that a process prints with its zone.
 *
 * A date that lies within two days of the stamp of its line counts first; others (a condition's last change) count
 * where there is none. Dates of builds and certificates say nothing about when a line was printed.
 * Authority: klog_file.go, systemd logs-show.c and `systemctl status`, logrus TextFormatter, Go's time.Time.String.
 */

import { parseFullStamp } from '../../envelopes/journald-full.ts'
import type { CustomEnvelope, Stamp } from '../../model/index.ts'
import { DAY_US, HOUR_US, MINUTE_US, parseIso, SECOND_US } from '../../time/instant.ts'
import { latestYear, nearestYear, setYear } from '../../time/timestamp-resolver.ts'
import { ProblemCounter } from '../problem-counter.ts'
import { MultilineValues } from '../records/multiline-values.ts'
import { Unwrapper } from '../records/unwrap.ts'
import { instantByGoTime } from './go-time-zone.ts'
import { Votes } from './votes.ts'

/** The beginning of a source that decides year and zone of its stamps. */
export const DATED_HEAD_BYTES: number = 1024 * 1024

export interface HeadDates {
  /** Year of the first stamp that prints none; null: no date shows it. */
  readonly year: number | null
  /** Minutes east of UTC of stamps that print no zone; null: no line shows it. */
  readonly offsetMinutes: number | null
}

export const NO_DATES: HeadDates = { year: null, offsetMinutes: null }

/** Lines that are searched for the first stamp without a year. */
const MAX_FIRST_LINES = 64
/** Lines with a date that are counted: more prove no more. */
const MAX_DATED_LINES = 500
/** Votes for one value and none for another, after which more prove no more; lines without a vote for any. */
const SETTLED_VOTES = 20
/** The beginning is decoded in parts of this size, because the first usually decides. */
const PART_BYTES: number = 8 * 1024
/** Dates within this time of their line's stamp were printed with it. */
const NEAR_US: number = 2 * DAY_US
/** A line reaches the journal within a minute. */
const MAX_DELAY_US: number = MINUTE_US
/** Zones are whole quarters of an hour apart. */
const QUARTER_HOUR_US: number = 15 * MINUTE_US
const LARGEST_OFFSET_US: number = 14 * HOUR_US

/** Matches a full date; linear, because each part has a fixed length. */
const DATE = /\d{4}([-/])\d\d\1\d\d[ T]\d\d:\d\d:\d\d/g
/** What stands before dates that say nothing about their line. */
const FOREIGN_DATE = /build|certificate|expir|deadline|not ?(?:before|after)/i
const LF = 10
const JOURNAL_RANGE = /^-- (?:Logs begin|Journal begins) at /
const UNIT_STATE = /^\s*Active: /
const AGE_UNIT = /(\d{1,6}) ?(y|month|w|day|h|min|s)/g
const UNIT_US: Readonly<Record<string, number>> = {
  y: 366 * DAY_US,
  month: 31 * DAY_US,
  w: 7 * DAY_US,
  day: DAY_US,
  h: HOUR_US,
  min: MINUTE_US,
  s: SECOND_US,
}

/** Returns the year and zone that the beginning of a source shows. Never throws on data. */
export function datesOfHead(head: Buffer, envelopes: readonly CustomEnvelope[]): HeadDates {
  const stampsOf = stampReader(envelopes)
  let firstCivilUs: number | null = null
  const years = new Votes()
  const fartherYears = new Votes()
  const offsets = new Votes()
  let lines = 0
  for (const line of datedLines(head)) {
    if (lines++ === 0) firstCivilUs = firstYearlessUs(head, stampsOf)
    const isYearSettled = firstCivilUs === null || years.isUnanimous(SETTLED_VOTES)
    const isZoneSettled =
      offsets.isUnanimous(SETTLED_VOTES) || (lines > SETTLED_VOTES && offsets.winner() === null)
    if (isYearSettled && isZoneSettled) break
    const stamps = stampsOf(line)
    voteForOffset(line, stamps, offsets)
    voteForUnitOffset(line, offsets)
    if (firstCivilUs === null || isYearSettled) continue
    const civilUs = stamps.find((stamp) => !stamp.hasYear)?.civilUs ?? firstCivilUs
    const rollovers = civilUs < firstCivilUs - 183 * DAY_US ? 1 : 0
    const ranged = yearOfRange(line, firstCivilUs)
    if (ranged !== null) years.add(ranged)
    else voteForYear(line, civilUs, rollovers, { years, fartherYears })
  }
  return {
    year: years.winner() ?? fartherYears.winner(),
    offsetMinutes: offsets.winner(),
  }
}

type StampReader = (line: string) => readonly Stamp[]

function stampReader(envelopes: readonly CustomEnvelope[]): StampReader {
  const problems = new ProblemCounter('')
  const unwrapper = new Unwrapper({ envelopes, values: new MultilineValues(problems), problems })
  return (line) => unwrapper.unwrap({ body: line, line: 1, offset: 0 })?.stamps ?? []
}

/** Returns the first stamp without a year among the first lines; null: there is none. */
function firstYearlessUs(head: Buffer, stampsOf: StampReader): number | null {
  let lines = 0
  for (const text of parts(head))
    for (let start = 0; start < text.length; ) {
      if (lines++ === MAX_FIRST_LINES) return null
      const lf = text.indexOf('\n', start)
      const end = lf === -1 ? text.length : lf
      const yearless = stampsOf(text.slice(start, end)).find((stamp) => !stamp.hasYear)
      if (yearless) return yearless.civilUs
      start = end + 1
    }
  return null
}

function* datedLines(head: Buffer): Iterable<string> {
  let lines = 0
  for (const text of parts(head)) {
    let end = 0
    for (const { index } of text.matchAll(DATE)) {
      if (index < end) continue
      if (++lines > MAX_DATED_LINES) return
      const start = text.lastIndexOf('\n', index) + 1
      const feed = text.indexOf('\n', index)
      end = feed === -1 ? text.length : feed
      const line = text.slice(start, end)
      yield line.endsWith('\r') ? line.slice(0, -1) : line
    }
  }
}

/** Decodes whole lines, `PART_BYTES` at a time or one longer line. */
function* parts(head: Buffer): Iterable<string> {
  for (let start = 0; start < head.length; ) {
    const limit = start + PART_BYTES
    const inPart = limit < head.length ? head.lastIndexOf(LF, limit - 1) : head.length - 1
    const lf = inPart >= start ? inPart : head.indexOf(LF, limit)
    const end = lf === -1 ? head.length : lf + 1
    yield head.toString('utf8', start, end)
    start = end
  }
}

/** Counts the zone of a stamp without one by another stamp of the line that prints its zone, or a time of its process. */
function voteForOffset(line: string, stamps: readonly Stamp[], offsets: Votes): void {
  const zoned = stamps.find((stamp) => stamp.hasYear && stamp.offsetMinutes !== null)
  const [outer] = stamps
  const inner = stamps.at(-1)
  if (!outer || !inner || outer.offsetMinutes !== null) return
  const instantUs = zoned
    ? zoned.civilUs - (zoned.offsetMinutes ?? 0) * MINUTE_US
    : instantByGoTime(line, inner)
  const minutes = instantUs === null ? null : offsetBetween(outer, instantUs)
  if (minutes !== null) offsets.add(minutes)
}

/** Counts the zone in `Active: … since Wed 2020-07-29 08:46:32 EDT`: the lines of the journal below it have the same. */
function voteForUnitOffset(line: string, offsets: Votes): void {
  const since = UNIT_STATE.test(line) ? line.indexOf(' since ') : -1
  const end = line.indexOf(';', since)
  if (since < 0 || end < 0) return
  const minutes = parseFullStamp(`${line.slice(since + ' since '.length, end)} `)?.stamp.offsetMinutes
  if (minutes !== null && minutes !== undefined) offsets.add(minutes)
}

/** Returns the zone that puts a stamp at an instant, give or take a minute; null if none does. */
function offsetBetween({ civilUs, hasYear }: Stamp, instantUs: number): number | null {
  const dated = hasYear ? civilUs : setYear(civilUs, nearestYear(civilUs, instantUs))
  if (dated === null) return null
  const offsetUs = Math.round((dated - instantUs) / QUARTER_HOUR_US) * QUARTER_HOUR_US
  const delayUs = Math.abs(dated - instantUs - offsetUs)
  if (Math.abs(offsetUs) > LARGEST_OFFSET_US || delayUs > MAX_DELAY_US) return null
  return offsetUs / MINUTE_US
}

/** Returns the year by what the tool prints about its lines; null: the line is no such. */
function yearOfRange(line: string, firstCivilUs: number): number | null {
  if (JOURNAL_RANGE.test(line)) {
    const dates = datesIn(line).map(({ civilUs }) => civilUs)
    return dates.length === 0 ? null : latestYear(firstCivilUs, Math.max(...dates))
  }
  const age = unitAge(line)
  const [since] = datesIn(line)
  if (age === null || !since) return null
  let ageUs = 0
  for (const [, amount, unit] of age.matchAll(AGE_UNIT)) ageUs += Number(amount) * (UNIT_US[unit ?? ''] ?? 0)
  return latestYear(firstCivilUs, since.civilUs + ageUs)
}

/** Returns the age in `Active: active (running) since …; 2 days ago`; null for other lines. */
function unitAge(line: string): string | null {
  if (!UNIT_STATE.test(line)) return null
  const since = line.indexOf(' since ')
  const start = line.indexOf('; ', since)
  const end = line.indexOf(' ago', start)
  return since < 0 || start < 0 || end < 0 ? null : line.slice(start + 2, end)
}

interface PrintedDate {
  readonly civilUs: number
  /** The text before it. */
  readonly before: string
}

function datesIn(line: string): PrintedDate[] {
  const dates: PrintedDate[] = []
  for (const match of line.matchAll(DATE)) {
    const text = match[1] === '/' ? line.slice(match.index).replace(/\//g, '-') : line.slice(match.index)
    const iso = parseIso(text)
    if (!iso) continue
    const before = line.slice(Math.max(0, match.index - 40), match.index)
    dates.push({ civilUs: iso.stamp.civilUs, before })
  }
  return dates
}

function voteForYear(
  line: string,
  civilUs: number,
  rollovers: number,
  { years, fartherYears }: Record<'years' | 'fartherYears', Votes>,
): void {
  let farther: number | null = null
  for (const date of datesIn(line)) {
    const year = nearestYear(civilUs, date.civilUs)
    const timeUs = setYear(civilUs, year)
    if (timeUs === null) continue
    if (Math.abs(timeUs - date.civilUs) <= NEAR_US) {
      years.add(year - rollovers)
      return
    }
    if (!FOREIGN_DATE.test(date.before)) farther = Math.max(farther ?? year, year)
  }
  if (farther !== null) fartherYears.add(farther - rollovers)
}

/**
 * Parses clocks and amounts from bytes, without making a string.
 *
 * Hot path: absence is −1, because null would make each result a boxed value. Functions return −1 for anything that is no
 * such number, and for rare forms; the caller then parses the text. Authority: `time/go-time.ts` and
 * `time/timestamp-resolver.ts`, which parse the same forms from text.
 */
import { HOUR_US, MINUTE_US, SECOND_US } from '../time/instant.ts'

/** Returns a view for reading numbers at any place of the bytes. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

/** Returns a view of an ASCII text. */
export function bytesOf(text: string): DataView {
  return viewOf(Buffer.from(text, 'latin1'))
}

/**
 * Parses `hh:mm:ss`, one more character and a fraction of `digits` digits. Returns microseconds since midnight, truncated;
 * −1 for a leap second.
 */
export function readClock(bytes: DataView, at: number, digits: number): number {
  const hour = digitsIn(bytes, at, at + 2)
  const minute = digitsIn(bytes, at + 3, at + 5)
  const second = digitsIn(bytes, at + 6, at + 8)
  const micros = digitsIn(bytes, at + 9, at + 9 + Math.min(digits, 6))
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || micros < 0) return -1
  if (digits > 6 && digitsIn(bytes, at + 15, at + 9 + digits) < 0) return -1
  const scaled = digits < 6 ? micros * 10 ** (6 - digits) : micros
  return hour * HOUR_US + minute * MINUTE_US + second * SECOND_US + scaled
}

/** Fields of a finding that hold an amount. */
export type Measured = 'latencyMs' | 'durationSeconds'

/** Parses all of [at, end): whole milliseconds, or a Go duration of hours, minutes and seconds, which it returns in seconds. */
export function readAmount(of: Measured, bytes: DataView, at: number, end: number): number {
  if (of === 'durationSeconds') return readDuration(bytes, at, end)
  return end - at <= COUNT_DIGITS ? digitsIn(bytes, at, end) : -1
}

/** Limits the digits of a count of milliseconds. */
const COUNT_DIGITS = 12
const NANOSECONDS = 1e9
/** Limits the digits of a fraction of a second. */
const FRACTION_DIGITS = 9
/** Limits durations to 97 days: below, a double is exact to the nanosecond. Longer ones are parsed from the text. */
const LONGEST_SECONDS = 2 ** 23

/** Parses `1h2m3.000000004s`, as Go prints a duration of a second or more: it omits leading units that are zero. */
function readDuration(bytes: DataView, at: number, end: number): number {
  let seconds = 0
  let part = 0
  let hasDigits = false
  /** The largest unit that may come next. */
  let largestUnit = HOURS
  for (let i = at; i < end; i++) {
    const c = bytes.getUint8(i)
    const digit = c - 48
    if (digit >= 0 && digit <= 9) {
      part = part * 10 + digit
      hasDigits = true
      continue
    }
    if (!hasDigits) return -1
    if (c === POINT) return readFraction(bytes, i + 1, end, seconds + part)
    if (c === LETTER_S) return i === end - 1 && seconds + part < LONGEST_SECONDS ? seconds + part : -1
    if (c === LETTER_H && largestUnit === HOURS) seconds = part * 3600
    else if (c === LETTER_M && largestUnit <= MINUTES) seconds += part * 60
    else return -1
    largestUnit = c === LETTER_H ? MINUTES : MINUTES + 1
    part = 0
    hasDigits = false
  }
  return -1
}

const HOURS = 0
const MINUTES = 1
const POINT = 46
const LETTER_H = 104
const LETTER_M = 109
const LETTER_S = 115

/** Parses the digits after the point, and the `s`. */
function readFraction(bytes: DataView, at: number, end: number, seconds: number): number {
  const digits = end - 1 - at
  if (digits < 1 || digits > FRACTION_DIGITS || bytes.getUint8(end - 1) !== LETTER_S) return -1
  const fraction = digitsIn(bytes, at, end - 1)
  if (fraction < 0 || seconds >= LONGEST_SECONDS) return -1
  return (seconds * NANOSECONDS + fraction * 10 ** (FRACTION_DIGITS - digits)) / NANOSECONDS
}

/** Parses the decimal digits of [at, end). Returns 0 for an empty range, −1 if any is no digit. */
function digitsIn(bytes: DataView, at: number, end: number): number {
  let value = 0
  for (let i = at; i < end; i++) {
    const digit = bytes.getUint8(i) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

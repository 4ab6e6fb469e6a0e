/**
 * Numbers as they stand in a line's bytes, without making a text of them.
 *
 * Enter: bytes of which is known that a clock or an amount stands there. Leaves: its value; −1 where something else
 * does. What is rare is −1, too: then the text is read. Authority: `time.ts`, which reads the same texts.
 */
import { HOUR_US, MINUTE_US, SECOND_US } from '../time/instant.ts'

/** The bytes as words of any place. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

/** Of a text in ASCII. */
export function bytesOf(text: string): DataView {
  return viewOf(Buffer.from(text, 'latin1'))
}

/** `hh:mm:ss`, and a fraction of so many digits behind one more character: microseconds since midnight, cut. No leap second. */
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

/** What a finding may measure. */
export type Measured = 'latencyMs' | 'durationSeconds'

/** All of [at, end) is the amount: whole milliseconds, or a Go duration of hours, minutes and seconds, in seconds. */
export function readAmount(of: Measured, bytes: DataView, at: number, end: number): number {
  if (of === 'durationSeconds') return readDuration(bytes, at, end)
  return end - at <= COUNT_DIGITS ? digitsIn(bytes, at, end) : -1
}

/** Longest number of milliseconds that is one. */
const COUNT_DIGITS = 12
const NANOSECONDS = 1e9
/** Of a fraction of a second. */
const FRACTION_DIGITS = 9
/** Longer ones, of 97 days and more, are left to the text: below, a double is exact to the nanosecond. */
const LONGEST_SECONDS = 2 ** 23

/** `1h2m3.000000004s`, as Go prints what takes a second or more: hours and minutes are left out where there are none. */
function readDuration(bytes: DataView, at: number, end: number): number {
  let seconds = 0
  let part = 0
  let hasDigits = false
  /** Of hours, minutes, seconds the one that may come next. */
  let least = HOURS
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
    if (c === LETTER_H && least === HOURS) seconds = part * 3600
    else if (c === LETTER_M && least <= MINUTES) seconds += part * 60
    else return -1
    least = c === LETTER_H ? MINUTES : MINUTES + 1
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

/** The digits behind the point, and the `s`. */
function readFraction(bytes: DataView, at: number, end: number, seconds: number): number {
  const digits = end - 1 - at
  if (digits < 1 || digits > FRACTION_DIGITS || bytes.getUint8(end - 1) !== LETTER_S) return -1
  const fraction = digitsIn(bytes, at, end - 1)
  if (fraction < 0 || seconds >= LONGEST_SECONDS) return -1
  return (seconds * NANOSECONDS + fraction * 10 ** (FRACTION_DIGITS - digits)) / NANOSECONDS
}

/** The number in the decimal digits of [at, end), 0 where that is nothing; −1 where one of them is none. */
function digitsIn(bytes: DataView, at: number, end: number): number {
  let value = 0
  for (let i = at; i < end; i++) {
    const digit = bytes.getUint8(i) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

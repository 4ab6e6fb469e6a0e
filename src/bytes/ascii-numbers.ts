/**
 * Parses clocks and counts from bytes, without making a string.
 *
 * Hot path: absence is −1, because null would make each result a boxed value. Functions return −1 for anything that is no
 * such number, and for rare forms; the caller then parses the text. Authority: `time/instant.ts`, which
 * parses the same forms from text.
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

/** Limits the digits of a count: more are none. */
const COUNT_DIGITS = 12

/** Parses all of [at, end), a whole number. */
export function readCount(bytes: DataView, at: number, end: number): number {
  return end > at && end - at <= COUNT_DIGITS ? digitsIn(bytes, at, end) : -1
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

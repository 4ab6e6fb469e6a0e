/** Writes instants as `formatInstant` formats them, into bytes: without a string for each of a million lines. */
import { DAY_US, formatInstant, SECOND_US } from './instant.ts'

/** The part of `2026-11-22T10:44:56.909546Z` that an instant shares with others of its day. */
const DAY_CHARACTERS = '2026-11-22T'.length
const ZERO = 48

export class InstantWriter {
  /** The newest day, and its bytes: most times of a log lie on the day of the one before. */
  #day = Number.NaN
  readonly #dayBytes = new Uint8Array(DAY_CHARACTERS)

  /** Writes the digits at `at`; what stands between them is there. Returns false if `formatInstant` formats no such text. */
  write(timeUs: number, bytes: Uint8Array, at: number): boolean {
    const day = Math.floor(timeUs / DAY_US)
    if (day !== this.#day && !this.#setDay(day)) return false
    if (!Number.isInteger(timeUs)) return false
    for (let i = 0; i < DAY_CHARACTERS; i++) bytes[at + i] = this.#dayBytes[i] as number
    const dayUs = timeUs - day * DAY_US
    // Whole numbers of 32 bits from here on, which are divided faster.
    const seconds = Math.floor(dayUs / SECOND_US) | 0
    const micros = (dayUs - seconds * SECOND_US) | 0
    const minutes = (seconds / 60) | 0
    const hours = (minutes / 60) | 0
    const millis = (micros / 1000) | 0
    const clock = at + DAY_CHARACTERS
    writeTwo(hours, bytes, clock)
    writeTwo(minutes - 60 * hours, bytes, clock + 3)
    writeTwo(seconds - 60 * minutes, bytes, clock + 6)
    writeThree(millis, bytes, clock + 9)
    writeThree(micros - 1000 * millis, bytes, clock + 12)
    return true
  }

  #setDay(day: number): boolean {
    const text = formatInstant(day * DAY_US)
    if (text === null) return false
    for (let i = 0; i < DAY_CHARACTERS; i++) this.#dayBytes[i] = text.charCodeAt(i)
    this.#day = day
    return true
  }
}

function writeTwo(number: number, bytes: Uint8Array, at: number): void {
  const tens = (number / 10) | 0
  bytes[at] = ZERO + tens
  bytes[at + 1] = ZERO + number - 10 * tens
}

function writeThree(number: number, bytes: Uint8Array, at: number): void {
  const hundreds = (number / 100) | 0
  bytes[at] = ZERO + hundreds
  writeTwo(number - 100 * hundreds, bytes, at + 1)
}

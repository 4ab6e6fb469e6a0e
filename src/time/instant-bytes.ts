/** Writes instants as `formatInstant` formats them, into bytes: without a string for each of a million lines. */
import { formatInstant, MINUTE_US, SECOND_US } from './instant.ts'

/** The part of `2026-11-22T10:44:56.909546Z` that an instant shares with others of its minute. */
const MINUTE_CHARACTERS = '2026-11-22T10:44:'.length
const ZERO = 48

export class InstantWriter {
  /** The newest minute, and its bytes: most times of a log lie in the minute of the one before. */
  #minute = Number.NaN
  readonly #minuteBytes = new Uint8Array(MINUTE_CHARACTERS)

  /** Writes at `at` all but the point and the `Z`. Returns false if `formatInstant` formats the instant otherwise. */
  write(timeUs: number, bytes: Uint8Array, at: number): boolean {
    const minute = Math.floor(timeUs / MINUTE_US)
    if (minute !== this.#minute && !this.#setMinute(minute)) return false
    if (!Number.isInteger(timeUs)) return false
    for (let i = 0; i < MINUTE_CHARACTERS; i++) bytes[at + i] = this.#minuteBytes[i] as number
    const minuteUs = timeUs - minute * MINUTE_US
    const seconds = Math.floor(minuteUs / SECOND_US)
    const micros = minuteUs - seconds * SECOND_US
    const thousands = Math.floor(micros / 1000)
    const rest = micros - thousands * 1000
    writeTwo(seconds, bytes, at + MINUTE_CHARACTERS)
    bytes[at + MINUTE_CHARACTERS + 3] = ZERO + Math.floor(thousands / 100)
    writeTwo(thousands % 100, bytes, at + MINUTE_CHARACTERS + 4)
    bytes[at + MINUTE_CHARACTERS + 6] = ZERO + Math.floor(rest / 100)
    writeTwo(rest % 100, bytes, at + MINUTE_CHARACTERS + 7)
    return true
  }

  #setMinute(minute: number): boolean {
    const text = formatInstant(minute * MINUTE_US)
    if (text === null) return false
    for (let i = 0; i < MINUTE_CHARACTERS; i++) this.#minuteBytes[i] = text.charCodeAt(i)
    this.#minute = minute
    return true
  }
}

function writeTwo(number: number, bytes: Uint8Array, at: number): void {
  const tens = Math.floor(number / 10)
  bytes[at] = ZERO + tens
  bytes[at + 1] = ZERO + number - 10 * tens
}

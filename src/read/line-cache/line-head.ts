/**
 * The head of a line: what its envelopes print in front of klog's header, and the severity and time of that header.
 *
 * A head is compared word by word, the digits of its clocks masked; the date of klog may be any. The lines that one
 * process prints on a day have one head in a journal, and all lines of a plain log of klog.
 */
import { bytesOf, readClock } from '../../bytes/ascii-numbers.ts'
import { klogText } from '../../envelopes/klog-text.ts'
import type { Stamp } from '../../model/index.ts'
import { civilToUs, DAY_US, digitsAt, parseClock, YEARLESS } from '../../time/instant.ts'
import { isParsedTo, type ParsedLine, unwrapLine } from './parse-line.ts'

/** Severity and time, which the head includes: `E0314 10:20:30.123456`. */
const TIME_BYTES = 21
const KLOG_TIME = /[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} /
const CLOCK_AT = 6
const MICROSECOND_DIGITS = 6
const WORD_BYTES = 4
const BLANK = 32

/** A clock `hh:mm:ss` in front of klog's header, with or without a fraction. */
interface ClockField {
  readonly at: number
  /** Digits of the fraction; 0: none is printed. */
  readonly digits: number
  /** The stamp that it is of, and midnight of that stamp. */
  readonly stamp: { civilUs: number }
  readonly midnightUs: number
}

export class LineHead {
  readonly envelopeNames: readonly string[]
  readonly host: string | null
  readonly process: string | null
  /** Of the line that matched last; the last one is that of klog. */
  readonly stamps: readonly Stamp[]
  readonly #klogStamp: { civilUs: number }
  readonly #clocks: readonly ClockField[]
  /** Bytes in front of klog's header. */
  readonly #length: number
  /** Their words, clocks masked; the last word overlaps the one before. */
  readonly #words: readonly number[]
  readonly #masks: readonly number[]
  /** What the lines begin with up to the blank behind klog's time; empty for klog alone. */
  readonly #sample: string
  #isPrefix: boolean | null = null
  /** The digits of klog's newest date, and its midnight. */
  #date = 0
  #midnightUs = 0

  /** `sample`: a line up to the end of klog's time. `length`: of what stands in front of klog's header, none or a word. */
  private constructor(
    { sample, length }: { readonly sample: string; readonly length: number },
    { envelopeNames, host, process, stamps }: ParsedLine,
    clocks: readonly PrintedClock[],
  ) {
    const prefix = sample.slice(0, length)
    const copies = stamps.map((stamp) => ({ ...stamp }))
    this.#sample = sample
    this.envelopeNames = envelopeNames
    this.host = host
    this.process = process
    this.stamps = copies
    this.#klogStamp = copies[copies.length - 1] as { civilUs: number }
    this.#length = prefix.length
    this.#clocks = clocks.map(({ at, digits }, i) => {
      const stamp = copies[i] as { civilUs: number }
      return { at, digits, stamp, midnightUs: Math.floor(stamp.civilUs / DAY_US) * DAY_US }
    })
    const masks = Buffer.alloc(prefix.length, 0xff)
    for (const { at, digits } of clocks) {
      for (const part of [at, at + 3, at + 6]) masks.fill(0, part, part + 2)
      masks.fill(0, at + 9, at + 9 + digits)
    }
    const places = Array.from({ length: Math.ceil(prefix.length / WORD_BYTES) }, (_, i) =>
      Math.min(WORD_BYTES * i, prefix.length - WORD_BYTES),
    )
    this.#masks = places.map((at) => masks.readInt32BE(at))
    this.#words = places.map((at, i) => bytesOf(prefix).getInt32(at) & (this.#masks[i] as number))
  }

  /** The head of a plain log of klog. */
  static ofKlog(): LineHead {
    const stamp: Stamp = { civilUs: 0, hasYear: false, offsetMinutes: null, resolutionUs: 1 }
    const none = { host: null, process: null, pid: null, findings: [] }
    const head = new LineHead(
      { sample: '', length: 0 },
      { envelopeNames: [klogText.name], stamps: [stamp], ...none },
      [],
    )
    // No envelope is tried before that of klog.
    head.#isPrefix = true
    return head
  }

  /**
   * Returns the head of a text that was parsed to `parsed`. Returns undefined if it has none: something else than clocks
   * may vary in it, or a clock stands behind klog's header.
   */
  static of(text: string, parsed: ParsedLine): LineHead | undefined {
    const { envelopeNames, stamps } = parsed
    const length = text.search(KLOG_TIME)
    if (length < WORD_BYTES || envelopeNames[envelopeNames.length - 1] !== klogText.name) return undefined
    const clocks = clocksOf(text.slice(0, length + TIME_BYTES))
    const { at = 0 } = clocks[clocks.length - 1] ?? {}
    if (at !== length + CLOCK_AT || clocks.length !== stamps.length) return undefined
    if (!clocks.every(({ dayUs }, i) => dayUs === timeOfDay(stamps[i] as Stamp))) return undefined
    return TESTS.every((test) => isVariable(text, parsed, clocks, test))
      ? new LineHead({ sample: text.slice(0, length + TIME_BYTES), length }, parsed, clocks.slice(0, -1))
      : undefined
  }

  /**
   * Sets the stamps to those of the line `bytes[start, end)`. Returns where the rest of the line begins; −1 if it has
   * another head, or a time that does not exist.
   */
  match(bytes: DataView, start: number, end: number): number {
    const klog = start + this.#length
    const rest = klog + TIME_BYTES
    if (rest >= end || bytes.getUint8(klog + 5) !== BLANK || bytes.getUint8(rest) !== BLANK) return -1
    for (let i = 0, last = this.#length - WORD_BYTES; i < this.#words.length; i++) {
      const at = start + Math.min(WORD_BYTES * i, last)
      if ((bytes.getInt32(at) & (this.#masks[i] as number)) !== this.#words[i]) return -1
    }
    const date = bytes.getInt32(klog + 1)
    if (date !== this.#date && !this.#setDate(date)) return -1
    const dayUs = readClock(bytes, klog + CLOCK_AT, MICROSECOND_DIGITS)
    if (dayUs < 0 || !hasSeparators(bytes, klog + CLOCK_AT)) return -1
    for (let i = 0; i < this.#clocks.length; i++) {
      const { at, digits, stamp, midnightUs } = this.#clocks[i] as ClockField
      const us = readClock(bytes, start + at, digits)
      if (us < 0) return -1
      stamp.civilUs = midnightUs + us
    }
    this.#klogStamp.civilUs = this.#midnightUs + dayUs
    return rest
  }

  /** Whether the envelopes take nothing off behind klog's header, whatever follows it. */
  get isPrefix(): boolean {
    this.#isPrefix ??= MESSAGES.every((message) => this.#isTakenOff(message))
    return this.#isPrefix
  }

  #isTakenOff(message: string): boolean {
    const unwrapped = unwrapLine(`${this.#sample} 1234 file.go:1] ${message}`)
    if (unwrapped?.body !== message || unwrapped.statement === null || unwrapped.pid !== 1234) return false
    const { envelopeNames, host, process, stamps } = unwrapped
    const names = JSON.stringify([envelopeNames, host, process, stamps.length])
    return names === JSON.stringify([this.envelopeNames, this.host, this.process, this.stamps.length])
  }

  /** Returns the byte of the severity of a line that matched. */
  severity(bytes: DataView, start: number): number {
    return bytes.getUint8(start + this.#length)
  }

  /** Returns false if the four digits are no date. */
  #setDate(date: number): boolean {
    const digits = [24, 16, 8, 0].map((shift) => ((date >>> shift) & 0xff) - 48)
    if (digits.some((digit) => digit < 0 || digit > 9)) return false
    const [m1 = 0, m2 = 0, d1 = 0, d2 = 0] = digits
    const midnightUs = civilToUs(YEARLESS, 10 * m1 + m2, 10 * d1 + d2, 0, 0, 0, 0)
    if (midnightUs === null) return false
    this.#date = date
    this.#midnightUs = midnightUs
    return true
  }
}

/** Messages that end with what closes a value around them, or quote as one does. */
const MESSAGES: readonly string[] = [
  'text',
  '"text" key="value"',
  '"text" key="value"}',
  `"text" key='value'`,
  '""text"" key=""value""',
  'text {"key": ["value"]}',
  'text |',
  'text \\n\\"',
  'text `key`, *',
  '<text>  ',
]

const COLON = 58
const POINT = 46

function hasSeparators(bytes: DataView, clock: number): boolean {
  return (
    bytes.getUint8(clock + 2) === COLON &&
    bytes.getUint8(clock + 5) === COLON &&
    bytes.getUint8(clock + 8) === POINT
  )
}

interface PrintedClock {
  readonly at: number
  readonly digits: number
  readonly dayUs: number
}

const CLOCK = /(?<!\d)\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?!\d)/g
const CLOCK_CHARACTERS = 'hh:mm:ss'.length

function clocksOf(text: string): PrintedClock[] {
  return [...text.matchAll(CLOCK)].flatMap(({ index: at }) => {
    const clock = parseClock(text, at)
    return clock ? [{ at, digits: Math.max(0, clock.end - at - 9), dayUs: clock.dayUs }] : []
  })
}

function timeOfDay({ civilUs }: Stamp): number {
  return ((civilUs % DAY_US) + DAY_US) % DAY_US
}

/** Each test gives each clock another time, so that they show which clock is which stamp. */
const TESTS: readonly number[] = [0, 1, 2, 3]

/** Whether a text with other clocks is parsed as expected. */
function isVariable(
  text: string,
  parsed: ParsedLine,
  clocks: readonly PrintedClock[],
  test: number,
): boolean {
  let changed = text
  const stamps = parsed.stamps.map((stamp, i) => {
    const { at, digits, dayUs } = clocks[i] as PrintedClock
    const end = at + CLOCK_CHARACTERS + (digits > 0 ? 1 + digits : 0)
    const clock = otherClock(text.slice(at, end), (test + i) % TESTS.length)
    changed = changed.slice(0, at) + clock + changed.slice(end)
    return { ...stamp, civilUs: stamp.civilUs - dayUs + (parseClock(clock, 0)?.dayUs ?? 0) }
  })
  return isParsedTo(changed, { ...parsed, stamps })
}

/** Returns the first or the last moment of a day, or a time that differs in each of its parts. */
function otherClock(clock: string, test: number): string {
  const fraction = clock.slice(CLOCK_CHARACTERS)
  if (test === 0) return `00:00:00${fraction.replace(/\d/g, '0')}`
  if (test === 1) return `23:59:59${fraction.replace(/\d/g, '9')}`
  const part = (from: number, more: number, of: number): string =>
    String((digitsAt(clock, from, 2) + more * test) % of).padStart(2, '0')
  const rotated = fraction.replace(/\d/g, (digit) => `${(Number(digit) + 7 * test) % 10}`)
  return `${part(0, 11, 24)}:${part(3, 23, 60)}:${part(6, 37, 60)}${rotated}`
}

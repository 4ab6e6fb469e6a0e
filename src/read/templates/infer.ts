/**
 * Finds the fields of a line that may vary: its timestamps, and the duration of a request.
 *
 * The candidates are tested together: the line is parsed with other digits in their places, by all envelopes and
 * grammars. They are variable fields if nothing changes but their times and number, and these as the digits do.
 */
import { bytesOf, type Measured, readAmount } from '../../bytes/ascii-numbers.ts'
import { envelopes } from '../../envelopes/index.ts'
import { type NamedFinding, parseRecord } from '../../grammars/index.ts'
import type { Stamp } from '../../model/index.ts'
import { DAY_US, digitsAt, parseClock } from '../../time/instant.ts'
import { MultilineValues } from '../multiline-values.ts'
import { ProblemCounter } from '../problem-counter.ts'
import { toLogRecord, type Unwrapped } from '../record.ts'
import { Unwrapper } from '../unwrap.ts'

/** A line parsed by itself, before its time is resolved. */
export interface ParsedLine extends Pick<Unwrapped, 'envelopeNames' | 'host' | 'process' | 'pid' | 'stamps'> {
  readonly findings: readonly NamedFinding[]
}

/** A clock `hh:mm:ss`, with or without a fraction. */
export interface ClockField {
  readonly at: number
  /** Digits of the fraction; 0: none is printed. */
  readonly digits: number
  /** Index of its stamp. */
  readonly stamp: number
}

/** The only field of variable length: it begins at `at` and ends `tail` characters before the end of the line. */
export interface AmountField {
  readonly of: Measured
  readonly at: number
  readonly tail: number
}

/** Clocks stand in the order of the text, before the amount. */
export interface VariableFields {
  readonly clocks: readonly ClockField[]
  readonly amount: AmountField | null
}

/** Texts with which the candidates are tested. */
const TESTS = 4

/** Matches ASCII, in which an index is an offset in bytes. */
const ASCII = /^[\x20-\x7e\t]*$/
const CLOCK_CHARACTERS = 'hh:mm:ss'.length
const CLOCK = /(?<!\d)\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?!\d)/g
/** Matches a number, or a duration as Go prints it. */
const AMOUNT = /(?<![\w./:-])\d{1,12}(?:[\dhms.]{0,20}s)?(?!\w|[./:-]\w)/g

/** Returns a text without its candidates: lines that differ only in variable fields have the same skeleton. */
export function skeletonOf(text: string): string {
  return text.replace(CLOCK, ':').replace(AMOUNT, '0')
}

/** Parses a line by itself. Returns undefined unless it is ASCII, a complete record with a stamp, and without problems. */
export function parseLine(text: string): ParsedLine | undefined {
  if (!ASCII.test(text)) return undefined
  const problems = new ProblemCounter('')
  const values = new MultilineValues(problems)
  const unwrapper = new Unwrapper({ envelopes, values, problems })
  const [unwrapped] = values.join(unwrapper.unwrap({ body: text, line: 1, offset: 0 }))
  if (!unwrapped || problems.count > 0) return undefined
  const { envelopeNames, host, process, pid, stamps, body } = unwrapped
  if (stamps.length === 0 || typeof body !== 'string') return undefined
  return {
    envelopeNames,
    host,
    process,
    pid,
    stamps,
    findings: parseRecord(toLogRecord(unwrapped, '', null)),
  }
}

/** Finds the variable fields of a text that was parsed to `parsed`; none if the candidates don't vary as expected. */
export function findVariableFields(text: string, parsed: ParsedLine): VariableFields {
  const clocks = clockCandidates(text, parsed.stamps)
  const amount = amountCandidates(text, parsed).find((candidate) =>
    areVariable(text, parsed, clocks, candidate),
  )
  if (amount)
    // Behind it no field has a fixed place, as in Docker's JSON, which ends with the time: such lines never match.
    return { clocks: clocks.filter(({ at }) => at < amount.at), amount }
  return { clocks: areVariable(text, parsed, clocks, null) ? clocks : [], amount: null }
}

/** Finds up to `TESTS` clocks that are the time of day of a stamp, each of another one. */
function clockCandidates(text: string, stamps: readonly Stamp[]): ClockField[] {
  const clocks: ClockField[] = []
  for (const { index: at } of text.matchAll(CLOCK)) {
    const clock = parseClock(text, at)
    const stamp = stamps.findIndex(
      ({ civilUs }, i) => timeOfDay(civilUs) === clock?.dayUs && clocks.every((other) => other.stamp !== i),
    )
    if (clock && stamp >= 0) clocks.push({ at, digits: Math.max(0, clock.end - at - 9), stamp })
  }
  return clocks.slice(0, TESTS)
}

function timeOfDay(civilUs: number): number {
  return ((civilUs % DAY_US) + DAY_US) % DAY_US
}

/** Finds the numbers and durations that are the amount of the first finding. */
function amountCandidates(text: string, { findings: [finding] }: ParsedLine): AmountField[] {
  if (!finding) return []
  return (['latencyMs', 'durationSeconds'] as const).flatMap((of) => {
    if (!(of in finding)) return []
    const value = (finding as unknown as Readonly<Record<string, unknown>>)[of]
    return [...text.matchAll(AMOUNT)]
      .filter(([printed]) => amountIn(of, printed) === value)
      .map(({ index: at, 0: printed }) => ({ of, at, tail: text.length - at - printed.length }))
  })
}

function amountIn(of: Measured, text: string): number {
  const bytes = bytesOf(text)
  return readAmount(of, bytes, 0, bytes.byteLength)
}

/** Amounts with which a candidate is tested, `TESTS` of each. */
const OTHER_AMOUNTS: Readonly<Record<Measured, readonly string[]>> = {
  // JSON has no numbers with leading zeros.
  latencyMs: ['0', '10', '007', '7654321'],
  durationSeconds: ['0s', '59.5s', '1h1m0.000000001s', '7m30s'],
}

/** Whether the text is parsed as expected with each of `TESTS` other texts in the places of all candidates. */
function areVariable(
  text: string,
  parsed: ParsedLine,
  clocks: readonly ClockField[],
  amount: AmountField | null,
): boolean {
  for (let test = 0; test < TESTS; test++) {
    let changed = text
    let expected = parsed
    for (const [i, { at, digits, stamp }] of clocks.entries()) {
      const end = at + CLOCK_CHARACTERS + (digits > 0 ? 1 + digits : 0)
      // Different times show which clock is which stamp.
      const clock = otherClock(text.slice(at, end), (test + i) % TESTS)
      changed = changed.slice(0, at) + clock + changed.slice(end)
      expected = withClock(expected, stamp, clock)
    }
    if (amount) {
      const other = OTHER_AMOUNTS[amount.of][test] ?? ''
      changed = changed.slice(0, amount.at) + other + changed.slice(changed.length - amount.tail)
      expected = withAmount(expected, amount.of, amountIn(amount.of, other))
    }
    if (JSON.stringify(parseLine(changed)) !== JSON.stringify(expected)) return false
  }
  return true
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

function withClock(parsed: ParsedLine, stamp: number, clock: string): ParsedLine {
  const dayUs = parseClock(clock, 0)?.dayUs ?? 0
  const shift = (one: Stamp): Stamp => ({ ...one, civilUs: one.civilUs - timeOfDay(one.civilUs) + dayUs })
  return { ...parsed, stamps: parsed.stamps.map((one, i) => (i === stamp ? shift(one) : one)) }
}

function withAmount(parsed: ParsedLine, of: Measured, amount: number): ParsedLine {
  const [first, ...others] = parsed.findings
  return { ...parsed, findings: [{ ...first, [of]: amount } as NamedFinding, ...others] }
}

/**
 * Finds the fields of a line that may vary: its timestamps, and the duration of a request.
 *
 * Each candidate is tested: the line is parsed with other digits in its place, by all envelopes and grammars. It is a
 * variable field if nothing changes but the one time or number, and that as the digits do.
 */
import { bytesOf, type Measured, readAmount } from '../../bytes/ascii-numbers.ts'
import { envelopes } from '../../envelopes/index.ts'
import { type NamedFinding, parseRecord } from '../../grammars/index.ts'
import type { Stamp } from '../../model/index.ts'
import { digitsAt, parseClock } from '../../time/instant.ts'
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

/** Matches ASCII, in which an index is an offset in bytes. */
const ASCII = /^[\x20-\x7e\t]*$/
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

/** Finds the variable fields of a text that was parsed to `parsed`. */
export function findVariableFields(text: string, parsed: ParsedLine): VariableFields {
  const clocks: ClockField[] = []
  for (const { index } of text.matchAll(CLOCK)) {
    const clock = clockField(text, index, parsed)
    if (clock) clocks.push(clock)
  }
  const amount = amountField(text, parsed)
  // After the amount no field has a fixed place, as in Docker's JSON, which ends with the time: such lines never match.
  return { clocks: amount ? clocks.filter(({ at }) => at < amount.at) : clocks, amount }
}

function isSame(one: ParsedLine | undefined, other: ParsedLine): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function clockField(text: string, at: number, parsed: ParsedLine): ClockField | undefined {
  const clock = parseClock(text, at)
  if (!clock) return undefined
  const printed = text.slice(at, clock.end)
  const others = otherClocks(printed)
  const stamp = parsed.stamps.findIndex((_stamp, i) =>
    isVariableField({ text, at, printed, others }, (other) => withClock(parsed, i, clock.dayUs, other)),
  )
  if (stamp < 0) return undefined
  return { at, digits: Math.max(0, clock.end - at - 9), stamp }
}

function amountField(text: string, parsed: ParsedLine): AmountField | null {
  const [finding] = parsed.findings
  if (!finding) return null
  for (const of of ['latencyMs', 'durationSeconds'] as const) {
    if (!(of in finding)) continue
    const value = (finding as unknown as Readonly<Record<string, unknown>>)[of]
    for (const { index: at, 0: printed } of text.matchAll(AMOUNT)) {
      if (amountIn(of, printed) !== value) continue
      const candidate = { text, at, printed, others: OTHER_AMOUNTS[of] }
      if (isVariableField(candidate, (other) => withAmount(parsed, of, amountIn(of, other))))
        return { of, at, tail: text.length - at - printed.length }
    }
  }
  return null
}

function amountIn(of: Measured, text: string): number {
  const bytes = bytesOf(text)
  return readAmount(of, bytes, 0, bytes.byteLength)
}

/** Amounts with which a candidate is tested. */
const OTHER_AMOUNTS: Readonly<Record<Measured, readonly string[]>> = {
  // JSON has no numbers with leading zeros.
  latencyMs: ['0', '10', '007', '7654321'],
  durationSeconds: ['0s', '59.5s', '1h1m0.000000001s'],
}

/** A part of a text, and the texts with which it is replaced to test it. */
interface Candidate {
  readonly text: string
  readonly at: number
  readonly printed: string
  readonly others: readonly string[]
}

/** Whether the text is parsed to `expect(other)` with each of the other texts in the candidate's place. */
function isVariableField(
  { text, at, printed, others }: Candidate,
  expect: (other: string) => ParsedLine | undefined,
): boolean {
  return others.every((other) => {
    const expected = expect(other)
    const changed = text.slice(0, at) + other + text.slice(at + printed.length)
    return expected !== undefined && isSame(parseLine(changed), expected)
  })
}

/** Returns the first and the last moment of a day, and a time that differs in each of its parts. */
function otherClocks(clock: string): readonly string[] {
  const fraction = clock.slice(8)
  const part = (from: number, more: number, of: number): string =>
    String((digitsAt(clock, from, 2) + more) % of).padStart(2, '0')
  const rotated = fraction.replace(/\d/g, (digit) => `${(Number(digit) + 7) % 10}`)
  return [
    `00:00:00${fraction.replace(/\d/g, '0')}`,
    `23:59:59${fraction.replace(/\d/g, '9')}`,
    `${part(0, 11, 24)}:${part(3, 23, 60)}:${part(6, 37, 60)}${rotated}`,
  ]
}

function withClock(
  parsed: ParsedLine,
  stamp: number,
  beforeUs: number,
  clock: string,
): ParsedLine | undefined {
  const dayUs = parseClock(clock, 0)?.dayUs
  if (dayUs === undefined) return undefined
  const shift = (one: Stamp): Stamp => ({ ...one, civilUs: one.civilUs - beforeUs + dayUs })
  return { ...parsed, stamps: parsed.stamps.map((one, i) => (i === stamp ? shift(one) : one)) }
}

function withAmount(parsed: ParsedLine, of: Measured, amount: number): ParsedLine {
  const [first, ...others] = parsed.findings
  return { ...parsed, findings: [{ ...first, [of]: amount } as NamedFinding, ...others] }
}

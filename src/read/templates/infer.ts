/**
 * Which digits of a line are its times, and how long a request took: nobody has to tell, it is tried out.
 *
 * Enters: the text of a line. Leaves: the digits that may be others without anything else becoming another. Each is
 * found by reading the same text with other digits there, by all envelopes and grammars: only where nothing changes
 * but the one time or number, and that one as the digits say, they are such.
 */
import { bytesOf, type Measured, readAmount } from '../../bytes/ascii-numbers.ts'
import { type NamedFinding, parseRecord } from '../../grammars/index.ts'
import type { Stamp } from '../../model/index.ts'
import { digitsAt, parseClock } from '../../time/instant.ts'
import { recordOf, type Unwrapped, Unwrapper } from '../unwrap.ts'

/** What a line says by itself, before its time is resolved. */
export interface ParsedLine extends Pick<Unwrapped, 'envelopeNames' | 'host' | 'process' | 'pid' | 'stamps'> {
  readonly findings: readonly NamedFinding[]
}

/** A clock `hh:mm:ss`, with a fraction or without. */
export interface ClockField {
  readonly at: number
  /** Of the fraction; 0: none is printed. */
  readonly digits: number
  /** Which of the stamps it is. */
  readonly stamp: number
}

/** The only text of a line that has no place of its own: from `at` to so many characters before the end. */
export interface AmountField {
  readonly of: Measured
  readonly at: number
  readonly tail: number
}

/** Clocks are in the order in which they stand, before the amount. */
export interface VariableFields {
  readonly clocks: readonly ClockField[]
  readonly amount: AmountField | null
}

/** ASCII, where an index is an offset. */
const ASCII = /^[\x20-\x7e\t]*$/
const CLOCK = /(?<!\d)\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?!\d)/g
/** A number, or a duration as Go prints it. */
const AMOUNT = /(?<![\w./:-])\d{1,12}(?:[\dhms.]{0,20}s)?(?!\w|[./:-]\w)/g

/** A text without what may be holes: two that are alike have the same. */
export function skeletonOf(text: string): string {
  return text.replace(CLOCK, ':').replace(AMOUNT, '0')
}

/** Undefined: it is no ASCII, no whole record of text, has no stamp, or what it says is in doubt. */
export function parsedLineOf(text: string): ParsedLine | undefined {
  if (!ASCII.test(text)) return undefined
  const told: Unwrapped[] = []
  let problems = 0
  const unwrapper = new Unwrapper(
    (unwrapped) => told.push(unwrapped),
    () => {
      problems++
    },
  )
  unwrapper.unwrap({ body: text, line: 1, offset: 0 })
  const [unwrapped] = told
  if (!unwrapped || told.length > 1 || problems > 0) return undefined
  const { envelopeNames, host, process, pid, stamps, body } = unwrapped
  if (stamps.length === 0 || typeof body !== 'string') return undefined
  return { envelopeNames, host, process, pid, stamps, findings: parseRecord(recordOf(unwrapped, '', null)) }
}

/** The holes of a text that means `meaning`. */
export function findVariableFields(text: string, meaning: ParsedLine): VariableFields {
  const clocks: ClockField[] = []
  for (const { index } of text.matchAll(CLOCK)) {
    const hole = clockField(text, index, meaning)
    if (hole) clocks.push(hole)
  }
  const amount = amountField(text, meaning)
  // Behind it nothing has a place of its own, as in Docker's JSON, which ends with the time: such lines are never alike.
  return { clocks: amount ? clocks.filter(({ at }) => at < amount.at) : clocks, amount }
}

export function isSame(one: ParsedLine | undefined, other: ParsedLine): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function clockField(text: string, at: number, meaning: ParsedLine): ClockField | undefined {
  const clock = parseClock(text, at)
  if (!clock) return undefined
  const printed = text.slice(at, clock.end)
  const others = otherClocks(printed)
  const stamp = meaning.stamps.findIndex((_stamp, i) =>
    isVariableField(text, at, printed.length, others, (other) => withClock(meaning, i, clock.dayUs, other)),
  )
  if (stamp < 0) return undefined
  return { at, digits: Math.max(0, clock.end - at - 9), stamp }
}

function amountField(text: string, meaning: ParsedLine): AmountField | null {
  const [finding] = meaning.findings
  if (!finding) return null
  for (const of of ['latencyMs', 'durationSeconds'] as const) {
    if (!(of in finding)) continue
    const value = (finding as unknown as Readonly<Record<string, unknown>>)[of]
    for (const { index: at, 0: printed } of text.matchAll(AMOUNT)) {
      if (amountIn(of, printed) !== value) continue
      const then = (other: string): ParsedLine => withAmount(meaning, of, amountIn(of, other))
      if (isVariableField(text, at, printed.length, OTHER_AMOUNTS[of], then))
        return { of, at, tail: text.length - at - printed.length }
    }
  }
  return null
}

function amountIn(of: Measured, text: string): number {
  const bytes = bytesOf(text)
  return readAmount(of, bytes, 0, bytes.byteLength)
}

/** What an amount is set to, to see what follows from it. */
const OTHER_AMOUNTS: Readonly<Record<Measured, readonly string[]>> = {
  // With zeros before it a number is none of JSON's.
  latencyMs: ['0', '10', '007', '7654321'],
  durationSeconds: ['0s', '59.5s', '1h1m0.000000001s'],
}

/** Whether, with each of `others` instead of the `length` characters at `at`, the text means what `then` says. */
function isVariableField(
  text: string,
  at: number,
  length: number,
  others: readonly string[],
  then: (other: string) => ParsedLine | undefined,
): boolean {
  return others.every((other) => {
    const expected = then(other)
    const changed = text.slice(0, at) + other + text.slice(at + length)
    return expected !== undefined && isSame(parsedLineOf(changed), expected)
  })
}

/** The ends of a day, and a time each part of which is another. */
function otherClocks(clock: string): readonly string[] {
  const fraction = clock.slice(8)
  const part = (from: number, more: number, of: number): string =>
    String((digitsAt(clock, from, 2) + more) % of).padStart(2, '0')
  const turned = fraction.replace(/\d/g, (digit) => `${(Number(digit) + 7) % 10}`)
  return [
    `00:00:00${fraction.replace(/\d/g, '0')}`,
    `23:59:59${fraction.replace(/\d/g, '9')}`,
    `${part(0, 11, 24)}:${part(3, 23, 60)}:${part(6, 37, 60)}${turned}`,
  ]
}

function withClock(
  meaning: ParsedLine,
  stamp: number,
  beforeUs: number,
  clock: string,
): ParsedLine | undefined {
  const dayUs = parseClock(clock, 0)?.dayUs
  if (dayUs === undefined) return undefined
  const move = (one: Stamp): Stamp => ({ ...one, civilUs: one.civilUs - beforeUs + dayUs })
  return { ...meaning, stamps: meaning.stamps.map((one, i) => (i === stamp ? move(one) : one)) }
}

function withAmount(meaning: ParsedLine, of: Measured, amount: number): ParsedLine {
  const [first, ...others] = meaning.findings
  return { ...meaning, findings: [{ ...first, [of]: amount } as NamedFinding, ...others] }
}

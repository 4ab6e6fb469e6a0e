/**
 * Which digits of a line are its times, and how long a request took: nobody has to tell, it is tried out.
 *
 * Enters: the text of a line. Leaves: the digits that may be others without anything else becoming another. Each is
 * found by reading the same text with other digits there, by all envelopes and grammars: only where nothing changes
 * but the one time or number, and that one as the digits say, they are such.
 */
import { type NamedFinding, parseRecord } from './grammars/index.ts'
import { digitsAt, parseClock } from './time.ts'
import type { Stamp } from './types.ts'
import { recordOf, type Unwrapped, Unwrapper } from './unwrap.ts'

/** What a line says by itself, before its time is resolved. */
export interface Meaning extends Pick<Unwrapped, 'worn' | 'host' | 'process' | 'pid' | 'stamps'> {
  readonly findings: readonly NamedFinding[]
}

/** A clock `hh:mm:ss`, with a fraction or without. */
export interface ClockHole {
  readonly at: number
  /** Of the fraction; 0: none is printed. */
  readonly digits: number
  /** Which of the stamps it is. */
  readonly stamp: number
  /** That stamp's `civilUs` less its clock. */
  readonly midnightUs: number
}

/** Milliseconds, the first finding's `latencyMs`. */
export interface CountHole {
  readonly at: number
  readonly digits: number
}

/** In the order in which they stand. */
export interface Holes {
  readonly clocks: readonly ClockHole[]
  readonly count: CountHole | null
}

/** ASCII, where an index is an offset. */
const ASCII = /^[\x20-\x7e\t]*$/
const CLOCK = /(?<!\d)\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?!\d)/g
const LAST_NUMBER = /(?<!\d)\d{1,12}(?=\D*$)/

/** Undefined: it is no ASCII, no whole record of text, has no stamp, or what it says is in doubt. */
export function meaningOf(text: string): Meaning | undefined {
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
  const { worn, host, process, pid, stamps, body } = unwrapped
  if (stamps.length === 0 || typeof body !== 'string') return undefined
  return { worn, host, process, pid, stamps, findings: parseRecord(recordOf(unwrapped, '', null)) }
}

/** The holes of a text that means `meaning`. */
export function holesOf(text: string, meaning: Meaning): Holes {
  const clocks: ClockHole[] = []
  for (const { index } of text.matchAll(CLOCK)) {
    const hole = clockHole(text, index, meaning)
    if (hole) clocks.push(hole)
  }
  return { clocks, count: countHole(text, meaning) }
}

export function isSame(one: Meaning | undefined, other: Meaning): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function clockHole(text: string, at: number, meaning: Meaning): ClockHole | undefined {
  const clock = parseClock(text, at)
  if (!clock) return undefined
  const others = otherClocks(text.slice(at, clock.end))
  const stamp = meaning.stamps.findIndex((_stamp, i) =>
    isHole(text, at, others, (other) => withClock(meaning, i, clock.dayUs, other)),
  )
  if (stamp < 0) return undefined
  const { civilUs } = meaning.stamps[stamp] as Stamp
  return { at, digits: Math.max(0, clock.end - at - 9), stamp, midnightUs: civilUs - clock.dayUs }
}

function countHole(text: string, meaning: Meaning): CountHole | null {
  const { index: at = -1, 0: printed = '' } = LAST_NUMBER.exec(text) ?? {}
  const others = ['0', '1', '9'].map((digit) => digit.repeat(printed.length))
  const isCount = at >= 0 && isHole(text, at, others, (other) => withCount(meaning, other))
  return isCount ? { at, digits: printed.length } : null
}

/** Whether, with each of `others` at `at`, the text means what `then` says. */
function isHole(
  text: string,
  at: number,
  others: readonly string[],
  then: (other: string) => Meaning | undefined,
): boolean {
  return others.every((other) => {
    const expected = then(other)
    const changed = text.slice(0, at) + other + text.slice(at + other.length)
    return expected !== undefined && isSame(meaningOf(changed), expected)
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

function withClock(meaning: Meaning, stamp: number, beforeUs: number, clock: string): Meaning | undefined {
  const dayUs = parseClock(clock, 0)?.dayUs
  if (dayUs === undefined) return undefined
  const move = (one: Stamp): Stamp => ({ ...one, civilUs: one.civilUs - beforeUs + dayUs })
  return { ...meaning, stamps: meaning.stamps.map((one, i) => (i === stamp ? move(one) : one)) }
}

function withCount(meaning: Meaning, count: string): Meaning | undefined {
  const [first, ...others] = meaning.findings
  if (!first || !('latencyMs' in first) || first.latencyMs === null) return undefined
  return { ...meaning, findings: [{ ...first, latencyMs: Number(count) }, ...others] }
}

/**
 * Ages as kubectl prints them: how long before the moment of printing something happened.
 *
 * Authority: apimachinery util/duration, HumanDuration, 1.14–1.36.
 */
import type { Age } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, y: 365 * 86_400 }

/** Parses `94s`, `9m4s`, `3h20m`, `2d3h`. Returns null for other texts. */
export function parseAge(text: string): Age | null {
  if (!/^(?:\d{1,6}[smhdy]){1,3}$/.test(text)) return null
  let us = 0
  let unitUs = 0
  for (const [, count, unit] of text.matchAll(/(\d{1,6})([smhdy])/g)) {
    unitUs = (UNITS[unit as string] as number) * SECOND_US
    us += Number(count) * unitUs
  }
  return { us, unitUs }
}

/** Parses `94s` and `94s (x2 over 11m)`, which are two occurrences: the last, and the first. */
export function parseAges(text: string): readonly Age[] {
  const [, last = '', first] = /^(\S+)(?: \(x\d+ over (\S+)\))?$/.exec(text.trim()) ?? []
  return [last, first].map((age) => parseAge(age ?? '')).filter((age) => age !== null)
}

/** An interval in which something happened: it begins at `timeUs` and lasts `resolutionUs`. */
export interface AgedTime {
  readonly timeUs: number
  readonly resolutionUs: number
}

/** Returns when something of an age happened. Ages below ten minutes are right to two seconds, others are cut to their unit. */
export function timeOfAge(printedUs: number, { us, unitUs }: Age): AgedTime {
  const timeUs = printedUs - us
  if (unitUs === SECOND_US) return { timeUs: timeUs - 2 * SECOND_US, resolutionUs: 4 * SECOND_US }
  return { timeUs: timeUs - unitUs, resolutionUs: unitUs }
}

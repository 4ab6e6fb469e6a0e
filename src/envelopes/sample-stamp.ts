/**
 * Builds the stamps that samples expect.
 *
 * Input: a time. Output: its Stamp. Throws if the text is no time, which is an error in the sample.
 */
import type { Stamp } from '../model/index.ts'
import { parseIso, YEARLESS } from '../time/instant.ts'

/** Builds a stamp with a year, and with a zone if there is one: `2025-03-14T11:20:31.123456+01:00`. */
export function dated(text: string): Stamp {
  const iso = parseIso(text)
  if (iso?.end !== text.length) throw new Error(`no time: ${text}`)
  return iso.stamp
}

/** Builds a stamp without year and zone: `03-14 10:20:31.123456`. */
export function yearless(text: string): Stamp {
  return { ...dated(`${YEARLESS}-${text}`), hasYear: false }
}

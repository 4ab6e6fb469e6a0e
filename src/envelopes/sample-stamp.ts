/**
 * How samples write a printed time down: text enters, the Stamp that an envelope must read leaves.
 * For declarations only; throws on a text that is no time, which is a defect of the declaration.
 */

import type { Stamp } from '../model/index.ts'
import { parseIso, YEARLESS } from '../time/instant.ts'

/** `2025-03-14T11:20:31.123456+01:00`: a stamp with its year, and with the zone if one is written. */
export function dated(text: string): Stamp {
  const iso = parseIso(text)
  if (iso?.end !== text.length) throw new Error(`no time: ${text}`)
  return iso.stamp
}

/** `03-14 10:20:31.123456`: a stamp that has neither year nor zone. */
export function yearless(text: string): Stamp {
  return { ...dated(`${YEARLESS}-${text}`), hasYear: false }
}

/**
 * Records in, the full dates that they print beside their own stamp out: they tell the year of stamps without one.
 *
 * Authority: v1.NodeCondition and v1.Taint as Go prints them (time.Time.String); RFC 3339.
 */

import type { LogRecord } from '../../model/index.ts'
import { parseGoTime } from '../../time/go-time.ts'
import { parseInstant } from '../../time/instant.ts'

/** A full date and time in digits; linear, for each part has a fixed length. */
const FULL_DATE = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z| [+-]\d{4})/g
/** What each holds: most texts hold none. */
const DATE = /\d{4}-\d\d-\d\d/

/** The newest full date that a statement prints (a condition's times, a taint's); null: none. */
export function newestFullDate({ statement }: LogRecord): number | null {
  if (!statement) return null
  let newest = newestIn(statement.message, null)
  if (statement.values) for (const text of statement.values.values()) newest = newestIn(text, newest)
  return newest
}

function newestIn(text: string, before: number | null): number | null {
  let newest = before
  if (!DATE.test(text)) return newest
  for (const [date] of text.matchAll(FULL_DATE)) {
    const timeUs = date.endsWith('Z') ? parseInstant(date) : parseGoTime(date)
    if (timeUs !== null && (newest === null || timeUs > newest)) newest = timeUs
  }
  return newest
}

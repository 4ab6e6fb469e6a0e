/**
 * Finds the full dates that a record prints besides its own stamp: they prove the year of stamps without one.
 *
 * Authority: v1.NodeCondition and v1.Taint as Go prints them (time.Time.String); RFC 3339.
 */

import type { LogRecord } from '../../model/index.ts'
import { parseGoTime } from '../../time/go-time.ts'
import { parseInstant } from '../../time/instant.ts'

/** Matches a full date and time in digits; linear, because each part has a fixed length. */
const FULL_DATE = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z| [+-]\d{4})/g
/** Matches a part of every full date: most texts contain none. */
const DATE = /\d{4}-\d\d-\d\d/

/** Returns the newest full date in a statement (the times of a condition or a taint); null if it contains none. */
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

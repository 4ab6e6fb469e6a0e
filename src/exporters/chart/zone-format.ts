/**
 * Formats instants in the report's zone from its offsets, without a time zone database. Runs in Node and in the page.
 */
import { formatInstant, MINUTE_US } from '../../time/instant.ts'

/** A zone's offsets in the window: minutes east of UTC from each instant on. The first also applies before it. */
export interface ZoneSteps {
  readonly name: string
  readonly steps: readonly (readonly [fromUs: number, minutes: number])[]
}

/** Offset from UTC at an instant, in µs. */
export function zoneOffsetUs({ steps }: ZoneSteps, atUs: number): number {
  let minutes = steps[0]?.[1] ?? 0
  for (const [fromUs, offset] of steps) if (fromUs <= atUs) minutes = offset
  return minutes * MINUTE_US
}

/** `2026-11-22 10:44:56` with `digits` of the fraction of the second, truncated. */
export function formatDateTime(zone: ZoneSteps, atUs: number, digits = 0): string {
  const text = formatInstant(atUs + zoneOffsetUs(zone, atUs))
  if (text === null) return 'no such time'
  return text.slice(0, digits === 0 ? 19 : 20 + digits).replace('T', ' ')
}

/** `10:44:56` with `digits` of the fraction of the second, truncated. */
export function formatTimeOfDay(zone: ZoneSteps, atUs: number, digits = 0): string {
  return formatDateTime(zone, atUs, digits).slice(11)
}

/**
 * Instants in the report's zone, where no time zone database is at hand. In: µs and the zone's offsets in the
 * window; out: text. Runs in the page of a report too.
 */
import { formatInstant, MINUTE_US } from '../../time/instant.ts'

/** A zone as it was in the window: from each instant on, so many minutes east of UTC. The first holds before it. */
export interface ZoneSteps {
  readonly name: string
  readonly steps: readonly (readonly [fromUs: number, minutes: number])[]
}

/** What to add to UTC at an instant, µs. */
export function zoneOffsetUs({ steps }: ZoneSteps, atUs: number): number {
  let minutes = steps[0]?.[1] ?? 0
  for (const [fromUs, offset] of steps) if (fromUs <= atUs) minutes = offset
  return minutes * MINUTE_US
}

/** `2026-11-22 10:44:56`, with so many digits of the second's fraction, cut. */
export function formatDateTime(zone: ZoneSteps, atUs: number, digits = 0): string {
  const text = formatInstant(atUs + zoneOffsetUs(zone, atUs))
  if (text === null) return 'no such time'
  return text.slice(0, digits === 0 ? 19 : 20 + digits).replace('T', ' ')
}

/** The time of day alone. */
export function formatTimeOfDay(zone: ZoneSteps, atUs: number, digits = 0): string {
  return formatDateTime(zone, atUs, digits).slice(11)
}

/** The intervals of an incident as people read them: title, length with its bounds, and whether two clocks measured it. */
import type { Incident, IntervalName } from '../model/index.ts'
import { formatBoundedSpan } from '../wording/durations.ts'
import { INTERVAL_NAMES, INTERVAL_TITLES } from '../wording/incident-words.ts'
import { isDoubted } from '../wording/params-of.ts'

export interface IntervalRow {
  readonly title: string
  readonly value: string
  readonly byTwoClocks: boolean
}

/** Those between renewals, or a renewal and something else. */
const OF_RENEWALS: ReadonlySet<IntervalName> = new Set([
  'silenceSeconds',
  'toFirstFailureSeconds',
  'detectionSeconds',
  'recoverySeconds',
])

/**
 * The known intervals, of an outage in doubt those that no renewal bounds. No length is negative: a node can be Ready
 * again before its lease is renewed.
 */
export function intervalRows(incident: Incident): IntervalRow[] {
  const { intervals, intervalBounds, crossClock } = incident
  const isInDoubt = isDoubted(incident)
  const isShown = (name: IntervalName): boolean =>
    intervals[name] !== null && !(isInDoubt && OF_RENEWALS.has(name))
  return INTERVAL_NAMES.filter(isShown).map((name) => {
    const seconds = intervals[name] as number
    const bounds = intervalBounds[name]
    const [min, max] = bounds ?? [null, null]
    const isBefore = name === 'recoverySeconds' && seconds < 0 && (max === null || max <= 0)
    return {
      title: isBefore ? 'Ready before renewal' : INTERVAL_TITLES[name],
      value: isBefore
        ? formatBoundedSpan(-seconds, bounds && [max && -max, min && -min])
        : formatBoundedSpan(seconds, bounds),
      byTwoClocks: crossClock.includes(name),
    }
  })
}

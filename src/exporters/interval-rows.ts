/** The intervals of an incident as people read them: title, length with its bounds, and whether two clocks measured it. */
import type { Incident } from '../model/index.ts'
import { formatBoundedSpan } from '../wording/durations.ts'
import { INTERVAL_NAMES, INTERVAL_TITLES } from '../wording/incident-words.ts'

export interface IntervalRow {
  readonly title: string
  readonly value: string
  readonly byTwoClocks: boolean
}

/** The known intervals. No length is negative: a node can be Ready again before its lease is renewed. */
export function intervalRows({ intervals, intervalBounds, crossClock }: Incident): IntervalRow[] {
  return INTERVAL_NAMES.filter((name) => intervals[name] !== null).map((name) => {
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

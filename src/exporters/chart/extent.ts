/** The full extent of a model in time, and its headline. Runs in Node and in the HTML page. */
import { formatCount } from '../../wording/durations.ts'
import type { Model } from './model.ts'
import type { View } from './view.ts'

/** The report's window with a margin of 1 % at both ends. */
export function extentView({ startUs, endUs }: Model, width: number): View {
  const fromUs = startUs ?? 0
  const lengthUs = Math.max(1_000_000, (endUs ?? fromUs) - fromUs)
  return { fromUs: fromUs - lengthUs * 0.01, toUs: fromUs + lengthUs * 1.01, width }
}

/** `1 incident on 1 of 3 nodes`. */
export function headline({ lanes, incidents }: Model): string {
  const troubled = lanes.filter((lane) => lane.incidents.length > 0).length
  if (incidents.length === 0) return `No incident on ${formatCount(lanes.length, 'node')}`
  return `${formatCount(incidents.length, 'incident')} on ${troubled} of ${formatCount(lanes.length, 'node')}`
}

/** The full extent of a model in time. Runs in Node and in the HTML page. */
import type { Model } from './model.ts'
import type { View } from './view.ts'

/** The report's window with a margin of 1 % at both ends. */
export function extentView({ startUs, endUs }: Model, width: number): View {
  const fromUs = startUs ?? 0
  const lengthUs = Math.max(1_000_000, (endUs ?? fromUs) - fromUs)
  return { fromUs: fromUs - lengthUs * 0.01, toUs: fromUs + lengthUs * 1.01, width }
}

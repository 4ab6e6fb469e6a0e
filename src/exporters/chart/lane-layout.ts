/** Rows of a lane and the inputs of its drawing. */
import type { Model } from './model.ts'
import type { RenewalColumns } from './renewal-columns.ts'
import type { Scale, Tick } from './view.ts'

/** Vertical positions within a lane, in pixels from its top. */
export interface Rows {
  readonly height: number
  readonly tall: boolean
  /** Top and height. */
  readonly kubelet: readonly [number, number]
  readonly control: readonly [number, number]
  readonly taintY: number
}

export const TALL: Rows = { height: 88, tall: true, kubelet: [14, 26], control: [52, 16], taintY: 72 }

const COMPACT: Rows = { height: 30, tall: false, kubelet: [5, 12], control: [19, 5], taintY: 26 }

/** Up to eight lanes are tall, with markers and labels on both rows. */
export function rowsFor(lanes: number): Rows {
  return lanes <= 8 ? TALL : COMPACT
}

export interface LaneChart {
  readonly model: Model
  readonly lane: number
  readonly renewals: RenewalColumns
  readonly scale: Scale
  readonly rows: Rows
  readonly ticks: readonly Tick[]
}

/** Positions of the lanes that match the filters, one below the other. */
import { type Rows, rowsFor } from '../chart/lanes/lane-layout.ts'
import type { Model } from '../chart/model.ts'

export interface LaneRow {
  readonly lane: number
  readonly top: number
  readonly rows: Rows
}

export interface LaneRows {
  readonly all: readonly LaneRow[]
  readonly height: number
  /** The rows that overlap a part of the height, with `spare` more at both ends. */
  between(top: number, bottom: number, spare: number): readonly LaneRow[]
}

export function layOutLanes(model: Model, lanes: readonly number[], chosen: number): LaneRows {
  let height = 0
  const all = lanes.map((lane): LaneRow => {
    const rows = rowsFor(model, lane, lanes.length, lane === chosen)
    const row = { lane, top: height, rows }
    height += rows.height
    return row
  })
  /** Index of the first row that ends below a position. */
  const firstBelow = (y: number): number => {
    let [low, high] = [0, all.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const { top, rows } = all[middle] as LaneRow
      if (top + rows.height <= y) low = middle + 1
      else high = middle
    }
    return low
  }
  return {
    all,
    height,
    between: (top, bottom, spare) =>
      all.slice(Math.max(0, firstBelow(top) - spare), firstBelow(bottom) + 1 + spare),
  }
}

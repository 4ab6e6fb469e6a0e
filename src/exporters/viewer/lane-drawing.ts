/**
 * The two ways to draw lanes: an SVG element for each of a few, one canvas for the plots of many.
 *
 * A canvas takes a tenth of the time; SVG prints sharply.
 */
import { laneLabel, laneMarks } from '../chart/lanes/lane.ts'
import { group, type Mark, rect, type Target } from '../chart/marks.ts'
import type { Lane, Model } from '../chart/model.ts'
import { decodeRenewals, type RenewalColumns } from '../chart/renewal-columns.ts'
import { createScale, timeTicks } from '../chart/view.ts'
import { chart, element } from './elements.ts'
import type { LaneRow } from './lane-rows.ts'
import { targetAt } from './mark-hit.ts'
import { createPainter } from './painter.ts'
import type { State } from './view-state.ts'

export interface LaneWidths {
  readonly labelWidth: number
  readonly plotWidth: number
}

export interface LaneView {
  readonly state: State
  readonly widths: LaneWidths
}

/** Returns the renewals of a lane, decoded once. */
export function createRenewals(model: Model): (lane: number) => RenewalColumns {
  const decoded = new Map<number, RenewalColumns>()
  return (lane) => {
    const known = decoded.get(lane)
    if (known) return known
    const renewals = decodeRenewals((model.lanes[lane] as Lane).series)
    decoded.set(lane, renewals)
    return renewals
  }
}

/** Returns the marks of the plots of lanes in a view. */
function plotsOf(
  model: Model,
  renewalsOf: (lane: number) => RenewalColumns,
  { state, widths }: LaneView,
): (row: LaneRow) => Mark[] {
  const view = { fromUs: state.fromUs, toUs: state.toUs, width: widths.plotWidth }
  const [scale, ticks] = [createScale(view), timeTicks(view, model.zone)]
  return ({ lane, rows }) =>
    laneMarks({ model, lane, renewals: renewalsOf(lane), scale, rows, ticks, current: state.fact })
}

function place(node: HTMLElement | SVGElement, { lane, top, rows }: LaneRow, isChosen: boolean): Element {
  node.classList.add('lane')
  node.classList.toggle('selected', isChosen)
  node.setAttribute('data-lane', String(lane))
  node.style.top = `${top}px`
  node.style.height = `${rows.height}px`
  return node
}

export function drawAsSvg(
  model: Model,
  renewalsOf: (lane: number) => RenewalColumns,
  view: LaneView,
  rows: readonly LaneRow[],
): Element[] {
  const { labelWidth, plotWidth } = view.widths
  const plotOf = plotsOf(model, renewalsOf, view)
  return rows.map((row) => {
    const { height } = row.rows
    const drawing = chart(labelWidth + plotWidth, height + 1, [
      rect([0, 0, labelWidth - 8, height], 'selected-box'),
      group(laneLabel(model, row.lane, row.rows, labelWidth), 'label', 4),
      group([rect([0, 0, plotWidth, height], 'plot-ground'), ...plotOf(row)], 'plot', labelWidth),
    ])
    return place(drawing, row, row.lane === view.state.lane && model.lanes.length > 1)
  })
}

export interface LaneCanvas {
  readonly node: HTMLCanvasElement
  /** Paints the plots of rows into a part of the height. */
  paint(view: LaneView, rows: readonly LaneRow[], top: number, height: number): void
  /** Elements with the labels of rows; those of the last call are used again. */
  labels(view: LaneView, rows: readonly LaneRow[]): Element[]
  /** The mark at a position in a lane's plot. */
  targetAt(lane: number, x: number, y: number): Target | null
  /** Forgets the colours. */
  clear(): void
}

export function createLaneCanvas(
  model: Model,
  renewalsOf: (lane: number) => RenewalColumns,
  holder: SVGElement,
): LaneCanvas {
  const node = element('canvas', { class: 'plots', 'aria-hidden': 'true' })
  const painter = createPainter(holder)
  let painted = new Map<number, Mark[]>()
  let labels = new Map<string, Element>()

  const label = (row: LaneRow, isChosen: boolean, width: number): Element => {
    const { height } = row.rows
    const drawing = chart(width, height, [
      rect([0, 0, width - 8, height], 'selected-box'),
      group(laneLabel(model, row.lane, row.rows, width), 'label', 4),
    ])
    return place(element('div', {}, drawing), row, isChosen)
  }
  return {
    node,
    clear: painter.clear,
    paint(view, rows, top, height) {
      const { labelWidth, plotWidth } = view.widths
      const ratio = window.devicePixelRatio
      node.width = Math.round(plotWidth * ratio)
      node.height = Math.round(height * ratio)
      node.style.width = `${plotWidth}px`
      node.style.height = `${height}px`
      node.style.marginLeft = `${labelWidth}px`
      const context = node.getContext('2d')
      if (!context) return
      const plotOf = plotsOf(model, renewalsOf, view)
      painted = new Map()
      for (const row of rows) {
        const marks = plotOf(row)
        painted.set(row.lane, marks)
        context.setTransform(ratio, 0, 0, ratio, 0, (row.top - top) * ratio)
        painter.paint(context, marks)
      }
    },
    labels({ state, widths }, rows) {
      const next = new Map<string, Element>()
      for (const row of rows) {
        const isChosen = row.lane === state.lane
        const key = [row.lane, row.top, row.rows.height, isChosen, widths.labelWidth].join(' ')
        next.set(key, labels.get(key) ?? label(row, isChosen, widths.labelWidth))
      }
      labels = next
      return [...next.values()]
    },
    targetAt: (lane, x, y) => targetAt(painted.get(lane) ?? [], x, y),
  }
}

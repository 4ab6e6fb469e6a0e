/**
 * The lanes of the timeline in a scrolling element. Only visible lanes are drawn, up to `MAX_PRINTED` for the printer.
 */

import { laneLabel, laneMarks } from '../chart/lane.ts'
import type { Rows } from '../chart/lane-layout.ts'
import { rowsFor } from '../chart/lane-layout.ts'
import { group, type Mark, rect } from '../chart/marks.ts'
import type { Lane } from '../chart/model.ts'
import { decodeRenewals, type RenewalColumns } from '../chart/renewal-columns.ts'
import { createScale, timeTicks } from '../chart/view.ts'
import { chart, element } from './elements.ts'
import { findLanes, type Store } from './state.ts'
import type { State } from './view-state.ts'

/** Lanes drawn beyond each edge, so scrolling shows no blank. */
const SPARE_LANES = 4
/** Maximum number of lanes in print. */
const MAX_PRINTED = 300
/** Maximum distance of the pointer from a renewal. */
const NEAR_PIXELS = 4

export interface LaneWidths {
  readonly labelWidth: number
  readonly plotWidth: number
}

export interface Lanes {
  readonly node: HTMLElement
  draw(state: State, widths: LaneWidths): void
  /** The renewal nearest to a position in a lane's plot; null if none is near. */
  renewalNear(lane: number, x: number): { readonly renewals: RenewalColumns; readonly index: number } | null
  renewalsOf(lane: number): RenewalColumns
  /** Scrolls until a lane is visible. */
  reveal(lane: number): void
  printing(all: boolean): void
}

export function createLanes(store: Store): Lanes {
  const { model } = store
  const inner = element('div', { class: 'lanes-inner' })
  const node = element('div', { class: 'lanes' }, inner)
  const decoded = new Map<number, RenewalColumns>()
  let lastDrawing: { state: State; widths: LaneWidths } | null = null
  let visible: number[] = []
  let rows: Rows = rowsFor(model.lanes.length)
  let isPrinting = false

  const renewalsOf = (lane: number): RenewalColumns => {
    const known = decoded.get(lane)
    if (known) return known
    const renewals = decodeRenewals((model.lanes[lane] as Lane).series)
    decoded.set(lane, renewals)
    return renewals
  }
  const laneNode = (
    lane: number,
    row: number,
    { state, widths }: { state: State; widths: LaneWidths },
  ): Element => {
    const { labelWidth, plotWidth } = widths
    const view = { fromUs: state.fromUs, toUs: state.toUs, width: plotWidth }
    const ticks = timeTicks(view, model.zone)
    const marks = laneMarks({
      model,
      lane,
      renewals: renewalsOf(lane),
      scale: createScale(view),
      rows,
      ticks,
    })
    const ground: Mark = rect([0, 0, plotWidth, rows.height], 'plot-ground')
    const width = labelWidth + plotWidth
    const drawing = chart(width, rows.height + 1, [
      rect([0, 0, labelWidth - 8, rows.height], 'selected-box'),
      group(laneLabel(model, lane, rows, labelWidth), 'label', 4),
      group([ground, ...marks], 'plot', labelWidth),
    ])
    drawing.classList.add('lane')
    drawing.classList.toggle('selected', lane === state.lane && visible.length > 1)
    drawing.setAttribute('data-lane', String(lane))
    drawing.style.top = `${row * rows.height}px`
    return drawing
  }
  const render = (): void => {
    if (!lastDrawing) return
    const first = isPrinting ? 0 : Math.max(0, Math.floor(node.scrollTop / rows.height) - SPARE_LANES)
    const fitting = Math.ceil(Math.max(node.clientHeight, 400) / rows.height) + 2 * SPARE_LANES
    const last = isPrinting ? MAX_PRINTED : first + fitting
    const now = lastDrawing
    const nodes = visible.slice(first, last).map((lane, i) => laneNode(lane, first + i, now))
    inner.style.height = `${Math.min(visible.length, isPrinting ? MAX_PRINTED : visible.length) * rows.height + 1}px`
    inner.replaceChildren(...nodes)
    if (visible.length === 0)
      inner.append(element('p', { class: 'nothing' }, 'No node matches these filters.'))
  }
  let isScrollPending = false
  node.addEventListener('scroll', () => {
    if (isScrollPending) return
    isScrollPending = true
    requestAnimationFrame(() => {
      isScrollPending = false
      render()
    })
  })
  return {
    node,
    renewalsOf,
    draw(state, widths) {
      lastDrawing = { state, widths }
      visible = findLanes(model, state)
      rows = rowsFor(visible.length)
      render()
    },
    renewalNear(lane, x) {
      if (!lastDrawing) return null
      const { state, widths } = lastDrawing
      const renewals = renewalsOf(lane)
      const scale = createScale({ fromUs: state.fromUs, toUs: state.toUs, width: widths.plotWidth })
      const timeUs = scale.timeUs(x)
      const after = renewals.firstFrom(timeUs)
      if (renewals.binUs !== null) return after > 0 ? { renewals, index: after - 1 } : null
      const near = [after - 1, after].filter(
        (index) =>
          index >= 0 && index < renewals.length && Math.abs(scale.x(renewals.atUs(index)) - x) <= NEAR_PIXELS,
      )
      const index = near.sort(
        (a, b) => Math.abs(renewals.atUs(a) - timeUs) - Math.abs(renewals.atUs(b) - timeUs),
      )[0]
      return index === undefined ? null : { renewals, index }
    },
    reveal(lane) {
      const row = visible.indexOf(lane)
      if (row < 0) return
      const [top, bottom] = [row * rows.height, (row + 1) * rows.height]
      if (top < node.scrollTop) node.scrollTop = top
      else if (bottom > node.scrollTop + node.clientHeight) node.scrollTop = bottom - node.clientHeight
    },
    printing(all) {
      isPrinting = all
      render()
    },
  }
}

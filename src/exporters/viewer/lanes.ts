/**
 * The lanes of the timeline in a scrolling element. Only visible lanes are drawn, up to `MAX_PRINTED` for the printer.
 */
import { formatCount } from '../../wording/durations.ts'
import { MAX_TALL } from '../chart/lanes/lane-layout.ts'
import type { Target } from '../chart/marks.ts'
import type { RenewalColumns } from '../chart/renewal-columns.ts'
import { createScale } from '../chart/view.ts'
import { element, patternDefinitions } from './elements.ts'
import {
  createLaneCanvas,
  createRenewals,
  drawAsSvg,
  type LaneView,
  type LaneWidths,
} from './lane-drawing.ts'
import { layOutLanes } from './lane-rows.ts'
import { findLanes, type Store } from './state.ts'
import type { State } from './view-state.ts'

/** Lanes drawn beyond each edge, so scrolling shows no blank. */
const SPARE_LANES = 4
/** Maximum number of lanes in print. */
const MAX_PRINTED = 300
/** Height of the line that counts the other lanes. */
const REST_HEIGHT = 24
/** Maximum distance of the pointer from a renewal. */
const NEAR_PIXELS = 4
/** Height that is drawn before the element has one. */
const MIN_HEIGHT = 400

export interface Lanes {
  readonly node: HTMLElement
  draw(state: State, widths: LaneWidths): void
  /** The renewal nearest to a position in a lane's plot; null if none is near. */
  renewalNear(lane: number, x: number): { readonly renewals: RenewalColumns; readonly index: number } | null
  renewalsOf(lane: number): RenewalColumns
  /** The mark at a position in a lane's plot that is no element. */
  targetAt(lane: number, x: number, y: number): Target | null
  /** Scrolls until a lane is visible. */
  reveal(lane: number): void
  printing(all: boolean): void
}

/** The number of lanes that are not printed; nothing if all are. */
function restNote(count: number, top: number): HTMLElement[] {
  if (count === 0) return []
  const note = element('p', { class: 'rest' }, `and ${formatCount(count, 'more node')}`)
  note.style.top = `${top}px`
  return [note]
}

export function createLanes(store: Store): Lanes {
  const { model } = store
  const inner = element('div', { class: 'lanes-inner' })
  const definitions = patternDefinitions()
  const node = element('div', { class: 'lanes' }, definitions, inner)
  const renewalsOf = createRenewals(model)
  const canvas = createLaneCanvas(model, renewalsOf, definitions)
  let view: LaneView | null = null
  let rows = layOutLanes(model, [], 0)
  let isPrinting = false

  /** Lanes with incidents come first: of many lanes only these are printed. */
  const printedCount = (): number => {
    if (rows.all.length <= MAX_TALL) return rows.all.length
    const last = rows.all.findLastIndex(({ lane }) => (model.lanes[lane]?.incidentCount ?? 0) > 0)
    return Math.min(MAX_PRINTED, last < 0 ? MAX_TALL : last + 1)
  }
  const render = (): void => {
    // Styles are known only in the page.
    if (!view || !node.isConnected) return
    if (rows.all.length === 0) {
      inner.style.height = 'auto'
      inner.replaceChildren(element('p', { class: 'nothing' }, 'No node matches these filters.'))
      return
    }
    const [top, height] = [node.scrollTop, Math.max(node.clientHeight, MIN_HEIGHT)]
    if (isPrinting) {
      const shown = rows.all.slice(0, printedCount())
      const last = shown.at(-1)
      const bottom = last ? last.top + last.rows.height : 0
      const rest = restNote(rows.all.length - shown.length, bottom)
      inner.style.height = `${bottom + (rest.length > 0 ? REST_HEIGHT : 0)}px`
      inner.replaceChildren(...drawAsSvg(model, renewalsOf, view, shown), ...rest)
      return
    }
    inner.style.height = `${rows.height + 1}px`
    if (rows.all.length <= MAX_TALL) {
      const shown = rows.between(top, top + height, SPARE_LANES)
      inner.replaceChildren(...drawAsSvg(model, renewalsOf, view, shown))
      return
    }
    canvas.paint(view, rows.between(top, top + height, 0), top, Math.min(height, rows.height))
    const labels = canvas.labels(view, rows.between(top, top + height, SPARE_LANES))
    const isSame =
      inner.firstChild === canvas.node &&
      inner.childNodes.length === labels.length + 1 &&
      labels.every((label, i) => inner.childNodes[i + 1] === label)
    if (!isSame) inner.replaceChildren(canvas.node, ...labels)
  }
  const recolour = (): void => {
    canvas.clear()
    render()
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour)
  new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ['data-theme'] })

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
    targetAt: canvas.targetAt,
    draw(state, widths) {
      view = { state, widths }
      rows = layOutLanes(model, findLanes(model, state), state.lane)
      render()
    },
    renewalNear(lane, x) {
      if (!view) return null
      const { state, widths } = view
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
      const row = rows.all.find((one) => one.lane === lane)
      if (!row) return
      const bottom = row.top + row.rows.height
      if (row.top < node.scrollTop) node.scrollTop = row.top
      else if (bottom > node.scrollTop + node.clientHeight) node.scrollTop = bottom - node.clientHeight
    },
    printing(all) {
      isPrinting = all
      render()
    },
  }
}

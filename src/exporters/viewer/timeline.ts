/**
 * The timeline section: overview, axis, lanes, legend and the chosen node's heartbeat on one time axis.
 *
 * It handles pointer and keyboard and shows evidence in the panel.
 */
import { legendMarks } from '../chart/legend.ts'
import { group, label, line, type Mark } from '../chart/marks.ts'
import { FACT, type Fact, type IncidentView, type Lane } from '../chart/model.ts'
import { timeTicks } from '../chart/view.ts'
import { chart, element } from './elements.ts'
import type { EvidencePanel } from './evidence.ts'
import { addGestures } from './gestures.ts'
import { addKeys } from './keys.ts'
import { createLanes, type LaneWidths } from './lanes.ts'
import { createOverview } from './overview.ts'
import { findLanes, type Store } from './state.ts'
import { factTooltip, incidentTooltip, renewalTooltip, type Tooltip } from './tooltip-text.ts'
import { createTrends } from './trends.ts'
import type { State } from './view-state.ts'

const LABEL_WIDTH = 200
const NARROW_LABEL_WIDTH = 108
const NARROW = 700
/** Width between the margins of A4 and Letter in portrait; the page can't be measured before it is printed. */
const PRINTED_WIDTH = 680
const AXIS_HEIGHT = 26

const HINT =
  'Drag to pan, Ctrl + wheel or double click to zoom, drag across the strip above to choose a range. ' +
  'Press ? for the keys. The address of the page keeps the view, for a link to it.'

/** Number in an attribute of the event's target or its nearest ancestor with it; null without one. */
function targetOf(event: Event, name: string): number | null {
  const holder = event.target instanceof Element ? event.target.closest(`[${name}]`) : null
  const value = holder?.getAttribute(name)
  return value === null || value === undefined ? null : Number(value)
}

function axisMarks(state: State, { labelWidth, plotWidth }: LaneWidths, { model }: Store): Mark[] {
  const view = { fromUs: state.fromUs, toUs: state.toUs, width: plotWidth }
  const ticks = timeTicks(view, model.zone).flatMap(({ x, text, major }) => [
    label(x, 15, text, major ? 'axis-words major' : 'axis-words', 'middle'),
    line([x, AXIS_HEIGHT - 5, x, AXIS_HEIGHT], 'tick'),
  ])
  return [label(4, 15, model.zone.name, 'axis-words'), group(ticks, 'ticks', labelWidth)]
}

export function createTimeline(store: Store, evidence: EvidencePanel): HTMLElement {
  const { model } = store
  const overview = createOverview(store)
  const axis = element('div', { class: 'axis' })
  const lanes = createLanes(store)
  const trends = createTrends(store, lanes)
  const legend = element('div', { class: 'legend' })
  const surface = element(
    'div',
    { class: 'surface', tabindex: '0', role: 'group', 'aria-label': 'Timeline', 'aria-describedby': 'hint' },
    axis,
    lanes.node,
  )
  const node = element(
    'section',
    { class: 'timeline', 'aria-label': 'Timeline' },
    overview.node,
    surface,
    element('p', { class: 'hint', id: 'hint' }, HINT),
    legend,
    trends.node,
  )
  let widths: LaneWidths = { labelWidth: LABEL_WIDTH, plotWidth: 600 }
  let printing = false
  const widthNow = (): number => (printing ? PRINTED_WIDTH : node.clientWidth || 1000)

  const tooltipAt = (event: PointerEvent | MouseEvent): Tooltip | null => {
    const fact = targetOf(event, 'data-fact')
    if (fact !== null) return factTooltip(model, fact)
    const incident = targetOf(event, 'data-incident')
    if (incident !== null) return incidentTooltip(model, incident)
    const lane = targetOf(event, 'data-lane')
    if (lane === null) return null
    const x = event.clientX - surface.getBoundingClientRect().left - widths.labelWidth
    const near = x < 0 ? null : lanes.renewalNear(lane, x)
    return near && renewalTooltip(model, lane, near.renewals, near.index)
  }
  surface.addEventListener('pointermove', (event) => {
    const tooltip = event.buttons === 0 ? tooltipAt(event) : null
    if (tooltip) evidence.hover(tooltip, event.clientX, event.clientY)
    else evidence.leave()
  })
  surface.addEventListener('pointerleave', () => evidence.leave())
  surface.addEventListener('click', (event) => {
    const lane = targetOf(event, 'data-lane')
    if (lane !== null) store.change({ lane })
    const incident = targetOf(event, 'data-incident')
    if (targetOf(event, 'data-fact') === null && incident !== null) return evidence.openIncident(incident)
    const tooltip = tooltipAt(event)
    if (tooltip) evidence.open(tooltip)
  })
  addGestures({
    node: surface,
    store,
    plot: () => ({
      left: surface.getBoundingClientRect().left + widths.labelWidth,
      width: widths.plotWidth,
    }),
  })
  addKeys({
    node: surface,
    store,
    evidence,
    factsOf: (lane) => factsInTime(store, lane),
    reveal: lanes.reveal,
  })

  const draw = (state: State): void => {
    const width = widthNow()
    const labelWidth = width < NARROW && !printing ? NARROW_LABEL_WIDTH : LABEL_WIDTH
    widths = { labelWidth, plotWidth: Math.max(120, width - labelWidth - 20) }
    const matching = findLanes(model, state)
    // The heartbeat below must belong to a visible lane.
    const lane = matching.includes(state.lane) ? state.lane : (matching[0] ?? state.lane)
    overview.draw(state, widths)
    axis.replaceChildren(chart(labelWidth + widths.plotWidth, AXIS_HEIGHT, axisMarks(state, widths, store)))
    lanes.draw({ ...state, lane }, widths)
    trends.draw({ ...state, lane }, widths)
  }
  store.watch(draw)
  const resize = (): void => {
    const { marks, height } = legendMarks(model, widthNow())
    legend.replaceChildren(chart(widthNow(), height, marks))
    draw(store.state)
  }
  const print = (now: boolean): void => {
    printing = now
    lanes.printing(now)
    resize()
  }
  new ResizeObserver(resize).observe(node)
  window.addEventListener('beforeprint', () => print(true))
  window.addEventListener('afterprint', () => print(false))
  return node
}

/** Facts of a lane and of its incidents' boundaries, sorted by time. */
function factsInTime({ model }: Store, index: number): number[] {
  const { facts, incidents } = model.lanes[index] as Lane
  const edges = incidents.flatMap((i) => Object.values((model.incidents[i] as IncidentView).edges))
  const at = (fact: number): number => (model.facts[fact] as Fact)[FACT.atUs]
  return [...edges, ...facts].sort((a, b) => at(a) - at(b))
}

/**
 * The timeline section: overview, axis, lanes and legend on one time axis with the chosen node's charts.
 *
 * It handles pointer and keyboard and shows evidence in the panel.
 */
import { legendMarks } from '../chart/legend.ts'
import { group, label, line, type Mark, type Target } from '../chart/marks.ts'
import { FACT, type Fact, type IncidentView, type Lane } from '../chart/model.ts'
import { timeTicks } from '../chart/view.ts'
import { chart, element } from './elements.ts'
import type { EvidencePanel } from './evidence.ts'
import { addGestures } from './gestures.ts'
import { addKeys } from './keys.ts'
import type { LaneWidths } from './lane-drawing.ts'
import { createLanes } from './lanes.ts'
import { createOverview } from './overview.ts'
import { createRuler } from './ruler.ts'
import { findLanes, type Store } from './state.ts'
import { factTooltip, incidentTooltip, linkTooltip, renewalTooltip, type Tooltip } from './tooltip-text.ts'
import { createTrends } from './trends.ts'
import type { State } from './view-state.ts'

const LABEL_WIDTHS = [200, 300] as const
const LABEL_WIDTH_OF_CHARACTER = 7.8
const NARROW_LABEL_WIDTH = 108
const NARROW = 700
/** Width between the margins of A4 and Letter in portrait; the page can't be measured before it is printed. */
const PRINTED_WIDTH = 680
const AXIS_HEIGHT = 26

const HINTS: readonly (readonly [name: string, text: string])[] = [
  ['mouse', 'Drag to pan, drag along the axis to measure, Ctrl + wheel or double click to zoom. '],
  ['touch', 'Drag to pan, use two fingers to zoom. '],
  ['', 'Choose a mark for its log line. Press ? for the keys. The address keeps the view, for a link to it.'],
]

/** Number in an attribute of the event's target or its nearest ancestor with it; undefined without one. */
function targetOf(event: Event, name: string): number | undefined {
  const holder = event.target instanceof Element ? event.target.closest(`[${name}]`) : null
  const value = holder?.getAttribute(name)
  return value === null || value === undefined ? undefined : Number(value)
}

function axisMarks(state: State, { labelWidth, plotWidth }: LaneWidths, { model }: Store): Mark[] {
  const view = { fromUs: state.fromUs, toUs: state.toUs, width: plotWidth }
  const ticks = timeTicks(view, model.zone).flatMap(({ x, text, major }) => [
    label(x, 15, text, major ? 'axis-words major' : 'axis-words', 'middle'),
    line([x, AXIS_HEIGHT - 5, x, AXIS_HEIGHT], 'tick'),
  ])
  return [label(4, 15, model.zone.name, 'axis-words'), group(ticks, 'ticks', labelWidth)]
}

export interface Timeline {
  readonly node: HTMLElement
  /** The charts of the chosen node, on the same time axis. */
  readonly trends: HTMLElement
}

export function createTimeline(store: Store, evidence: EvidencePanel): Timeline {
  const { model } = store
  const overview = createOverview(store)
  const ruler = createRuler(store)
  const axis = element('div', { class: 'axis' })
  const lanes = createLanes(store)
  const trends = createTrends(store, lanes, ruler.createLine())
  const legend = element('div', { class: 'legend' })
  const surface = element(
    'div',
    {
      ...{ class: 'surface', tabindex: '0', role: 'group', 'aria-roledescription': 'timeline' },
      ...{ 'aria-label': 'Timeline', 'aria-describedby': 'hint' },
    },
    axis,
    lanes.node,
    ...ruler.nodes,
  )
  const hints = HINTS.map(([name, text]) => element('span', name === '' ? {} : { class: name }, text))
  const node = element(
    'section',
    { class: 'timeline', 'aria-label': 'Timeline' },
    overview.node,
    surface,
    legend,
    element('p', { class: 'hint', id: 'hint' }, ...hints),
  )
  const longest = model.lanes.reduce((length, { short }) => Math.max(length, short.length), 0)
  const [least, most] = LABEL_WIDTHS
  const wideLabel = Math.min(most, Math.max(least, longest * LABEL_WIDTH_OF_CHARACTER + 84))
  let widths: LaneWidths = { labelWidth: least, plotWidth: 600 }
  let printing = false
  const widthNow = (): number => (printing ? PRINTED_WIDTH : node.clientWidth || 1000)

  const plotX = ({ clientX }: MouseEvent): number =>
    clientX - surface.getBoundingClientRect().left - widths.labelWidth
  /** What is drawn at the pointer: an element of an SVG, or a mark on the canvas. */
  const markAt = (event: MouseEvent): Target => {
    const [fact, incident] = [targetOf(event, 'data-fact'), targetOf(event, 'data-incident')]
    if (fact !== undefined) return { fact }
    if (incident !== undefined) {
      const link = targetOf(event, 'data-link')
      return { incident, ...(link === undefined ? {} : { link }) }
    }
    const lane = targetOf(event, 'data-lane')
    const holder = event.target instanceof Element ? event.target.closest('[data-lane]') : null
    if (lane === undefined || !holder) return {}
    return lanes.targetAt(lane, plotX(event), event.clientY - holder.getBoundingClientRect().top) ?? {}
  }
  const tooltipAt = (event: MouseEvent): Tooltip | null => {
    const { fact, incident, link } = markAt(event)
    if (fact !== undefined) return factTooltip(model, fact)
    if (incident !== undefined)
      return link === undefined ? incidentTooltip(model, incident) : linkTooltip(model, incident, link)
    const lane = targetOf(event, 'data-lane')
    if (lane === undefined) return null
    const x = plotX(event)
    const near = x < 0 ? null : lanes.renewalNear(lane, x)
    return near && renewalTooltip(model, lane, near.renewals, near.index)
  }
  surface.addEventListener('pointermove', (event) => {
    ruler.point(plotX(event), targetOf(event, 'data-lane') ?? null)
    const tooltip = event.buttons === 0 ? tooltipAt(event) : null
    if (tooltip) evidence.hover(tooltip, event.clientX, event.clientY)
    else evidence.leave()
  })
  trends.node.addEventListener('pointermove', (event) => ruler.point(plotX(event), store.state.lane))
  for (const left of [surface, trends.node])
    left.addEventListener('pointerleave', () => ruler.point(null, null))
  surface.addEventListener('pointerleave', () => evidence.leave())
  surface.addEventListener('click', (event) => {
    const lane = targetOf(event, 'data-lane')
    const { fact, incident, link } = markAt(event)
    const tooltip = tooltipAt(event)
    if (lane !== undefined) store.change({ lane, fact: fact ?? null })
    if (fact === undefined && incident !== undefined && link === undefined)
      return evidence.openIncident(incident)
    if (tooltip) evidence.open(tooltip)
  })
  addGestures({
    node: surface,
    store,
    plot: () => ({
      left: surface.getBoundingClientRect().left + widths.labelWidth,
      width: widths.plotWidth,
    }),
    measure: ruler.measure,
  })
  addKeys({
    node: surface,
    store,
    evidence,
    factsOf: (lane) => factsInTime(store, lane),
    reveal: lanes.reveal,
    clear: ruler.clear,
  })

  const draw = (state: State): void => {
    const width = widthNow()
    const labelWidth = width < NARROW && !printing ? NARROW_LABEL_WIDTH : wideLabel
    widths = { labelWidth, plotWidth: Math.max(120, width - labelWidth - 20) }
    const matching = findLanes(model, state)
    // The charts below must belong to a visible lane.
    const lane = matching.includes(state.lane) ? state.lane : (matching[0] ?? -1)
    overview.draw(state, widths)
    axis.replaceChildren(chart(labelWidth + widths.plotWidth, AXIS_HEIGHT, axisMarks(state, widths, store)))
    lanes.draw({ ...state, lane }, widths)
    trends.draw({ ...state, lane }, widths)
    ruler.draw(state, widths)
    // What the tooltip was about may have moved.
    evidence.leave()
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
  return { node, trends: trends.node }
}

/** Facts of a lane and of its incidents' boundaries, sorted by time. */
function factsInTime({ model }: Store, index: number): number[] {
  const { facts, incidents } = model.lanes[index] as Lane
  const edges = incidents.flatMap((i) => Object.values((model.incidents[i] as IncidentView).edges))
  const at = (fact: number): number => (model.facts[fact] as Fact)[FACT.atUs]
  return [...edges, ...facts].sort((a, b) => at(a) - at(b))
}

/**
 * Draws the facts of a lane as markers, one shape for each sort, on the row of the clock that stamped them.
 *
 * A bounded time has a bracket from bound to bound instead, unless the bounds are too near to be seen.
 */

import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTimes, symbolTriangle } from '../d3.ts'
import { type Mark, path, pixel, placed } from '../marks.ts'
import { FACT, type Fact, type IncidentView } from '../model.ts'
import type { MarkerShape } from '../shapes.ts'
import { type LaneChart, showsSingles } from './lane-layout.ts'

/** Mirrors a path at its origin. */
const mirror = (d: string): string =>
  d.replace(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g, (number) => String(-Number(number)))

const draw = (form: typeof symbolCircle, size: number): string => symbol(form, size)() ?? ''

/** Paths around 0, 0. A triangle points down for NotReady, up for Ready. */
export const DRAWINGS: { readonly [S in MarkerShape]: string } = {
  renewal: 'M0,-6V6',
  failure: draw(symbolTimes, 36),
  stale: draw(symbolCircle, 20),
  down: mirror(draw(symbolTriangle, 40)),
  up: draw(symbolTriangle, 40),
  taint: draw(symbolSquare, 26),
  eviction: draw(symbolDiamond, 34),
  process: draw(symbolSquare, 40),
  other: draw(symbolCircle, 10),
}

/** Drawn around the current fact. */
const RING: string = draw(symbolCircle, 220)

/** Minimum distance of markers of one sort: nearer ones look like one, so only the first is drawn. */
const MIN_MARKER_PIXELS = 3
/** Shapes drawn in compact lanes where the view is too wide for single renewals. */
const COMPACT_SHAPES: ReadonlySet<MarkerShape> = new Set<MarkerShape>(['eviction', 'process'])

/** The bracket of a bounded time; empty for an exact one, and where the bounds look like one. */
function bracket(chart: LaneChart, index: number, y: number): Mark[] {
  const fact = chart.model.facts[index] as Fact
  const earliestUs = fact[FACT.earliestUs] ?? fact[FACT.atUs]
  const latestUs = fact[FACT.latestUs] ?? fact[FACT.atUs]
  const span = earliestUs < latestUs ? chart.scale.span(earliestUs, latestUs) : null
  if (!span || span[1] < 4) return []
  const [x, width] = span
  return [path(`M${pixel(x)},${pixel(y - 4)}v8m0,-4h${pixel(width)}m0,-4v8`, 'bounds', { fact: index })]
}

/** Facts of the incidents and of the timeline. Of two at one place the incident's comes first and is drawn. */
function factsOf({ model, lane }: LaneChart): number[] {
  const { facts, incidents } = model.lanes[lane] as (typeof model.lanes)[number]
  const edges = incidents.flatMap((index) => {
    const { edges: named, evictions } = model.incidents[index] as IncidentView
    return [...Object.values(named), ...evictions]
  })
  return [...edges, ...facts]
}

export function factMarks(chart: LaneChart): Mark[] {
  const { model, scale, rows } = chart
  const drawn = new Set<string>()
  const marks: Mark[] = []
  const all = rows.tall || showsSingles(chart)
  for (const index of factsOf(chart)) {
    const fact = model.facts[index] as Fact
    const shape = fact[FACT.shape]
    if (!scale.isVisible(fact[FACT.atUs]) || !(all || COMPACT_SHAPES.has(shape))) continue
    const x = scale.x(fact[FACT.atUs])
    const byNode = fact[FACT.byNode] === 1
    const place = `${shape} ${byNode} ${Math.round(x / MIN_MARKER_PIXELS)}`
    if (drawn.has(place) && index !== chart.current) continue
    drawn.add(place)
    const [top, height] = (byNode ? null : rows.control) ?? rows.kubelet
    const y = top + height / 2
    const bounded = bracket(chart, index, y)
    marks.push(...bounded)
    // A marker between two bounds would claim a time that no line has.
    if (bounded.length === 0) marks.push(placed(DRAWINGS[shape], x, y, `fact ${shape}`, { fact: index }))
    if (index === chart.current) marks.push(placed(RING, x, y, 'current'))
  }
  return marks
}

/** Draws the legend of the chart in rows that fit a width: the marks that occur in the report. */
import { DRAWINGS } from './lane-facts.ts'
import { group, label, line, type Mark, placed, rect } from './marks.ts'
import { FACT, type IncidentView, type Model } from './model.ts'
import type { MarkerShape } from './shapes.ts'

interface Entry {
  readonly text: string
  draw(): Mark
  occursIn(model: Model): boolean
}

const entry = (text: string, draw: () => Mark, occursIn: (model: Model) => boolean): Entry => ({
  text,
  draw,
  occursIn,
})

const marker = (text: string, shape: MarkerShape): Entry =>
  entry(
    text,
    () => placed(DRAWINGS[shape], 8, 8, `fact ${shape}`),
    ({ facts }) => facts.some((fact) => fact[FACT.shape] === shape),
  )

const hasIncident =
  (isSuch: (incident: IncidentView) => boolean) =>
  ({ incidents }: Model): boolean =>
    incidents.some(isSuch)

const hasEdges = (...names: readonly string[]): ((model: Model) => boolean) =>
  hasIncident(({ edges }) => names.every((name) => edges[name] !== undefined))

const ENTRIES: readonly Entry[] = [
  entry(
    'renewal',
    () => line([8, 2, 8, 14], 'renewals'),
    ({ lanes }) => lanes.some(({ renewals }) => renewals > 0),
  ),
  entry(
    'no renewal',
    () => rect([0, 2, 16, 12], 'outage'),
    hasIncident(({ kind }) => kind === 'lease-outage'),
  ),
  marker('failed attempt', 'failure'),
  marker("node hasn't been updated", 'stale'),
  entry(
    'until NotReady',
    () => line([0, 8, 16, 8], 'grace'),
    hasEdges('controllerLastSeen', 'markedNotReady'),
  ),
  entry(
    'Unknown',
    () => rect([0, 2, 16, 12], 'unknown'),
    hasIncident(({ kind, edges }) => kind === 'lease-outage' && edges.markedNotReady !== undefined),
  ),
  entry(
    'NotReady',
    () => rect([0, 2, 16, 12], 'not-ready'),
    hasIncident(({ kind, edges }) => kind !== 'lease-outage' && edges.markedNotReady !== undefined),
  ),
  entry('tainted', () => line([0, 8, 16, 8], 'taint'), hasEdges('taintQueued')),
  marker('marked NotReady', 'down'),
  marker('Ready', 'up'),
  marker('eviction', 'eviction'),
  marker('start, stop or change', 'process'),
  entry(
    'the same on both clocks',
    () => line([0, 12, 16, 4], 'link'),
    (model) =>
      hasEdges('lastRenewal', 'controllerLastSeen')(model) ||
      hasEdges('firstRenewalAfter', 'readyAgain')(model),
  ),
  entry(
    'log gap',
    () => rect([0, 2, 16, 12], 'log-gap'),
    hasIncident(({ kind }) => kind === 'log-gap'),
  ),
]

const ROW_PIXELS = 20

export function legendMarks(model: Model, width: number): { marks: Mark[]; height: number } {
  const marks: Mark[] = []
  let [x, y] = [0, 0]
  for (const { text, draw, occursIn } of ENTRIES) {
    if (!occursIn(model)) continue
    const needed = 24 + text.length * 6.2 + 16
    if (x > 0 && x + needed > width) [x, y] = [0, y + ROW_PIXELS]
    marks.push(group([draw(), label(24, 12, text, 'legend-words')], 'entry', x, y))
    x += needed
  }
  return { marks, height: y + ROW_PIXELS }
}

/** Draws the legend of the chart in rows that fit a width: the marks that occur in the report. */
import { DRAWINGS } from './lanes/lane-facts.ts'
import { linkedFacts } from './lanes/lane-incidents.ts'
import { MAX_TALL } from './lanes/lane-layout.ts'
import { group, label, line, type Mark, path, placed, rect } from './marks.ts'
import { FACT, type Fact, type IncidentView, type Model } from './model.ts'
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

const isBounded = (fact: Fact | undefined): boolean =>
  fact !== undefined && (fact[FACT.earliestUs] !== null || fact[FACT.latestUs] !== null)

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
    hasIncident(({ kind, isInDoubt = false }) => kind === 'lease-outage' && !isInDoubt),
  ),
  entry(
    'possibly no renewal',
    () => rect([0, 2, 16, 12], 'possible'),
    (model) =>
      hasIncident(
        ({ edges, isInDoubt = false }) =>
          isInDoubt ||
          ['lastRenewal', 'firstRenewalAfter'].some((name) => isBounded(model.facts[edges[name] ?? -1])),
      )(model),
  ),
  marker('failed attempt', 'failure'),
  entry(
    'status not posted',
    () => rect([0, 2, 16, 12], 'status-outage'),
    hasIncident(({ kind }) => kind === 'status-outage'),
  ),
  marker('renewal with its evidence', 'renewal'),
  marker('controller saw no update', 'stale'),
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
  entry(
    'NotReady expected',
    () => path('M0,11v-5h16v5', 'expected'),
    hasIncident(({ expected }) => expected !== null),
  ),
  entry('tainted', () => line([0, 8, 16, 8], 'taint'), hasEdges('taintQueued')),
  marker('marked or reported NotReady', 'down'),
  marker('Ready', 'up'),
  marker('eviction', 'eviction'),
  marker('start, stop or change', 'process'),
  marker('other observation', 'other'),
  entry(
    'between two bounds',
    () => path('M0,4v8m0,-4h16m0,-4v8', 'bounds'),
    ({ facts }) => facts.some(isBounded),
  ),
  entry(
    'a renewal and its effect, by two clocks',
    () => path('M2,2C2,8 14,8 14,14', 'link'),
    (model) => model.incidents.some((incident) => linkedFacts(model, incident).length > 0),
  ),
  entry(
    'node with incidents',
    () => label(5, 12, '!', 'trouble'),
    ({ lanes }) => lanes.length > MAX_TALL && lanes.some(({ incidentCount }) => incidentCount > 0),
  ),
  entry(
    'log gap',
    () => rect([0, 2, 16, 12], 'log-gap'),
    hasIncident(({ kind }) => kind === 'log-gap'),
  ),
]

const ROW_PIXELS = 20

/** Renewals that are too many for lines of their own are drawn as their density. */
const DENSE: Readonly<Record<string, string>> = { renewals: 'density' }

/** `drawn`: the classes of what is drawn, where that is less than the model contains. */
export function legendMarks(
  model: Model,
  width: number,
  drawn?: ReadonlySet<string>,
): { marks: Mark[]; height: number } {
  const isDrawn = ({ attributes }: Mark): boolean => {
    const name = String(attributes.class)
    return drawn === undefined || drawn.has(name) || drawn.has(DENSE[name] ?? name)
  }
  const marks: Mark[] = []
  let [x, y] = [0, 0]
  for (const { text, draw, occursIn } of ENTRIES) {
    if (!occursIn(model) || !isDrawn(draw())) continue
    const needed = 24 + text.length * 6.2 + 16
    if (x > 0 && x + needed > width) [x, y] = [0, y + ROW_PIXELS]
    marks.push(group([draw(), label(24, 12, text, 'legend-words')], 'entry', x, y))
    x += needed
  }
  return { marks, height: y + ROW_PIXELS }
}

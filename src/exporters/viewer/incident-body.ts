/** What a row of the incidents shows when it is open: verdict, boundaries with their evidence, intervals, cause. */
import type { IncidentView } from '../chart/model.ts'
import { withoutBreaks } from '../chart/summary.ts'
import { button, element } from './elements.ts'
import { type EvidencePanel, edgeTable } from './evidence.ts'
import { showIncident } from './keys.ts'
import type { Store } from './state.ts'
import { factTooltip } from './tooltip-text.ts'

export interface BodyContext {
  readonly store: Store
  readonly evidence: EvidencePanel
}

function intervalList({ intervals }: IncidentView): HTMLElement[] {
  if (intervals.length === 0) return []
  const items = intervals.map(({ title, value, note }) =>
    element(
      'div',
      {},
      element('dt', {}, title),
      element('dd', {}, value, ...(note === '' ? [] : [element('span', { class: 'note' }, note)])),
    ),
  )
  return [element('dl', { class: 'intervals' }, ...items)]
}

function detailList({ causeDetail, rows }: IncidentView): HTMLElement {
  const all = [...(causeDetail === '' ? [] : [['cause', causeDetail] as const]), ...rows]
  const items = all.flatMap(([term, text]) => [
    element('dt', {}, term),
    element('dd', term === 'error' ? { class: 'mono' } : {}, text),
  ])
  return element('dl', { class: 'pairs' }, ...items)
}

export function incidentBody({ store, evidence }: BodyContext, index: number): HTMLElement {
  const { model } = store
  const incident = model.incidents[index] as IncidentView
  const show = button('Show on the timeline', 'Show on the timeline', () => {
    showIncident(store, index)
    document.querySelector('.timeline')?.scrollIntoView({ block: 'start' })
  })
  const hasEdges = Object.keys(incident.edges).length > 0
  const edges = hasEdges
    ? [
        edgeTable(model, incident, (fact) => {
          store.change({ fact, ...(incident.lane === null ? {} : { lane: incident.lane }) })
          evidence.open(factTooltip(model, fact))
        }),
      ]
    : []
  return element(
    'div',
    { class: 'incident-body' },
    // The head of the page shows the verdict of a single incident.
    ...(model.incidentCount === 1 && incident.parent === null
      ? []
      : [element('p', { class: 'verdict' }, withoutBreaks(incident.verdict))]),
    element(
      'div',
      { class: hasEdges ? 'halves' : '' },
      ...edges,
      element('div', {}, ...intervalList(incident), detailList(incident)),
    ),
    show,
  )
}

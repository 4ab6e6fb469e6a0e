/** The incidents section: a card for each incident that the filters match, added in pages. */

import type { IncidentView } from '../chart/model.ts'
import { formatDateTime } from '../chart/zone-format.ts'
import { button, element } from './elements.ts'
import { type EvidencePanel, edgeTable } from './evidence.ts'
import { showIncident } from './keys.ts'
import { findIncidents, type Store } from './state.ts'
import { factTooltip } from './tooltip-text.ts'
import type { State } from './view-state.ts'

/** Cards added at once; creating a thousand would block the page. */
const CARDS_PER_PAGE = 24

function definitions(
  name: string,
  entries: readonly (readonly [string, readonly (Node | string)[]])[],
): HTMLElement {
  const items = entries.map(([term, content]) =>
    element('div', {}, element('dt', {}, term), element('dd', {}, ...content)),
  )
  return element('dl', { class: name }, ...items)
}

function pairs(entries: readonly (readonly [string, string])[]): HTMLElement {
  const items = entries.flatMap(([term, text]) => [
    element('dt', {}, term),
    element('dd', term === 'error' ? { class: 'mono' } : {}, text),
  ])
  return element('dl', { class: 'pairs' }, ...items)
}

function when({ startUs, endUs, open }: IncidentView, { model }: Store): string {
  const start = formatDateTime(model.zone, startUs)
  if (endUs === null) return open ? `${start}, still open` : start
  const end = formatDateTime(model.zone, endUs)
  return `${start} – ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`
}

function card(store: Store, evidence: EvidencePanel, index: number): HTMLElement {
  const { model } = store
  const incident = model.incidents[index] as IncidentView
  const show = button('Show on the timeline', 'Show on the timeline', () => {
    showIncident(store, index)
    document.querySelector('.timeline')?.scrollIntoView({ block: 'start' })
  })
  const edges = edgeTable(model, incident, (fact) => evidence.open(factTooltip(model, fact)))
  const intervals = definitions(
    incident.intervals.length === 0 ? 'none' : 'intervals',
    incident.intervals.map(({ title, value, note }) => [
      title,
      note === '' ? [value] : [value, element('span', { class: 'note' }, note)],
    ]),
  )
  const causes = pairs([['cause', `${incident.category} (${incident.where})`], ...incident.rows])
  return element(
    'article',
    { class: 'card', 'data-card': index },
    element(
      'header',
      {},
      element('h3', {}, incident.subject),
      element('span', { class: 'kind' }, incident.kind.replaceAll('-', ' ')),
      element('span', { class: 'length' }, incident.length),
    ),
    element('p', { class: 'when' }, when(incident, store)),
    // The head of the page shows the verdict of a single incident.
    ...(model.incidents.length === 1 ? [] : [element('p', { class: 'verdict' }, incident.verdict)]),
    element('div', { class: 'card-body' }, edges, element('div', {}, intervals, causes)),
    element('footer', {}, show),
  )
}

export function createCards(store: Store, evidence: EvidencePanel): HTMLElement {
  const count = element('span', { class: 'count' })
  const list = element('div', { class: 'cards' })
  const more = element('div', { class: 'more' })
  const node = element(
    'section',
    { class: 'incidents', 'aria-label': 'Incidents' },
    element('h2', {}, 'Incidents', count),
    list,
    more,
  )
  let shownIndices = ''

  const add = (indices: readonly number[], from: number): void => {
    const until = Math.min(indices.length, from + CARDS_PER_PAGE)
    list.append(...indices.slice(from, until).map((index) => card(store, evidence, index)))
    const left = indices.length - until
    const next = button(`Show ${Math.min(left, CARDS_PER_PAGE)} more of ${left}`, 'Show more incidents', () =>
      add(indices, until),
    )
    more.replaceChildren(...(left > 0 ? [next] : []))
  }
  store.watch((state: State) => {
    const indices = findIncidents(store.model, state)
    const key = indices.join(' ')
    if (key === shownIndices && list.hasChildNodes()) return
    shownIndices = key
    const all = store.model.incidents.length
    count.textContent =
      indices.length === all ? String(all) : `${indices.length} of ${all} match filters and time`
    list.replaceChildren()
    add(indices, 0)
    if (indices.length === 0) {
      const text = all === 0 ? 'No incident.' : 'No incident matches the filters and the time looked at.'
      list.append(element('p', { class: 'nothing' }, text))
    }
  })
  return node
}

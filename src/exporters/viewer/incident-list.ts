/** The incidents section: a row that opens for each incident that the filters match, added in pages. */
import { titleOf } from '../../wording/incident-words.ts'
import type { IncidentView } from '../chart/model.ts'
import { shortSubject } from '../chart/summary.ts'
import { button, element } from './elements.ts'
import type { EvidencePanel } from './evidence.ts'
import { incidentBody } from './incident-body.ts'
import { findIncidents, type Store } from './state.ts'

/** Rows added at once. */
const ROWS_PER_PAGE = 100
/** Maximum number of rows that are opened for the printer. */
const MAX_PRINTED = 50

const COLUMNS = ['Start', 'Node', 'What', 'Length', 'Cause', 'What followed'] as const

/** Names differ at their ends, so only the first part of a long one is cut. */
const TAIL_CHARACTERS = 14

function nameParts(name: string): HTMLElement[] {
  const characters = [...name]
  const at = characters.length - TAIL_CHARACTERS
  const parts = at > 0 ? [characters.slice(0, at), characters.slice(at)] : [characters]
  return parts.map((part) => element('span', {}, part.join('')))
}

function cells(model: Store['model'], incident: IncidentView): HTMLElement[] {
  const { start, length, cause, effects, category } = incident
  const name = shortSubject(model, incident)
  const texts = [
    start,
    name,
    titleOf(incident),
    length === '' ? '–' : length,
    category === 'unknown' ? '–' : cause,
    effects.join(', ') || '–',
  ]
  return texts.map((text, i) =>
    i === 1
      ? element('span', { class: 'cell-1 name', title: incident.subject }, ...nameParts(text))
      : element('span', { class: `cell-${i}` }, text),
  )
}

export function createIncidentList(store: Store, evidence: EvidencePanel): HTMLElement {
  const { model } = store
  const count = element('span', { class: 'count' })
  const head = element(
    'div',
    { class: 'row-head', 'aria-hidden': 'true' },
    ...COLUMNS.map((text, i) => element('span', { class: `cell-${i}` }, text)),
  )
  const list = element('div', { class: 'rows' })
  const more = element('div', { class: 'more' })
  const made = new Map<number, HTMLDetailsElement>()
  let shownKey: string | null = null

  const rowOf = (index: number): HTMLDetailsElement => {
    const before = made.get(index)
    if (before) return before
    const incident = model.incidents[index] as IncidentView
    const summary = element('summary', {}, ...cells(model, incident))
    const node = element('details', { class: `incident ${incident.kind}`, 'data-row': index }, summary)
    made.set(index, node)
    // Rows that the page opens itself are no choice of the reader. The click comes before the change.
    summary.addEventListener('click', () => store.change({ incident: node.open ? null : index }))
    let isFilled = false
    node.addEventListener('toggle', () => {
      if (isFilled) return
      isFilled = true
      node.append(incidentBody({ store, evidence }, index))
      const members = incident.members.map(rowOf)
      if (members.length > 0) node.append(element('div', { class: 'members' }, ...members))
    })
    return node
  }
  const add = (indices: readonly number[], from: number): void => {
    const until = Math.min(indices.length, from + ROWS_PER_PAGE)
    list.append(...indices.slice(from, until).map(rowOf))
    const left = indices.length - until
    const next = button(`Show ${Math.min(left, ROWS_PER_PAGE)} more of ${left}`, 'Show more incidents', () =>
      add(indices, until),
    )
    more.replaceChildren(...(left > 0 ? [next] : []))
  }
  store.watch((state) => {
    const matching = findIncidents(model, state)
    const chosen = new Set(matching)
    const indices = matching.filter((index) => {
      const { parent } = model.incidents[index] as IncidentView
      return parent === null || !chosen.has(parent)
    })
    const key = indices.join(' ')
    if (key === shownKey) return
    shownKey = key
    const all = model.incidents.filter(({ parent }) => parent === null).length
    count.textContent =
      indices.length === all ? String(all) : `${indices.length} of ${all} match filters and time`
    list.replaceChildren()
    add(indices, 0)
    head.hidden = indices.length === 0
    if (indices.length === 0) {
      const text = all === 0 ? 'No incident.' : 'No incident matches the filters and the time looked at.'
      list.append(element('p', { class: 'nothing' }, text))
    }
    const [only] = indices
    if (all === 1 && only !== undefined) rowOf(only).open = true
  })
  openLinked(store, rowOf)
  openForPrint(list)
  const isDated = model.incidents.some(({ start }) => /\d-\d/.test(start))
  return element(
    'section',
    { class: isDated ? 'incidents dated' : 'incidents', 'aria-label': 'Incidents' },
    element('h2', {}, 'Incidents', count),
    head,
    list,
    more,
  )
}

/** Opens the incident that the address names, once. */
function openLinked(store: Store, rowOf: (index: number) => HTMLDetailsElement): void {
  let isDone = false
  store.watch(({ incident }) => {
    if (isDone || incident === null) return
    isDone = true
    const { parent } = store.model.incidents[incident] as IncidentView
    if (parent !== null) rowOf(parent).open = true
    const row = rowOf(incident)
    if (row.open) return
    row.open = true
    requestAnimationFrame(() => row.scrollIntoView({ block: 'nearest' }))
  })
}

/** A closed row prints nothing of its incident. */
function openForPrint(list: HTMLElement): void {
  let opened: HTMLDetailsElement[] = []
  window.addEventListener('beforeprint', () => {
    opened = [...list.querySelectorAll('details')].slice(0, MAX_PRINTED).filter(({ open }) => !open)
    for (const row of opened) row.open = true
  })
  window.addEventListener('afterprint', () => {
    for (const row of opened) row.open = false
  })
}

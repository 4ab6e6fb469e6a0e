/**
 * The evidence that is pointed at, and that which is held open. In: targets; out: a tooltip at the pointer and
 * a panel that takes the focus, gives it back, and closes with Escape.
 */

import { formatSpan } from '../../wording/durations.ts'
import { FACT, type Fact, type IncidentView, type Model } from '../chart/model.ts'
import { element } from './elements.ts'
import { boundedTime, factTooltip, placeOf, type Tooltip, textAt } from './tooltip-text.ts'

export interface Evidence {
  readonly nodes: readonly HTMLElement[]
  hover(tooltip: Tooltip, x: number, y: number): void
  leave(): void
  open(tooltip: Tooltip): void
  openIncident(index: number): void
  close(): boolean
}

function pairs(list: readonly (readonly [string, string])[]): HTMLElement {
  const items = list.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])
  return element('dl', { class: 'pairs' }, ...items)
}

/** An incident's boundaries in the order of time; each opens its evidence. A `*`: of another clock than the node's. */
export function edgeTable(model: Model, incident: IncidentView, open: (fact: number) => void): HTMLElement {
  const indices = Object.values(incident.edges)
  const at = (index: number): number => (model.facts[index] as Fact)[FACT.atUs]
  const node = incident.lane === null ? null : model.lanes[incident.lane]?.node
  const foreign = new Set<string>()
  const rows = indices
    .sort((a, b) => at(a) - at(b))
    .map((index) => {
      const fact = model.facts[index] as Fact
      const clock = textAt(model, fact[FACT.clock])
      const own = node === null || clock === node
      if (!own) foreign.add(clock)
      const place = element('button', { type: 'button' }, placeOf(model, fact))
      place.addEventListener('click', () => open(index))
      return element(
        'tr',
        {},
        element('td', { class: 'time' }, `${dayless(boundedTime(model, fact, 3))}${own ? '' : ' *'}`),
        element('td', {}, textAt(model, fact[FACT.title])),
        element('td', { class: 'at' }, place),
      )
    })
  const note = foreign.size === 0 ? '' : `* clock of ${[...foreign].sort().join(', ')}`
  return element(
    'div',
    { class: 'edge-table' },
    element('table', { class: 'edges' }, element('tbody', {}, ...rows)),
    ...(note === '' ? [] : [element('p', { class: 'footnote' }, note)]),
  )
}

/** The dates go: the incident's own stands above. */
function dayless(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\d /g, '')
}

export function openEvidence(model: Model): Evidence {
  const tooltip = element('div', { class: 'tooltip', 'aria-hidden': 'true', hidden: true })
  const panel = element('aside', {
    class: 'evidence',
    'aria-label': 'Evidence',
    tabindex: '-1',
    hidden: true,
  })
  let before: Element | null = null

  const close = (): boolean => {
    if (panel.hidden) return false
    panel.hidden = true
    if (before instanceof HTMLElement || before instanceof SVGElement) before.focus()
    return true
  }
  const show = (title: string, ...content: readonly HTMLElement[]): void => {
    if (panel.hidden) before = document.activeElement
    const shut = element('button', { type: 'button', class: 'close', 'aria-label': 'Close evidence' }, '×')
    shut.addEventListener('click', close)
    panel.replaceChildren(element('header', {}, element('h3', {}, title), shut), ...content)
    panel.hidden = false
    panel.scrollTop = 0
    tooltip.hidden = true
    panel.focus({ preventScroll: true })
  }
  const open = ({ title, pairs: list, place, text }: Tooltip): void => {
    const source = place === '' ? [] : [['source', place] as const]
    const quote = text === '' ? [] : [element('p', { class: 'quote' }, text)]
    show(title, pairs([...list, ...source]), ...quote)
  }
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
  })

  return {
    nodes: [tooltip, panel],
    hover({ title, pairs: list, place, text }, x, y) {
      const times = list.map(([name, value]) => (name === 'time' ? value : `${name} ${value}`))
      tooltip.replaceChildren(
        element('p', {}, element('b', {}, title)),
        ...times.map((line) => element('p', {}, line)),
        ...(text === '' ? [] : [element('p', { class: 'text' }, text)]),
        ...(place === '' ? [] : [element('p', { class: 'place' }, place)]),
      )
      tooltip.hidden = false
      const { width, height } = tooltip.getBoundingClientRect()
      const left = Math.max(8, Math.min(x + 14, window.innerWidth - width - 8))
      const top = y + 18 + height > window.innerHeight ? y - height - 12 : y + 18
      tooltip.style.left = `${left}px`
      tooltip.style.top = `${Math.max(8, top)}px`
    },
    leave() {
      tooltip.hidden = true
    },
    open,
    openIncident(index) {
      const incident = model.incidents[index] as IncidentView
      show(
        `${incident.subject}: ${incident.kind.replaceAll('-', ' ')}`,
        element('p', { class: 'verdict' }, incident.verdict),
        edgeTable(model, incident, (fact) => open(factTooltip(model, fact))),
      )
    },
    close,
  }
}

/** An incident in a tooltip's few words. */
export function incidentTooltip(model: Model, index: number): Tooltip {
  const { subject, kind, seconds, category, open } = model.incidents[index] as IncidentView
  return {
    title: `${subject}: ${kind.replaceAll('-', ' ')}${open ? ', still open' : ''}`,
    pairs: [
      ['lasted', formatSpan(seconds)],
      ['cause', category],
    ],
    place: '',
    text: '',
  }
}

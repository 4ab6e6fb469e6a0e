/**
 * The tooltip at the pointer and the panel of evidence.
 *
 * The panel takes the focus when it opens, closes with Escape and returns the focus.
 */

import { clockFootnote } from '../../wording/clock-words.ts'
import { formatSpan } from '../../wording/durations.ts'
import { titleOf } from '../../wording/incident-words.ts'
import { cutMiddle } from '../chart/cut-middle.ts'
import { FACT, type Fact, type IncidentView, type Model } from '../chart/model.ts'
import { withoutBreaks } from '../chart/summary.ts'
import { element } from './elements.ts'
import { boundedTimes, factTooltip, placeOf, type Tooltip, textAt } from './tooltip-text.ts'

export interface EvidencePanel {
  readonly nodes: readonly HTMLElement[]
  hover(tooltip: Tooltip, x: number, y: number): void
  leave(): void
  open(tooltip: Tooltip): void
  openIncident(index: number): void
  close(): boolean
  isOpen(): boolean
}

function pairs(list: readonly (readonly [string, string])[]): HTMLElement {
  const items = list.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])
  return element('dl', { class: 'pairs' }, ...items)
}

/** Maximum number of characters of a place in a table. */
const PLACE_CHARACTERS = 44

const EDGE_COLUMNS = ['Since', 'Time', 'Event', 'Evidence'] as const

/** `T+44.2 s` since the first boundary; empty where a time is bounded, and between clocks that differ. */
function sinceFirst(first: Fact, fact: Fact, clocksDiffer: boolean): string {
  if (fact === first) return 'T+0'
  if (clocksDiffer && fact[FACT.clock] !== first[FACT.clock]) return ''
  const seconds = (fact[FACT.atUs] - first[FACT.atUs]) / 1e6
  const isBounded = [first, fact].some((one) => one[FACT.earliestUs] !== null || one[FACT.latestUs] !== null)
  return isBounded || seconds < 0 ? '' : `T+${formatSpan(seconds)}`
}

/** Table of an incident's boundaries by time; each opens its evidence. `*` marks clocks other than the node's. */
export function edgeTable(model: Model, incident: IncidentView, open: (fact: number) => void): HTMLElement {
  const indices = Object.values(incident.edges)
  const factAt = (index: number): Fact => model.facts[index] as Fact
  const sorted = indices.sort((a, b) => factAt(a)[FACT.atUs] - factAt(b)[FACT.atUs])
  const first = factAt(sorted[0] as number)
  const lane = incident.lane === null ? undefined : model.lanes[incident.lane]
  const node = lane?.node ?? null
  const clocksDiffer = (lane?.clock ?? null) !== null
  const foreign = new Set<string>()
  const times = boundedTimes(model, sorted.map(factAt), 3)
  const rows = sorted.map((index, i) => {
    const fact = factAt(index)
    const clock = textAt(model, fact[FACT.clock])
    const isNodeClock = node === null || clock === node
    if (!isNodeClock) foreign.add(clock)
    const full = placeOf(model, fact)
    const place = element('button', { type: 'button', title: full }, cutMiddle(full, PLACE_CHARACTERS))
    place.addEventListener('click', () => open(index))
    const time = `${times[i]}${isNodeClock ? '' : ' *'}`
    return element(
      'tr',
      {},
      element('td', { class: 'since' }, sinceFirst(first, fact, clocksDiffer)),
      element('td', { class: 'time' }, time),
      element('th', { scope: 'row' }, textAt(model, fact[FACT.title])),
      element('td', { class: 'at' }, place),
    )
  })
  const heads = EDGE_COLUMNS.map((text) => element('th', { scope: 'col' }, text))
  const note = clockFootnote(foreign)
  return element(
    'div',
    { class: 'edge-table' },
    element(
      'table',
      { class: 'edges' },
      element('thead', {}, element('tr', {}, ...heads)),
      element('tbody', {}, ...rows),
    ),
    ...(note === '' ? [] : [element('p', { class: 'footnote' }, note)]),
  )
}

/** The line of the log, with a button that copies it. */
function quotedLine(line: string): HTMLElement {
  const copy = element('button', { type: 'button', class: 'button' }, 'Copy')
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(line)
    copy.textContent = 'Copied'
  })
  // Only pages that the browser trusts may write to the clipboard.
  const canCopy = navigator.clipboard !== undefined
  return element('figure', {}, element('pre', { class: 'line' }, line), ...(canCopy ? [copy] : []))
}

export function createEvidencePanel(model: Model): EvidencePanel {
  const tooltip = element('div', { class: 'tooltip', 'aria-hidden': 'true', hidden: true })
  const panel = element('aside', {
    class: 'evidence',
    role: 'dialog',
    'aria-label': 'Evidence',
    tabindex: '-1',
    hidden: true,
  })
  let focusedBefore: Element | null = null

  const close = (): boolean => {
    if (panel.hidden) return false
    panel.hidden = true
    if (focusedBefore instanceof HTMLElement || focusedBefore instanceof SVGElement) focusedBefore.focus()
    return true
  }
  const show = (title: string, ...content: readonly HTMLElement[]): void => {
    if (panel.hidden) focusedBefore = document.activeElement
    const closeButton = element(
      'button',
      { type: 'button', class: 'close', 'aria-label': 'Close evidence' },
      '×',
    )
    closeButton.addEventListener('click', close)
    panel.replaceChildren(element('header', {}, element('h3', {}, title), closeButton), ...content)
    panel.hidden = false
    panel.scrollTop = 0
    tooltip.hidden = true
    panel.focus({ preventScroll: true })
  }
  const open = ({ title, pairs: list, place, text, quote: line }: Tooltip): void => {
    const source = place === '' ? [] : [['source', place] as const]
    const quoted = text === '' || line !== '' ? [] : [element('p', { class: 'quote' }, text)]
    show(title, pairs([...list, ...source]), ...quoted, ...(line === '' ? [] : [quotedLine(line)]))
  }
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
  })

  return {
    nodes: [tooltip, panel],
    hover({ title, pairs: list, place, text }, x, y) {
      const lines = list.map(([name, value]) => (name === 'time' ? value : `${name} ${value}`))
      tooltip.replaceChildren(
        element('p', {}, element('b', {}, title)),
        ...lines.map((line) => element('p', {}, line)),
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
        `${incident.subject}: ${titleOf(incident)}`,
        element('p', { class: 'verdict' }, withoutBreaks(incident.verdict)),
        edgeTable(model, incident, (fact) => open(factTooltip(model, fact))),
      )
    },
    close,
    isOpen: () => !panel.hidden,
  }
}

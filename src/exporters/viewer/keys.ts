/**
 * Keyboard control of the timeline: pan, zoom, choose a lane, step through incidents and evidence.
 *
 * A live region lets screen readers read each step.
 */
import { FACT, type Fact, type IncidentView } from '../chart/model.ts'
import { element } from './elements.ts'
import type { EvidencePanel } from './evidence.ts'
import { pan, zoom } from './gestures.ts'
import { findIncidents, findLanes, type Store } from './state.ts'
import { factTooltip } from './tooltip-text.ts'

const PAN_SHARE = 0.15
const ZOOM_FACTOR = 0.6

export interface KeyTarget {
  readonly node: HTMLElement
  readonly store: Store
  readonly evidence: EvidencePanel
  factsOf(lane: number): number[]
  reveal(lane: number): void
  /** Removes what the reader measured. */
  clear(): void
}

/** Shows an incident with a margin of 35 % of its length, at least five seconds, on both sides. */
export function showIncident({ model, setView, change }: Store, index: number): void {
  const { startUs, endUs, lane } = model.incidents[index] as IncidentView
  const lastUs = endUs ?? model.endUs ?? startUs
  const marginUs = Math.max(5_000_000, (lastUs - startUs) * 0.35)
  setView(startUs - marginUs, lastUs + marginUs)
  if (lane !== null) change({ lane })
}

/** The next or previous incident from the middle of the view; the first or last if there is none. */
export function findAdjacentIncident(store: Store, forward: boolean): number | null {
  const { model, state, extent } = store
  const { incidents } = model
  const all = findIncidents(model, { ...state, ...extent })
  if (all.length === 0) return null
  const middleUs = (state.fromUs + state.toUs) / 2
  const centerOf = (index: number): number => {
    const { startUs, endUs } = incidents[index] as IncidentView
    return (startUs + (endUs ?? model.endUs ?? startUs)) / 2
  }
  const slackUs = (state.toUs - state.fromUs) * 0.02
  const ordered = all.sort((a, b) => centerOf(a) - centerOf(b))
  const found = forward
    ? ordered.find((index) => centerOf(index) > middleUs + slackUs)
    : ordered.findLast((index) => centerOf(index) < middleUs - slackUs)
  return found ?? (forward ? ordered[0] : ordered.at(-1)) ?? null
}

/** What the keys do, for the help. Arrows work where the timeline has the focus: elsewhere they scroll the page. */
const HELP: readonly (readonly [keys: string, text: string])[] = [
  ['n p', 'next, previous incident'],
  ['. ,', 'next, previous evidence of the chosen node'],
  ['Enter', 'open the evidence'],
  ['Esc', 'close it, or remove the measured range'],
  ['+ − 0', 'zoom in, zoom out, whole window'],
  ['← →', 'pan, in the timeline'],
  ['↑ ↓', 'previous, next node, in the timeline'],
  ['?', 'this help'],
]

function createHelp(): HTMLDialogElement {
  const rows = HELP.flatMap(([keys, text]) => [
    element('dt', {}, ...keys.split(' ').map((key) => element('kbd', {}, key))),
    element('dd', {}, text),
  ])
  const close = element('button', { class: 'button', type: 'submit' }, 'Close')
  return element(
    'dialog',
    { class: 'help', 'aria-label': 'Keys' },
    element('h2', {}, 'Keys'),
    element('dl', { class: 'pairs' }, ...rows),
    element('form', { method: 'dialog' }, close),
  )
}

/** Keys that other elements need where they have the focus. */
function isTaken({ target, key }: KeyboardEvent, surface: HTMLElement): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('input, select, textarea, dialog')) return true
  if (key === 'Enter') return target.closest('button, a') !== null
  return key.startsWith('Arrow') && !surface.contains(target)
}

export function addKeys({ node, store, evidence, factsOf, reveal, clear }: KeyTarget): void {
  const { model } = store
  const liveRegion = element('p', { class: 'visually-hidden', 'aria-live': 'polite' })
  const help = createHelp()
  node.append(liveRegion, help)

  const stepFact = (by: number): void => {
    const facts = factsOf(store.state.lane)
    const { fact } = store.state
    const at = fact === null ? -1 : facts.indexOf(fact)
    const next = facts[at < 0 && by < 0 ? facts.length - 1 : Math.max(0, Math.min(facts.length - 1, at + by))]
    if (next === undefined) return
    const timeUs = (model.facts[next] as Fact)[FACT.atUs]
    const { fromUs, toUs } = store.state
    const halfUs = (toUs - fromUs) / 2
    if (timeUs < fromUs || timeUs > toUs) store.setView(timeUs - halfUs, timeUs + halfUs)
    const { title, pairs, place, text } = factTooltip(model, next)
    liveRegion.textContent = [title, ...pairs.map(([, value]) => value), place, text].join(', ')
    store.change({ fact: next })
    if (evidence.isOpen()) evidence.open(factTooltip(model, next))
  }
  const stepLane = (by: number): void => {
    const lanes = findLanes(model, store.state)
    const at = lanes.indexOf(store.state.lane)
    const lane = lanes[Math.max(0, Math.min(lanes.length - 1, at + by))]
    if (lane === undefined) return
    store.change({ lane, fact: null })
    reveal(lane)
    liveRegion.textContent = model.lanes[lane]?.node ?? ''
  }
  const goIncident = (forward: boolean): void => {
    const index = findAdjacentIncident(store, forward)
    if (index === null) return
    const { lane, verdict } = model.incidents[index] as IncidentView
    showIncident(store, index)
    if (lane !== null) reveal(lane)
    liveRegion.textContent = verdict
  }
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => pan(store, -PAN_SHARE),
    ArrowRight: () => pan(store, PAN_SHARE),
    ArrowUp: () => stepLane(-1),
    ArrowDown: () => stepLane(1),
    '+': () => zoom(store, ZOOM_FACTOR),
    '=': () => zoom(store, ZOOM_FACTOR),
    '-': () => zoom(store, 1 / ZOOM_FACTOR),
    '0': () => store.setView(store.extent.fromUs, store.extent.toUs),
    n: () => goIncident(true),
    p: () => goIncident(false),
    '.': () => stepFact(1),
    ',': () => stepFact(-1),
    Enter: () => {
      const { fact } = store.state
      if (fact !== null) evidence.open(factTooltip(model, fact))
    },
    '?': () => help.showModal(),
    Escape: () => {
      if (!evidence.close()) clear()
      store.change({ fact: null })
    },
  }
  document.addEventListener('keydown', (event) => {
    const act = isTaken(event, node) ? undefined : actions[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  })
}

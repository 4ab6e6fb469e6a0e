/** Filters and buttons above the timeline. In: the store; out: a bar of labelled controls that follow it. */

import type { Model } from '../chart/model.ts'
import { formatMoment, zoneOffsetUs } from '../chart/moments.ts'
import { button, element } from './elements.ts'
import { zoom } from './gestures.ts'
import { lookAt, stepIncident } from './keys.ts'
import type { Store } from './state.ts'

function labelled(text: string, control: HTMLElement, name = ''): HTMLElement {
  return element('label', name === '' ? {} : { class: name }, text, control)
}

function causeOptions({ incidents }: Model): HTMLOptionElement[] {
  const counts = new Map<string, number>()
  for (const { category } of incidents) counts.set(category, (counts.get(category) ?? 0) + 1)
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const every = element('option', { value: '' }, 'all causes')
  return [
    every,
    ...sorted.map(([cause, count]) => element('option', { value: cause }, `${cause} (${count})`)),
  ]
}

/** An instant in the report's zone, to the second, that gives back the µs it stands for. */
function timeInput(title: string): HTMLInputElement {
  return element('input', { type: 'datetime-local', step: '1', 'aria-label': title })
}

function parseTime(text: string, { zone }: Model): number | null {
  const civilUs = Date.parse(`${text}Z`) * 1000
  return Number.isFinite(civilUs) ? civilUs - zoneOffsetUs(zone, civilUs) : null
}

/** Follows the system until the reader chooses; nothing is stored. */
function themeButton(): HTMLButtonElement {
  const root = document.documentElement
  const isDark = (): boolean =>
    (root.getAttribute('data-theme') ??
      (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
  return button('◐', 'Light or dark', () => root.setAttribute('data-theme', isDark() ? 'light' : 'dark'))
}

export function openControls(store: Store): HTMLElement {
  const { model, whole } = store
  const node = element('input', { type: 'search', placeholder: 'part of a name', spellcheck: 'false' })
  node.addEventListener('input', () => store.change({ query: node.value.trim().toLowerCase() }))
  const cause = element('select', {}, ...causeOptions(model))
  cause.addEventListener('change', () => store.change({ cause: cause.value }))
  const troubled = element('input', { type: 'checkbox' })
  troubled.addEventListener('change', () => store.change({ troubledOnly: troubled.checked }))
  const [from, to] = [timeInput('From'), timeInput('To')]
  const chooseTime = (): void => {
    const fromUs = parseTime(from.value, model) ?? whole.fromUs
    const toUs = parseTime(to.value, model) ?? whole.toUs
    if (toUs > fromUs) store.look(fromUs, toUs)
  }
  from.addEventListener('change', chooseTime)
  to.addEventListener('change', chooseTime)
  store.watch(({ fromUs, toUs }) => {
    const text = (timeUs: number): string => formatMoment(model.zone, timeUs).replace(' ', 'T')
    // A field that is being typed into is the reader's.
    if (document.activeElement !== from) from.value = text(fromUs)
    if (document.activeElement !== to) to.value = text(toUs)
  })
  const goIncident = (forward: boolean): void => {
    const index = stepIncident(store, forward)
    if (index !== null) lookAt(store, index)
  }
  const group = (...buttons: readonly HTMLElement[]): HTMLElement =>
    element('div', { class: 'group' }, ...buttons)
  return element(
    'form',
    { class: 'controls', 'aria-label': 'Filters and time' },
    labelled('Node', node),
    labelled('Cause', cause),
    labelled('From', from),
    labelled('To', to),
    ...(model.lanes.length > 1 ? [labelled('With incidents only', troubled, 'check')] : []),
    element('span', { class: 'spring' }),
    group(
      button('‹ Incident', 'Previous incident', () => goIncident(false)),
      button('Incident ›', 'Next incident', () => goIncident(true)),
    ),
    group(
      button('−', 'Zoom out', () => zoom(store, 2)),
      button('+', 'Zoom in', () => zoom(store, 0.5)),
      button('All', 'Whole window', () => store.look(whole.fromUs, whole.toUs)),
    ),
    themeButton(),
  )
}

/** The bar of filters and buttons above the timeline; it follows the state. */
import type { Model } from '../chart/model.ts'
import { formatDateTime, zoneOffsetUs } from '../chart/zone-format.ts'
import { button, element } from './elements.ts'
import { zoom } from './gestures.ts'
import { findAdjacentIncident, showIncident } from './keys.ts'
import type { Store } from './state.ts'

function labelled(text: string, control: HTMLElement, name = ''): HTMLElement {
  return element('label', name === '' ? {} : { class: name }, text, control)
}

function causeOptions({ incidents }: Model): HTMLOptionElement[] {
  const counts = new Map<string, { readonly title: string; count: number }>()
  for (const { category, cause, members } of incidents) {
    const one = counts.get(category) ?? { title: cause, count: 0 }
    // The members of a cluster outage are counted themselves.
    if (members.length === 0) one.count++
    counts.set(category, one)
  }
  const sorted = [...counts].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1))
  const options = sorted.map(([category, { title, count }]) =>
    element('option', { value: category }, `${title} (${count})`),
  )
  return [element('option', { value: '' }, 'all causes'), ...options]
}

function timeInput(): HTMLInputElement {
  return element('input', {
    class: 'time-input',
    placeholder: 'YYYY-MM-DD hh:mm:ss',
    spellcheck: 'false',
    autocomplete: 'off',
  })
}

/**
 * Parses `2026-11-22 10:44:56` in the report's zone. Date and seconds are optional; the date is then the one of `atUs`.
 * Returns null for any other text.
 */
function parseTime(text: string, atUs: number, { zone }: Model): number | null {
  const parts = /^(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d)(:\d\d)?$/.exec(text.trim())
  if (!parts) return null
  const date = parts[1] ?? formatDateTime(zone, atUs).slice(0, 10)
  const localUs = Date.parse(`${date}T${parts[2]}${parts[3] ?? ':00'}Z`) * 1000
  return Number.isFinite(localUs) ? localUs - zoneOffsetUs(zone, localUs) : null
}

/** Toggles light and dark. Follows the system until the first click; stores nothing. */
function themeButton(): HTMLButtonElement {
  const root = document.documentElement
  const isDark = (): boolean =>
    (root.getAttribute('data-theme') ??
      (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
  return button('◐ Theme', 'Theme: light or dark', () =>
    root.setAttribute('data-theme', isDark() ? 'light' : 'dark'),
  )
}

export function createControls(store: Store): HTMLElement {
  const { model, extent } = store
  const node = element('input', { type: 'search', placeholder: 'part of a name', spellcheck: 'false' })
  node.addEventListener('input', () => store.change({ query: node.value.trim().toLowerCase() }))
  const cause = element('select', {}, ...causeOptions(model))
  cause.addEventListener('change', () => store.change({ cause: cause.value }))
  const troubled = element('input', { type: 'checkbox' })
  troubled.addEventListener('change', () => store.change({ withIncidentsOnly: troubled.checked }))
  const [from, to] = [timeInput(), timeInput()]
  const chooseTime = (): void => {
    const { state } = store
    const fromUs = from.value.trim() === '' ? extent.fromUs : parseTime(from.value, state.fromUs, model)
    const toUs = to.value.trim() === '' ? extent.toUs : parseTime(to.value, state.toUs, model)
    for (const [input, timeUs] of [
      [from, fromUs],
      [to, toUs],
    ] as const) {
      input.setCustomValidity(timeUs === null ? 'a time such as 2026-11-22 10:44:56, or 10:44' : '')
    }
    if (!(from.reportValidity() && to.reportValidity()) || fromUs === null || toUs === null) return
    if (toUs > fromUs) store.setView(fromUs, toUs)
  }
  from.addEventListener('change', chooseTime)
  to.addEventListener('change', chooseTime)
  const showTime = (): void => {
    const { fromUs, toUs } = store.state
    // A field with the focus or with an invalid text keeps the reader's text.
    const isUpdatable = (input: HTMLInputElement): boolean =>
      document.activeElement !== input && !input.validationMessage
    if (isUpdatable(from)) from.value = formatDateTime(model.zone, fromUs)
    if (isUpdatable(to)) to.value = formatDateTime(model.zone, toUs)
  }
  from.addEventListener('blur', showTime)
  to.addEventListener('blur', showTime)
  store.watch(showTime)
  store.watch(({ query, cause: category, withIncidentsOnly }) => {
    if (document.activeElement !== node) node.value = query
    cause.value = category
    troubled.checked = withIncidentsOnly
  })
  const goIncident = (forward: boolean): void => {
    const index = findAdjacentIncident(store, forward)
    if (index !== null) showIncident(store, index)
  }
  const group = (...buttons: readonly HTMLElement[]): HTMLElement =>
    element('div', { class: 'group' }, ...buttons)
  const form = element(
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
      button('All', 'All: the whole window', () => store.setView(extent.fromUs, extent.toUs)),
    ),
    themeButton(),
  )
  form.addEventListener('submit', (event) => event.preventDefault())
  return form
}

/** What the report rests on: sources, assumptions, warnings, what is not shown. In: the model; out: tables and lists. */
import type { Model } from '../chart/model.ts'
import { element } from './elements.ts'

const COLUMNS = ['Source', 'From', 'Format', 'Lines', 'Observed'] as const
const FIRST_NUMBER = 3
/** More are shown when asked for. */
const SHOWN_AT_ONCE = 12

export function openNotes({ sources, notes }: Model): HTMLElement {
  const cell = (tag: 'td' | 'th', text: string, i: number): HTMLElement =>
    element(tag, i >= FIRST_NUMBER ? { class: 'number' } : {}, text)
  const rows = sources.map((source) => element('tr', {}, ...source.map((text, i) => cell('td', text, i))))
  const table = element(
    'table',
    { class: 'sources' },
    element('thead', {}, element('tr', {}, ...COLUMNS.map((text, i) => cell('th', text, i)))),
    element('tbody', {}, ...rows),
  )
  const many = sources.length > SHOWN_AT_ONCE
  const shown = many
    ? element('details', {}, element('summary', {}, `${sources.length} sources`), table)
    : table
  const lists = notes.map(({ title, lines }) =>
    element(
      'div',
      { class: 'note' },
      element('h3', {}, title),
      element('ul', {}, ...lines.map((text) => element('li', {}, text))),
    ),
  )
  return element(
    'section',
    { class: 'data', 'aria-label': 'Data' },
    element('h2', {}, 'Data'),
    element('div', { class: 'tables' }, shown, element('div', {}, ...lists)),
  )
}

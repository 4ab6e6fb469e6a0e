/** The data section: sources, and notes on assumptions, warnings, problems and parts that are not shown. */
import type { Model } from '../chart/model.ts'
import { element } from './elements.ts'

const COLUMNS = ['Source', 'From', 'Format', 'Lines', 'Observed'] as const
/** Index of the first column of numbers. */
const FIRST_NUMBER = 3
/** Maximum number of sources in an open table; more are collapsed. */
const MAX_OPEN_SOURCES = 12

export function createNotes({ sources, notes }: Model): HTMLElement {
  const cell = (tag: 'td' | 'th', text: string, i: number): HTMLElement =>
    element(tag, i >= FIRST_NUMBER ? { class: 'number' } : {}, text)
  const rows = sources.map((source) => element('tr', {}, ...source.map((text, i) => cell('td', text, i))))
  const table = element(
    'table',
    { class: 'sources' },
    element('thead', {}, element('tr', {}, ...COLUMNS.map((text, i) => cell('th', text, i)))),
    element('tbody', {}, ...rows),
  )
  const isLong = sources.length > MAX_OPEN_SOURCES
  const sourceList = isLong
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
    element('div', { class: 'notes' }, ...lists),
    sourceList,
  )
}

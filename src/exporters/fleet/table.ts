/** Tables and texts of the page as markup. */
import { printable } from '../../text/printable.ts'
import { escapeMarkup } from '../chart/svg-text.ts'

/** Yields nothing without rows. A cell that begins with a digit stands on the right, but for the first of its row. */
export function* tableOf(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): Generator<string> {
  if (rows.length === 0) return
  const isNumber = columns.map((_, n) => n > 0 && rows.every((row) => /^(?:\d|$)/.test(row[n] ?? '')))
  const cells = (tag: string, row: readonly string[]): string =>
    row.map((cell, n) => `<${tag}${isNumber[n] ? ' class="n"' : ''}>${text(cell)}</${tag}>`).join('')
  yield `<h2>${title}</h2>\n<div class="scroll" tabindex="0"><table><thead><tr>${cells('th', columns)}</tr></thead><tbody>\n`
  for (const row of rows) yield `<tr>${cells('td', row)}</tr>\n`
  yield '</tbody></table></div>\n'
}

export function text(value: string): string {
  return escapeMarkup(printable(value))
}

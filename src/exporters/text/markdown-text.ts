/**
 * Text that stands in Markdown as text. In: any text; out: Markdown that shows it, whatever it holds: no
 * emphasis, link, image, HTML, code, table cell, mention or reference begins or ends in it.
 *
 * Authority: CommonMark 0.31 (any ASCII punctuation may be escaped), GitHub Flavored Markdown (tables,
 * autolinks, mentions). Entities stand for what some renderers act on though
 * it is escaped.
 */
import { printable } from '../../text/printable.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '#': '&#35;',
}
/** Punctuation that begins something anywhere in a line. */
const ACTIVE = /[&<>@#\\`*_[\]|~$]/g

/** Within a line, outside code. */
export function escapeText(text: string): string {
  return (
    printable(text)
      .replace(ACTIVE, (character) => ENTITIES[character] ?? `\\${character}`)
      // GitHub makes links of these without being asked.
      .replace(/(https?|ftp|mailto|xmpp):/gi, '$1&#58;')
      .replace(/(www)\./gi, '$1&#46;')
  )
}

/** Where a line, list item or heading begins with it: a bullet, rule or number begins nothing there. */
export function escapeBlock(text: string): string {
  return escapeText(text)
    .replace(/^(\s*)([-=+])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
}

/** As code, in a fence of backticks longer than any run of them inside. */
export function codeSpan(text: string): string {
  const shown = printable(text)
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0)
  const fence = '`'.repeat(longest + 1)
  const padded = shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ` ${shown} ` : shown
  return `${fence}${padded}${fence}`
}

/** As code in a table; as text where it holds a bar, which ends a cell even inside code. */
export function codeCell(text: string): string {
  return text.includes('|') ? escapeText(text) : codeSpan(text)
}

/** As a block of its own. */
export function codeBlock(text: string): string {
  const shown = printable(text)
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2)
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${shown}\n${fence}\n\n`
}

/** A table. A cell is text, or code where it is given in an array. */
export function* formatRows(
  head: readonly string[],
  rows: readonly (readonly (string | readonly [code: string])[])[],
): Generator<string> {
  yield `| ${head.join(' | ')} |\n|${head.map(() => ' --- |').join('')}\n`
  for (const row of rows) {
    const cells = row.map((cell) => (typeof cell === 'string' ? escapeText(cell) : codeCell(cell[0])))
    yield `| ${cells.join(' | ')} |\n`
  }
  yield '\n'
}

/**
 * Escapes any text for Markdown, so it never starts or ends emphasis, a link, HTML, code, a table cell or a mention.
 *
 * Authority: CommonMark 0.31 (any ASCII punctuation may be escaped), GitHub Flavored Markdown (tables, autolinks,
 * mentions). Some renderers act on escaped characters too; entities replace these.
 */
import { printable } from '../../text/printable.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '#': '&#35;',
}
/** Punctuation with a meaning anywhere in a line. */
const ACTIVE = /[&<>@#\\`*_[\]|~$]/g

/** Escapes text within a line, outside code. */
export function escapeText(text: string): string {
  return (
    printable(text)
      .replace(ACTIVE, (character) => ENTITIES[character] ?? `\\${character}`)
      // GitHub turns bare URLs into links.
      .replace(/(https?|ftp|mailto|xmpp):/gi, '$1&#58;')
      .replace(/(www)\./gi, '$1&#46;')
  )
}

/** Escapes text at the start of a line, list item or heading, where a bullet, rule or number has a meaning. */
export function escapeBlock(text: string): string {
  return escapeText(text)
    .replace(/^(\s*)([-=+])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
}

/** Formats text as inline code, in a fence of backticks longer than any run inside. */
export function codeSpan(text: string): string {
  const shown = printable(text)
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0)
  const fence = '`'.repeat(longest + 1)
  const padded = shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ` ${shown} ` : shown
  return `${fence}${padded}${fence}`
}

/** Formats text as code in a table cell; escapes text with a bar, which ends a cell even inside code. */
export function codeCell(text: string): string {
  return text.includes('|') ? escapeText(text) : codeSpan(text)
}

/** Formats text as a fenced code block. */
export function codeBlock(text: string): string {
  const shown = printable(text)
  const longest = (shown.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2)
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${shown}\n${fence}\n\n`
}

/** Formats a table. A string cell is text, an array of one string is code. */
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

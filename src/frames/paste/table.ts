/** Tables of kubectl: a head in capitals, rows below it. */

interface Column {
  readonly name: string
  readonly at: number
}

export type TableHead = readonly Column[]

/** A table without one of these columns contains nothing about a node. */
const TELLING = /\b(?:LAST SEEN|REASON|STATUS|RENEW\w*)\b/
const HEAD = /^[A-Z][A-Z0-9 _()\t-]*$/

/** Returns the columns of a head; null for other lines. */
export function parseHead(line: string): TableHead | null {
  if (!HEAD.test(line) || !TELLING.test(line)) return null
  const columns = [...line.matchAll(/[A-Z0-9_()-]+(?: [A-Z0-9_()-]+)*/g)]
  return columns.length < 2 ? null : columns.map((match) => ({ name: match[0], at: match.index }))
}

/** Returns the cells of a row by column; null for a line that is no row. The last column takes the rest. */
export function parseRow(head: TableHead, line: string): Record<string, string> | null {
  const byBlanks = line.trim().split(/ {2,}|\t/)
  if (byBlanks.length < 2) return null
  const cells = byBlanks.length >= head.length ? joinRest(byBlanks, head.length) : byColumns(head, line)
  return cells && Object.fromEntries(head.map(({ name }, n) => [name, cells[n] ?? '']))
}

function joinRest(cells: readonly string[], count: number): readonly string[] {
  return [...cells.slice(0, count - 1), cells.slice(count - 1).join('  ')]
}

/** Cuts a row with empty cells where the head has its columns; null if text stands across a border. */
function byColumns(head: TableHead, line: string): readonly string[] | null {
  if (head.some(({ at }) => at > 0 && at < line.length && line.charAt(at - 1) !== ' ')) return null
  return head.map(({ at }, n) => line.slice(at, head[n + 1]?.at).trim())
}

/**
 * Maps as SVG. All cells of a level are one path of strokes with relative steps, so that ten thousand rows are a few
 * elements and some bytes for each run of cells.
 */
import { cut, printable } from '../../text/printable.ts'
import { escapeMarkup } from '../chart/svg-text.ts'
import { COLUMNS, LEVELS } from './heat.ts'
import type { GroupBars, MapRow, MapSection } from './map-sections.ts'

const CELL_WIDTH = 4
const LABEL_WIDTH = 220

/** Height of a row with a name, and of one that is too small for it. */
const NAMED_ROW = 14
const MAX_NAMED_ROWS = 400
const SMALL_ROW = 2

/** Space of a section's title. */
const TITLE = 20

/** Height of the bars that count all nodes, and of a row of those of a group. */
const BARS = 60
const GROUP_ROW = 26

/** Columns of a name that fit before its row. */
const NAME_COLUMNS = 32

/** Space for the times, and the number of parts of the window that they divide. */
const TIMES = 18
const PARTS = 4

/** What a map is printed with. */
export interface MapLabels {
  readonly startUs: number
  readonly endUs: number
  /** What it shows, for readers who do not see it. */
  readonly description: string
  /** Returns the text of a time. */
  readonly formatTime: (us: number) => string
}

/** Returns the markup of the map of nodes, with the share of all nodes above it. */
export function heatSvg(sections: readonly MapSection[], all: GroupBars, labels: MapLabels): string {
  const count = sections.reduce((sum, { rows }) => sum + rows.length, 0)
  const isNamed = count <= MAX_NAMED_ROWS
  const rowHeight = isNamed ? NAMED_ROW : SMALL_ROW
  let y = BARS + TIMES
  let body = `<path class="bars" d="${barsPath(all, 0, BARS)}"/>${timesOf(labels, BARS)}`
  for (const { title, rows } of sections) {
    if (title !== '') {
      y += TITLE
      body += `<text class="title" x="${LABEL_WIDTH}" y="${y - 6}">${text(title)}</text>`
    }
    body += `${ground(y, rows.length * rowHeight)}${cellsOf(rows, y, rowHeight)}`
    if (isNamed) body += rows.map(({ label }, n) => nameOf(label, y + n * NAMED_ROW + 10)).join('')
    y += rows.length * rowHeight
  }
  return svgOf(body, y, labels)
}

/** Returns the markup of bars: a row of them for each group. */
export function groupSvg(groups: readonly GroupBars[], labels: MapLabels): string {
  let y = TIMES
  let body = timesOf(labels, 0)
  for (const group of groups) {
    body += `${ground(y, GROUP_ROW - 2)}<path class="bars" d="${barsPath(group, y, GROUP_ROW - 2)}"/>`
    body += nameOf(group.label, y + GROUP_ROW / 2 + 3)
    y += GROUP_ROW
  }
  return svgOf(body, y, labels)
}

const WIDTH: number = LABEL_WIDTH + COLUMNS * CELL_WIDTH

function svgOf(body: string, height: number, { description }: MapLabels): string {
  return `<svg class="heat" role="img" aria-label="${text(description)}" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${body}</svg>`
}

function ground(y: number, height: number): string {
  return `<rect x="${LABEL_WIDTH}" y="${y}" width="${WIDTH - LABEL_WIDTH}" height="${height}"/>`
}

/** A unit of the paths is a cell: strokes through the middle of a row, as thick as its cells. */
function cellsOf(rows: readonly MapRow[], top: number, rowHeight: number): string {
  const thickness = rowHeight > SMALL_ROW ? (rowHeight - 2) / rowHeight : 1
  const paths = Array.from({ length: LEVELS }, (_, n) => ({ level: n + 1, d: levelPath(rows, n + 1) }))
    .filter(({ d }) => d !== '')
    .map(({ level, d }) => `<path class="heat-${level}" d="${d}"/>`)
  return `<g transform="translate(${LABEL_WIDTH} ${top}) scale(${CELL_WIDTH} ${rowHeight})" stroke-width="${thickness.toFixed(3)}">${paths.join('')}</g>`
}

/** Cells of one level that lie side by side are one stroke. */
function levelPath(rows: readonly MapRow[], level: number): string {
  let path = ''
  let [penX, penY] = [0, 0]
  for (const [y, { levels }] of rows.entries()) {
    for (let from = levels.indexOf(level); from >= 0; ) {
      let to = from + 1
      while (levels[to] === level) to++
      path += path === '' ? `M${from} ${y + 0.5}` : `m${from - penX} ${y - penY}`
      path += `h${to - from}`
      ;[penX, penY] = [to, y]
      from = levels.indexOf(level, to)
    }
  }
  return path
}

/** Bars that stand on the line `height` below `top`. One node is a pixel at least. */
function barsPath({ downNodes, nodes }: GroupBars, top: number, height: number): string {
  let path = ''
  for (const [column, count] of downNodes.entries()) {
    if (count === 0) continue
    const bar = Math.max(1, Math.round((count / Math.max(1, nodes)) * height))
    path += `M${LABEL_WIDTH + column * CELL_WIDTH} ${top + height - bar}h${CELL_WIDTH}v${bar}h-${CELL_WIDTH}z`
  }
  return path
}

/** The last time would lie outside. */
function timesOf({ startUs, endUs, formatTime }: MapLabels, top: number): string {
  return Array.from({ length: PARTS }, (_, n) => {
    const time = text(formatTime(startUs + ((endUs - startUs) * n) / PARTS))
    return `<text class="time" x="${LABEL_WIDTH + (COLUMNS * CELL_WIDTH * n) / PARTS}" y="${top + 12}">${time}</text>`
  }).join('')
}

function nameOf(label: string, y: number): string {
  return `<text x="${LABEL_WIDTH - 6}" y="${y}">${escapeMarkup(cut(printable(label), NAME_COLUMNS))}</text>`
}

function text(value: string): string {
  return escapeMarkup(printable(value))
}

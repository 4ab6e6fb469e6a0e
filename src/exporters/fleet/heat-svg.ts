/** The map as SVG: one path for all cells of a level, so that ten thousand rows are a few elements. */
import { cut } from '../../text/printable.ts'
import { escapeMarkup } from '../chart/svg-text.ts'
import { createNodeNames } from '../node-names.ts'
import { COLUMNS, type HeatMap, type HeatRow, LEVELS } from './heat.ts'

const CELL_WIDTH = 4
const LABEL_WIDTH = 220

/** Height of a row with a name, and of one that is too small for it. */
const NAMED_ROW = 14
const MAX_NAMED_ROWS = 400
const SMALL_ROW = 2

/** Height of the bars that count the nodes. */
const BARS = 60

/** Columns of a name that fit before its row. */
const NAME_COLUMNS = 32

/** What the map is printed with. */
export interface HeatLabels {
  /** Number of all nodes, of which the bars show a share. */
  readonly nodes: number
  /** Returns the text of a time. */
  readonly formatTime: (us: number) => string
}

/** Space for the times, and the number of parts of the window that they divide. */
const TIMES = 18
const PARTS = 4

/** Returns the markup of the map. */
export function heatSvg(map: HeatMap, labels: HeatLabels): string {
  const isNamed = map.rows.length <= MAX_NAMED_ROWS
  const rowHeight = isNamed ? NAMED_ROW : SMALL_ROW
  const left = isNamed ? LABEL_WIDTH : 0
  const width = left + COLUMNS * CELL_WIDTH
  const top = BARS + TIMES
  const height = top + map.rows.length * rowHeight
  const cells = Array.from(
    { length: LEVELS },
    (_, n) => `<path class="heat-${n + 1}" d="${levelPath(map.rows, n + 1, { left, top, rowHeight })}"/>`,
  )
  const label = `${map.rows.length} nodes by time; a dark cell is a time in which the node was down`
  return `<svg class="heat" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect x="${left}" y="${top}" width="${width - left}" height="${height - top}"/>${timesOf(map, left, labels)}<path class="bars" d="${barsPath(map, labels.nodes, left)}"/>${cells.join('')}${isNamed ? namesOf(map.rows, top) : ''}</svg>`
}

interface Place {
  readonly left: number
  readonly top: number
  readonly rowHeight: number
}

/** Cells of one level that lie side by side are one rectangle. */
function levelPath(rows: readonly HeatRow[], level: number, { left, top, rowHeight }: Place): string {
  let path = ''
  const cellHeight = rowHeight > SMALL_ROW ? rowHeight - 2 : rowHeight
  for (const [n, { levels }] of rows.entries()) {
    for (let from = levels.indexOf(level); from >= 0; ) {
      let to = from + 1
      while (levels[to] === level) to++
      const cellsWidth = (to - from) * CELL_WIDTH
      path += `M${left + from * CELL_WIDTH} ${top + n * rowHeight}h${cellsWidth}v${cellHeight}h-${cellsWidth}z`
      from = levels.indexOf(level, to)
    }
  }
  return path
}

function barsPath({ downNodes }: HeatMap, nodes: number, left: number): string {
  let path = ''
  for (const [column, count] of downNodes.entries()) {
    if (count === 0) continue
    const barHeight = Math.max(1, Math.round((count / Math.max(1, nodes)) * BARS))
    path += `M${left + column * CELL_WIDTH} ${BARS - barHeight}h${CELL_WIDTH}v${barHeight}h-${CELL_WIDTH}z`
  }
  return path
}

/** The last time would lie outside. */
function timesOf({ startUs, endUs }: HeatMap, left: number, { formatTime }: HeatLabels): string {
  return Array.from({ length: PARTS }, (_, n) => {
    const text = escapeMarkup(formatTime(startUs + ((endUs - startUs) * n) / PARTS))
    return `<text class="time" x="${left + (COLUMNS * CELL_WIDTH * n) / PARTS}" y="${BARS + 12}">${text}</text>`
  }).join('')
}

function namesOf(rows: readonly HeatRow[], top: number): string {
  const names = createNodeNames(rows.map(({ node }) => node))
  return rows
    .map(({ node }, n) => {
      const name = cut(names.short(node), NAME_COLUMNS)
      return `<text x="${LABEL_WIDTH - 6}" y="${top + n * NAMED_ROW + 10}">${escapeMarkup(name)}</text>`
    })
    .join('')
}

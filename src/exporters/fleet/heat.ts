/**
 * Nodes by time: for each node with an outage, and each column of the same length, how much of it the node was down.
 *
 * Down is what a lease outage or a time NotReady certainly covers; one that is open lasts as long as evidence shows it.
 */
import type { Incident, Report } from '../../model/index.ts'
import { doubtedTime, shownTime } from '../../wording/incident-length.ts'
import { isDoubted } from '../../wording/params-of.ts'

/** Columns of the map: a screen shows each with some pixels. */
export const COLUMNS = 240

/** Levels of a cell: a quarter of its time each. 0: none. */
export const LEVELS = 4

export interface HeatRow {
  readonly node: string
  readonly incidents: number
  /** Time that incidents cover at least, in the window. */
  readonly downUs: number
  /** Level of each column. */
  readonly levels: Uint8Array
}

export interface HeatMap {
  readonly startUs: number
  readonly endUs: number
  /** The nodes that were down, for longest first. */
  readonly rows: readonly HeatRow[]
  /** How many nodes were down at some time of each column. */
  readonly downNodes: readonly number[]
}

/** Returns null for a report without any time. */
export function heatMapOf(report: Report): HeatMap | null {
  const startUs = report.selection?.sinceUs ?? report.window.startUs
  const endUs = report.selection?.untilUs ?? report.window.endUs
  if (startUs === null || endUs === null || endUs <= startUs) return null
  const byNode = new Map<string, Incident[]>()
  for (const incident of report.incidents) {
    const { node, kind } = incident
    if (node === null || (kind !== 'lease-outage' && kind !== 'not-ready')) continue
    if (!downTime(incident, endUs)) continue
    const known = byNode.get(node)
    if (known) known.push(incident)
    else byNode.set(node, [incident])
  }
  const window = { startUs, endUs }
  const rows = [...byNode].map(([node, incidents]) => rowOf(node, incidents, window))
  rows.sort((a, b) => b.downUs - a.downUs || (a.node < b.node ? -1 : 1))
  return { ...window, rows, downNodes: downIn(rows) }
}

/** Counts the rows that have a level in each column. */
export function downIn(rows: readonly Pick<HeatRow, 'levels'>[]): number[] {
  const counts = new Array<number>(COLUMNS).fill(0)
  for (const { levels } of rows)
    for (let column = 0; column < COLUMNS; column++)
      if ((levels[column] as number) > 0) counts[column] = (counts[column] as number) + 1
  return counts
}

interface Span {
  readonly startUs: number
  readonly endUs: number
}

/** A moment where the bounds allow any length; null where an outage may be none and its node was not NotReady. */
function downTime(incident: Incident, lastUs: number): Span | null {
  if (isDoubted(incident)) return doubtedTime(incident, lastUs)
  return shownTime(incident, lastUs) ?? { startUs: incident.startUs, endUs: incident.startUs }
}

function rowOf(node: string, incidents: readonly Incident[], window: Span): HeatRow {
  const columnUs = (window.endUs - window.startUs) / COLUMNS
  const covered = new Float64Array(COLUMNS)
  let downUs = 0
  for (const incident of incidents) {
    const shown = downTime(incident, window.endUs)
    if (!shown) continue
    const from = Math.max(0, shown.startUs - window.startUs)
    const to = Math.min(window.endUs, shown.endUs) - window.startUs
    downUs += Math.max(0, to - from)
    // What is shorter than a column, or of unknown length, is seen all the same.
    const last = Math.min(COLUMNS - 1, Math.floor(Math.max(from, to - 1) / columnUs))
    for (let column = Math.min(last, Math.floor(from / columnUs)); column <= last; column++) {
      const inside = Math.min(to, (column + 1) * columnUs) - Math.max(from, column * columnUs)
      covered[column] = (covered[column] as number) + Math.max(1, inside)
    }
  }
  const levels = new Uint8Array(COLUMNS)
  for (let column = 0; column < COLUMNS; column++)
    levels[column] = Math.min(LEVELS, Math.ceil(((covered[column] as number) / columnUs) * LEVELS))
  return { node, incidents: incidents.length, downUs, levels }
}

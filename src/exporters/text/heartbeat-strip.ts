/**
 * Draws a node's heartbeat as one line of cells: renewed, partly renewed, failing, silent, NotReady, unknown.
 *
 * A cell is a slice of the window. A slice is longer than the longest interval of a healthy node, so such a node has no
 * empty cell. Failures fill all cells from the first to the last, because the timeline does not list each of them. An
 * outage that is shorter than its cells makes one of them partly renewed. Only what the bounds of an outage prove is drawn
 * silent.
 */

import type { Incident, Report } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { formatSpan } from '../../wording/durations.ts'
import { shownTime } from '../../wording/incident-length.ts'
import { renewIntervalSeconds } from '../layout.ts'

const RENEWED = '▄'
const IN_PART = '▂'
const FAILING = '×'
const SILENT = '·'
const NOT_READY = 'n'
const UNKNOWN = ' '

/** Share of the due renewals below which a slice is partly renewed; rounding takes up to one of two. */
const FULL_SHARE = 0.5
/** Minimum slice in renew intervals: the lease controller adds up to 4 % of jitter, and a request its latency. */
const MIN_SLICE = 1.1
/** Maximum number of renewals to draw; reading more would delay the table. */
const MAX_RENEWALS = 2_000_000

export interface Strips {
  /** Cells of a node; empty for an unknown node. */
  strip(node: string): string
  /** Length of a cell, and meaning of the characters in the cells drawn so far. */
  legend(): string
}

/** Returns null if the report has no renewals, no window, or more than `MAX_RENEWALS`. */
export function drawStrips(report: Report, width: number): Strips | null {
  const { startUs, endUs } = report.window
  if (startUs === null || endUs === null || endUs <= startUs) return null
  const renewals = report.nodes.reduce((sum, { heartbeat }) => sum + heartbeat.renewals, 0)
  if (renewals === 0 || renewals > MAX_RENEWALS) return null
  const dueUs = renewIntervalSeconds(report) * SECOND_US
  const length = Math.max(1, Math.min(width, Math.floor((endUs - startUs) / (dueUs * MIN_SLICE))))
  const sliceUs = (endUs - startUs) / length
  const cellOf = (timeUs: number): number =>
    Math.min(length - 1, Math.max(0, Math.floor((timeUs - startUs) / sliceUs)))

  const counts = new Map<string, Uint32Array>()
  for (const { node, atUs } of report.heartbeats()) {
    const cells = counts.get(node) ?? new Uint32Array(length)
    counts.set(node, cells)
    cells[cellOf(atUs)] = (cells[cellOf(atUs)] as number) + 1
  }
  for (const { node, startUs: fromUs, endUs: toUs } of report.thinned ?? []) {
    const cells = counts.get(node)
    for (const cell of cells ? range(cellOf(fromUs), cellOf(toUs)) : []) {
      const beginUs = startUs + cell * sliceUs
      const us = Math.min(toUs, beginUs + sliceUs) - Math.max(fromUs, beginUs)
      cells?.fill((cells[cell] as number) + Math.round(us / dueUs), cell, cell + 1)
    }
  }
  const due = sliceUs / dueUs
  const byNode = new Map<string | null, Incident[]>()
  for (const incident of report.incidents) {
    const same = byNode.get(incident.node)
    if (same) same.push(incident)
    else byNode.set(incident.node, [incident])
  }
  let hasUnknown = false
  const strip = (node: string): string => {
    const renewed = counts.get(node)
    const cells: string[] = Array.from(renewed ?? new Uint32Array(length), (count) =>
      count === 0 ? UNKNOWN : count < due * FULL_SHARE ? IN_PART : RENEWED,
    )
    const fill = (fromUs: number, toUs: number, cell: string): void => {
      const empty = range(cellOf(fromUs), cellOf(toUs)).filter((i) => !renewed?.[i])
      for (const i of empty) cells[i] = cell
      // An outage that is shorter than a cell may have renewals in each of its cells.
      const middle = cellOf((fromUs + toUs) / 2)
      if (empty.length === 0 && cells[middle] === RENEWED) cells[middle] = IN_PART
    }
    for (const incident of byNode.get(node) ?? []) {
      if (incident.kind === 'lease-outage') fillOutage(incident, endUs, fill)
      if (incident.kind !== 'not-ready') continue
      const shown = shownTime(incident, endUs)
      if (shown) for (let i = cellOf(shown.startUs); i <= cellOf(shown.endUs); i++) cells[i] = NOT_READY
    }
    hasUnknown ||= renewed !== undefined && cells.includes(UNKNOWN)
    return cells.join('').trimEnd()
  }
  const hasNotReady = report.incidents.some(({ kind }) => kind === 'not-ready')
  const legend = (): string =>
    [
      `one cell is ${formatSpan(sliceUs / SECOND_US)}: ${RENEWED} renewed, ${IN_PART} in part, ${FAILING} failing, ${SILENT} silent`,
      ...(hasNotReady ? [`${NOT_READY} NotReady`] : []),
      ...(hasUnknown ? ['blank unknown'] : []),
    ].join(', ')
  return { strip, legend }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

function fillOutage(
  incident: Incident,
  lastUs: number,
  fill: (fromUs: number, toUs: number, cell: string) => void,
): void {
  const { firstFailure, lastFailure } = incident.boundaries
  const shown = shownTime(incident, lastUs)
  if (shown) fill(shown.startUs, shown.endUs, SILENT)
  if (firstFailure && lastFailure) fill(firstFailure.atUs, lastFailure.atUs, FAILING)
}

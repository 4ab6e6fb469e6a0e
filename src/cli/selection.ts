/** The part of a report that --node, --since and --until choose. */
import { type AnalyzeOptions, type Report, select, UsageError } from '../index.ts'
import { parseWhen } from '../time/user-time.ts'
import type { SelectionOptions } from './options.ts'

/** Rejects an invalid time now, not after an hour of reading. */
export function checkSelection({ since, until }: SelectionOptions, zone: string): void {
  if (since !== undefined) parseWhen(since, zone, { option: '--since', lastUs: 0 })
  if (until !== undefined)
    parseWhen(until, zone, { option: '--until', lastUs: 0, sinceUs: since === undefined ? null : 0 })
}

export function choose(report: Report, { node, since, until }: SelectionOptions, zone: string): Report {
  if (!node && since === undefined && until === undefined) return report
  // Without any time in the report nothing can be chosen, and any reference will do.
  const lastUs = report.window.endUs ?? 0
  const sinceUs = since === undefined ? null : parseWhen(since, zone, { option: '--since', lastUs })
  const untilUs = until === undefined ? null : parseWhen(until, zone, { option: '--until', lastUs, sinceUs })
  if (sinceUs !== null && untilUs !== null && untilUs < sinceUs) {
    throw new UsageError(`invalid --until "${until}": use a time after --since "${since}"`, {
      given: until ?? '',
    })
  }
  return select(report, { ...(node ? { nodes: node } : {}), sinceUs, untilUs })
}

/**
 * What a live source is asked for beyond the chosen time: an incident keeps its boundaries outside of it, and the
 * evidence around it shows what the nodes did before and after.
 */
const MARGIN_US = 15 * 60 * 1e6

/** What live and remote sources are asked for. */
export function wantedOf(options: SelectionOptions, zone: string): Pick<AnalyzeOptions, 'time' | 'nodes'> {
  const { node } = options
  return { ...timeOf(options, zone), ...(node ? { nodes: node } : {}) }
}

/** The time that live and remote sources are asked for. A relative time counts from now; files are read whole. */
export function timeOf({ since, until }: SelectionOptions, zone: string): Pick<AnalyzeOptions, 'time'> {
  if (since === undefined && until === undefined) return {}
  const lastUs = Date.now() * 1000
  const sinceUs = since === undefined ? null : parseWhen(since, zone, { option: '--since', lastUs })
  const untilUs = until === undefined ? null : parseWhen(until, zone, { option: '--until', lastUs, sinceUs })
  return {
    time: {
      sinceUs: sinceUs === null ? null : sinceUs - MARGIN_US,
      untilUs: untilUs === null ? null : untilUs + MARGIN_US,
    },
  }
}

/** Groups of nodes in cells: nodes, outages, the longest, the share of time without renewals, causes. */
import type { SecondsBounds } from '../../model/index.ts'
import { causeTitle } from '../../wording/cause-words.ts'
import { formatBoundedSpan, formatWhole, isBounded } from '../../wording/durations.ts'
import type { TitledGroup } from './map-sections.ts'

export const GROUP_COLUMNS: readonly string[] = [
  'nodes',
  'with outages',
  'outages',
  'longest',
  'time without renewals',
  'causes',
]

/** Causes that a cell names. */
const SHOWN_CAUSES = 3

export function groupCells(group: TitledGroup): string[] {
  const { title, nodes, failed, outages, longestSeconds, longestBounds, causes } = group
  const more = causes.length - SHOWN_CAUSES
  const named = causes
    .slice(0, SHOWN_CAUSES)
    .map(([category, count]) => `${causeTitle(category)} (${formatWhole(count)})`)
  return [
    title,
    formatWhole(nodes.length),
    formatWhole(failed),
    formatWhole(outages),
    longestBounds && isBounded(longestBounds) ? formatBoundedSpan(longestSeconds, longestBounds) : '',
    lostText(group),
    [...named, ...(more > 0 ? [`${more} more`] : [])].join(', '),
  ]
}

/** `0.12 to 0.15 %`, `at least 0.12 %`, `0.12 % (5 nodes)` where logs cover no more of them. */
function lostText({ lostShare, covered, nodes }: TitledGroup): string {
  if (!lostShare) return 'not known'
  return `${percentText(lostShare)}${covered < nodes.length ? ` (${formatWhole(covered)} nodes)` : ''}`
}

/** Rounds bounds apart, so that they stay true. */
function percentText([least, most]: SecondsBounds): string {
  const lower = (Math.floor((least ?? 0) * 1e4 + 1e-6) / 100).toFixed(2)
  if (most === null) return `at least ${lower} %`
  const upper = (Math.ceil(most * 1e4 - 1e-6) / 100).toFixed(2)
  return isClose(least ?? 0, most) ? `${((most + (least ?? 0)) * 50).toFixed(2)} %` : `${lower} to ${upper} %`
}

/** Bounds that differ by less than what is printed are one number. */
function isClose(least: number, most: number): boolean {
  return most - least < 0.5e-4
}

/**
 * Incidents as they are shown. In: a report's incidents; out: their boundaries as facts, and what people read
 * of them in words. Rounded: the exact values are in the other formats.
 */
import type { Incident, Report } from '../../model/index.ts'
import { printable } from '../../text/printable.ts'
import {
  BOUNDARY_NAMES,
  INTERVAL_NAMES,
  INTERVAL_TITLES,
  kindTitle,
  lengthSeconds,
  subject,
} from '../../wording/incident-words.ts'
import { boundsText, expectedText, windowText } from '../incident-layout.ts'
import { formatCount, formatList, formatSpan, type Page } from '../layout.ts'
import { FACT_BYTES, type Facts } from './build-facts.ts'
import type { IncidentView, IntervalView, Stretch } from './model.ts'
import { shorten } from './text-table.ts'

/** Of all incidents as JSON, their boundaries included: the longest are told, the others counted. */
const MAX_BYTES = 1_700_000
const SHOWN_PODS = 20
const SHOWN_NODES = 40
const MAX_EVICTIONS = 200

function intervalViews({ intervals, intervalBounds, crossClock }: Incident): IntervalView[] {
  return INTERVAL_NAMES.flatMap((name) => {
    const seconds = intervals[name]
    if (seconds === null) return []
    const [min, max] = intervalBounds[name] ?? [null, null]
    const bounds = boundsText(min, max)
    const notes = [
      ...(bounds === '' || bounds === boundsText(seconds, seconds) ? [] : [bounds]),
      ...(crossClock.includes(name) ? ['two clocks'] : []),
    ]
    return [{ title: INTERVAL_TITLES[name], value: formatSpan(seconds), note: notes.join(', ') }]
  })
}

/** Label and text of what else is known; only what is there. */
function incidentRows(page: Page, incident: Incident): [string, string][] {
  const { cause, retries, evictions, faultWindow, missedRenewals, nodes } = incident
  const also = cause.alsoCauses.map((other) => other.cause).join(', ')
  const fault = windowText(page, faultWindow)
  const tries = `${formatCount(retries.tries, 'try', 'tries')}, ${formatCount(retries.failures, 'failure')}`
  const rows: [string, string][] = [
    ['error', shorten(cause.error ?? '')],
    ['also', also],
    ['fault began', fault],
    ['retries', retries.failures === 0 ? '' : tries],
    ['missed', missedRenewals === null ? '' : formatCount(missedRenewals, 'renewal')],
    ['expected', expectedText(page, incident)],
    ['evicted', formatList([...new Set(evictions.map(({ pod }) => pod))], SHOWN_PODS)],
    ['nodes', nodes === undefined ? '' : formatList(nodes, SHOWN_NODES)],
  ]
  return rows.filter(([, text]) => text !== '')
}

function expectedStretch({ expected }: Incident): Stretch | null {
  const { earliestUs, latestUs } = expected.markedNotReady ?? { earliestUs: null, latestUs: null }
  return earliestUs === null || latestUs === null ? null : [earliestUs, latestUs]
}

function viewOf(page: Page, incident: Incident, lane: number | null, facts: Facts): IncidentView {
  const { cause, boundaries, evictions } = incident
  const edges: Record<string, number> = {}
  for (const name of BOUNDARY_NAMES) {
    const boundary = boundaries[name]
    if (boundary) edges[name] = facts.addBoundary(name, boundary, lane, incident.node)
  }
  return {
    id: printable(incident.id),
    kind: incident.kind,
    lane,
    subject: subject(incident),
    startUs: incident.startUs,
    endUs: incident.endUs,
    open: incident.open,
    seconds: lengthSeconds(incident),
    category: cause.category,
    where: `${cause.where}, confidence ${cause.confidence}`,
    verdict: printable(incident.verdict || kindTitle(incident.kind)),
    edges,
    evictions: evictions.slice(0, MAX_EVICTIONS).flatMap((one) => facts.addEviction(one, lane) ?? []),
    intervals: intervalViews(incident),
    rows: incidentRows(page, incident),
    expected: expectedStretch(incident),
  }
}

/** The report's order is kept among those that are told. */
export function gatherIncidents(
  page: Page,
  { incidents, window }: Report,
  laneOf: ReadonlyMap<string, number>,
  facts: Facts,
): { told: IncidentView[]; untold: number } {
  const lengthUs = ({ startUs, endUs }: Incident): number => (endUs ?? window.endUs ?? startUs) - startUs
  const longestFirst = [...incidents.entries()].sort((a, b) => lengthUs(b[1]) - lengthUs(a[1]))
  const views: { place: number; view: IncidentView }[] = []
  let bytes = 0
  for (const [place, one] of longestFirst) {
    if (bytes > MAX_BYTES) break
    const before = facts.all.length
    const view = viewOf(page, one, one.node === null ? null : (laneOf.get(one.node) ?? null), facts)
    bytes += JSON.stringify(view).length + (facts.all.length - before) * FACT_BYTES
    views.push({ place, view })
  }
  const told = views.sort((a, b) => a.place - b.place).map(({ view }) => view)
  return { told, untold: incidents.length - told.length }
}

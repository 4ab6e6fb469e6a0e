/**
 * Builds the chart's view of a report's incidents: boundaries as facts, the rest as rounded text for people.
 */
import type { Incident, Report } from '../../../model/index.ts'
import { printable } from '../../../text/printable.ts'
import { alsoCauses, causeSummary, causeTitle } from '../../../wording/cause-words.ts'
import { leastSeconds, lengthText } from '../../../wording/incident-length.ts'
import {
  BOUNDARY_NAMES,
  incidentTitle,
  lengthSeconds,
  outageCount,
  subject,
} from '../../../wording/incident-words.ts'
import { isDoubted } from '../../../wording/params-of.ts'
import {
  consequences,
  evictedPods,
  expectedText,
  missedText,
  retriesText,
  startText,
  verdictText,
  windowText,
} from '../../incident-layout.ts'
import { intervalRows } from '../../interval-rows.ts'
import { formatList, type TextLayout } from '../../layout.ts'
import type { IncidentView, IntervalPair, IntervalView } from '../model.ts'
import { FACT_BYTES, type FactTable } from './build-facts.ts'
import { shorten } from './text-table.ts'

/** Limit for all incidents as JSON, including boundaries: the longest are shown, the others counted. */
const MAX_BYTES = 1_500_000
const SHOWN_PODS = 20
const SHOWN_NODES = 40
const MAX_EVICTIONS = 200

function intervalViews(incident: Incident): IntervalView[] {
  return intervalRows(incident).map(({ title, value, byTwoClocks }) => ({
    title,
    value,
    note: byTwoClocks ? 'two clocks' : '',
  }))
}

/** Label and text of each further detail that is known. */
function incidentRows(layout: TextLayout, incident: Incident): [string, string][] {
  const { cause, retries, evictions, faultWindow, nodes } = incident
  const fault = windowText(layout, faultWindow, incident)
  const rows: [string, string][] = [
    ['error', shorten(cause.error ?? '')],
    ['also', alsoCauses(cause)],
    ['fault began', fault],
    ['attempts', retries.failures === 0 ? '' : retriesText(incident)],
    ['missed', missedText(incident)],
    ['expected', expectedText(layout, incident)],
    ['evicted', evictedPods(evictions, SHOWN_PODS)],
    ['nodes', nodes === undefined ? '' : formatList(nodes, SHOWN_NODES)],
  ]
  return rows.filter(([, text]) => text !== '')
}

function expectedStretch({ expected }: Incident): IntervalPair | null {
  const { earliestUs, latestUs } = expected.markedNotReady ?? { earliestUs: null, latestUs: null }
  return earliestUs === null || latestUs === null ? null : [earliestUs, latestUs]
}

interface ViewContext {
  readonly facts: FactTable
  /** Where the evidence ends; null: it has no time. */
  readonly endUs: number | null
  /** The whole window is on one date, which the head of the page prints. */
  readonly isOneDay: boolean
}

function viewOf(
  layout: TextLayout,
  incident: Incident,
  lane: number | null,
  { facts, endUs, isOneDay }: ViewContext,
): IncidentView {
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
    ...(isDoubted(incident) ? { isInDoubt: true } : {}),
    seconds: leastSeconds(incident, endUs) ?? lengthSeconds(incident),
    length: lengthText(incident, endUs),
    category: cause.category,
    cause: causeTitle(cause.category),
    causeDetail: causeSummary(cause),
    start: startText(incident, (timeUs) => (isOneDay ? layout.timeOfDay(timeUs) : layout.dateTime(timeUs))),
    effects: [...consequences(incident), ...(incident.open ? ['still open'] : [])],
    members: [],
    parent: null,
    pods: new Set(evictions.map(({ pod }) => pod)).size,
    verdict: printable(verdictText(layout, incident) || incidentTitle(incident)),
    edges,
    evictions: evictions.slice(0, MAX_EVICTIONS).flatMap((one) => facts.addEviction(one, lane) ?? []),
    intervals: intervalViews(incident),
    rows: incidentRows(layout, incident),
    expected: expectedStretch(incident),
  }
}

/** Builds the longest incidents that fit, in the report's order, and counts the ones left out. */
export function buildIncidents(
  layout: TextLayout,
  { incidents, window }: Report,
  laneOf: ReadonlyMap<string, number>,
  facts: FactTable,
): { views: IncidentView[]; leftOut: number } {
  const { endUs } = window
  const isOneDay = endUs !== null && layout.date(window.startUs ?? endUs) === layout.date(endUs)
  const lengthUs = (one: Incident): number => (one.endUs ?? endUs ?? one.startUs) - one.startUs
  const longestFirst = [...incidents.entries()].sort((a, b) => lengthUs(b[1]) - lengthUs(a[1]))
  const views: { place: number; view: IncidentView }[] = []
  let bytes = 0
  for (const [place, one] of longestFirst) {
    if (bytes > MAX_BYTES) break
    const before = facts.all.length
    const view = viewOf(layout, one, one.node === null ? null : (laneOf.get(one.node) ?? null), {
      facts,
      endUs,
      isOneDay,
    })
    bytes += JSON.stringify(view).length + (facts.all.length - before) * FACT_BYTES
    views.push({ place, view })
  }
  const kept = views.sort((a, b) => a.place - b.place)
  return { views: linkMembers(kept, incidents), leftOut: incidents.length - kept.length }
}

/** Sets the members of each cluster outage, and its index in these. */
function linkMembers(
  kept: readonly { readonly place: number; readonly view: IncidentView }[],
  incidents: Report['incidents'],
): IncidentView[] {
  const indexOf = new Map(kept.map(({ place }, index) => [incidents[place]?.id, index]))
  const membersOf = kept.map(({ place }) =>
    (incidents[place]?.members ?? []).flatMap((id) => indexOf.get(id) ?? []),
  )
  const parents = new Map(membersOf.flatMap((members, parent) => members.map((member) => [member, parent])))
  return kept.map(({ view }, index) => {
    const members = membersOf[index] ?? []
    const notReady = members.filter((one) => kept[one]?.view.effects.includes('NotReady')).length
    const counts = [
      outageCount(members.length, members.filter((one) => kept[one]?.view.isInDoubt).length),
      ...(notReady === 0 ? [] : [`${notReady} NotReady`]),
    ]
    return {
      ...view,
      members,
      parent: parents.get(index) ?? null,
      effects: members.length === 0 ? view.effects : [...counts, ...view.effects],
    }
  })
}

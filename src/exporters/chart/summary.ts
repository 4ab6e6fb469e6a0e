/** What a selection of lanes and incidents amounts to: the head of the page. Runs in Node and in the HTML page. */
import { formatCount, formatSpan, formatWhole, spanSeconds } from '../../wording/durations.ts'
import { titleOf } from '../../wording/incident-words.ts'
import { countIncidents } from '../headline.ts'
import type { IncidentView, Lane, Model } from './model.ts'
import { formatDateTime } from './zone-format.ts'

export interface Summary {
  readonly headline: string
  /** Name and value of each figure. */
  readonly tiles: readonly (readonly [string, string])[]
  /** The verdict of the only incident; empty for none and for several. */
  readonly verdict: string
  /** What several incidents have in common: label and text. */
  readonly rows: readonly (readonly [string, string])[]
}

const SHOWN = 3

/** Incidents of a selection that belong to no cluster outage of it. */
export function separateOf(model: Model, selected: readonly number[]): IncidentView[] {
  const chosen = new Set(selected)
  return selected
    .map((index) => model.incidents[index] as IncidentView)
    .filter(({ parent }) => parent === null || !chosen.has(parent))
}

export function summarize(model: Model, lanes: readonly number[], selected: readonly number[]): Summary {
  const incidents = separateOf(model, selected)
  const isWhole = lanes.length === model.lanes.length && selected.length === model.incidents.length
  const own = lanes.map((lane) => model.lanes[lane] as Lane)
  const sum = (value: (lane: Lane) => number): number => own.reduce((total, lane) => total + value(lane), 0)
  const affected = own.filter((lane) => lane.incidentCount > 0).length
  const all = selected.map((index) => model.incidents[index] as IncidentView)
  const certain = all.filter(({ isInDoubt = false }) => !isInDoubt)
  const longest = longestFirst(
    certain.filter(({ kind }) => kind === 'lease-outage' || kind === 'not-ready'),
  )[0]
  // A cluster outage and its members have the same evictions.
  const pods = all.reduce((total, { members, pods }) => total + (members.length === 0 ? pods : 0), 0)
  const counted = countIncidents(incidents, { affected, nodes: lanes.length })
  // Where the model leaves incidents out, its own counts are lower bounds.
  const isPartial = separateOf(model, [...model.incidents.keys()]).length < model.incidentCount
  const least = isPartial ? 'at least ' : ''
  return {
    headline: isWhole ? model.headline : `${least}${counted}`,
    tiles: [
      [
        'Nodes',
        affected === 0 ? formatWhole(own.length) : `${formatWhole(affected)} of ${formatWhole(own.length)}`,
      ],
      ['Incidents', isWhole ? formatWhole(model.incidentCount) : `${least}${formatWhole(incidents.length)}`],
      ...(longest && longest.length !== '' ? [[`Longest ${titleOf(longest)}`, longest.length] as const] : []),
      ...(pods === 0 ? [] : [['Pods evicted', `${least}${formatWhole(pods)}`] as const]),
      ['Failed attempts', formatWhole(sum(({ failures }) => failures))],
      ['Renewals', formatWhole(sum(({ renewals }) => renewals))],
    ],
    verdict: incidents.length === 1 ? withoutBreaks((incidents[0] as IncidentView).verdict) : '',
    rows: incidents.length < 2 ? [] : commonRows(model, incidents, { lanes: own, isPartial }),
  }
}

/** Joins numbers to their units, so that no line ends between them. */
export function withoutBreaks(text: string): string {
  return text.replace(/(\d) (m?s)\b/g, '$1\u00a0$2')
}

function longestFirst(incidents: readonly IncidentView[]): IncidentView[] {
  return [...incidents].sort((a, b) => (b.seconds ?? 0) - (a.seconds ?? 0))
}

function commonRows(
  model: Model,
  incidents: readonly IncidentView[],
  { lanes, isPartial }: { readonly lanes: readonly Lane[]; readonly isPartial: boolean },
): [string, string][] {
  const causes = new Map<string, number>()
  for (const { cause } of incidents) causes.set(cause, (causes.get(cause) ?? 0) + 1)
  const byCount = [...causes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const often = lanes
    .filter((lane) => lane.incidentCount > 1)
    .sort((a, b) => b.incidentCount - a.incidentCount)
  const listed = (texts: readonly string[]): string => {
    const more = texts.length - SHOWN
    return [...texts.slice(0, SHOWN), ...(more > 0 ? [`${formatWhole(more)} more`] : [])].join(', ')
  }
  const certain = incidents.filter(({ length, isInDoubt = false }) => length !== '' && !isInDoubt)
  const longest = longestFirst(certain)
  const rows: [string, string][] = [
    [
      isPartial ? `Causes of ${formatWhole(incidents.length)}` : 'Causes',
      listed(byCount.map(([cause, count]) => `${cause} (${formatWhole(count)})`)),
    ],
    [
      'Longest',
      longest
        .slice(0, SHOWN)
        .map((one) => `${shortSubject(model, one)} (${one.length})`)
        .join(', '),
    ],
    ['Most often', listed(often.map((lane) => `${lane.short} (${formatCount(lane.incidentCount, 'time')})`))],
  ]
  return rows.filter(([, text]) => text !== '')
}

/** The node's name without the shared domain, or the number of nodes. */
export function shortSubject({ lanes }: Model, { lane, subject }: IncidentView): string {
  return lane === null ? subject : (lanes[lane]?.short ?? subject)
}

/** `2026-11-22 10:43:02 – 10:50:24 UTC · 7m22s`. */
export function windowText({ zone, startUs, endUs }: Model): string {
  if (startUs === null || endUs === null) return 'No time was read'
  const [start, end] = [formatDateTime(zone, startUs), formatDateTime(zone, endUs)]
  const short = start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end
  return `${start} – ${short} ${zone.name} · ${formatSpan(spanSeconds(startUs, endUs))}`
}

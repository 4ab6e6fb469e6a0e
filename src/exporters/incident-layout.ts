/** Boundaries, windows, intervals and retries of an incident as short text, for the text exporters and the chart. */
import type { Boundary, Deviation, Eviction, Incident, NodeSummary, TimeBounds } from '../model/index.ts'
import { SECOND_US } from '../time/instant.ts'
import { causeTitle } from '../wording/cause-words.ts'
import { renderClaims } from '../wording/claims.ts'
import { deviationReason } from '../wording/deviation-words.ts'
import { formatCount } from '../wording/durations.ts'
import { isTimeNotReady, lengthText } from '../wording/incident-length.ts'
import { incidentTitle } from '../wording/incident-words.ts'
import { paramsOf } from '../wording/params-of.ts'
import { createClaimFormat, formatList, type TextLayout } from './layout.ts'

const DEVIATION_TITLES: { readonly [D in Exclude<Deviation, 'not-expected'>]: string } = {
  'in-time': 'marked as expected',
  early: 'marked too early',
  late: 'marked too late',
  never: 'never marked',
}

/** The verdict in the layout's zone; times of the day on which the incident began without the date. */
export function verdictText(layout: TextLayout, { claims, verdict, startUs }: Incident): string {
  return claims.length === 0 ? verdict : renderClaims(claims, createClaimFormat(layout, layout.date(startUs)))
}

/** Kinds that no cause is looked for. */
const WITHOUT_CAUSE: ReadonlySet<Incident['kind']> = new Set(['log-gap', 'kubelet-restart'])

/** Whether a cause is known that the kind of the incident does not name. */
export function hasCause({ kind, cause }: Pick<Incident, 'kind' | 'cause'>): boolean {
  return cause.category !== 'unknown' && !WITHOUT_CAUSE.has(kind)
}

/** `lease outage, 3m32s, network unreachable`. `endUs` is the end of the evidence. */
export function titleText(incident: Incident, endUs: number | null): string {
  const { kind, cause } = incident
  const length = lengthText(incident, endUs)
  return [
    incidentTitle(incident),
    ...(length === '' ? [] : [length]),
    ...(WITHOUT_CAUSE.has(kind) ? [] : [causeTitle(cause.category)]),
  ].join(', ')
}

/** `10:44:56.909`; with the date `11-22 10:44:56.909`. */
export function shortTime(layout: TextLayout, timeUs: number, dated: boolean, digits: number): string {
  return layout.dateTime(timeUs, digits).slice(dated ? 5 : 11)
}

/** `~10:44:46.1 – 10:44:56.9`: the bounds of a time that is not exact, both with their dates if these differ, or the one that is known. */
export function boundedTime(
  layout: TextLayout,
  { atUs, earliestUs, latestUs }: Pick<Boundary, 'atUs' | 'earliestUs' | 'latestUs'>,
  dated: boolean,
  digits = 1,
): string {
  const text = (timeUs: number): string => shortTime(layout, timeUs, dated, digits)
  if (earliestUs !== null && latestUs !== null) {
    if (layout.date(earliestUs) === layout.date(latestUs))
      return `~${text(earliestUs)} – ${layout.timeOfDay(latestUs, digits)}`
    return `~${shortTime(layout, earliestUs, true, digits)} – ${shortTime(layout, latestUs, true, digits)}`
  }
  if (latestUs !== null) return `~before ${text(latestUs)}`
  return earliestUs === null ? `~${text(atUs)}` : `~after ${text(earliestUs)}`
}

/** `9 attempts, 8 failed`; `8 failed attempts in evidence` where no line shows that one succeeded, or lines may be missing. */
export function retriesText({ retries, boundaries }: Incident): string {
  const isComplete = boundaries.firstRenewalAfter?.exact && retries.tries > retries.failures
  return isComplete
    ? `${formatCount(retries.tries, 'attempt')}, ${retries.failures} failed`
    : `${formatCount(retries.failures, 'failed attempt')} in evidence`
}

/** `20 renewals`; empty unless both renewals that the number follows from are exact. */
export function missedText({ boundaries, missedRenewals }: Incident): string {
  const isExact = boundaries.lastRenewal?.exact && boundaries.firstRenewalAfter?.exact
  return missedRenewals === null || !isExact ? '' : formatCount(missedRenewals, 'renewal')
}

/** Each evicted pod once, the first `shown` by name. */
export function evictedPods(evictions: readonly Eviction[], shown: number): string {
  return formatList([...new Set(evictions.map(({ pod }) => pod))], shown)
}

/** Nodes with incidents or a state other than renewing, then the others; the order within each group stays. */
export function sortTroubledFirst(nodes: readonly NodeSummary[]): NodeSummary[] {
  const isTroubled = (node: NodeSummary): boolean => node.incidents.length > 0 || node.state !== 'renewing'
  return [...nodes.filter(isTroubled), ...nodes.filter((node) => !isTroubled(node))]
}

/** `between 10:45:24.0 and 10:45:34.0`, with the date of other days than that of the incident; empty for null and without bounds. */
export function windowText(
  layout: TextLayout,
  window: TimeBounds | null,
  { startUs }: Pick<Incident, 'startUs'>,
): string {
  if (window === null) return ''
  const { earliestUs, latestUs } = window
  const date = layout.date(startUs)
  const time = (us: number): string =>
    layout.date(us) === date ? layout.timeOfDay(us, 1) : layout.dateTime(us, 1)
  if (earliestUs !== null && latestUs !== null) return `between ${time(earliestUs)} and ${time(latestUs)}`
  if (earliestUs !== null) return `after ${time(earliestUs)}`
  return latestUs === null ? '' : `before ${time(latestUs)}`
}

/** Whether an incident was over before its first eviction was due. */
function isOverBefore({ endUs }: Incident, eviction: TimeBounds | null): boolean {
  return endUs !== null && eviction?.earliestUs != null && endUs < eviction.earliestUs
}

/** Expected windows of the not-ready mark and of the first eviction, and how the mark deviated; empty if unknown. */
export function expectedText(layout: TextLayout, incident: Incident): string {
  const { expected, deviation } = incident
  const { markedNotReady: judged, reason } = deviation
  const why = reason === null ? '' : deviationReason(reason)
  if (judged === 'not-expected') return why === '' ? 'no mark' : `no mark: ${why}`
  const marked = windowText(layout, expected.markedNotReady, incident)
  const evicted = isOverBefore(incident, expected.firstEviction)
    ? ''
    : windowText(layout, expected.firstEviction, incident)
  const title = judged === null ? 'not judged' : DEVIATION_TITLES[judged]
  const parts = [
    ...(marked === '' ? [] : [`NotReady ${marked}`]),
    ...(evicted === '' ? [] : [`first eviction ${evicted}`]),
    ...(judged === null && why === '' ? [] : [why === '' ? title : `${title}: ${why}`]),
  ]
  return parts.join('; ')
}

/** A beginning with bounds further apart than this is printed as `after`. */
const LOOSE_US = SECOND_US

/** What followed an outage, in a few words: `NotReady`, `2 pods evicted`. */
export function consequences(incident: Incident): string[] {
  const { kind, boundaries, evictions } = incident
  const pods = new Set(evictions.map(({ pod }) => pod)).size
  // The length contains it.
  const isStated = boundaries.markedNotReady === null || kind === 'not-ready' || isTimeNotReady(incident)
  return [...(isStated ? [] : ['NotReady']), ...(pods === 0 ? [] : [`${formatCount(pods, 'pod')} evicted`])]
}

/** `10:44:56`, `after 10:44:46` where the beginning is known between loose bounds only. */
export function startText(incident: Incident, format: (timeUs: number) => string): string {
  const { startUs, boundaries } = incident
  const stop = paramsOf(incident, 'cluster.outage') ?? paramsOf(incident, 'cluster.unseen')
  const first = stop?.from ?? boundaries.lastRenewal
  if (!first || first.exact) return format(startUs)
  const { earliestUs, latestUs } = first
  if (earliestUs === null) return latestUs === null ? format(startUs) : `before ${format(latestUs)}`
  const isLoose = latestUs === null || latestUs - earliestUs > LOOSE_US
  return isLoose ? `after ${format(earliestUs)}` : format(startUs)
}

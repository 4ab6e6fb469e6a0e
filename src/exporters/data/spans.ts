/**
 * Splits an incident into spans for trace viewers: silence, failures, not ready, taint.
 *
 * A span that is still open extends to the last moment that shows it. A span with an unknown end extends to the latest known
 * time of the incident, one between bounds covers what these prove, and that of an outage in doubt is a moment. Start and
 * end may be on different clocks; a span never ends before its start.
 */
import type { Boundary, Incident, IncidentKind } from '../../model/index.ts'
import type { ClaimedTime } from '../../wording/claim-params.ts'
import { shownUntilUs } from '../../wording/incident-length.ts'
import { isDoubted, paramsOf } from '../../wording/params-of.ts'

export type SpanKind = IncidentKind | 'failing' | 'marked-unknown' | 'marked-not-ready' | 'tainted'

export interface IncidentSpan {
  readonly kind: SpanKind
  readonly startUs: number
  /** Not before `startUs`. */
  readonly endUs: number
  /** The span lasts beyond the end of the evidence. */
  readonly open: boolean
  /** The boundary at the start; null if only the incident's bounds give it. */
  readonly from: Boundary | null
}

/** The latest time of a boundary or eviction of the incident, at least its start. */
function lastKnownUs({ boundaries, evictions, startUs }: Incident): number {
  const instants = [...Object.values(boundaries), ...evictions].map((known) => known?.atUs ?? startUs)
  return instants.reduce((last, atUs) => Math.max(last, atUs), startUs)
}

/** A span covers only what the bounds of its ends prove. */
function latestOf({ atUs, latestUs, exact }: ClaimedTime): number {
  return exact ? atUs : (latestUs ?? atUs)
}

/** Without a lower bound the last failure is the last sign, if there is one. */
function earliestOf({ atUs, earliestUs, exact }: ClaimedTime, lastFailure: Boundary | null): number {
  return exact ? atUs : (earliestUs ?? lastFailure?.atUs ?? atUs)
}

/** When certainly one of the nodes had stopped. */
function startOfCluster(incident: Incident): number {
  const stop = paramsOf(incident, 'cluster.outage')
  return stop ? latestOf(stop.from) : incident.startUs
}

/** Returns the span of the whole incident first. `windowEndUs` is the end of the evidence, null without times. */
export function spansOf(incident: Incident, windowEndUs: number | null): IncidentSpan[] {
  const { kind, startUs, open } = incident
  const { lastRenewal, firstFailure, lastFailure, firstRenewalAfter } = incident.boundaries
  const { markedNotReady, taintQueued, readyAgain } = incident.boundaries
  const shownUs = open ? (shownUntilUs(incident) ?? windowEndUs) : null
  const overUs = incident.endUs ?? shownUs ?? lastKnownUs(incident)
  const span = (
    as: SpanKind,
    from: Boundary | null,
    fromUs: number,
    to: ClaimedTime | null,
  ): IncidentSpan => ({
    kind: as,
    startUs: fromUs,
    endUs: Math.max(fromUs, to ? earliestOf(to, as === kind ? lastFailure : null) : overUs),
    open: open && to === null,
    from,
  })
  const since = (as: SpanKind, from: Boundary | null, to: Boundary | null): IncidentSpan[] =>
    from === null ? [] : [span(as, from, latestOf(from), to)]
  const renewed = firstRenewalAfter ?? (incident.endedBy === null ? readyAgain : null)
  const whole =
    kind === 'lease-outage'
      ? span(kind, lastRenewal, lastRenewal ? latestOf(lastRenewal) : startUs, renewed)
      : kind === 'not-ready'
        ? span(kind, markedNotReady, markedNotReady ? latestOf(markedNotReady) : startUs, readyAgain)
        : kind === 'cluster-outage'
          ? span(kind, null, startOfCluster(incident), paramsOf(incident, 'cluster.over')?.at ?? null)
          : span(kind, null, startUs, null)
  // The controller marks a node Unknown if renewals are missing.
  const marked = kind === 'lease-outage' ? 'marked-unknown' : 'marked-not-ready'
  return [
    isDoubted(incident) ? { ...whole, endUs: whole.startUs } : whole,
    ...(lastFailure === null ? [] : since('failing', firstFailure, lastFailure)),
    ...(kind === 'not-ready' ? [] : since(marked, markedNotReady, readyAgain)),
    ...since('tainted', taintQueued, readyAgain),
  ]
}

/** Title of a span for people: `possible lease outage` where the node may have renewed. */
export function spanTitle(kind: SpanKind, incident: Incident): string {
  const isPossible = kind === incident.kind && isDoubted(incident)
  return `${isPossible ? 'possible ' : ''}${kind.replaceAll('-', ' ')}`
}

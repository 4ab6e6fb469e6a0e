/**
 * Splits an incident into spans for trace viewers: silence, failures, not ready, taint.
 *
 * A span that is still open extends to the end of the evidence. A span with an unknown end extends to the latest known
 * time of the incident. Start and end may be on different clocks; a span never ends before its start.
 */
import type { Boundary, Incident, IncidentKind } from '../../model/index.ts'

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

/** Returns the span of the whole incident first. `windowEndUs` is the end of the evidence, null without times. */
export function spansOf(incident: Incident, windowEndUs: number | null): IncidentSpan[] {
  const { kind, startUs, open } = incident
  const { lastRenewal, firstFailure, lastFailure, firstRenewalAfter } = incident.boundaries
  const { markedNotReady, taintQueued, readyAgain } = incident.boundaries
  const overUs = incident.endUs ?? (open && windowEndUs !== null ? windowEndUs : lastKnownUs(incident))
  const span = (as: SpanKind, from: Boundary | null, fromUs: number, to: Boundary | null): IncidentSpan => ({
    kind: as,
    startUs: fromUs,
    endUs: Math.max(fromUs, to?.atUs ?? overUs),
    open: open && to === null,
    from,
  })
  const since = (as: SpanKind, from: Boundary | null, to: Boundary | null): IncidentSpan[] =>
    from === null ? [] : [span(as, from, from.atUs, to)]
  const whole =
    kind === 'lease-outage'
      ? span(kind, lastRenewal, lastRenewal?.atUs ?? startUs, firstRenewalAfter)
      : span(kind, kind === 'not-ready' ? markedNotReady : null, startUs, null)
  // The controller marks a node Unknown if renewals are missing.
  const marked = kind === 'lease-outage' ? 'marked-unknown' : 'marked-not-ready'
  return [
    whole,
    ...(lastFailure === null ? [] : since('failing', firstFailure, lastFailure)),
    ...(kind === 'not-ready' ? [] : since(marked, markedNotReady, readyAgain)),
    ...since('tainted', taintQueued, readyAgain),
  ]
}

/** Title of a span for people. */
export function spanTitle(kind: SpanKind): string {
  return kind.replaceAll('-', ' ')
}

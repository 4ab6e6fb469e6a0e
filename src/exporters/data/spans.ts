/**
 * What of an incident lasted: silence, failures, not ready, taint. In: an incident and the end of the evidence;
 * out: spans of time for viewers that draw them, each with the line that tells its beginning.
 *
 * A span that was not over when the evidence ends is drawn up to there and marked open. Where an end is unknown
 * it is drawn up to what is last known of the incident. Spans begin and end by different clocks at times: none
 * ends before it begins.
 */
import type { Boundary, Incident, IncidentKind } from '../../model/index.ts'

export type SpanKind = IncidentKind | 'failing' | 'marked-unknown' | 'marked-not-ready' | 'tainted'

export interface IncidentSpan {
  readonly kind: SpanKind
  readonly startUs: number
  /** Not before `startUs`. */
  readonly endUs: number
  /** Not over when the evidence ends. */
  readonly open: boolean
  /** What tells the beginning; null: the incident's bounds alone do. */
  readonly from: Boundary | null
}

/** The latest instant that anything tells of the incident. */
function lastKnownUs({ boundaries, evictions, startUs }: Incident): number {
  const instants = [...Object.values(boundaries), ...evictions].map((known) => known?.atUs ?? startUs)
  return instants.reduce((last, atUs) => Math.max(last, atUs), startUs)
}

/** The incident as a whole first. `windowEndUs`: end of the evidence; null: no time was read. */
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
  // What a controller marks because nothing came is Unknown.
  const marked = kind === 'lease-outage' ? 'marked-unknown' : 'marked-not-ready'
  return [
    whole,
    ...(lastFailure === null ? [] : since('failing', firstFailure, lastFailure)),
    ...(kind === 'not-ready' ? [] : since(marked, markedNotReady, readyAgain)),
    ...since('tainted', taintQueued, readyAgain),
  ]
}

/** What people call the span. */
export function spanTitle(kind: SpanKind): string {
  return kind.replaceAll('-', ' ')
}

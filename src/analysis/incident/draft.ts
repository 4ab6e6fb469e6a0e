/** An incident of one node before it is compared with other nodes and with what the controller should have done. */
import type {
  Boundaries,
  Boundary,
  CauseCategory,
  EndedBy,
  IncidentKind,
  Observation,
  SourceLine,
  TimeBounds,
} from '../../model/index.ts'
import type { Interval, MeasuredOffset } from '../../model/interval.ts'
import { formatInstant } from '../../time/instant.ts'
import { NO_BOUNDARIES } from '../evidence/boundary.ts'
import { IntervalIndex } from '../evidence/interval-index.ts'
import type { Attempt } from '../node/attempts.ts'
import type { KubeletDowntime } from '../node/kubelets/kubelet-downtimes.ts'
import { type NodeTimeline, usableOffset } from '../node/node-timeline.ts'
import type { NotReadyPeriod } from '../node/not-ready/not-ready-period.ts'
import { hasNoStatusPatch } from '../node/status-posts.ts'
import type { CauseOfAttempts } from './cause.ts'
import { outOfMemoryBefore } from './out-of-memory.ts'

/** Two pieces of evidence that can't both be true. */
export interface Contradiction {
  readonly a: Boundary
  readonly b: Boundary
}

export interface IncidentDraft {
  readonly node: string
  readonly kind: IncidentKind
  readonly boundaries: Boundaries
  readonly open: boolean
  /** What ended it, if no renewal did. */
  readonly endedBy: EndedBy | null
  readonly startUs: number
  readonly endUs: number | null
  readonly attempts: readonly Attempt[]
  readonly faultWindow: TimeBounds | null
  /** From the attempts, or else from processes and conditions. */
  readonly category: CauseCategory
  readonly error: string | null
  readonly alsoCauses: CauseOfAttempts['alsoCauses']
  /** The cause is that of other requests of the same process, at most `medium`. */
  readonly isInferredCause: boolean
  readonly periods: readonly NotReadyPeriod[]
  readonly contradiction: Contradiction | null
  /** Null: nothing compares the node's clock with the control plane's. */
  readonly offset: MeasuredOffset | null
  readonly renewIntervalUs: number
  /** A moment that both clocks stamped compares them, be it that they may be the same. */
  readonly areCompared: boolean
  /** Time of the last line that concerns the node. */
  readonly lastUs: number | null
  /** The node was Unknown already when it began: no mark was due. */
  readonly wasUnknown: boolean
  /** The zone of the node's log or of the controller's is only assumed. */
  readonly isZoneAssumed: boolean
  /** Several kubelets print the name of the node. */
  readonly isNameShared: boolean
  /** Renewals are in evidence on a clock that was compared with the controller's. */
  readonly isRenewalProven: boolean
  /** A renewal during it; null: none is in evidence, or it is an outage of the lease. */
  readonly renewal: SourceLine | null
  /** Nothing compares the clock that stamped it with that of the mark. */
  readonly isRenewalByOwnClock: boolean
  /** By how much a PATCH of the status may have moved the mark. */
  readonly patchDelayUs: number
  /** The end of the kubelet that it began with, or that lies in it; null: none is known. */
  readonly processEnd: Pick<KubeletDowntime, 'endUs' | 'ends' | 'witness' | 'error'> | null
  /** Start of the kubelet, or its first line, if no renewal is known before it; else null. */
  readonly unrenewedSinceUs: number | null
  /** The start of the first kubelet is in evidence, not only its first line. */
  readonly isStartKnown: boolean
  /** False: the start of a restart is the last line of its process, which may have ended later. */
  readonly isEndKnown: boolean
  /** The controller counted the grace period from its own start, not from what it saw of the node. */
  readonly countsFromStart: boolean
  /** The log itself reports that lines are missing. */
  readonly isGapReported: boolean
  /** The removal of the node that it ended with; null: it did not. */
  readonly removal: Boundary | null
  /** By how much at least the node's clock was set back during it; 0 if no jump is in evidence. */
  readonly setBackUs: number
  /** The newest event of a node out of memory shortly before it; null: none. */
  readonly outOfMemory: Observation<'kubelet.oom'> | null
  /** The last moment at which a line shows that the lease was not renewed; null: it is not known. */
  readonly silentUntilUs: number | null
  /** The last report of a kubelet that is not ready, where nothing but its reports shows that; else null. */
  readonly reportedUntilUs: number | null
  /** Lines that show the cause, or an incident without boundaries; empty: its boundaries do. */
  readonly proof: readonly SourceLine[]
}

/** Makes a draft of a node's incident; what `facts` leave out is unknown or empty. */
export function draftOf(
  timeline: NodeTimeline,
  facts: Pick<IncidentDraft, 'kind' | 'startUs' | 'endUs'> & Partial<IncidentDraft>,
): IncidentDraft {
  return {
    node: timeline.node,
    boundaries: NO_BOUNDARIES,
    open: false,
    endedBy: null,
    attempts: [],
    faultWindow: null,
    category: 'unknown',
    error: null,
    alsoCauses: [],
    isInferredCause: false,
    periods: [],
    processEnd: null,
    unrenewedSinceUs: null,
    isStartKnown: timeline.runs[0]?.isStartInEvidence ?? false,
    isEndKnown: true,
    isGapReported: false,
    countsFromStart: facts.periods?.some((p) => p.measuredFromReset) ?? false,
    removal: null,
    contradiction: null,
    proof: [],
    reportedUntilUs: null,
    silentUntilUs: null,
    wasUnknown: isUnknownAlready(facts, timeline),
    isRenewalProven: false,
    renewal: null,
    isRenewalByOwnClock: false,
    patchDelayUs: patchDelayOf(facts, timeline),
    offset: usableOffset(timeline),
    renewIntervalUs: timeline.rules.renewIntervalUs,
    areCompared: timeline.offset !== null || timeline.roughOffset !== null,
    lastUs: timeline.lastUs,
    isZoneAssumed: timeline.isZoneAssumed,
    isNameShared: timeline.isNameShared,
    setBackUs: setBackDuring(facts, timeline.clockJumps),
    outOfMemory:
      facts.kind === 'lease-outage' || facts.kind === 'not-ready'
        ? outOfMemoryBefore({ boundaries: NO_BOUNDARIES, ...facts }, timeline)
        : null,
    ...facts,
    // A clock that was set back may show an end before the start.
    endUs: facts.endUs !== null && facts.endUs < facts.startUs ? null : facts.endUs,
  }
}

/** Whether the node was marked before an incident, and no line shows that it was Ready until then. */
function isUnknownAlready(
  { periods = [], startUs }: Pick<IncidentDraft, 'startUs'> & Partial<IncidentDraft>,
  { unknownSpans, rules }: NodeTimeline,
): boolean {
  if (periods.length > 0) return periods.every((p) => p.wasUnknown)
  const untilUs = startUs + rules.graceUs
  return unknownSpans.touching(startUs, untilUs).some((s) => s.startUs < startUs && s.endUs > untilUs)
}

function patchDelayOf({ boundaries }: Partial<IncidentDraft>, timeline: NodeTimeline): number {
  const { passUs } = timeline.controllers
  const renewal = boundaries?.lastRenewal
  return renewal && hasNoStatusPatch(timeline, renewal, passUs)
    ? 0
    : timeline.rules.longestIntervalUs + passUs
}

/** A jump goes from its end, the newest stamp before it, back to its start, the first stamp after it. */
function setBackDuring(
  { startUs, endUs }: Pick<IncidentDraft, 'startUs' | 'endUs'>,
  jumps: readonly Interval[],
): number {
  return jumps
    .filter((jump) => jump.startUs > startUs && (endUs === null || jump.endUs < endUs))
    .reduce((us, jump) => us + jump.endUs - jump.startUs, 0)
}

/**
 * Returns when a draft was by the control plane's clock, as far as that is known: for comparing nodes. An open end is
 * infinite.
 */
export function onSharedClock(draft: IncidentDraft): Interval {
  return {
    startUs: sharedTime(draft, draft.startUs),
    endUs: draft.endUs === null ? Number.POSITIVE_INFINITY : sharedTime(draft, draft.endUs),
  }
}

function sharedTime({ boundaries, node, offset }: IncidentDraft, timeUs: number): number {
  if (!offset) return timeUs
  const witness = listBoundaries(boundaries).find((b) => b.atUs === timeUs)
  return witness && witness.clock !== node ? timeUs : timeUs - offset.atUs
}

export function overlap(a: Interval, b: Interval): boolean {
  return a.startUs <= b.endUs && b.startUs <= a.endUs
}

export function mayShareCause(a: IncidentDraft, b: IncidentDraft): boolean {
  return a.category === b.category || a.category === 'unknown' || b.category === 'unknown'
}

/** Lists the known boundaries, in the order of their names. */
function listBoundaries(boundaries: Boundaries): Boundary[] {
  return (Object.values(boundaries) as (Boundary | null)[]).filter((b) => b !== null)
}

/** Returns the earliest moment among boundaries; null if all are null. */
export function earliestOf(boundaries: Boundaries): number | null {
  let earliest: number | null = null
  for (const { atUs } of listBoundaries(boundaries)) if (earliest === null || atUs < earliest) earliest = atUs
  return earliest
}

/** Indexes when drafts were; one without a known end goes on for ever. */
export function indexDrafts(drafts: readonly IncidentDraft[]): IntervalIndex {
  return new IntervalIndex(
    drafts.map(({ startUs, endUs }) => ({ startUs, endUs: endUs ?? Number.POSITIVE_INFINITY })),
  )
}

/** Formats a time for an id: `20261122T104456.909`. */
export function idStamp(timeUs: number): string {
  return (formatInstant(timeUs) ?? 'undated').slice(0, 23).replaceAll('-', '').replaceAll(':', '')
}

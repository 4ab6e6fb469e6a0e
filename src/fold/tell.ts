/**
 * A draft becomes the incident that is reported: compared with other nodes, judged against the model, measured, told.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE } from '../clock.ts'
import { formatInstant, SECOND_US } from '../time.ts'
import type {
  Boundary,
  BoundaryName,
  Coverage,
  Eviction,
  Incident,
  Observation,
  ObservationKind,
  ProcessReading,
} from '../types.ts'
import { exactly, measure } from './boundary.ts'
import { confidence, locate } from './cause.ts'
import type { Company } from './company.ts'
import type { Draft } from './draft.ts'
import type { TaintedSpan } from './evictions.ts'
import { judge } from './expected.ts'
import type { Periods } from './grace.ts'
import type { Offset } from './offset.ts'
import { MONITOR_PERIOD_US } from './sightings.ts'
import { spread } from './statistics.ts'
import { type Told, verdictOf } from './verdict.ts'

/** A moment at which the controller forgot what it had seen. */
export interface Upset {
  readonly atUs: number
  readonly what: string
}

/** When the node was tainted on account of this incident; null when it was not marked. */
export function taintedSpan(draft: Draft): TaintedSpan | null {
  if (draft.kind !== 'lease-outage' && draft.kind !== 'not-ready') return null
  const from = draft.boundaries.markedNotReady ?? draft.boundaries.taintQueued
  if (!from) return null
  const until = draft.boundaries.readyAgain
  // Evictions are stamped by the control plane.
  const ahead = (b: Boundary): Pick<Offset, 'earliestUs' | 'latestUs'> =>
    draft.offset && b.clock === draft.node ? draft.offset : { earliestUs: 0, latestUs: 0 }
  return {
    node: draft.node,
    fromUs: (from.earliestUs ?? from.atUs) - ahead(from).latestUs,
    untilUs: until
      ? (until.latestUs ?? until.atUs) - ahead(until).earliestUs + MONITOR_PERIOD_US
      : Number.POSITIVE_INFINITY,
  }
}

export function tell(
  draft: Draft,
  evictions: readonly Eviction[],
  company: Company,
  times: Periods,
  controllers: readonly ProcessReading[],
  upsets: readonly Upset[],
  disruptions: readonly Coverage[],
): Incident {
  const firstEviction = evictions.find((e) => e.atUs !== null)
  const boundaries = {
    ...draft.boundaries,
    firstEviction: firstEviction
      ? exactly(
          {
            kind: 'pod.evicted',
            source: firstEviction.source,
            line: firstEviction.line,
            clock: CONTROL_PLANE,
          },
          firstEviction.atUs as number,
        )
      : null,
  }
  const measured = measure(boundaries)
  const neighbours = company.of(draft)
  const where =
    draft.kind === 'not-ready' &&
    draft.category === 'unknown' &&
    draft.spells.some((s) => s.status === 'Unknown')
      ? ('control-plane' as const)
      : locate(draft.category, neighbours)
  const cause = { category: draft.category, where, error: draft.error }
  const outage = draft.kind === 'lease-outage'
  const expectation =
    outage && boundaries.lastRenewal
      ? judge(
          { boundaries, endUs: draft.endUs, spells: draft.spells, offset: draft.offset },
          times.grace,
          controllers,
          upsets,
          disruptions,
        )
      : {
          expected: { markedNotReady: null, firstEviction: null },
          deviation: { markedNotReady: null, reason: null },
        }
  const silence = measured.intervals.silenceSeconds
  const told: Told = {
    id: `${draft.node}-${stamp(draft.startUs)}-${draft.kind}`,
    node: draft.node,
    kind: draft.kind,
    startUs: draft.startUs,
    endUs: draft.endUs,
    open: draft.open,
    boundaries,
    ...measured,
    evidence: (Object.keys(boundaries) as BoundaryName[]).flatMap((boundary) => {
      const b = boundaries[boundary]
      return b ? [{ boundary, source: b.source, line: b.line }] : []
    }),
    faultWindow: draft.faultWindow,
    cause: { ...cause, confidence: confidence(cause), alsoCauses: draft.alsoCauses },
    retries: {
      tries: draft.tries.length + (outage && boundaries.firstRenewalAfter ? 1 : 0),
      failures: draft.tries.length,
      declaredIntervalsSeconds: spread(declaredUs(draft)),
      observedIntervalsSeconds: spread(startsApart(draft)),
    },
    missedRenewals:
      silence === null ? null : Math.max(0, Math.floor((silence * SECOND_US) / times.renewIntervalUs) - 1),
    ...expectation,
    evictions,
  }
  return { ...told, verdict: verdictOf(told, draft) }
}

/** Between the starts of successive tries, where both are known, in microseconds. */
export function startsApart(draft: Draft): number[] {
  const apart: number[] = []
  for (let i = 1; i < draft.tries.length; i++) {
    const before = draft.tries[i - 1]?.startUs
    const after = draft.tries[i]?.startUs
    if (before != null && after != null) apart.push(after - before)
  }
  // The try that ended it began when its renewal did, where that is told.
  const last = draft.tries.at(-1)?.startUs
  const next = draft.boundaries.firstRenewalAfter
  if (last != null && next?.exact && next.earliestUs !== null && next.from === 'lease.renewed')
    apart.push(next.earliestUs - last)
  return apart
}

/** From `interval=`, in microseconds. */
export function declaredUs({ tries }: Draft): number[] {
  return tries.flatMap((t) =>
    t.declaredIntervalSeconds === null ? [] : [Math.round(t.declaredIntervalSeconds * SECOND_US)],
  )
}

/** When every zone was down: the controller sets no taints then. */
export function disruptionsOf(everything: readonly Observation[]): Coverage[] {
  const spans: Coverage[] = []
  let startUs: number | null = null
  for (const o of everything
    .filter((o) => o.timeUs !== null && o.kind.startsWith('cluster.disruption'))
    .sort((a, b) => (a.timeUs as number) - (b.timeUs as number))) {
    if (o.kind === 'cluster.disruption-entered') startUs ??= o.timeUs
    else if (startUs !== null) {
      spans.push({ startUs, endUs: o.timeUs as number })
      startUs = null
    }
  }
  if (startUs !== null) spans.push({ startUs, endUs: Number.POSITIVE_INFINITY })
  return spans
}

/** When a controller began anew, lost its lock, or counted anew, with what happened; by time. */
export function upsetsOf(everything: readonly Observation[]): Upset[] {
  const found: Upset[] = []
  for (const o of everything) {
    const what = UPSETS[o.kind]
    if (o.timeUs !== null && what !== undefined) found.push({ atUs: o.timeUs, what })
  }
  return found.sort((a, b) => a.atUs - b.atUs)
}

const UPSETS: Partial<Record<ObservationKind, string>> = {
  'controller.reset': 'the controller began anew and counted from its own start',
  'controller.leader-lost': 'the controller lost its leader lock',
  'controller.leader-acquired': 'another controller took the lead',
  'cluster.disruption-left': 'the controller left disruption mode and counted anew',
}

/** For ids: `20261122T104456.909`. */
export function stamp(timeUs: number): string {
  return (formatInstant(timeUs) ?? 'undated').slice(0, 23).replaceAll('-', '').replaceAll(':', '')
}

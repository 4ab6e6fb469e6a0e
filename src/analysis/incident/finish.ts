/**
 * A draft becomes the incident that is reported: compared with other nodes, judged against the model, measured, told.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Boundary, BoundaryName, Coverage, Eviction, Incident } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { formatInstant, SECOND_US } from '../../time/instant.ts'
import { type Told, verdictOf } from '../../wording/verdict.ts'
import { exactly, measure } from '../evidence/boundary.ts'
import type { Periods } from '../evidence/periods.ts'
import { MONITOR_PERIOD_US } from '../node/not-ready-periods.ts'
import { spread } from '../stats/spread.ts'
import { confidence, locate } from './cause.ts'
import type { Upset } from './controller-resets.ts'
import type { Draft } from './draft.ts'
import type { TaintedSpan } from './evictions.ts'
import { judge } from './expected.ts'
import type { Company } from './other-nodes.ts'

/** When the node was tainted on account of this incident; null when it was not marked. */
export function taintedSpan(draft: Draft): TaintedSpan | null {
  if (draft.kind !== 'lease-outage' && draft.kind !== 'not-ready') return null
  const from = draft.boundaries.markedNotReady ?? draft.boundaries.taintQueued
  if (!from) return null
  const until = draft.boundaries.readyAgain
  // Evictions are stamped by the control plane.
  const ahead = (b: Boundary): Pick<MeasuredOffset, 'earliestUs' | 'latestUs'> =>
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

/** For ids: `20261122T104456.909`. */
export function stamp(timeUs: number): string {
  return (formatInstant(timeUs) ?? 'undated').slice(0, 23).replaceAll('-', '').replaceAll(':', '')
}

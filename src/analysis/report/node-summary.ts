/**
 * The nodes of a report.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Incident, NodeSummary } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { isDoubted } from '../../wording/params-of.ts'
import type { NodeAnalysis } from '../incident/node-analysis.ts'
import { clockOffset } from '../node/clocks/clock-offset.ts'
import { aheadUs } from '../node/node-timeline.ts'
import type { Renewal } from '../node/renewals/renewal.ts'
import { availabilityOf } from './availability.ts'
import type { RenewalStatistics } from './distributions.ts'

/** What a node's summary needs beside its analysis. */
export interface SummaryContext {
  readonly statistics: RenewalStatistics
  /** The incidents of the node. */
  readonly incidents: readonly Incident[]
  /** Where a controller manager's log would contain an outage, on the control plane's clock. */
  readonly controllerSpans: readonly Interval[]
  /** End of the evidence. */
  readonly endUs: number | null
}

export function summariseNode(
  analysis: NodeAnalysis,
  { statistics, incidents, controllerSpans, endUs }: SummaryContext,
): NodeSummary {
  const { node, clock, renewals, attempts } = analysis
  const offset = analysis.offset ?? analysis.roughOffset
  const shiftUs = aheadUs(analysis)
  const seen = controllerSpans.map((s) => ({ startUs: s.startUs + shiftUs, endUs: s.endUs + shiftUs }))
  const covered = [...analysis.loggedSpans, ...analysis.completeSpans, ...seen]
  return {
    node,
    clock,
    heartbeat: {
      renewals: renewals.length,
      failures: attempts.length,
      firstAtUs: timeOf(renewals.get(0)),
      lastAtUs: timeOf(renewals.get(renewals.length - 1)),
      intervalSeconds: statistics.intervalSeconds,
      latencyMs: statistics.latencyMs,
    },
    incidents: incidents.map((i) => i.id),
    state: stateOf(analysis, incidents),
    clockOffset: offset ? clockOffset(offset) : null,
    availability: availabilityOf(incidents, clipped(covered, analysis.existingSpans), {
      endUs,
      hasRenewals: renewals.length > 0,
    }),
    ...analysis.labels,
    ...(analysis.changedLabels.length > 0 ? { changedLabels: analysis.changedLabels } : {}),
  }
}

/** Null: there is none, or its time is left out, because the part of the time begins or ends between two that stay. */
function timeOf(renewal: Renewal | undefined): number | null {
  return renewal && !renewal.isThinned ? renewal.atUs : null
}

/** Returns the parts of spans that lie in one of the limits. */
export function clipped(spans: readonly Interval[], limits: readonly Interval[]): Interval[] {
  return limits.flatMap((limit) =>
    spans
      .map(({ startUs, endUs }) => ({
        startUs: Math.max(startUs, limit.startUs),
        endUs: Math.min(endUs, limit.endUs),
      }))
      .filter(({ startUs, endUs }) => startUs < endUs),
  )
}

function stateOf(
  { renewals, isDeleted }: NodeAnalysis,
  incidents: readonly Incident[],
): NodeSummary['state'] {
  if (isDeleted) return 'deleted'
  const outages = incidents.filter((i) => i.kind === 'lease-outage')
  const open = outages.find((i) => i.open)
  if (open && isDoubted(open)) return 'unknown'
  if (open) return open.retries.failures > 0 ? 'failing' : 'silent'
  const isRenewing = renewals.length > 0 || outages.some((i) => i.boundaries.firstRenewalAfter)
  return isRenewing ? 'renewing' : 'unknown'
}

/**
 * What shows a node alive before its outage, where no line shows its last renewal: that renewal was not long before.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Boundary } from '../../../model/index.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between, witnessOfBoundary } from '../../evidence/boundary.ts'
import type { KubeletRun } from '../kubelets/kubelet-runs.ts'
import { longestPauseUs } from '../lease-activity.ts'
import { type NodeTimeline, usableOffset } from '../node-timeline.ts'

/** How long before an outage signs are searched where nothing bounds it: a kubelet posts its status every five minutes. */
const LOOK_BACK_US: number = 3600 * SECOND_US

/**
 * Raises the lower bound of a last renewal that is only inferred: the kubelet posts Ready and its conditions while it
 * renews, and a kubelet that prints no failure renews. Signs of the node's clock bound another clock's renewal only where
 * an offset is known.
 */
export function boundFromBelow(renewal: Boundary | null, timeline: NodeTimeline): Boundary | null {
  if (!renewal || renewal.exact || renewal.latestUs === null) return renewal
  const { node } = timeline
  const offset = usableOffset(timeline)
  if (renewal.clock !== node && !offset) return renewal
  const [leastUs, mostUs] = renewal.clock === node || !offset ? [0, 0] : [offset.earliestUs, offset.latestUs]
  const fromUs = renewal.earliestUs ?? renewal.latestUs - LOOK_BACK_US
  const aliveUs = aliveSinceUs(fromUs + leastUs, renewal.latestUs + leastUs, timeline)
  if (aliveUs === null) return renewal
  const earliestUs = aliveUs - mostUs
  if (earliestUs <= (renewal.earliestUs ?? Number.NEGATIVE_INFINITY) || earliestUs > renewal.latestUs)
    return renewal
  return between(witnessOfBoundary(renewal), earliestUs, renewal.latestUs)
}

/** Returns the earliest last renewal that the newest signs of that time allow, on the node's clock; null: no sign. */
function aliveSinceUs(fromUs: number, untilUs: number, timeline: NodeTimeline): number | null {
  const { observations, rules, seenNodes, unposted } = timeline
  const ready = observations
    .within('node.ready', fromUs, untilUs)
    .findLast((o) => o.clock === timeline.node && !unposted.has(o))
  const heartbeatUs = seenNodes.heartbeatBefore(untilUs)
  const lineUs = lastLineWithoutFailure(untilUs, timeline)
  const signs = [
    ...(ready?.timeUs == null ? [] : [ready.timeUs - rules.longestIntervalUs]),
    ...(heartbeatUs === null ? [] : [heartbeatUs - rules.longestIntervalUs]),
    ...(lineUs === null ? [] : [lineUs - rules.longestIntervalUs - rules.requestTimeoutUs]),
  ]
  return signs.length === 0 ? null : Math.max(...signs)
}

/**
 * Returns the last line up to a time of a kubelet that had printed no failure; null: none, or failures were printed. The
 * first lines of a kubelet that has just started, or that could not start, show no renewal before them.
 */
function lastLineWithoutFailure(untilUs: number, timeline: NodeTimeline): number | null {
  const { attempts, runs, rules } = timeline
  let lineUs = lastLineUs(untilUs, timeline)
  for (let i = firstIndexWhere(runs.length, (n) => (runs[n]?.firstUs ?? 0) > untilUs) - 1; i >= 0; i--) {
    const { startUs, lastUs, isStartInEvidence, failedToStart } = runs[i] as KubeletRun
    lineUs = lineUs === null ? null : Math.min(lineUs, lastUs)
    const isStart = isStartInEvidence || failedToStart
    if (lineUs === null || !isStart || lineUs - startUs > longestPauseUs(rules)) break
    lineUs = lastLineUs(startUs - 1, timeline)
  }
  if (lineUs === null) return null
  const sinceUs = lineUs
  const before = attempts[firstIndexWhere(attempts.length, (i) => (attempts[i]?.atUs ?? 0) > sinceUs) - 1]
  return before === undefined ? lineUs : null
}

/** Returns the last line up to a time, as far as the spans show it; null: there is none. */
function lastLineUs(untilUs: number, { lineSpans }: NodeTimeline): number | null {
  const span = lineSpans[firstIndexWhere(lineSpans.length, (i) => (lineSpans[i]?.startUs ?? 0) > untilUs) - 1]
  if (!span) return null
  // The last line of a span is stamped a microsecond before its end.
  return span.endUs - 1 <= untilUs ? span.endUs - 1 : span.startUs
}

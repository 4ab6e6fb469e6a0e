/** Whether a silence began with the start of the first kubelet in evidence, so that no renewal is known before it. */
import { firstAtLeast } from '../../bytes/binary-search.ts'
import type { NodeTimeline } from './node-timeline.ts'
import { renewalsUntil } from './renewals.ts'
import type { Silence } from './silences.ts'

/** What the kubelet waits after its first failed try to ensure its lease. */
const FIRST_BACK_OFF_SECONDS = 0.2

/**
 * Returns when the first kubelet in evidence started, or printed its first line, if it has not renewed the lease from
 * then on until the silence; null: it had, or may have.
 */
export function startWithoutRenewal(
  { attempts, lastRenewal, downtime }: Silence,
  timeline: Pick<NodeTimeline, 'runs' | 'renewals' | 'fallbacksUs' | 'observations' | 'rules'>,
): number | null {
  const { runs, renewals, fallbacksUs } = timeline
  const [run] = runs
  const [first] = attempts
  if (!run || !first || first.atUs < run.startUs) return null
  // What had worked before the first try is not known to have begun with it.
  if (downtime?.hadWorked && downtime.endUs <= first.atUs) return null
  if (renewalsUntil(renewals, first.atUs) > 0) return null
  const { isStartInEvidence, startUs, firstUs, pid } = run
  if (isWithoutNode(startUs, first.atUs, timeline)) return startUs
  const isOfRun = first.pid === null || first.pid === pid
  // A kubelet falls back after updates that failed: those are missing.
  const fallbackUs = firstAtLeast(fallbacksUs, startUs)
  const isFirstTry =
    isOfRun &&
    (fallbackUs === undefined || fallbackUs > first.atUs) &&
    first.witness.kind === 'lease.ensure-failed' &&
    first.declaredIntervalSeconds === FIRST_BACK_OFF_SECONDS
  if (isFirstTry && (isStartInEvidence || firstUs < first.atUs)) return startUs
  const latestUs = lastRenewal?.latestUs ?? null
  return isStartInEvidence && latestUs !== null && latestUs < startUs ? startUs : null
}

/**
 * Whether the kubelet reported before it could renew its lease first that its Node does not exist, and not until then
 * that it registered one.
 */
function isWithoutNode(
  startUs: number,
  untilUs: number,
  { observations, rules }: Pick<NodeTimeline, 'observations' | 'rules'>,
): boolean {
  const failed = observations.within(
    'node.register-failed',
    startUs,
    Math.min(untilUs, startUs + rules.renewIntervalUs),
  )
  return (
    failed.some(({ cause }) => cause === 'not-found') &&
    observations.within('node.registered', startUs, untilUs).length === 0
  )
}

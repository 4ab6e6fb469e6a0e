/** Whether a silence began with the start of the first kubelet in evidence, so that no renewal is known before it. */
import { firstAtLeast } from '../../bytes/binary-search.ts'
import { FIRST_BACK_OFF_SECONDS } from './back-off.ts'
import type { KubeletRun } from './kubelet-runs.ts'
import type { NodeTimeline } from './node-timeline.ts'
import { renewalsUntil } from './renewals.ts'
import type { Silence } from './silences.ts'

/**
 * Returns when the first kubelet in evidence started, or printed its first line, if it has not renewed the lease from
 * then on until the silence; null: it had, or may have.
 */
export function startWithoutRenewal(
  { attempts, lastRenewal, downtime }: Silence,
  timeline: Pick<NodeTimeline, 'runs' | 'processes' | 'renewals' | 'fallbacksUs' | 'observations' | 'rules'>,
): number | null {
  const { renewals, fallbacksUs } = timeline
  const run = firstKubelet(timeline)
  const [first] = attempts
  if (!run || !first || first.atUs < run.startUs) return null
  // What had worked before the first try is not known to have begun with it.
  if (downtime?.hadWorked && downtime.endUs <= first.atUs) return null
  if (renewalsUntil(renewals, first.atUs) > 0) return null
  const { isStartInEvidence, startUs, firstUs, pid } = run
  if (isWithoutNode(startUs, first.atUs, timeline)) return startUs
  if (isUnregistered(run, first.atUs, timeline)) return startUs
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

/** The first kubelet in evidence, and when the next one begins, or is not known to be another one. */
interface FirstKubelet extends Pick<KubeletRun, 'startUs' | 'firstUs' | 'isStartInEvidence'> {
  readonly pid: number | null
  readonly untilUs: number
}

/** Without a pid, as in logs in JSON, only what one try takes belongs to the process that printed the first line. */
function firstKubelet({
  runs,
  processes,
  rules,
}: Pick<NodeTimeline, 'runs' | 'processes' | 'rules'>): FirstKubelet | null {
  const [run, next] = runs
  if (run) return { ...run, untilUs: next?.startUs ?? Number.POSITIVE_INFINITY }
  if (processes.length === 0) return null
  const firstUs = Math.min(...processes.map((process) => process.firstUs))
  return {
    pid: null,
    startUs: firstUs,
    firstUs,
    isStartInEvidence: false,
    untilUs: firstUs + rules.renewIntervalUs,
  }
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

/**
 * Whether the first kubelet could not register its node when the lease could not be renewed either. A process registers
 * once, when it first reaches the API server, so it had renewed nothing.
 *
 * Authority: `registrationCompleted` in kubernetes/pkg/kubelet/kubelet_node_status.go.
 */
function isUnregistered(
  run: FirstKubelet,
  firstFailureUs: number,
  { observations, rules }: Pick<NodeTimeline, 'observations' | 'rules'>,
): boolean {
  const failed = observations
    .within('node.register-failed', firstFailureUs - rules.renewIntervalUs, run.untilUs)
    .find(({ cause, pid }) => cause !== 'not-found' && (pid === null || pid === run.pid))
  const failedUs = failed?.timeUs ?? null
  return failedUs !== null && observations.within('node.registered', run.startUs, failedUs).length === 0
}

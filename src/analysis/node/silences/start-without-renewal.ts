/** Whether a silence began with the start of the first kubelet in evidence, so that no renewal is known before it. */
import { firstAtLeast } from '../../../bytes/binary-search.ts'
import { minorOf } from '../../../model/version-range.ts'
import { FIRST_BACK_OFF_SECONDS } from '../back-off.ts'
import type { KubeletRun } from '../kubelets/kubelet-runs.ts'
import type { NodeTimeline } from '../node-timeline.ts'
import { renewalsUntil } from '../renewals/renewals.ts'
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
    !beginsWithEnsure(first.pid, timeline) &&
    (fallbackUs === undefined || fallbackUs > first.atUs) &&
    first.witness.kind === 'lease.ensure-failed' &&
    first.declaredIntervalSeconds === FIRST_BACK_OFF_SECONDS
  if (isFirstTry && (isStartInEvidence || firstUs < first.atUs)) return startUs
  const latestUs = lastRenewal?.latestUs ?? null
  return isStartInEvidence && latestUs !== null && latestUs < startUs ? startUs : null
}

/** The last minor of which a kubelet ensures its lease before each renewal, so that this fails first in any outage. */
const LAST_ENSURING_FIRST = 15

function beginsWithEnsure(pid: number | null, { processes }: Pick<NodeTimeline, 'processes'>): boolean {
  return processes.some((process) => {
    const newest = minorOf(process.kubernetesVersion?.max ?? null)
    return process.pid === pid && newest !== null && newest <= LAST_ENSURING_FIRST
  })
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
 * Whether the kubelet reported in the first interval that its Node does not exist, and until then, or until it could not
 * renew its lease, not that it registered one.
 */
function isWithoutNode(
  startUs: number,
  failedUs: number,
  { observations, rules }: Pick<NodeTimeline, 'observations' | 'rules'>,
): boolean {
  const missing = observations
    .within('node.register-failed', startUs, startUs + rules.renewIntervalUs)
    .find(({ cause }) => cause === 'not-found')
  if (missing?.timeUs == null) return false
  return observations.within('node.registered', startUs, Math.max(failedUs, missing.timeUs)).length === 0
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

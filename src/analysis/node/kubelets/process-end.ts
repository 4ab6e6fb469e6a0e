/** Signs that a kubelet's process ended or began. */
import type { Observation, ProcessEnd } from '../../../model/index.ts'
import { PROCESS_END_KINDS, traitsOf } from '../../../model/kinds.ts'
import { SECOND_US } from '../../../time/instant.ts'
import type { ObservationIndex } from '../../evidence/observation-index.ts'
import { ANNOUNCED_ATTEMPT_US } from '../lease-activity.ts'
import { isBoot } from '../log-gaps.ts'
import type { NodeTimeline } from '../node-timeline.ts'
import type { NotReadyPeriod } from '../not-ready/not-ready-period.ts'
import type { KubeletDowntime } from './kubelet-downtimes.ts'
import { predecessors } from './processes.ts'

/** Ranks the signs of an end: a reboot or shutdown of the node explains why the kubelet stopped. */
const RANKS = {
  'node-reboot': 0,
  'node-shutdown': 1,
  'kubelet-stopped': 2,
} satisfies Readonly<Record<ProcessEnd, number>>

/** Kinds that report an end: a start reports none. */
const REPORTED_END_KINDS = PROCESS_END_KINDS.filter((kind) => kind !== 'kubelet.started')

/** What ended a kubelet's process, and whether only the start of the next one shows that. */
export interface FoundEnd {
  readonly category: ProcessEnd
  readonly isInferredCause: boolean
}

/**
 * Returns what ended the kubelet's process after `fromUs` and up to `byUs`, the moment at which the lack of renewals
 * shows: an end after it explains nothing. A start up to `untilUs` (null: no limit) shows that its predecessor ended, but
 * only where that printed its last line by then, and without a predecessor only if it lies before that moment itself.
 * Null: no sign of an end.
 */
export function endOfProcess(
  { missingSpans, observations, processes }: NodeTimeline,
  fromUs: number,
  byUs: number,
  untilUs: number | null = byUs,
): FoundEnd | null {
  const ends: ProcessEnd[] = REPORTED_END_KINDS.flatMap((kind) =>
    observations.within(kind, fromUs + 1, byUs).length > 0 ? (traitsOf(kind).processEnd ?? []) : [],
  )
  if (missingSpans.touching(fromUs + 1, byUs).some(isBoot)) ends.push('node-reboot')
  // Before it ends, the kubelet posts Ready=False with this reason.
  if (observations.within('kubelet.not-ready', fromUs + 1, byUs).some((o) => o.category === 'node-shutdown'))
    ends.push('node-shutdown')
  const followed = processes.filter((p) => {
    const before = predecessors(processes).get(p)
    const isWithin = p.firstUs > fromUs && p.firstUs <= (untilUs ?? Number.POSITIVE_INFINITY)
    return p.pid !== null && isWithin && before !== undefined && before.lastUs <= byUs
  })
  if (followed.some((p) => p.firstUs <= byUs)) ends.push('kubelet-stopped')
  const reboot = firstReboot(observations, fromUs, untilUs)
  // A reboot after that moment may be the remedy, unless the process had ended by then.
  if (reboot && (ends.length > 0 || (reboot.timeUs ?? 0) <= byUs)) ends.push('node-reboot')
  const [category] = ends.toSorted((a, b) => RANKS[a] - RANKS[b])
  if (category) return { category, isInferredCause: false }
  const isStarted = followed.length > 0 || observations.within('kubelet.started', fromUs + 1, byUs).length > 0
  if (!isStarted) return null
  const isRebooted = reboot !== undefined && followed.length > 0
  return { category: isRebooted ? 'node-reboot' : 'kubelet-stopped', isInferredCause: true }
}

/** Returns the first Event of a reboot after `fromUs` and up to `untilUs` (null: no limit). */
function firstReboot(
  observations: ObservationIndex,
  fromUs: number,
  untilUs: number | null,
): Observation | undefined {
  return observations
    .within('kubelet.started', fromUs + 1, untilUs ?? Number.POSITIVE_INFINITY)
    .find(({ isReboot }) => isReboot)
}

/** Returns why the kubelet's process ended: the node was rebooted or shut down, or the process alone ended. */
export function endOfDowntime(
  { endUs, next, isShutdown }: KubeletDowntime,
  { missingSpans, observations }: NodeTimeline,
): ProcessEnd {
  const untilUs = next?.startUs ?? Number.POSITIVE_INFINITY
  if (missingSpans.touching(endUs, untilUs).some(isBoot)) return 'node-reboot'
  // The next kubelet records the reboot once it works.
  const workedUs = next === null ? null : next.knownUs + ANNOUNCED_ATTEMPT_US
  if (firstReboot(observations, endUs, workedUs)) return 'node-reboot'
  return isShutdown ? 'node-shutdown' : 'kubelet-stopped'
}

/** Every start of a kubelet writes Ready=False first: that is part of the start. */
export const START_UP_US: number = 60 * SECOND_US

/** Whether a kubelet started at about the time at which the period begins. */
export function isStartUp(period: NotReadyPeriod, { observations, processes }: NodeTimeline): boolean {
  const isNear = (timeUs: number | null): boolean =>
    timeUs !== null && Math.abs(period.startUs - timeUs) <= START_UP_US
  return (
    observations.of('kubelet.started').some((o) => isNear(o.timeUs)) ||
    processes.some((p) => isNear(p.firstUs) && predecessors(processes).has(p))
  )
}

/** Signs that a kubelet's process ended or began. */
import type { ProcessEnd } from '../../model/index.ts'
import { PROCESS_END_KINDS, traitsOf } from '../../model/kinds.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { KubeletDowntime } from './kubelet-downtimes.ts'
import { isBoot } from './log-gaps.ts'
import type { NodeTimeline } from './node-timeline.ts'
import type { NotReadyPeriod } from './not-ready-period.ts'
import { predecessors } from './processes.ts'

/** Ranks the signs of an end: a reboot or shutdown of the node explains why the kubelet stopped. */
const RANKS = {
  'node-reboot': 0,
  'node-shutdown': 1,
  'kubelet-stopped': 2,
} satisfies Readonly<Record<ProcessEnd, number>>

/** Returns what ended the kubelet's process after `fromUs` and up to `untilUs` (null: no limit); null: no sign of an end. */
export function endOfProcess(
  { missingSpans, observations, processes }: NodeTimeline,
  fromUs: number,
  untilUs: number | null,
): ProcessEnd | null {
  const within = (timeUs: number | null): boolean =>
    timeUs !== null && timeUs > fromUs && (untilUs === null || timeUs <= untilUs)
  const ends: ProcessEnd[] = PROCESS_END_KINDS.flatMap((kind) =>
    observations.within(kind, fromUs + 1, untilUs ?? Number.POSITIVE_INFINITY).length > 0
      ? (traitsOf(kind).processEnd ?? [])
      : [],
  )
  const endUs = untilUs ?? Number.POSITIVE_INFINITY
  if (missingSpans.touching(fromUs + 1, endUs).some(isBoot)) ends.push('node-reboot')
  // Before it ends, the kubelet posts Ready=False with this reason.
  if (observations.within('kubelet.not-ready', fromUs + 1, endUs).some((o) => o.category === 'node-shutdown'))
    ends.push('node-shutdown')
  if (processes.some((p) => p.pid !== null && within(p.firstUs) && predecessors(processes).has(p)))
    ends.push('kubelet-stopped')
  return ends.toSorted((a, b) => RANKS[a] - RANKS[b])[0] ?? null
}

/** Returns why the kubelet's process ended: the node was rebooted or shut down, or the process alone ended. */
export function endOfDowntime(
  { endUs, next, isShutdown }: KubeletDowntime,
  { missingSpans }: NodeTimeline,
): ProcessEnd {
  const untilUs = next?.startUs ?? Number.POSITIVE_INFINITY
  if (missingSpans.touching(endUs, untilUs).some(isBoot)) return 'node-reboot'
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

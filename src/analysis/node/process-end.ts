/** Signs that a kubelet's process ended or began. */
import { SECOND_US } from '../../time/instant.ts'
import { isBoot, type MissingSpan } from './log-gaps.ts'
import type { NodeTimeline } from './node-timeline.ts'
import type { NotReadyPeriod } from './not-ready-periods.ts'
import { predecessors } from './processes.ts'

type ProcessEnd = 'node-reboot' | 'node-shutdown' | 'kubelet-stopped'

/** Returns what ended the kubelet's process after `fromUs` and up to `untilUs` (null: no limit); null: no sign of an end. */
export function endOfProcess(
  { missingSpans, observations, processes }: NodeTimeline,
  fromUs: number,
  untilUs: number | null,
): ProcessEnd | null {
  const within = (timeUs: number | null): boolean =>
    timeUs !== null && timeUs > fromUs && (untilUs === null || timeUs <= untilUs)
  const overlaps = (span: MissingSpan): boolean =>
    span.endUs > fromUs && (untilUs === null || span.startUs <= untilUs)
  if (missingSpans.some((span) => isBoot(span) && overlaps(span))) return 'node-reboot'
  if (observations.of('kubelet.shutdown').some((o) => within(o.timeUs))) return 'node-shutdown'
  const isRestarted =
    processes.some((p) => p.pid !== null && within(p.firstUs) && predecessors(processes).has(p)) ||
    observations.of('kubelet.started').some((o) => within(o.timeUs)) ||
    observations.of('kubelet.stopped').some((o) => within(o.timeUs))
  return isRestarted ? 'kubelet-stopped' : null
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

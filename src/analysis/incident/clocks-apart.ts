/**
 * Whether the stamps of an incident do not fit one clock of the node and the control plane, where nothing compares their
 * clocks: they are in two zones, one of them is wrong, or what they show belongs to two incidents.
 *
 * Authority: node_lifecycle_controller.go 1.14–1.36: the grace period counts from the pass that last saw news of the
 * node, which was at most two passes and a renew interval after its last renewal.
 */
import type { Incident } from '../../model/index.ts'

/** The longest interval of renewals and two passes, by default 20.4 s, and the resolution of a stamp of whole seconds. */
const LONGEST_SIGHT_SECONDS = 21.4

/** Two stamps of whole seconds. */
const TOLERANCE_SECONDS = 1

/** Bounds that are wider leave room for another zone. */
const ZONE_SECONDS = 900

export function areClocksApart(
  { intervals, intervalBounds, crossClock }: Pick<Incident, 'intervals' | 'intervalBounds' | 'crossClock'>,
  areCompared: boolean,
): boolean {
  if (areCompared || !crossClock.includes('detectionSeconds') || intervals.graceSeconds === null) return false
  const [least, most] = intervalBounds.detectionSeconds ?? [null, null]
  const [leastGrace, mostGrace] = intervalBounds.graceSeconds ?? [null, null]
  if (leastGrace === null || mostGrace === null) return false
  return (
    (most !== null && most < leastGrace - TOLERANCE_SECONDS) ||
    (least !== null && least > mostGrace + LONGEST_SIGHT_SECONDS) ||
    (least !== null && most !== null && most - least > ZONE_SECONDS)
  )
}

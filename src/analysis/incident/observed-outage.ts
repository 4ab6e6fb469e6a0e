/** An outage and the controllers as the model compares them. */
import { isControlPlane } from '../../model/clock.ts'
import type { Boundaries, Boundary, Incident, TimeBounds } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import type { ControllerRules, Controllers } from '../evidence/controllers.ts'
import type { NotReadyPeriod } from '../node/not-ready/not-ready-period.ts'
import type { ControllerReset } from './controller-resets.ts'
import type { Disruption } from './disruptions.ts'

/** An outage before it is compared with the model. */
export interface ObservedOutage {
  readonly node: string
  readonly boundaries: Boundaries
  /** Between the node's clock and the control plane's; null: nothing compares them. */
  readonly offset: MeasuredOffset | null
  readonly endUs: number | null
  readonly endedBy: Incident['endedBy']
  readonly periods: readonly NotReadyPeriod[]
  /** The node was Unknown already when it began. */
  readonly wasUnknown: boolean
  /** By how much a PATCH of the status may have moved the mark. */
  readonly patchDelayUs: number
  /** How long after the last renewal an attempt without an answer may have been carried out; 0: none can. */
  readonly unansweredUs: number
  /** Failed attempts prove that it was one. */
  readonly failures: number
  /** The zone of the stamps of its evidence is only assumed. */
  readonly isZoneAssumed: boolean
  /** Several kubelets print the name of the node: the controller may mean another one. */
  readonly isNameShared: boolean
  /** The first of its zone to be tainted, which disruption mode does not spare. */
  readonly isFirstOfZone: boolean
}

/** What is known of the controller manager. */
export interface ControllerHistory {
  readonly controllers: Controllers
  /** When a controller started, lost its lock or counted anew, by time. */
  readonly resets: readonly ControllerReset[]
  /** When zones were disrupted. */
  readonly disruptions: readonly Disruption[]
}

/** Where the mark was due, and from what that follows. */
export interface MarkWindow extends TimeBounds {
  readonly rules: ControllerRules
  /** The clock of what it counts from is that of the controller, or compared with it. */
  readonly isCompared: boolean
  /** The reset that it counts from; null: none. */
  readonly reset: ControllerReset | null
  /** By how much attempts without an answer may have moved it: no accusation rests on less. */
  readonly unansweredUs: number
}

/** The control plane stamps what it does with its own clock: that is where the model holds. */
export function onControlPlaneClock(b: Boundary | null, offset: MeasuredOffset | null): Boundary | null {
  if (!b || !offset || isControlPlane(b.clock)) return b
  return {
    ...b,
    atUs: b.atUs - offset.atUs,
    earliestUs: b.earliestUs === null ? null : b.earliestUs - offset.latestUs,
    latestUs: b.latestUs === null ? null : b.latestUs - offset.earliestUs,
  }
}

/**
 * Whether the evidence is of releases before leases: the node's status, posted every ten seconds, was its only heartbeat.
 *
 * Authority: Kubernetes 1.13 (NodeLease, alpha and off; on from 1.14); node_lifecycle_controller.go, which wrote OutOfDisk
 * up to 1.13.
 */
import type { NodeCondition, Observation } from '../../model/index.ts'
import { minorOf } from '../../model/version-range.ts'
import type { ProcessReading } from '../../store/reading.ts'

/** The first minor release in which a node can have a lease. */
const FIRST_WITH_LEASES = 13

/** Returns true if a process or an object is of a release before leases, and nothing is of a later one. */
export function isBeforeLeases(processes: readonly ProcessReading[]): boolean {
  // Most evidence is newer: its observations are not searched.
  const isBefore = processes.some((process) => isOlder(process) || isObjectOfOlder(process))
  return isBefore && !processes.some(hasLease)
}

function isOlder({ kubernetesVersion }: ProcessReading): boolean {
  const newest = minorOf(kubernetesVersion?.max ?? null)
  return newest !== null && newest < FIRST_WITH_LEASES
}

function isObjectOfOlder({ component, observations }: ProcessReading): boolean {
  return component === 'api-object' && observations.some(isMarkedOutOfDisk)
}

/** Whether the controller wrote OutOfDisk when it marked the node: a node that was upgraded keeps an older one. */
function isMarkedOutOfDisk(o: Observation): boolean {
  if (o.kind !== 'node.seen') return false
  const unknown = (type: string): NodeCondition | undefined =>
    o.conditions.find((condition) => condition.type === type && condition.status === 'Unknown')
  const changedAt = unknown('OutOfDisk')?.lastTransitionTime ?? null
  return changedAt !== null && changedAt === unknown('Ready')?.lastTransitionTime
}

function hasLease({ kubernetesVersion, observations, requests }: ProcessReading): boolean {
  if ((minorOf(kubernetesVersion?.min ?? null) ?? 0) >= FIRST_WITH_LEASES) return true
  if (observations.some(({ kind }) => kind.startsWith('lease.'))) return true
  return [...requests.values()].some((table) => table.hasRenewals(true) || table.hasRenewals(false))
}

/**
 * The grace period, renew interval and monitor period that apply, and where each came from: an option, a FLAG line, the
 * Kubernetes version, what the controller's own durations leave possible, else both defaults.
 *
 * Authority: node-monitor-grace-period is 40 s up to 1.31 and 50 s from 1.32 (nodelifecycle defaults.go).
 */

import type { Assumption, Observation, VersionRange } from '../../model/index.ts'
import { ANY_VERSION, knownVersion, minorOf, narrowVersion } from '../../model/version-range.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { parseGoDuration } from '../../time/go-time.ts'
import { SECOND_US } from '../../time/instant.ts'

const OLD_GRACE_SECONDS = 40
const NEW_GRACE_SECONDS = 50
/** First minor release with the longer grace period. */
const NEW_GRACE_MINOR = 32

/** The grace period; its two ends differ where the evidence leaves both defaults possible. */
export interface Grace {
  readonly minUs: number
  readonly maxUs: number
}

export interface Periods {
  readonly grace: Grace
  readonly renewIntervalUs: number
  readonly assumptions: readonly Assumption[]
}

/** What the user gave; null: nothing. */
interface GivenPeriods {
  readonly graceSeconds: number | null
  readonly renewIntervalSeconds: number | null
}

/** Chooses the periods. `processes` and `stale` are those of all sources. */
export function choosePeriods(
  given: GivenPeriods,
  processes: readonly ProcessReading[],
  stale: Iterable<Observation<'node.stale'>>,
): Periods {
  const renewSeconds = given.renewIntervalSeconds ?? 10
  const assumptions: Assumption[] = [
    {
      name: 'renewIntervalSeconds',
      value: renewSeconds,
      of: null,
      because:
        given.renewIntervalSeconds === null
          ? 'default: a quarter of the lease duration of 40 s'
          : '--renew-interval',
    },
    { name: 'monitorPeriodSeconds', value: 5, of: null, because: 'default of --node-monitor-period' },
  ]
  const chosen = graceSeconds(given, processes, stale)
  if (chosen.because !== null)
    assumptions.push({
      name: 'graceSeconds',
      value: chosen.min === chosen.max ? chosen.min : `${chosen.min}–${chosen.max}`,
      of: null,
      because: chosen.because,
    })
  return {
    grace: { minUs: chosen.min * SECOND_US, maxUs: chosen.max * SECOND_US },
    renewIntervalUs: renewSeconds * SECOND_US,
    assumptions,
  }
}

/** Returns the grace period; `because` null: it is printed in the evidence. */
function graceSeconds(
  given: GivenPeriods,
  processes: readonly ProcessReading[],
  stale: Iterable<Observation<'node.stale'>>,
): { min: number; max: number; because: string | null } {
  if (given.graceSeconds !== null)
    return { min: given.graceSeconds, max: given.graceSeconds, because: '--grace' }
  for (const p of processes) {
    const flag = p.flags.get('node-monitor-grace-period')
    const seconds = flag === undefined ? undefined : parseGoDuration(flag)
    if (seconds !== undefined) return { min: seconds, max: seconds, because: null }
  }
  const version = knownVersion(
    processes.reduce((known, p) => narrowVersion(known, p.kubernetesVersion ?? ANY_VERSION), ANY_VERSION),
  )
  if (version) {
    const low = minorOf(version.min)
    const high = minorOf(version.max)
    if (high !== null && high < NEW_GRACE_MINOR)
      return {
        ...both(OLD_GRACE_SECONDS),
        because: `default of Kubernetes up to 1.31 (the logs are of ${range(version)})`,
      }
    if (low !== null && low >= NEW_GRACE_MINOR)
      return {
        ...both(NEW_GRACE_SECONDS),
        because: `default of Kubernetes from 1.32 (the logs are of ${range(version)})`,
      }
  }
  let first: Observation<'node.stale'> | undefined
  for (const o of stale) {
    // A stale line is printed from the grace period on: a shorter duration rules the longer default out.
    if (o.durationSeconds >= OLD_GRACE_SECONDS && o.durationSeconds < NEW_GRACE_SECONDS)
      return { ...both(OLD_GRACE_SECONDS), because: 'the controller called a node stale in less than 50 s' }
    if (o.condition?.status === 'True') first ??= o
  }
  // The first stale line of a period, printed before the mark, comes at most a monitor pass after the grace period.
  if (first && first.durationSeconds >= NEW_GRACE_SECONDS && first.durationSeconds < NEW_GRACE_SECONDS + 6)
    return { ...both(NEW_GRACE_SECONDS), because: 'the controller first called a node stale after 50 s' }
  return {
    min: OLD_GRACE_SECONDS,
    max: NEW_GRACE_SECONDS,
    because: 'the default is 40 s up to Kubernetes 1.31 and 50 s from 1.32, and nothing tells the version',
  }
}

function both(seconds: number): { min: number; max: number } {
  return { min: seconds, max: seconds }
}

function range(version: VersionRange): string {
  if (version.min === null) return `${version.max} or before`
  if (version.max === null) return `${version.min} or later`
  return version.min === version.max ? version.min : `${version.min}–${version.max}`
}

/**
 * The grace period of one controller manager, and where it came from: its own FLAG line, what its stale lines measure,
 * `--grace`, else the default of its version.
 *
 * Authority: node-monitor-grace-period is 40 s up to 1.31 and 50 s from 1.32 (nodelifecycle defaults.go). A stale line
 * is printed in the first pass later than the grace period after the controller last saw the node.
 */
import type { VersionRange } from '../../model/index.ts'
import { minorOf } from '../../model/version-range.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { parseGoDuration } from '../../time/go-time.ts'
import { SECOND_US } from '../../time/instant.ts'

const OLD_GRACE_US: number = 40 * SECOND_US
const NEW_GRACE_US: number = 50 * SECOND_US
/** First minor release with the longer grace period. */
const NEW_GRACE_MINOR = 32

/** The grace period; its two ends differ where the evidence leaves several possible. */
export interface Grace {
  readonly minUs: number
  readonly maxUs: number
  /** A printed or given grace period is known; a measured one or a default accuses nobody. */
  readonly from: 'flag' | 'measured' | 'given' | 'default'
  /** Why it is assumed; null: it is printed in the evidence. */
  readonly because: string | null
}

/** What a controller's stale lines show of its grace period. */
export interface StaleDurations {
  /** The shortest duration in any stale line: the grace period is shorter. Null: no stale line. */
  readonly shortestUs: number | null
  /** The shortest duration of a line that precedes the mark: its condition is still True. Null: none. */
  readonly shortestFirstUs: number | null
}

/** What is known of a grace period besides the stale lines. */
export interface GraceContext {
  readonly passUs: number
  /** `--grace`; null: not given. */
  readonly givenUs: number | null
  /** Versions that the controller may have; null: unknown. */
  readonly version: VersionRange | null
}

/** Chooses the grace period of a controller. */
export function graceOf(
  { flags }: Pick<ProcessReading, 'flags'>,
  { shortestUs, shortestFirstUs }: StaleDurations,
  { passUs, givenUs, version }: GraceContext,
): Grace {
  const flag = flags.get('node-monitor-grace-period')
  const seconds = flag === undefined ? undefined : parseGoDuration(flag)
  if (seconds !== undefined) return { ...only(Math.round(seconds * SECOND_US)), from: 'flag', because: null }
  if (shortestUs !== null && shortestFirstUs !== null)
    return {
      minUs: Math.max(0, shortestFirstUs - passUs),
      maxUs: shortestUs,
      from: 'measured',
      because:
        'the first line about a node that is not updated comes within a monitor period after the grace period',
    }
  if (givenUs !== null) return { ...only(givenUs), from: 'given', because: '--grace' }
  return defaultGrace(version, shortestUs)
}

/** Returns the default of a version, as far as the shortest duration of a stale line allows it. */
export function defaultGrace(version: VersionRange | null, shortestUs: number | null): Grace {
  const low = version ? minorOf(version.min) : null
  const high = version ? minorOf(version.max) : null
  if (version && high !== null && high < NEW_GRACE_MINOR && isPossible(OLD_GRACE_US, shortestUs))
    return {
      ...only(OLD_GRACE_US),
      from: 'default',
      because: `default of Kubernetes up to 1.31 (the controller's log is of ${range(version)})`,
    }
  if (version && low !== null && low >= NEW_GRACE_MINOR && isPossible(NEW_GRACE_US, shortestUs))
    return {
      ...only(NEW_GRACE_US),
      from: 'default',
      because: `default of Kubernetes from 1.32 (the controller's log is of ${range(version)})`,
    }
  if (shortestUs !== null && shortestUs <= NEW_GRACE_US)
    return {
      minUs: isPossible(OLD_GRACE_US, shortestUs) ? OLD_GRACE_US : 0,
      maxUs: Math.min(OLD_GRACE_US, shortestUs),
      from: 'default',
      because: `the controller printed that a node was not updated for ${shortestUs / SECOND_US} s`,
    }
  return {
    minUs: OLD_GRACE_US,
    maxUs: NEW_GRACE_US,
    from: 'default',
    because:
      'the default is 40 s up to Kubernetes 1.31 and 50 s from 1.32, and no line shows the version of the controller',
  }
}

function isPossible(graceUs: number, shortestUs: number | null): boolean {
  return shortestUs === null || graceUs < shortestUs
}

function only(us: number): { minUs: number; maxUs: number } {
  return { minUs: us, maxUs: us }
}

function range(version: VersionRange): string {
  if (version.min === null) return `${version.max} or before`
  if (version.max === null) return `${version.min} or later`
  return version.min === version.max ? version.min : `${version.min}–${version.max}`
}

/** The cause of an outage by the status posts of the same process, where no failure of the lease names one. */
import type { Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { witnessOf } from '../evidence/boundary.ts'
import type { Attempt } from '../node/attempts.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { type CauseOfAttempts, causeOfAttempts } from './cause.ts'

/** Posts that are further from a failed attempt than this may have failed for another reason. */
const SAME_FAULT_US: number = 20 * SECOND_US

/** Returns null if no post of the same process failed within 20 s of one of the attempts. */
export function causeOfStatusFailures(
  attempts: readonly Attempt[],
  { observations }: NodeTimeline,
): (CauseOfAttempts & { readonly isInferredCause: true }) | null {
  const first = attempts[0]
  const last = attempts.at(-1)
  if (!first || !last) return null
  const posts = observations
    .within('node-status.update-failed', first.atUs - SAME_FAULT_US, last.atUs + SAME_FAULT_US)
    .filter((o) => o.pid === first.pid)
  const cause = causeOfStatusPosts(posts)
  return cause && { ...cause, isInferredCause: true }
}

/** Returns the cause of failed posts, in the order of time; null if none names one. */
export function causeOfStatusPosts(
  posts: readonly Observation<'node-status.update-failed'>[],
): CauseOfAttempts | null {
  return causeOfAttempts(
    posts.map((o) => ({
      witness: witnessOf(o),
      atUs: o.timeUs ?? 0,
      cause: o.cause,
      alsoCauses: o.alsoCauses,
      error: o.error,
    })),
  )
}

/** When a controller saw a node again that it had called stale. */
import type { Boundary } from '../../../model/index.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { between, type Witness, witnessOf } from '../../evidence/boundary.ts'
import { type Controllers, endOfPause, LATE_PASSES } from '../../evidence/controllers.ts'
import type { OpenPeriod, PeriodContext, StaleLine } from './not-ready-period.ts'

/**
 * Returns the bounds of the renewal or PATCH that the controller saw next: between the last line about the old sight
 * and the new sight, or where stale lines of every pass stop while the controller leads on.
 */
export function seenAgainOf(
  { lastStaleUs, nextSightUs, closed }: OpenPeriod,
  stale: readonly StaleLine[],
  { controllers }: PeriodContext,
): Boundary | null {
  const last = stale.at(-1)
  if (lastStaleUs === null || !last) return null
  const witness: Witness = witnessOf(last)
  if (nextSightUs !== null) return between(witness, Math.min(lastStaleUs, nextSightUs), nextSightUs)
  if (closed) return null
  const { passUs } = controllers.at(lastStaleUs)
  // Lines further apart than passes show that some are left out; so may a pass without a line for each condition.
  const before = stale.findLast(({ timeUs }) => timeUs < lastStaleUs - passUs / 2)
  const isRegular = before ? before.timeUs >= lastStaleUs - LATE_PASSES * passUs : stale.length > 1
  const byUs = isRegular ? staleNoMoreBy({ ...last, timeUs: lastStaleUs }, controllers) : null
  if (byUs !== null) return between(witness, lastStaleUs, byUs)
  const byNextUs = controllers.seenByNextLeader(lastStaleUs)
  return byNextUs === null ? null : between(witness, lastStaleUs, byNextUs)
}

/**
 * Returns by when a controller that leads on would have called a node stale again. Null: its log does not show that it
 * led on.
 */
export function staleNoMoreBy(last: StaleLine, controllers: Controllers): number | null {
  const { timeUs: lastUs, condition, source } = last
  const { passUs } = controllers.at(lastUs)
  const latePassesUs = LATE_PASSES * passUs + SECOND_US
  const leader = controllers.leaderDuring(lastUs, lastUs + latePassesUs + passUs)
  if (leader === null || leader.process.source !== source) return null
  // What ends a mark is printed, unless the mark was of that pass: a pause hides it, and may hide stale lines.
  const isMarked = condition?.status === 'Unknown'
  const pauseEndUs = isMarked ? endOfPause(leader, lastUs, lastUs + latePassesUs + passUs) : null
  const byUs = (pauseEndUs ?? lastUs) + latePassesUs
  return controllers.leaderDuring(lastUs, byUs + passUs) === leader ? byUs : null
}

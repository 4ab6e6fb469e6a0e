/** Reads back what the claims of an incident state. */
import type { Incident } from '../model/index.ts'
import type { ClaimCode, ClaimParams } from './claim-params.ts'

/** Returns the parameters of a claim of an incident; null: it has none with that code. */
export function paramsOf<C extends ClaimCode>(
  { claims }: Pick<Incident, 'claims'>,
  code: C,
): ClaimParams[C] | null {
  // Only `claim` makes claims, so that the parameters fit the code.
  return (claims.find((c) => c.code === code)?.params as ClaimParams[C] | undefined) ?? null
}

/** Claims that cast doubt on what a controller saw, by the last of their lines. */
export const DOUBTS: ReadonlySet<string> = new Set<ClaimCode>([
  'lease.unseen',
  'lease.heartbeat-ahead',
  'cluster.unseen',
])

/** Whether an incident may be none: only a controller shows it, and its claims cast doubt on what that saw. */
export function isDoubted({ claims }: Pick<Incident, 'claims'>): boolean {
  return claims.some(({ code }) => DOUBTS.has(code))
}

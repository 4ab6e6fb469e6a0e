/** The claims of an outage that may be none: only a controller shows it, and something casts doubt on what it saw. */
import type { Claim, Incident, SourceLine } from '../model/index.ts'
import { claim } from './claims.ts'
import type { IncidentFacts } from './mark-claims.ts'
import { DOUBTS, paramsOf } from './params-of.ts'

/** The line that shows that a controller lost its watch of Leases. */
export interface LostWatch extends SourceLine {
  readonly timeUs: number
  readonly error: string
}

/** What casts doubt on an outage. */
export interface Doubts {
  /** The watch of Leases that the controller lost, where nothing else shows the outage; absent or null: none. */
  readonly lostWatch?: LostWatch | null
  /** A heartbeat that is stamped later than the controller's line, where nothing else shows the outage; absent or null: none. */
  readonly heartbeatAhead?: (SourceLine & { readonly timeUs: number; readonly aheadUs: number }) | null
}

/** An outage that may be none: neither its end nor a cause is proved. Null: more shows it. */
export function doubtClaims(
  { boundaries: { lastRenewal } }: IncidentFacts,
  node: string,
  { lostWatch: lost, heartbeatAhead: ahead }: Doubts,
): Claim[] | null {
  const seen = { node, after: lastRenewal }
  if (lost)
    return [claim('lease.unseen', { ...seen, atUs: lost.timeUs, error: lost.error }, [lastRenewal, lost])]
  if (ahead) {
    const heartbeat = { heartbeatUs: ahead.timeUs, seconds: ahead.aheadUs / 1e6 }
    return [claim('lease.heartbeat-ahead', { ...seen, ...heartbeat }, [lastRenewal, ahead])]
  }
  return null
}

/** Reads back what the claims of an incident cast doubt on it by. */
export function doubtsOf({ claims }: Pick<Incident, 'claims'>): Required<Doubts> {
  const doubted = claims.find(({ code }) => DOUBTS.has(code))
  const line = doubted?.evidence.at(-1)
  if (!doubted || !line) return { lostWatch: null, heartbeatAhead: null }
  const only = { claims: [doubted] }
  const lost = paramsOf(only, 'lease.unseen') ?? paramsOf(only, 'cluster.unseen')
  const ahead = paramsOf(only, 'lease.heartbeat-ahead')
  return {
    lostWatch: lost && { ...line, timeUs: lost.atUs, error: lost.error },
    heartbeatAhead: ahead && { ...line, timeUs: ahead.heartbeatUs, aheadUs: Math.round(ahead.seconds * 1e6) },
  }
}

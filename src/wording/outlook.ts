/** What comes next for an outage that is still open. */
import type { Claim } from '../model/index.ts'
import { SECOND_US } from '../time/instant.ts'
import { claim } from './claims.ts'
import type { ComparedClocks, IncidentFacts } from './mark-claims.ts'

/** What comes next for an outage that is still open. */
export function outlook(
  incident: IncidentFacts,
  { lastUs: endUs, offset }: Pick<ComparedClocks, 'offset'> & { readonly lastUs: number | null },
): Claim[] {
  if (!incident.open || endUs === null) return []
  // A node with a clock that is behind printed its last line later than it is stamped.
  const lastUs = endUs + Math.max(0, -(offset?.earliestUs ?? 0))
  const { markedNotReady: mark, firstEviction: eviction } = incident.expected
  const { lastRenewal, markedNotReady, firstEviction } = incident.boundaries
  const claims: Claim[] = []
  // What should have happened already is no outlook, nor what follows from a mark that no line shows.
  if (incident.deviation.markedNotReady === 'not-expected') return []
  if (!markedNotReady && mark?.latestUs != null && mark.latestUs > lastUs)
    claims.push(claim('outlook.mark', { latestUs: mark.latestUs }, [lastRenewal]))
  const taintedUs = markedNotReady?.earliestUs ?? mark?.earliestUs ?? Number.NaN
  const isMarked = markedNotReady !== null || claims.length > 0
  if (isMarked && !firstEviction && eviction?.earliestUs != null && eviction.earliestUs > lastUs)
    claims.push(
      claim(
        'outlook.eviction',
        {
          earliestUs: eviction.earliestUs,
          continues: claims.length > 0,
          tolerationSeconds: (eviction.earliestUs - taintedUs) / SECOND_US,
        },
        [lastRenewal],
      ),
    )
  return claims
}

/**
 * The silence that an outdated Lease shows: it had run out when others of the same source were renewed.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { SECOND_US } from '../../../time/instant.ts'
import { between } from '../../evidence/boundary.ts'
import type { OutdatedLease } from '../../evidence/lease-dumps.ts'
import type { Renewals } from '../renewals/renewal.ts'
import { boundaryOfRenewal, renewalsUntil } from '../renewals/renewals.ts'
import { overlaps, type Silence, startOf } from './silences.ts'

/** Adds the silence of an outdated Lease, unless a renewal or another silence of that time is in evidence. */
export function addLeaseSilence(
  silences: readonly Silence[],
  outdated: OutdatedLease | undefined,
  renewals: Renewals,
): readonly Silence[] {
  const own = outdated && silenceOf(outdated, renewals)
  if (!own) return silences
  const span = { startUs: startOf(own), endUs: outdated.newest.renewTimeUs }
  if (silences.some((silence) => overlaps(silence, span))) return silences
  return [...silences, own].sort((a, b) => startOf(a) - startOf(b))
}

function silenceOf({ lease, newest }: OutdatedLease, renewals: Renewals): Silence | null {
  // The kubelet's line of the same renewal is stamped when the answer came.
  const next = renewalsUntil(renewals, lease.renewTimeUs + SECOND_US)
  const last = renewals.get(next - 1)
  const after = renewals.get(next)
  if (!last || (after && after.atUs <= newest.renewTimeUs)) return null
  return {
    lastRenewal: boundaryOfRenewal(last),
    firstRenewalAfter: after ? between(after.witness, newest.renewTimeUs, after.atUs) : null,
    attempts: [],
    open: after === undefined,
    shownBy: { source: newest.source, line: newest.line, timeUs: newest.renewTimeUs },
  }
}

/**
 * How far a node's clock is ahead of the control plane's, from moments that both sides stamped.
 *
 * Input: the kubelet's renewals, Lease objects, the audit log's renewals. Output: the offset (node − control plane)
 * with its bounds and the number of pairs. It is used for matching only; reported instants are moved by it only
 * where the user asks for that.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { ClockOffset, Observation } from '../../../model/index.ts'
import { includesZero, type MeasuredOffset } from '../../../model/interval.ts'
import { SECOND_US, usToSeconds } from '../../../time/instant.ts'
import { STAMP_TOLERANCE_US } from '../../evidence/boundary.ts'
import type { Renewals } from '../renewals/renewal.ts'
import { renewalsBefore, renewalsUntil } from '../renewals/renewals.ts'

/** Bounds of the offset that one pair of stamps gives. */
export interface OffsetBounds {
  readonly earliestUs: number
  readonly latestUs: number
}

/** Limits the offset: clocks of one cluster that are further apart break much else first (certificates, tokens). */
const LARGEST_OFFSET_US: number = 3600 * SECOND_US

/** Number of audited renewals that are tried for a match, spread over the log. */
const SAMPLES = 200

/** Renewals that must agree before a rhythm counts as matched: intervals differ by up to 0.4 s at random, so three within 20 ms are no accident. */
const LEAST_MATCHES = 3

/** Half a renew interval: within it, only one renewal of the other log can be the same. */
const ONE_ALIGNMENT_US: number = 5 * SECOND_US

/** A larger offset has many alignments, of which one agrees three times by accident in a tenth of all short logs. */
const LEAST_FAR_MATCHES = 5

/** Least share of the renewals that both logs may show. */
const LEAST_SHARE = 0.75

/**
 * Measures the offset. `stamped` are the renewals that the node stamped (request lines or renewTimes), `audited`
 * those that the API server stamped; both by time. Returns null if no pair exists.
 */
export function measureOffset(
  stamped: Renewals,
  audited: Renewals,
  leases: readonly Observation<'lease.seen'>[],
): MeasuredOffset | null {
  return commonBounds([...pairsOfLeases(leases), ...pairsOfRhythm(stamped, audited)])
}

/** Converts an offset to the seconds of a report. */
export function clockOffset(offset: MeasuredOffset): ClockOffset {
  return {
    offsetSeconds: usToSeconds(offset.atUs),
    earliestSeconds: usToSeconds(offset.earliestUs),
    latestSeconds: usToSeconds(offset.latestUs),
    pairs: offset.pairs,
  }
}

/** Whether the bounds prove that the two clocks differ. */
export function excludesZero({ earliestUs, latestUs }: OffsetBounds): boolean {
  return !includesZero(earliestUs, latestUs)
}

/** The API server stamps a write in whole seconds, cut: renewTime − 1 s < its stamp. */
function pairsOfLeases(leases: readonly Observation<'lease.seen'>[]): OffsetBounds[] {
  /** Pairs by the API server's stamp: one that stays while renewTime moves is of another write. */
  const pairs = new Map<number, OffsetBounds>()
  const unmoved = new Set<number>()
  for (const { renewTimeUs, managedTimeUs } of leases) {
    if (renewTimeUs === null || managedTimeUs === null) continue
    const pair = {
      earliestUs: renewTimeUs - managedTimeUs - SECOND_US,
      latestUs: renewTimeUs - managedTimeUs,
    }
    const known = pairs.get(managedTimeUs)
    if (known && Math.abs(known.latestUs - pair.latestUs) > SECOND_US) unmoved.add(managedTimeUs)
    else if (!known || pair.latestUs < known.latestUs) pairs.set(managedTimeUs, pair)
  }
  for (const managedTimeUs of unmoved) pairs.delete(managedTimeUs)
  return [...pairs.values()]
}

/**
 * Pairs the same renewals of two logs: the request began before the server received it and ended after the server
 * had answered, in the same rhythm on both clocks.
 */
function pairsOfRhythm(stamped: Renewals, audited: Renewals): OffsetBounds[] {
  if (stamped.length < LEAST_MATCHES || audited.length < LEAST_MATCHES) return []
  const roughUs = mostFrequentDifference(stamped, audited)
  if (roughUs === null) return []
  const pairs: OffsetBounds[] = []
  let inside = 0
  const fromUs = stamped.atUs(0) - roughUs
  const untilUs = stamped.atUs(stamped.length - 1) - roughUs
  for (const renewal of audited) {
    if (renewal.atUs >= fromUs && renewal.atUs <= untilUs) inside++
    const match = stamped.get(renewalsBefore(stamped, renewal.atUs + roughUs - 2 * STAMP_TOLERANCE_US))
    if (!match || Math.abs(match.atUs - renewal.atUs - roughUs) > 2 * STAMP_TOLERANCE_US) continue
    pairs.push({ earliestUs: match.startUs - renewal.startUs, latestUs: match.atUs - renewal.atUs })
  }
  // One log may miss lines that the other has; a true offset does not match half of both.
  const stampedInside =
    renewalsUntil(stamped, audited.atUs(audited.length - 1) + roughUs) -
    renewalsBefore(stamped, audited.atUs(0) + roughUs)
  const isLikely = pairs.length >= LEAST_SHARE * Math.min(inside, stampedInside)
  const least = Math.abs(roughUs) > ONE_ALIGNMENT_US ? LEAST_FAR_MATCHES : LEAST_MATCHES
  return pairs.length >= least && isLikely ? pairs : []
}

/** Votes over the differences of sampled renewals; null: no difference has enough votes. */
function mostFrequentDifference(stamped: Renewals, audited: Renewals): number | null {
  const votes = new Map<number, number>()
  const step = Math.max(1, Math.floor(audited.length / SAMPLES))
  for (let i = 0; i < audited.length; i += step) {
    const atUs = audited.atUs(i)
    for (let j = renewalsBefore(stamped, atUs - LARGEST_OFFSET_US); j < stamped.length; j++) {
      const difference = stamped.atUs(j) - atUs
      if (difference > LARGEST_OFFSET_US) break
      const bin = Math.round(difference / STAMP_TOLERANCE_US)
      votes.set(bin, (votes.get(bin) ?? 0) + 1)
    }
  }
  let best: number | null = null
  let most = 0
  for (const bin of votes.keys()) {
    // A true offset may lie on the border of two bins.
    const count = (votes.get(bin) ?? 0) + (votes.get(bin + 1) ?? 0)
    if (count > most || (count === most && best !== null && Math.abs(bin) < Math.abs(best))) {
      best = bin
      most = count
    }
  }
  return best === null || most < LEAST_MATCHES ? null : (best + 0.5) * STAMP_TOLERANCE_US
}

/**
 * Returns the bounds that the largest number of pairs share; null without pairs. Clocks drift and some pairs
 * mislead, so it is not the intersection of all.
 */
export function commonBounds(pairs: readonly OffsetBounds[]): MeasuredOffset | null {
  if (pairs.length === 0) return null
  const edges: { atUs: number; opens: boolean }[] = []
  for (const { earliestUs, latestUs } of pairs) {
    // Bounds of a request may be crossed by the cut of latencies to milliseconds.
    const low = Math.min(earliestUs, latestUs) - STAMP_TOLERANCE_US / 2
    const high = Math.max(earliestUs, latestUs) + STAMP_TOLERANCE_US / 2
    edges.push({ atUs: low, opens: true }, { atUs: high, opens: false })
  }
  edges.sort((a, b) => a.atUs - b.atUs || Number(b.opens) - Number(a.opens))
  let open = 0
  let most = 0
  let earliestUs = 0
  let latestUs = 0
  for (const [i, edge] of edges.entries()) {
    open += edge.opens ? 1 : -1
    if (edge.opens && open > most) {
      most = open
      earliestUs = edge.atUs
      latestUs = (edges[i + 1] ?? edge).atUs
    }
  }
  return { atUs: Math.round((earliestUs + latestUs) / 2), earliestUs, latestUs, pairs: most }
}

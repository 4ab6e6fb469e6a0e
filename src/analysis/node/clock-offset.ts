/**
 * How far a node's clock is ahead of the control plane's, from moments that both sides stamped.
 *
 * Enters: the kubelet's renewals, Lease sightings, the audit log's renewals, the controller's sights.
 * Leaves: the offset (node − control plane) with its bounds and the number of pairs. It is used for matching
 * only; reported instants are never moved by it unasked.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { ClockOffset, Observation } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import { SECOND_US, usToSeconds } from '../../time/instant.ts'
import { STAMP_TOLERANCE_US } from '../evidence/boundary.ts'
import { type Beats, beatsBefore } from './renewals.ts'

/** Bounds that one pair gives. */
export interface Pair {
  readonly earliestUs: number
  readonly latestUs: number
}

/** Clocks of one cluster that are further apart break much else first (certificates, tokens). */
const LARGEST_OFFSET_US: number = 3600 * SECOND_US

/** Renewals of the audit log that are tried for a match; spread over the log. */
const SAMPLES = 200

/** So many renewals must agree before a rhythm counts as matched: intervals differ by up to 0.4 s at random, so three that agree within 20 ms are no accident. */
const LEAST_MATCHES = 3

/**
 * Undefined where no pair exists. `told` are the renewals that the node stamped (request lines or renewTimes),
 * `audited` those that the API server stamped; both by time.
 */
export function offsetOf(
  told: Beats,
  audited: Beats,
  leases: readonly Observation<'lease.seen'>[],
): MeasuredOffset | undefined {
  const pairs = [...pairsOfLeases(leases), ...pairsOfRhythm(told, audited)]
  return meetingOf(pairs)
}

/** The offset for a report: seconds. */
export function clockOffset(offset: MeasuredOffset): ClockOffset {
  return {
    offsetSeconds: usToSeconds(offset.atUs),
    earliestSeconds: usToSeconds(offset.earliestUs),
    latestSeconds: usToSeconds(offset.latestUs),
    pairs: offset.pairs,
  }
}

/** The API server stamps a write in whole seconds, cut: renewTime − 1 s < its stamp. */
function pairsOfLeases(leases: readonly Observation<'lease.seen'>[]): Pair[] {
  const pairs = new Map<number, Pair>()
  for (const { renewTimeUs, managedTimeUs } of leases)
    if (renewTimeUs !== null && managedTimeUs !== null)
      pairs.set(renewTimeUs, {
        earliestUs: renewTimeUs - managedTimeUs - SECOND_US,
        latestUs: renewTimeUs - managedTimeUs,
      })
  // A Lease keeps the stamp of an older write when only renewTime moved within the second: such a pair is one of many.
  return [...pairs.values()]
}

/**
 * The same renewals in two logs: the request began before the server received it and ended after the server had
 * answered, in the same rhythm on both clocks.
 */
function pairsOfRhythm(told: Beats, audited: Beats): Pair[] {
  if (told.length < LEAST_MATCHES || audited.length < LEAST_MATCHES) return []
  const votes = new Map<number, number>()
  const step = Math.max(1, Math.floor(audited.length / SAMPLES))
  for (let i = 0; i < audited.length; i += step) {
    const atUs = audited.atUs(i)
    for (let j = beatsBefore(told, atUs - LARGEST_OFFSET_US); j < told.length; j++) {
      const difference = told.atUs(j) - atUs
      if (difference > LARGEST_OFFSET_US) break
      const bin = Math.round(difference / STAMP_TOLERANCE_US)
      votes.set(bin, (votes.get(bin) ?? 0) + 1)
    }
  }
  let best: number | undefined
  let most = 0
  for (const bin of votes.keys()) {
    // A true offset may lie on the border of two bins.
    const count = (votes.get(bin) ?? 0) + (votes.get(bin + 1) ?? 0)
    if (count > most || (count === most && best !== undefined && Math.abs(bin) < Math.abs(best))) {
      best = bin
      most = count
    }
  }
  if (best === undefined || most < LEAST_MATCHES) return []
  const roughUs = (best + 0.5) * STAMP_TOLERANCE_US
  const pairs: Pair[] = []
  for (const beat of audited) {
    const j = beatsBefore(told, beat.atUs + roughUs - 2 * STAMP_TOLERANCE_US)
    const match = told.beat(j)
    if (!match || Math.abs(match.atUs - beat.atUs - roughUs) > 2 * STAMP_TOLERANCE_US) continue
    pairs.push({ earliestUs: match.startUs - beat.startUs, latestUs: match.atUs - beat.atUs })
  }
  return pairs.length >= LEAST_MATCHES ? pairs : []
}

/**
 * What most pairs allow. Clocks drift and some pairs mislead, so the bounds are the stretch that the largest
 * number of pairs share, not the intersection of all.
 */
export function meetingOf(pairs: readonly Pair[]): MeasuredOffset | undefined {
  if (pairs.length === 0) return undefined
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

/**
 * Renewals as one source records them, to find how many quarter hours its stamps are from those of another.
 *
 * Intervals between renewals differ at random, so a rhythm that fits in five places is the same one.
 */
import type { SourceReading } from '../../store/reading.ts'
import { MINUTE_US, SECOND_US } from '../../time/instant.ts'

const QUARTER_HOUR_US: number = 15 * MINUTE_US
/** A renewal is recorded by both sides within this time, if their clocks agree. */
const TOLERANCE_US: number = SECOND_US / 2
/** Renewals of a node that are compared, spread over the source. */
const SAMPLES = 60
/** Matches that no chance explains, where most samples match. */
const LEAST_MATCHES = 5
const LEAST_SHARE = 0.6

/** Starts of renewals, by time. */
export interface RecordedRenewals {
  readonly times: readonly number[]
  /** A thinned reading leaves most of them out. */
  readonly isThinned: boolean
}

/** The renewals that a source records, by node in lower case. */
export function recordedRenewals(reading: SourceReading): ReadonlyMap<string, RecordedRenewals> {
  const byNode = new Map<string, RecordedRenewals & { readonly times: number[] }>()
  const listOf = (node: string | null): number[] => {
    const key = node?.toLowerCase() ?? ''
    const recorded = byNode.get(key) ?? { times: [], isThinned: reading.thinned !== undefined }
    byNode.set(key, recorded)
    return recorded.times
  }
  for (const process of reading.processes) {
    for (const [node, table] of process.requests) {
      const list = listOf(node ?? process.node ?? process.host)
      for (let row = 0; row < table.length; row++)
        if ((table.isRenewal(row, true) || table.isRenewal(row, false)) && !table.isThinned(row))
          list.push(table.startUs(row))
    }
    for (const o of process.observations)
      if (o.kind === 'lease.seen' && o.renewTimeUs !== null) listOf(o.node).push(o.renewTimeUs)
  }
  for (const { times } of byNode.values()) times.sort((a, b) => a - b)
  return byNode
}

/** Returns by how many quarter hours the renewals of a source lie after those of another; null: they do not fit. */
export function renewalsMatch(
  source: ReadonlyMap<string, RecordedRenewals>,
  reference: ReadonlyMap<string, RecordedRenewals>,
  mostQuarters: number,
): number | null {
  let best: { quarters: number; matches: number } | null = null
  let second = 0
  for (const [node, { times, isThinned }] of source) {
    const others = reference.get(node)?.times
    if (!others || others.length < LEAST_MATCHES || times.length < LEAST_MATCHES) continue
    for (let quarters = -mostQuarters; quarters <= mostQuarters; quarters++) {
      const byUs = quarters * QUARTER_HOUR_US
      // Of a thinned source each renewal that is left must be met, not each of the other one.
      const matches = isThinned ? matchesAt(others, times, -byUs) : matchesAt(times, others, byUs)
      if (matches < LEAST_MATCHES) continue
      if (best === null || matches > best.matches) {
        second = best?.matches ?? second
        best = { quarters, matches }
      } else if (quarters !== best.quarters) second = Math.max(second, matches)
    }
  }
  return best !== null && best.matches > second ? best.quarters : null
}

/** Counts how many samples of `others` a renewal of `times` meets when moved by `byUs`; 0 if it is not most of them. */
function matchesAt(times: readonly number[], others: readonly number[], byUs: number): number {
  const step = Math.max(1, Math.floor(others.length / SAMPLES))
  const firstUs = times[0] ?? 0
  const lastUs = times.at(-1) ?? 0
  let compared = 0
  let matches = 0
  for (let i = 0; i < others.length; i += step) {
    const atUs = (others[i] ?? 0) + byUs
    if (atUs < firstUs - TOLERANCE_US || atUs > lastUs + TOLERANCE_US) continue
    compared++
    if (distanceTo(times, atUs) <= TOLERANCE_US) matches++
  }
  return matches >= compared * LEAST_SHARE ? matches : 0
}

/** Returns how far the nearest of `times` is. */
function distanceTo(times: readonly number[], atUs: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) < atUs) low = middle + 1
    else high = middle
  }
  const after = times[low]
  const before = times[low - 1]
  return Math.min(
    after === undefined ? Number.POSITIVE_INFINITY : after - atUs,
    before === undefined ? Number.POSITIVE_INFINITY : atUs - before,
  )
}

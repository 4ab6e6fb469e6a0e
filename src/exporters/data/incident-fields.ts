/**
 * Formats an incident as the JSON object of the output contract, which `json`, `ndjson` and `csv` share.
 *
 * Instants are RFC 3339 UTC, durations numbers.
 */

import type {
  Boundary,
  Eviction,
  Incident,
  JsonObject,
  JsonValue,
  Spread,
  TimeBounds,
} from '../../model/index.ts'
import { formatInstant } from '../../time/instant.ts'
import { deviationReason } from '../../wording/deviation-words.ts'
import { expectedReason } from '../../wording/expected-words.ts'
import { BOUNDARY_NAMES, INTERVAL_NAMES } from '../../wording/incident-words.ts'
import { isDoubted } from '../../wording/params-of.ts'

/** Rounds to six decimals. Returns 0 for -0 and null if the value is not finite. */
export function formatNumber(value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null
  return Math.round(value * 1e6) / 1e6 || 0
}

/** The `alignedFrom` field of times that were moved to another clock; no field otherwise. */
export function formatAligned({ alignedFrom }: { readonly alignedFrom?: string }): JsonObject {
  return alignedFrom === undefined ? {} : { alignedFrom }
}

function formatBoundary(boundary: Boundary | null): JsonObject | null {
  if (boundary === null) return null
  const { atUs, earliestUs, latestUs, exact, clock, from, source, line } = boundary
  return {
    at: formatInstant(atUs),
    earliest: formatInstant(earliestUs),
    latest: formatInstant(latestUs),
    exact,
    clock,
    from,
    source,
    line,
    ...formatAligned(boundary),
  }
}

function formatWindow(window: TimeBounds | null): JsonObject | null {
  return window && { earliest: formatInstant(window.earliestUs), latest: formatInstant(window.latestUs) }
}

function formatSpread({ count, min, p50, max }: Spread): JsonObject {
  return { count, min: formatNumber(min), p50: formatNumber(p50), max: formatNumber(max) }
}

/** Formats an eviction of an incident or an unassigned one of the report. */
export function formatEviction({ pod, atUs, source, line, tiedBy }: Eviction): JsonObject {
  return { pod, at: formatInstant(atUs), source, line, tiedBy }
}

function byName<N extends string>(names: readonly N[], value: (name: N) => JsonValue): JsonObject {
  return Object.fromEntries(names.map((name) => [name, value(name)]))
}

/** Formats the fields of an incident in print order. Only a cluster-outage has `members` to `seen`. */
export function formatIncident(incident: Incident): JsonObject {
  const { boundaries, intervals, intervalBounds, cause, retries, expected, deviation } = incident
  const cluster: JsonObject =
    incident.kind === 'cluster-outage'
      ? {
          members: incident.members ?? [],
          nodes: incident.nodes ?? [],
          first: incident.first ?? null,
          affected: incident.affected ?? null,
          seen: incident.seen ?? null,
        }
      : {}
  return {
    id: incident.id,
    number: incident.number ?? null,
    node: incident.node,
    kind: incident.kind,
    start: formatInstant(incident.startUs),
    end: formatInstant(incident.endUs),
    open: incident.open,
    endedBy: incident.endedBy,
    ...cluster,
    boundaries: byName(BOUNDARY_NAMES, (name) => formatBoundary(boundaries[name])),
    intervals: byName(INTERVAL_NAMES, (name) => formatNumber(intervals[name])),
    intervalBounds: byName(INTERVAL_NAMES, (name) => {
      const bounds = intervalBounds[name]
      return bounds && [formatNumber(bounds[0]), formatNumber(bounds[1])]
    }),
    crossClock: incident.crossClock,
    evidence: incident.evidence.map(({ boundary, source, line }) => ({ boundary, source, line })),
    faultWindow: formatWindow(incident.faultWindow),
    cause: {
      category: cause.category,
      where: cause.where,
      confidence: cause.confidence,
      error: cause.error,
      alsoCauses: cause.alsoCauses.map((also) => ({
        cause: also.cause,
        firstAt: formatInstant(also.firstAtUs),
      })),
    },
    retries: {
      tries: retries.tries,
      failures: retries.failures,
      declaredIntervalsSeconds: formatSpread(retries.declaredIntervalsSeconds),
      observedIntervalsSeconds: formatSpread(retries.observedIntervalsSeconds),
    },
    missedRenewals: incident.missedRenewals,
    expected: {
      markedNotReady: formatWindow(expected.markedNotReady),
      firstEviction: formatWindow(expected.firstEviction),
      reason: expected.reason && expectedReason(expected.reason),
    },
    deviation: {
      markedNotReady: deviation.markedNotReady,
      reason: deviation.reason && deviationReason(deviation.reason),
    },
    evictions: incident.evictions.map(formatEviction),
    verdict: incident.verdict,
    ...(incident.heartbeat === undefined ? {} : { heartbeat: incident.heartbeat }),
    ...(isDoubted(incident) ? { inDoubt: true } : {}),
    ...formatAligned(incident),
  }
}

/** Joins what two successive parts of a source contain of one process. */
import { narrowVersion } from '../../model/version-range.ts'
import { joinedRequests, joinedStale, movedRequests, movedStale } from '../../store/moved-rows.ts'
import type { FailedLists } from '../../store/reading.ts'
import type { ClockPart } from '../processes/clock-steps.ts'
import { MAX_LOST_WATCHES } from '../processes/failed-reads.ts'
import type { ComponentCounts, ProcessPart } from '../processes/process-part.ts'
import { MAX_PAUSES, type Span } from '../time-span.ts'

/** Returns `part` with each line `by` lines later. It shares what has no lines. */
export function movedProcess(part: ProcessPart, by: number): ProcessPart {
  const move = <T extends { readonly line: number }>(one: T): T => ({ ...one, line: one.line + by })
  return {
    ...part,
    firstLine: part.firstLine === null ? null : part.firstLine + by,
    lastLine: part.lastLine === null ? null : part.lastLine + by,
    lastError: part.lastError && move(part.lastError),
    failedLists: part.failedLists && move(part.failedLists),
    lostWatches: part.lostWatches.map(move),
    observations: part.observations.map(move),
    requests: mapValues(part.requests, (table) => movedRequests(table, by)),
    stale: mapValues(part.stale, (table) => movedStale(table, by)),
  }
}

function mapValues<K, V>(map: ReadonlyMap<K, V>, to: (value: V) => V): Map<K, V> {
  return new Map([...map].map(([key, value]) => [key, to(value)]))
}

/** Returns both parts as one: `b` began in the state that `a` led to, and its lines are counted from the beginning of `a`. */
export function joinedProcess(a: ProcessPart, b: ProcessPart): ProcessPart {
  const isFirstOfB =
    (b.times.firstUs ?? Number.POSITIVE_INFINITY) < (a.times.firstUs ?? Number.POSITIVE_INFINITY)
  return {
    source: a.source,
    host: a.host,
    pid: a.pid,
    name: a.name,
    components: joinedCounts(a.components, b.components),
    isMixed: a.isMixed || b.isMixed,
    nodes: new Set([...a.nodes, ...b.nodes]),
    times: joinedSpan(a.times, b.times),
    firstLine: isFirstOfB ? b.firstLine : a.firstLine,
    lastLine: b.lastLine ?? a.lastLine,
    lastError: b.lastError ?? a.lastError,
    requestTimes: joinedSpan(a.requestTimes, b.requestTimes),
    isFixed: a.isFixed && b.isFixed,
    clock: joinedClock(a.clock, b.clock),
    printsRequests: a.printsRequests || b.printsRequests,
    printsLifecycle: a.printsLifecycle || b.printsLifecycle,
    failedLists: joinedLists(a.failedLists, b.failedLists),
    lostWatches: [...a.lostWatches, ...b.lostWatches].slice(0, MAX_LOST_WATCHES),
    flags: new Map([...a.flags, ...b.flags]),
    version: narrowVersion(a.version, b.version),
    observations: [...a.observations, ...b.observations],
    requests: joinedTables(a.requests, b.requests, joinedRequests),
    stale: joinedTables(a.stale, b.stale, joinedStale),
  }
}

/** The last time of `b` is never before that of `a`, in the state of which it began. */
export function joinedSpan(a: Span, b: Span): Span {
  const isFirstOfB = a.firstUs === null || (b.firstUs !== null && b.firstUs < a.firstUs)
  return {
    firstUs: isFirstOfB ? b.firstUs : a.firstUs,
    lastUs: b.lastUs,
    previousUs: b.previousUs,
    pauses: [...a.pauses, ...b.pauses].slice(0, MAX_PAUSES),
  }
}

function joinedCounts(a: ComponentCounts, b: ComponentCounts): ComponentCounts {
  const counts = new Map(a)
  for (const [component, count] of b) counts.set(component, (counts.get(component) ?? 0) + count)
  return counts
}

function joinedClock(a: ClockPart, b: ClockPart): ClockPart {
  const steps = [...(b.hadOpenStep ? a.steps.slice(0, -1) : a.steps), ...b.steps]
  const usesRecent = a.usesRecent || b.usesRecent
  return { ...a, forward: a.forward + b.forward, back: a.back + b.back, steps, usesRecent }
}

function joinedLists(a: FailedLists | null, b: FailedLists | null): FailedLists | null {
  return a && b ? { ...b, firstUs: a.firstUs ?? b.firstUs } : (b ?? a)
}

function joinedTables<T>(
  a: ReadonlyMap<string | null, T>,
  b: ReadonlyMap<string | null, T>,
  join: (a: T, b: T) => T,
): ReadonlyMap<string | null, T> {
  const tables = new Map(a)
  for (const [node, table] of b) {
    const before = tables.get(node)
    tables.set(node, before ? join(before, table) : table)
  }
  return tables
}

/**
 * Joins what two successive parts of a source contain.
 *
 * A part is read from the state that the lines before it lead to. If that was a guess, `follows` decides whether the part
 * is the same as if it had been read from the true state.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Problem, ProblemCode } from '../../model/index.ts'
import { MAX_NODES } from '../../model/limits.ts'
import type { CoveragePart } from '../coverage.ts'
import { QUOTED_PROBLEMS } from '../problem-counter.ts'
import { MAX_STEPS } from '../processes/clock-steps.ts'
import { MANY_STALE_LINES } from '../processes/process-collector.ts'
import type { ProcessPart, ProcessState } from '../processes/process-part.ts'
import { MAX_PROCESSES, type ProcessParts } from '../processes/process-registry.ts'
import { MAX_OPEN } from '../records/request-pairs.ts'
import type { EnvelopeCounts } from '../records/unwrap.ts'
import type { SourcePart } from '../source-part.ts'
import { LINES_BEFORE_PART, type SourceState } from '../source-state.ts'
import { MAX_DATES } from '../year/printed-years.ts'
import { joinedProcess, joinedSpan, movedProcess } from './joined-process.ts'

/** What the lines from one place of a source to another contain. */
export interface Stretch {
  readonly part: SourcePart
  /** Offsets where it begins and ends. */
  readonly start: number
  readonly end: number
  /** What it was read from; null: nothing stands before it. */
  readonly from: SourceState | null
  /** What it leads to; null: the source ends with it. */
  readonly to: SourceState | null
}

/** Returns two stretches as one; null if the second one may differ from what would be read behind the first. */
export function joined(a: Stretch, b: Stretch, maxObservations: number): Stretch | null {
  if (!follows(a, b) || reachesLimit(a.part, b.part, maxObservations)) return null
  const { start, from, to: before } = a
  const processes = new Map(before?.processes)
  for (const [key, state] of b.to?.processes ?? [])
    if (!processes.has(key) || b.part.processes.byKey.has(key)) processes.set(key, state)
  return {
    part: joinedParts(a.part, b.part),
    start,
    end: b.end,
    from,
    to: b.to && { processes, lines: b.to.lines },
  }
}

/** Whether `b` was read as it would have been behind `a`. */
function follows({ end, to }: Stretch, { start, from, part }: Stretch): boolean {
  if (end !== start || !to || !from || !isDeepStrictEqual(to.lines, from.lines)) return false
  const { byKey, absent, countsAll } = part.processes
  const keys = [...from.processes.keys()]
  if (keys.some((key) => !to.processes.has(key))) return false
  if (countsAll && keys.length < to.processes.size) return false
  return (
    absent.size < MAX_PROCESSES &&
    [...absent].every((key) => to.processes.has(key) === from.processes.has(key)) &&
    [...byKey].every(([key, process]) => isAlike(to.processes.get(key), from.processes.get(key), process))
  )
}

/** Whether a process would have been read alike from two states. */
function isAlike(a: ProcessState | undefined, b: ProcessState | undefined, part: ProcessPart): boolean {
  if (!a || !b) return a === b
  const relevant = (state: ProcessState): ProcessState =>
    part.clock.usesRecent ? state : { ...state, clock: { ...state.clock, recentUs: [] } }
  return !part.isMixed && isDeepStrictEqual(relevant(a), relevant(b))
}

/** Whether the parts may reach a limit together that neither reaches alone. */
function reachesLimit(a: SourcePart, b: SourcePart, maxObservations: number): boolean {
  const all = [...a.processes.byKey.values(), ...b.processes.byKey.values()]
  const parts = [a, b]
  return (
    a.observations + b.observations >= maxObservations ||
    a.requestProcesses + b.requestProcesses >= MAX_OPEN ||
    parts.some(({ processes }) => processes.isBeyondLimit) ||
    all.length >= MAX_PROCESSES ||
    [...b.processes.byKey].some(([key, process]) => reachesLimitOf(a.processes.byKey.get(key), process)) ||
    all.some(({ stale }) => [...stale.values()].some(({ length }) => length >= MANY_STALE_LINES / 2))
  )
}

function reachesLimitOf(a: ProcessPart | undefined, b: ProcessPart): boolean {
  if (!a) return false
  return (
    a.clock.steps.length + b.clock.steps.length >= MAX_STEPS ||
    a.requests.size + b.requests.size > MAX_NODES ||
    a.stale.size + b.stale.size > MAX_NODES
  )
}

function joinedParts(a: SourcePart, b: SourcePart): SourcePart {
  const by = a.lines - LINES_BEFORE_PART
  return {
    lines: a.lines + b.lines - LINES_BEFORE_PART,
    bytes: a.bytes + b.bytes,
    records: a.records + b.records,
    lineCounts: {
      blank: a.lineCounts.blank + b.lineCounts.blank,
      recognised: a.lineCounts.recognised + b.lineCounts.recognised,
      unrecognised: a.lineCounts.unrecognised + b.lineCounts.unrecognised,
      broken: a.lineCounts.broken + b.lineCounts.broken,
    },
    envelopes: joinedEnvelopes(a.envelopes, b.envelopes),
    coverage: joinedCoverage(a.coverage, b.coverage),
    yearless: b.yearless,
    zoneless: b.zoneless,
    printedYears: [...a.printedYears, ...b.printedYears].slice(0, MAX_DATES),
    processes: joinedProcesses(a.processes, b.processes, by),
    requestProcesses: a.requestProcesses + b.requestProcesses,
    observations: a.observations + b.observations,
    problems: joinedProblems(a.problems, b.problems, by),
  }
}

function joinedEnvelopes(a: EnvelopeCounts, b: EnvelopeCounts): EnvelopeCounts {
  const all = new Map(a)
  for (const [name, { count, depths }] of b) {
    const before = all.get(name)
    all.set(name, { count: count + (before?.count ?? 0), depths: depths + (before?.depths ?? 0) })
  }
  return all
}

function joinedCoverage(a: CoveragePart, b: CoveragePart): CoveragePart {
  const dated =
    a.dated && b.dated
      ? {
          firstUs: Math.min(a.dated.firstUs, b.dated.firstUs),
          lastUs: Math.max(a.dated.lastUs, b.dated.lastUs),
        }
      : (a.dated ?? b.dated)
  return { ...joinedSpan(a, b), dated }
}

function joinedProcesses(a: ProcessParts, b: ProcessParts, by: number): ProcessParts {
  const byKey = new Map(a.byKey)
  for (const [key, part] of b.byKey) {
    const before = byKey.get(key)
    const moved = movedProcess(part, by)
    byKey.set(key, before ? joinedProcess(before, moved) : moved)
  }
  const absent = new Set([...a.absent, ...b.absent])
  return { byKey, absent, countsAll: a.countsAll || b.countsAll, isBeyondLimit: false }
}

/** The first few of each code stay apart, as if they had been counted one after the other. */
function joinedProblems(a: readonly Problem[], b: readonly Problem[], by: number): Problem[] {
  const byCode = new Map<ProblemCode, Problem[]>()
  const moved = b.map((problem) =>
    problem.line === null ? problem : { ...problem, line: problem.line + by },
  )
  for (const problem of [...a, ...moved]) {
    const kept = byCode.get(problem.code) ?? []
    byCode.set(problem.code, kept)
    const last = kept[QUOTED_PROBLEMS - 1]
    if (last) kept[QUOTED_PROBLEMS - 1] = { ...last, count: last.count + problem.count }
    else kept.push(problem)
  }
  return [...byCode.values()].flat()
}

/**
 * What is collected of a process in a source, or in a part of one, and what it decides about later records.
 *
 * Both are plain data: a part of a file may be read in another thread, from the state of the process at its beginning.
 */
import { isKubeletProcess } from '../../grammars/kubelet-process.ts'
import type { Component, Observation, VersionRange } from '../../model/index.ts'
import { knownVersion } from '../../model/version-range.ts'
import type { FailedLists, LastError, LostWatch, ProcessReading } from '../../store/reading.ts'
import type { RequestTable } from '../../store/request-table.ts'
import type { StaleTable } from '../../store/stale-table.ts'
import type { Span, SpanState } from '../time-span.ts'
import { type ClockPart, type ClockState, stepsOf } from './clock-steps.ts'

/** How many findings are of each component. */
export type ComponentCounts = ReadonlyMap<Component, number>

/** What earlier records of a process decide about later ones. */
export interface ProcessState {
  readonly host: string | null
  readonly pid: number | null
  readonly name: string | null
  readonly node: string | null
  /** How many findings are of each of several components; of one, or where the name decides, each once. */
  readonly components: readonly (readonly [Component, number])[]
  readonly printsRequests: boolean
  readonly isControllerManager: boolean
  readonly hasBegun: boolean
  readonly times: SpanState
  readonly requestTimes: SpanState
  readonly clock: ClockState
}

/** What the records of a process contain. Tables and lists are shared with who collected them. */
export interface ProcessPart {
  readonly source: string
  readonly host: string | null
  readonly pid: number | null
  readonly name: string | null
  readonly components: ComponentCounts
  /** The part before decides which component is the most frequent: its counts are not known here. */
  readonly isMixed: boolean
  readonly nodes: ReadonlySet<string>
  readonly times: Span
  /** Null: no time was recorded that is the first, or the last. */
  readonly firstLine: number | null
  readonly lastLine: number | null
  readonly lastError: LastError | null
  readonly requestTimes: Span
  readonly isFixed: boolean
  readonly clock: ClockPart
  readonly printsRequests: boolean
  readonly printsLifecycle: boolean
  readonly failedLists: FailedLists | null
  readonly lostWatches: readonly LostWatch[]
  readonly flags: ReadonlyMap<string, string>
  readonly version: VersionRange
  readonly observations: readonly Observation[]
  readonly requests: ReadonlyMap<string | null, RequestTable>
  readonly stale: ReadonlyMap<string | null, StaleTable>
}

/** Returns the reading of a process of which the part is the whole. */
export function processReading(part: ProcessPart): ProcessReading {
  const { components, name, nodes, times, requestTimes } = part
  const runsKubelet = isKubelet(components, name)
  return {
    source: part.source,
    host: part.host,
    pid: part.pid,
    name,
    component: mostFrequent(components) ?? (runsKubelet ? 'kubelet' : null),
    node: nodes.size === 1 ? ([...nodes][0] as string) : null,
    firstUs: times.firstUs ?? Number.POSITIVE_INFINITY,
    lastUs: times.lastUs ?? Number.NEGATIVE_INFINITY,
    isFixed: part.isFixed,
    runsKubelet,
    previousUs: times.previousUs,
    firstLine: part.firstLine ?? 0,
    lastLine: part.lastLine ?? 0,
    lastError: part.lastError,
    failedLists: part.failedLists,
    lostWatches: part.lostWatches,
    clockJumps: stepsOf(part.clock),
    pauses: times.pauses,
    printsRequests: part.printsRequests,
    requestTimes:
      requestTimes.firstUs === null || requestTimes.lastUs === null
        ? null
        : { firstUs: requestTimes.firstUs, lastUs: requestTimes.lastUs, pauses: requestTimes.pauses },
    printsLifecycle: part.printsLifecycle,
    flags: part.flags,
    kubernetesVersion: knownVersion(part.version),
    observations: part.observations,
    requests: part.requests,
    stale: part.stale,
  }
}

/** Whether a process is a kubelet, or runs one in itself. */
export function isKubelet(components: ComponentCounts, name: string | null): boolean {
  return mostFrequent(components) === 'kubelet' || isKubeletProcess(name)
}

/** Returns what the counts of a process decide about its later records. */
export function componentState(components: ComponentCounts, name: string | null): ProcessState['components'] {
  const counts = [...components].sort(([a], [b]) => (a < b ? -1 : 1))
  return counts.length > 1 && !isKubeletProcess(name) ? counts : counts.map(([component]) => [component, 1])
}

/** Returns the counts without those that a part got from the part before. */
export function countsWithout(components: ComponentCounts, given: ComponentCounts): ComponentCounts {
  const counts = new Map<Component, number>()
  for (const [component, count] of components) {
    const own = count - (given.get(component) ?? 0)
    if (own > 0) counts.set(component, own)
  }
  return counts
}

/** Returns the component counted most often, the first by name of several. */
function mostFrequent(counts: ComponentCounts): Component | null {
  let component: Component | null = null
  let most = 0
  for (const [candidate, count] of counts)
    if (count > most || (count === most && component !== null && candidate < component)) {
      component = candidate
      most = count
    }
  return component
}

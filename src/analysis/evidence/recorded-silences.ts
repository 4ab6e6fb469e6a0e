/**
 * Silences of nodes as one source records them, whatever its zone: what the same silence in two sources has in common.
 *
 * Input: a reading. Output: for each node roughly when it last renewed and renewed again. They only decide zones, which
 * are a quarter of an hour apart, so half a minute of error is nothing.
 */

import type { Interval } from '../../model/interval.ts'
import { isFailedAttempt } from '../../model/kinds.ts'
import type { Observation } from '../../model/observation.ts'
import type { ProcessReading, SourceReading } from '../../store/reading.ts'
import { SECOND_US } from '../../time/instant.ts'

/** A silence as far as a source records it. */
export interface RecordedSilence extends Interval {
  /** The source ends with it: it went on until `endUs` at least. */
  readonly isOpen?: boolean
}

/** Node by its name in lower case; the empty name: the source does not name it. */
export type RecordedSilences = ReadonlyMap<string, readonly RecordedSilence[]>

/** Failures that are further apart belong to two silences: a try lasts 40 s at most, and 7 s pass between two. */
const SAME_SILENCE_US: number = 60 * SECOND_US
/** A silence that no failure shows: longer than a lease lasts. */
const LEASE_US: number = 40 * SECOND_US
/** Shorter bursts of failures are answered in time and are seen by no controller. */
const SHORTEST_US: number = 20 * SECOND_US
/** The first failure is printed 10 to 20 s after the renewal, the next renewal up to 17 s after the last failure. */
const BEFORE_FAILURE_US: number = 15 * SECOND_US
const AFTER_FAILURE_US: number = 5 * SECOND_US
/** The controller sees a renewal up to two passes and a status post later. */
const BEFORE_SEEN_US: number = 5 * SECOND_US
/** A mark comes 40 to 60 s after the renewal; Ready comes back up to a minute after it. */
const BEFORE_MARK_US: number = 45 * SECOND_US
const BEFORE_READY_US: number = 10 * SECOND_US
/** A source that ends sooner after the last sign of a silence does not show its end. */
const LEAST_PAUSE_US: number = 20 * SECOND_US
/** A renewal is up to an interval older than the end of the process that made it. */
const BEFORE_END_US: number = 5 * SECOND_US
/** A process prints for some time after systemd reported its end, at most this long. */
const LATE_LINES_US: number = 5 * SECOND_US
/** Silences of one node in one source that are compared. */
const MOST = 200

/** Lists the silences that a source records, by node. */
export function recordedSilences(reading: SourceReading): RecordedSilences {
  const byNode = new Map<string, RecordedSilence[]>()
  const add = (node: string | null, interval: RecordedSilence): void => {
    const key = node?.toLowerCase() ?? ''
    const silences = byNode.get(key) ?? []
    byNode.set(key, silences)
    if (silences.length < MOST) silences.push(interval)
  }
  for (const process of reading.processes) {
    const own = process.node ?? process.host
    for (const silence of failingSpans(process)) add(own, silence)
    for (const silence of gapsOfRenewals(process)) add(own, silence)
    for (const [node, silence] of stalePeriods(process)) add(node, silence)
    for (const [node, silence] of markedPeriods(process)) add(node, silence)
  }
  for (const [node, silence] of gapsOfProcesses(reading.processes)) add(node, silence)
  for (const [node, silence] of lastEnd(reading.processes)) add(node, silence)
  return byNode
}

function timesOf(observations: Iterable<Observation>): number[] {
  const times: number[] = []
  for (const { timeUs } of observations) if (timeUs !== null) times.push(timeUs)
  return times.sort((a, b) => a - b)
}

/** Cuts times where two are too far apart. */
function runsOf(times: readonly number[]): Interval[] {
  const runs: Interval[] = []
  let startUs: number | null = null
  let endUs = 0
  for (const timeUs of times) {
    if (startUs !== null && timeUs - endUs > SAME_SILENCE_US) {
      runs.push({ startUs, endUs })
      startUs = null
    }
    startUs ??= timeUs
    endUs = timeUs
  }
  if (startUs !== null) runs.push({ startUs, endUs })
  return runs
}

function failingSpans({ component, observations, lastUs }: ProcessReading): RecordedSilence[] {
  if (component !== 'kubelet') return []
  return runsOf(timesOf(observations.filter(isFailedAttempt)))
    .map((run) => ({ ...run, isOpen: lastUs - run.endUs < LEAST_PAUSE_US }))
    .filter(({ startUs, endUs, isOpen }) => isOpen || endUs - startUs >= SHORTEST_US)
    .map(({ startUs, endUs, isOpen }) => ({
      startUs: startUs - BEFORE_FAILURE_US,
      endUs: isOpen ? endUs : endUs + AFTER_FAILURE_US,
      ...(isOpen ? { isOpen } : {}),
    }))
}

/** Finds where a kubelet that prints its requests printed no renewal, without a failure. */
function gapsOfRenewals({ component, printsRequests, requests, observations }: ProcessReading): Interval[] {
  if (component !== 'kubelet' || !printsRequests || observations.some(isFailedAttempt)) return []
  const gaps: Interval[] = []
  for (const table of requests.values()) {
    let previousUs: number | null = null
    table.rowsOf('lease.renewed', false).each((row) => {
      const atUs = table.at(row)
      if (previousUs !== null && atUs - previousUs > LEASE_US) gaps.push({ startUs: previousUs, endUs: atUs })
      previousUs = atUs
    })
  }
  return gaps
}

/** Finds where one kubelet process had ended and the next had not begun. */
function* gapsOfProcesses(
  processes: readonly ProcessReading[],
): Iterable<readonly [string | null, Interval]> {
  const kubelets = processes
    .filter((p) => p.component === 'kubelet' && p.pid !== null && p.firstUs <= p.lastUs)
    .sort((a, b) => a.firstUs - b.firstUs)
  for (const [i, next] of kubelets.entries()) {
    const before = kubelets[i - 1]
    if (before && before.host === next.host && next.firstUs - before.lastUs > LEASE_US)
      yield [next.node ?? next.host, { startUs: before.lastUs, endUs: next.firstUs }]
  }
}

/** Finds the last end of a kubelet that the source records, where no process follows it. */
function* lastEnd(processes: readonly ProcessReading[]): Iterable<readonly [string | null, RecordedSilence]> {
  const kubelets = processes.filter((p) => p.component === 'kubelet' && p.firstUs <= p.lastUs)
  const stops = processes.flatMap(({ observations }) =>
    observations.filter((o) => o.kind === 'kubelet.stopped'),
  )
  const last = kubelets.reduce<ProcessReading | null>((a, b) => (a && a.lastUs >= b.lastUs ? a : b), null)
  // One that prints on after its end was reported was started again.
  const stop = stops.findLast(
    ({ timeUs }) => timeUs !== null && last !== null && timeUs >= last.lastUs - LATE_LINES_US,
  )
  if (!last || !stop || stop.timeUs === null) return
  const startUs = stop.timeUs - BEFORE_END_US
  yield [last.node ?? last.host, { startUs, endUs: stop.timeUs, isOpen: true }]
}

function* stalePeriods({
  observations,
  stale,
  lastUs,
}: ProcessReading): Iterable<readonly [string, RecordedSilence]> {
  const byNode = new Map<string, Observation<'node.stale'>[]>()
  const lines = [...stale.values()].flatMap((table) => table.list())
  for (const o of [...observations, ...lines])
    if (o.kind === 'node.stale' && o.node !== null && o.timeUs !== null) {
      const ofNode = byNode.get(o.node)
      if (ofNode) ofNode.push(o)
      else byNode.set(o.node, [o])
    }
  for (const [node, ofNode] of byNode) {
    // The first line of each time: two of one time differ by a rounding.
    const firstAt = new Map(ofNode.toReversed().map((o) => [o.timeUs, o]))
    for (const run of runsOf(timesOf(ofNode))) {
      const seenUs = run.startUs - (firstAt.get(run.startUs)?.durationSeconds ?? 0) * SECOND_US
      const isOpen = lastUs - run.endUs < LEAST_PAUSE_US
      yield [node, { startUs: seenUs - BEFORE_SEEN_US, endUs: run.endUs, ...(isOpen ? { isOpen } : {}) }]
    }
  }
}

/** Finds from mark to Ready what a controller, an Event or an object shows of a node. */
function* markedPeriods({ component, observations }: ProcessReading): Iterable<readonly [string, Interval]> {
  if (component === 'kubelet') return
  const marks = new Map<string, number>()
  const changes = observations
    .filter(({ kind, node, timeUs }) => node !== null && timeUs !== null && isChange(kind))
    .sort((a, b) => (a.timeUs ?? 0) - (b.timeUs ?? 0))
  for (const o of changes) {
    const node = o.node ?? ''
    const timeUs = o.timeUs ?? 0
    if (o.kind === 'node.not-ready') {
      if (!marks.has(node) && o.status !== 'False') marks.set(node, timeUs)
      continue
    }
    const markUs = marks.get(node)
    marks.delete(node)
    if (markUs !== undefined)
      yield [node, { startUs: markUs - BEFORE_MARK_US, endUs: timeUs - BEFORE_READY_US }]
  }
}

function isChange(kind: Observation['kind']): boolean {
  return kind === 'node.not-ready' || kind === 'node.ready' || kind === 'node.healthy-again'
}

/**
 * When no kubelet worked: from the end of one that worked, or of one that ended at its start, to the next that works.
 *
 * Input: the kubelet's processes, and what it and systemd report of starts, ends and registrations. Output: downtimes by
 * time; several ends in a row are one. A kubelet works when it registers its node, or prints for longer than a renew
 * interval after its start.
 * Authority: systemd core/service.c, core/unit.c; kubelet server.go, 1.14–1.36.
 */
import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Observation } from '../../../model/index.ts'
import { SECOND_US } from '../../../time/instant.ts'
import { type Witness, witnessOf } from '../../evidence/boundary.ts'
import { type ErrorOfRun, isStop, type KubeletRun, type TimedLife, type TimedStop } from './kubelet-runs.ts'

/** The kubelet that ended a downtime. */
export interface WorkingStart {
  readonly witness: Witness
  /** Start of its unit, else its first line. */
  readonly startUs: number
  /** When it registered its node, else its first line. */
  readonly knownUs: number
  /** Its last line. */
  readonly lastUs: number
  readonly pid: number | null
  /** False: lines before its first may be missing, so that it may have begun at any time after the end. */
  readonly isPrinted: boolean
}

export interface KubeletDowntime {
  /** The record of the end, or the last line of the process. */
  readonly witness: Witness
  /** When the process ended, or its last line; a stamp of whole seconds leaves until `endLatestUs`. */
  readonly endUs: number
  /** The process had ended by then; the start of the next one where only that shows the end. */
  readonly endLatestUs: number
  /** Whether systemd or the kubelet itself reports the end; false: only the next process shows it. */
  readonly isReported: boolean
  /** Whether a kubelet had worked before; false: the first end in evidence was at a start, or nothing shows more. */
  readonly hadWorked: boolean
  /** Whether the node was shutting down. */
  readonly isShutdown: boolean
  /** Ends in a row. */
  readonly ends: number
  /** The last line of severity E or F of the process that ended last; null: it is not known. */
  readonly error: ErrorOfRun | null
  /** Null: no kubelet that works follows in the evidence. */
  readonly next: WorkingStart | null
}

/** A process prints for some time after systemd reported its end, at most this long. */
const LATE_LINES_US: number = 5 * SECOND_US

/** Finds the downtimes of one node. */
export function findDowntimes(
  runs: readonly KubeletRun[],
  observations: readonly Observation[],
  renewIntervalUs: number,
): KubeletDowntime[] {
  const shutdownsUs = observations.flatMap((o) => (o.kind === 'kubelet.shutdown' ? (o.timeUs ?? []) : []))
  const stops = observations.filter(isStop)
  const downtimes: KubeletDowntime[] = []
  let current: OpenDowntime | null = null
  let s = 0
  for (const [i, run] of runs.entries()) {
    // Ends that are reported before this process began.
    for (; s < stops.length && !isWithin(stops[s] as TimedStop, run); s++)
      current = withEnd(current, stops[s] as TimedStop, null, false)
    const works = isWorking(run, renewIntervalUs)
    if (current && isSameEnd(current, run)) {
      const hadWorked = run.registeredUs !== null || run.lastUs - run.startUs > renewIntervalUs
      current = { ...current, hadWorked, error: run.lastError, lastRun: run }
    } else if (works && current) {
      downtimes.push(closed(current, run))
      current = null
    }
    const next = runs[i + 1]
    let isStopped = false
    for (; s < stops.length; s++) {
      const stop = stops[s] as TimedStop
      if (next && isWithin(stop, next)) break
      if (stop.timeUs + stop.resolutionUs + LATE_LINES_US < run.lastUs) continue
      current = withEnd(current, stop, run, works)
      isStopped = true
    }
    // Only the next process shows the end: it happened between the last line of one and the first of the other.
    if (next && !isStopped && run.lastUs <= next.startUs && run.source === next.source)
      current = current ? withLateEnd(current, run) : endOfRun(run, next, works)
  }
  for (; s < stops.length; s++) current = withEnd(current, stops[s] as TimedStop, null, false)
  if (current) downtimes.push(closed(current, null))
  return downtimes.map((d) => ({ ...d, isShutdown: isDuringShutdown(d, shutdownsUs) }))
}

/** Longest time from the signal of a shutdown to the end of the kubelet: the grace period of its pods. */
const SHUTDOWN_US: number = 600 * SECOND_US

function isDuringShutdown({ endUs }: KubeletDowntime, shutdownsUs: readonly number[]): boolean {
  const i = firstIndexWhere(shutdownsUs.length, (n) => (shutdownsUs[n] as number) >= endUs - SHUTDOWN_US)
  const shutdownUs = shutdownsUs[i]
  return shutdownUs !== undefined && shutdownUs <= endUs + SECOND_US
}

/** A downtime while its ends are collected. */
type OpenDowntime = Omit<KubeletDowntime, 'next'> & { readonly lastRun: KubeletRun | null }

/** Whether a record about the unit was printed after the process began. */
function isWithin(o: TimedLife, run: KubeletRun): boolean {
  if (o.pid !== null && o.pid === run.pid && o.component === 'kubelet') return true
  if (o.timeUs > run.firstUs) return true
  // A stamp of whole seconds: the order of the lines decides.
  return o.timeUs + o.resolutionUs > run.firstUs && o.source === run.source && o.line > run.firstLine
}

/** A unit reports one end in several lines, so lines without a new process between them are one end. */
function withEnd(
  current: OpenDowntime | null,
  stop: TimedStop,
  run: KubeletRun | null,
  hadWorked: boolean,
): OpenDowntime {
  if (current) {
    const isNew = run !== null && run !== current.lastRun
    return isNew
      ? { ...current, ends: current.ends + 1, error: run.lastError ?? current.error, lastRun: run }
      : current
  }
  // A restart comes some time after the end, between which lines are missing.
  const isReported = !stop.isRestart || run === null
  return {
    witness: witnessOf(stop),
    endUs: isReported ? stop.timeUs : Math.min(run.lastUs, stop.timeUs),
    endLatestUs: stop.timeUs + stop.resolutionUs - 1,
    isReported,
    isShutdown: false,
    hadWorked,
    ends: 1,
    error: run?.lastError ?? null,
    lastRun: run,
  }
}

/** Whether an end that stands before a process is its own: `systemctl status` prints the state of a unit before its log. */
function isSameEnd({ lastRun, endLatestUs }: OpenDowntime, run: KubeletRun): boolean {
  // The unit's own line between both shows that another process began.
  const isStartedBetween = run.startWitness.line !== run.firstLine || run.startWitness.source !== run.source
  return lastRun === null && !isStartedBetween && run.firstUs <= endLatestUs
}

function withLateEnd(current: OpenDowntime, run: KubeletRun): OpenDowntime {
  if (current.lastRun === run) return current
  return { ...current, ends: current.ends + 1, error: run.lastError ?? current.error, lastRun: run }
}

function endOfRun(run: KubeletRun, next: KubeletRun, hadWorked: boolean): OpenDowntime {
  return {
    witness: { kind: 'kubelet.stopped', source: run.source, line: run.lastLine, clock: run.clock },
    endUs: run.lastUs,
    endLatestUs: next.startUs,
    isReported: false,
    isShutdown: false,
    hadWorked,
    ends: 1,
    error: run.lastError,
    lastRun: run,
  }
}

function closed({ lastRun: _, ...downtime }: OpenDowntime, run: KubeletRun | null): KubeletDowntime {
  if (!run) return { ...downtime, next: null }
  const { startWitness, startUs, registeredUs, firstUs, lastUs, pid, isStartPrinted } = run
  const next = {
    witness: startWitness,
    startUs,
    knownUs: registeredUs ?? firstUs,
    lastUs,
    pid,
    isPrinted: isStartPrinted,
  }
  return { ...downtime, next }
}

/** Reports whether the process worked: without its start in evidence it did, unless it reports that it failed to start. */
function isWorking(run: KubeletRun, renewIntervalUs: number): boolean {
  if (run.registeredUs !== null || run.lastUs - run.startUs > renewIntervalUs) return true
  return !run.isStartInEvidence && !run.failedToStart
}

/** The processes of a node's kubelet, each once however many sources show it, and how each began. */
import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Observation } from '../../../model/index.ts'
import type { LastError, ProcessReading } from '../../../store/reading.ts'
import type { Witness } from '../../evidence/boundary.ts'
import { witnessOf } from '../../evidence/boundary.ts'

/** The last line of severity E or F of a process. */
export interface ErrorOfRun extends LastError {
  readonly source: string
}

export interface KubeletRun {
  readonly pid: number
  /** Of its first and last line: the last is of the source that shows it longest. */
  readonly source: string
  readonly clock: string
  readonly firstUs: number
  readonly lastUs: number
  readonly firstLine: number
  readonly lastLine: number
  readonly lastError: ErrorOfRun | null
  /** Start of the unit where systemd reports it, else the first line. */
  readonly startUs: number
  readonly startWitness: Witness
  /** Whether the process began in the evidence: its unit was started, another process was before, it prints how it begins. */
  readonly isStartInEvidence: boolean
  /** Whether lines show its start: the unit's, how it begins, its registration. False: lines before its first may be missing. */
  readonly isStartPrinted: boolean
  /** When it registered its node; null: no line shows that. */
  readonly registeredUs: number | null
  /** It reports itself that it could not start. */
  readonly failedToStart: boolean
}

/** A report of a start or an end that has a time. */
export type TimedLife = Observation<'kubelet.started' | 'kubelet.stopped'> & { readonly timeUs: number }

/** A report of an end that has a time. */
export type TimedStop = Observation<'kubelet.stopped'> & { readonly timeUs: number }

/** Lists the processes by start, on the node's clock where no record names another. Those without a pid can't be distinguished. */
export function runsOf(
  processes: readonly ProcessReading[],
  observations: readonly Observation[],
  node: string,
): KubeletRun[] {
  const merged = mergeSources(processes)
  const own = observationsByPid(observations)
  const starts = observations.filter(isStartOfUnit)
  const stops = observations.filter(isStop)
  const runs: KubeletRun[] = []
  let s = 0
  for (const [i, process] of merged.entries()) {
    let newest: TimedLife | null = null
    for (; s < starts.length && isBefore(starts[s] as TimedLife, process); s++)
      newest = starts[s] as TimedLife
    const start = newest && isStartOf(process, merged[i - 1], newest, stops) ? newest : null
    runs.push(
      describe(process, { start, own: own.get(process.pid) ?? [], node, hasPredecessor: runs.length > 0 }),
    )
  }
  return runs
}

/**
 * Whether the last start of the unit before a process is its own. A unit that reports itself when it is ready (k3s, rke2)
 * prints its start behind the first lines of its process: that is the start of the process before, which goes on, or
 * ended since.
 */
function isStartOf(
  { firstUs }: Merged,
  before: Merged | undefined,
  start: TimedLife,
  stops: readonly TimedLife[],
): boolean {
  if (before === undefined || before.firstUs > start.timeUs) return true
  const next = firstIndexWhere(stops.length, (n) => !precedes(stops[n] as TimedLife, start))
  const isStoppedBefore = (stops[next - 1]?.timeUs ?? Number.NEGATIVE_INFINITY) >= before.firstUs
  if (isStoppedBefore) return true
  const isStoppedSince = (stops[next]?.timeUs ?? Number.POSITIVE_INFINITY) < firstUs
  return !isStoppedSince && before.lastUs < start.timeUs + start.resolutionUs
}

/** The order of two reports about the unit: of one second, the order of the lines decides. */
function precedes(a: TimedLife, b: TimedLife): boolean {
  return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.source === b.source && a.line < b.line)
}

/** One process in all sources that show it. */
type Merged = Pick<
  KubeletRun,
  'pid' | 'source' | 'firstUs' | 'lastUs' | 'firstLine' | 'lastLine' | 'lastError'
> & {
  readonly printsStart: boolean
}

/** Joins the readings of one process: the same pid, with no other process between them. */
function mergeSources(processes: readonly ProcessReading[]): Merged[] {
  const merged: Merged[] = []
  const newest = new Map<number, number>()
  for (const p of [...processes].sort((a, b) => a.firstUs - b.firstUs)) {
    if (p.pid === null) continue
    const { pid, source, firstUs, lastUs, firstLine, lastLine } = p
    const lastError = p.lastError && { ...p.lastError, source }
    const printsStart = p.flags.size > 0
    const own = { pid, source, firstUs, lastUs, firstLine, lastLine, lastError, printsStart }
    const index = newest.get(pid)
    const before = index === undefined ? undefined : merged[index]
    const isSame = before !== undefined && (index === merged.length - 1 || firstUs <= before.lastUs)
    if (isSame && index !== undefined) {
      const isLonger = lastUs > before.lastUs
      merged[index] = {
        ...before,
        ...(isLonger ? { source, lastUs, lastLine } : {}),
        // Within one source the first line counts, which `source` names.
        firstLine: isLonger && source !== before.source ? firstLine : before.firstLine,
        lastError: isLonger ? lastError : (before.lastError ?? lastError),
        printsStart: before.printsStart || printsStart,
      }
    } else {
      newest.set(pid, merged.length)
      merged.push(own)
    }
  }
  return merged
}

/** What a kubelet prints of its own life, by its pid. */
function observationsByPid(observations: readonly Observation[]): Map<number, Observation[]> {
  const byPid = new Map<number, Observation[]>()
  for (const o of observations) {
    if (o.component !== 'kubelet' || o.pid === null || o.timeUs === null) continue
    if (
      o.kind !== 'node.registered' &&
      o.kind !== 'kubelet.started' &&
      o.kind !== 'kubelet.stopped' &&
      o.kind !== 'node.register-failed'
    )
      continue
    const ofPid = byPid.get(o.pid)
    if (ofPid) ofPid.push(o)
    else byPid.set(o.pid, [o])
  }
  return byPid
}

/** Whether a report of an end has a time. */
export function isStop(o: Observation): o is TimedStop {
  return o.kind === 'kubelet.stopped' && o.timeUs !== null
}

function isStartOfUnit(o: Observation): o is TimedLife {
  return o.kind === 'kubelet.started' && o.component === 'systemd' && o.timeUs !== null
}

/** Whether a unit was started before the first line of a process. */
function isBefore(start: TimedLife, { firstUs, source, firstLine }: Merged): boolean {
  if (start.timeUs > firstUs) return false
  return start.source !== source || start.timeUs + start.resolutionUs <= firstUs || start.line < firstLine
}

function describe(
  { printsStart, ...process }: Merged,
  {
    start,
    own,
    node,
    hasPredecessor,
  }: {
    readonly start: TimedLife | null
    readonly own: readonly Observation[]
    readonly node: string
    readonly hasPredecessor: boolean
  },
): KubeletRun {
  const { firstUs, lastUs, source, firstLine } = process
  const during = own.filter(({ timeUs }) => timeUs !== null && timeUs >= firstUs && timeUs <= lastUs)
  const clock = own[0]?.clock ?? start?.clock ?? node
  const line: Witness = { kind: 'kubelet.started', source, line: firstLine, clock }
  const registered = during.find(({ kind }) => kind === 'node.registered')
  const stopped = during.find(({ kind }) => kind === 'kubelet.stopped')
  return {
    ...process,
    clock,
    startUs: start?.timeUs ?? firstUs,
    startWitness: start ? witnessOf(start) : line,
    isStartInEvidence:
      start !== null ||
      hasPredecessor ||
      printsStart ||
      during.some(({ kind }) => kind === 'kubelet.started'),
    isStartPrinted: start !== null || printsStart || during.some(({ kind }) => kind !== 'kubelet.stopped'),
    registeredUs: registered?.timeUs ?? null,
    failedToStart: stopped !== undefined,
  }
}

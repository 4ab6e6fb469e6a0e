/**
 * Finds kubelets of two machines under one node name: two clusters in one directory, or a name given twice.
 *
 * Two processes are two kubelets if they print in turns: a successor begins when its predecessor has ended, and a copy
 * prints the same lines at the same times. Those of one pid and host are two if they name two API servers.
 */
import type { Problem } from '../../model/index.ts'
import { isFailedAttempt } from '../../model/kinds.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { MINUTE_US, SECOND_US } from '../../time/instant.ts'
import { order } from './order.ts'

/** Two processes of one kubelet never print at the same time; clocks that were set meanwhile may make it look so. */
const LEAST_OVERLAP_US: number = MINUTE_US
/** Lines of one process between two of the other. */
const LEAST_TURNS = 4
/** A copy prints the same line at the same time, or a moment later where a journal stamped it. */
const COPY_US: number = SECOND_US / 20
/** Events of one process that are compared. */
const MOST_EVENTS = 5000

/** Kubelets of one name that are kept apart. */
const MOST_GROUPS = 8

/** Processes of one kubelet, by start. */
export type KubeletGroup = readonly ProcessReading[]

/** Splits the kubelet processes of one node name into kubelets, by start. One group: there is one kubelet. */
function separateKubelets(processes: readonly ProcessReading[]): KubeletGroup[] {
  const groups: { members: ProcessReading[]; lastUs: number }[] = []
  const events = new Map<ProcessReading, readonly number[]>()
  const eventsOf = (process: ProcessReading): readonly number[] => {
    const known = events.get(process) ?? eventTimes(process)
    events.set(process, known)
    return known
  }
  const sorted = [...processes].sort((a, b) => a.firstUs - b.firstUs || order(a.source, b.source))
  for (const process of sorted) {
    // A crash loop has thousands of processes: those that had ended before need no look.
    const group = groups.find(
      ({ members, lastUs }) =>
        lastUs - process.firstUs < LEAST_OVERLAP_US || !members.some((m) => isOther(m, process, eventsOf)),
    )
    if (group) {
      group.members.push(process)
      group.lastUs = Math.max(group.lastUs, process.lastUs)
    } else if (groups.length < MOST_GROUPS) groups.push({ members: [process], lastUs: process.lastUs })
  }
  return groups.map(({ members }) => members)
}

/** Whether two processes are of two kubelets. */
function isOther(
  a: ProcessReading,
  b: ProcessReading,
  eventsOf: (process: ProcessReading) => readonly number[],
): boolean {
  const isSamePid = a.pid === null || b.pid === null || a.pid === b.pid
  const isSameHost = a.host === null || b.host === null || a.host === b.host
  if (isSamePid && isSameHost && !nameOtherServers(a, b)) return false
  if (a.clockJumps.length > 0 || b.clockJumps.length > 0) return false
  const startUs = Math.max(a.firstUs, b.firstUs)
  const endUs = Math.min(a.lastUs, b.lastUs)
  if (endUs - startUs < LEAST_OVERLAP_US) return false
  const within = (timeUs: number): boolean => timeUs >= startUs && timeUs <= endUs
  return printInTurns(eventsOf(a).filter(within), eventsOf(b).filter(within))
}

/** Most failures of a process that are searched for the name of its API server. */
const MOST_ERRORS = 50

const SCHEME = 'https://'

/** Whether both name API servers in their errors, and none in common: a kubelet has one. */
function nameOtherServers(a: ProcessReading, b: ProcessReading): boolean {
  const ofA = serversOf(a)
  const ofB = serversOf(b)
  return ofA.size > 0 && ofB.size > 0 && ![...ofA].some((server) => ofB.has(server))
}

/** Returns the host of the first URL in an error; null: it has none. */
function serverIn(error: string): string | null {
  const at = error.indexOf(SCHEME)
  if (at < 0) return null
  const rest = error.slice(at + SCHEME.length)
  const end = rest.search(/[:/]/)
  return end > 0 ? rest.slice(0, end) : null
}

function serversOf({ observations }: ProcessReading): ReadonlySet<string> {
  const servers = new Set<string>()
  let errors = 0
  for (const o of observations) {
    if (!('error' in o) || o.error === null) continue
    const server = serverIn(o.error)
    if (server !== null) servers.add(server)
    if (++errors === MOST_ERRORS) break
  }
  return servers
}

function eventTimes(process: ProcessReading): number[] {
  const times: number[] = []
  for (const o of process.observations)
    if (o.timeUs !== null && o.component === 'kubelet' && isOfRunning(o)) times.push(o.timeUs)
  for (const table of process.requests.values())
    for (let row = 0; row < table.length && times.length < MOST_EVENTS; row++) times.push(table.at(row))
  return times.sort((a, b) => a - b)
}

/** What systemd prints about the unit is of no running kubelet. */
function isOfRunning(o: ProcessReading['observations'][number]): boolean {
  return isFailedAttempt(o) || (o.kind !== 'kubelet.started' && o.kind !== 'kubelet.stopped')
}

function printInTurns(a: readonly number[], b: readonly number[]): boolean {
  let i = 0
  let j = 0
  let turns = 0
  let copies = 0
  let newest: 'a' | 'b' | null = null
  while (i < a.length && j < b.length) {
    const [atA, atB] = [a[i] ?? 0, b[j] ?? 0]
    if (Math.abs(atA - atB) <= COPY_US) {
      copies++
      i++
      j++
      continue
    }
    const next: 'a' | 'b' = atA < atB ? 'a' : 'b'
    if (next === 'a') i++
    else j++
    if (newest !== null && next !== newest) turns++
    newest = next
  }
  return turns >= LEAST_TURNS && copies * 2 < Math.min(a.length, b.length)
}

/** A process that prints a node name of which another kubelet is the owner, and the name that it is reported under. */
export interface Renamed {
  readonly printed: string
  readonly reported: string
}

/** Names the kubelets apart that share a node name. The one that fails most keeps it, for a controller may report its outage. */
export function nameKubeletsApart(nodeOf: ReadonlyMap<ProcessReading, string | null>): {
  readonly renamed: ReadonlyMap<ProcessReading, Renamed>
  /** The names that nodes of several kubelets are reported under. */
  readonly shared: ReadonlySet<string>
  readonly problems: readonly Problem[]
} {
  const byNode = new Map<string, ProcessReading[]>()
  for (const [process, node] of nodeOf) {
    if (node === null || process.component !== 'kubelet' || process.firstUs > process.lastUs) continue
    const processes = byNode.get(node)
    if (processes) processes.push(process)
    else byNode.set(node, [process])
  }
  const renamed = new Map<ProcessReading, Renamed>()
  const shared = new Set<string>()
  const problems: Problem[] = []
  for (const [printed, processes] of byNode) {
    const [owner, ...others] = separateKubelets(processes).sort((a, b) => failuresOf(b) - failuresOf(a))
    for (const group of others) {
      const source = group[0]?.source ?? ''
      const reported = `${printed} (${source})`
      for (const process of group) renamed.set(process, { printed, reported })
      shared.add(printed).add(reported)
      const excerpt = `two kubelets print as node ${printed} at the same time, this one and that of ${owner?.[0]?.source}: it is reported as ${reported}`
      problems.push({ code: 'two-kubelets', source, line: null, offset: null, count: group.length, excerpt })
    }
  }
  return { renamed, shared, problems }
}

function failuresOf(group: KubeletGroup): number {
  return group.reduce((n, { observations }) => n + observations.filter(isFailedAttempt).length, 0)
}

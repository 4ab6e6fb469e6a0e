/**
 * What all sources together say about each node and about the control plane.
 *
 * Enters: readings of sources, in any order. Leaves: per node its evidence by time, each thing once; lines
 * that do not name their node are given to the one that their process speaks of.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Observation, Problem } from '../../model/index.ts'
import { MAX_NODES } from '../../model/limits.ts'
import type { ProcessReading, SourceReading } from '../../store/reading.ts'
import { RequestTable } from '../../store/request-table.ts'
import type { StaleTable } from '../../store/stale-table.ts'
import { pathReader } from './node-from-path.ts'
import { once, order } from './order.ts'

export interface NodeEvidence {
  readonly node: string
  readonly answers: RequestTable
  /** All but answers, by time, source, line; of stale lines only those that are kept one by one. */
  readonly observations: readonly Observation[]
  /** The others, of each process that tells any. */
  readonly stale: readonly StaleTable[]
  /** The kubelet's. */
  readonly processes: readonly ProcessReading[]
}

/** The same with every stale line among the observations: there may be a thousand of each node, so not to be kept. */
export function withStale(evidence: NodeEvidence): NodeEvidence {
  const { observations, stale } = evidence
  if (stale.length === 0) return evidence
  return {
    ...evidence,
    observations: once([...observations, ...stale.flatMap((lines) => lines.list())]),
    stale: [],
  }
}

export interface ControlPlaneEvidence {
  /** Observations that name no node: zones, disruption, leader changes, evictions. By time. */
  readonly observations: readonly Observation[]
  /** The controller manager's. */
  readonly processes: readonly ProcessReading[]
}

export interface Evidence {
  readonly nodes: readonly NodeEvidence[]
  readonly controlPlane: ControlPlaneEvidence
  /** What could be given to no node. */
  readonly problems: readonly Problem[]
  /** By process, the node it was taken to speak of. */
  readonly nodeOf: ReadonlyMap<ProcessReading, string | null>
}

/** What one node's evidence is gathered in; `source` is the first that names it. */
interface Gathered {
  readonly source: string
  readonly answers: RequestTable[]
  readonly observations: Observation[]
  readonly stale: StaleTable[]
  readonly processes: ProcessReading[]
}

/** `override` gives a source's node where the user said it. */
export function gather(readings: readonly SourceReading[], override: ReadonlyMap<string, string>): Evidence {
  const sorted = [...readings].sort((a, b) => order(a.name, b.name))
  const nodeOf = new Map<ProcessReading, string | null>()
  const nodeOfPath = pathReader(sorted)
  for (const reading of sorted)
    for (const process of reading.processes) {
      const said = override.get(reading.name) ?? nodeOfProcess(process, reading, nodeOfPath)
      nodeOf.set(process, said)
    }
  const rename = clockNames(sorted)
  const nodes = new Map<string, Gathered>()
  const of = (node: string, { source }: ProcessReading): Gathered => {
    let entry = nodes.get(node)
    if (!entry) {
      entry = { source, answers: [], observations: [], stale: [], processes: [] }
      nodes.set(node, entry)
    }
    return entry
  }
  const shared: Observation[] = []
  const controllers: ProcessReading[] = []
  const problems: Problem[] = []
  for (const [process, processNode] of nodeOf) {
    // A process none of whose lines has a time has no place among the others.
    const isTimed = process.firstUs <= process.lastUs
    if (isTimed && process.component === 'kube-controller-manager') controllers.push(process)
    if (isTimed && process.component === 'kubelet' && processNode !== null)
      of(processNode, process).processes.push(process)
    let unnamed = 0
    for (const told of process.observations) {
      const o = rename(name(told, processNode))
      if (o.node !== null && !isClusterWide(o)) of(o.node, process).observations.push(o)
      else if (speaksOfNode(o)) unnamed++
      else shared.push(o)
    }
    for (const [node, lines] of process.stale) {
      if (node === null) unnamed += lines.length
      else of(node, process).stale.push(lines.reshaped(rename))
    }
    for (const [node, answers] of process.requests) {
      // Other components print request lines, too: only a kubelet's are evidence of a node.
      const owner = node ?? processNode
      if (owner !== null) of(owner, process).answers.push(answers)
    }
    if (unnamed > 0)
      problems.push({
        code: 'no-node',
        source: process.source,
        line: null,
        offset: null,
        count: unnamed,
        excerpt: `nothing in this source names the node; try --source-node ${process.source}=NODE`,
      })
  }
  const named = [...nodes.entries()].sort(([a], [b]) => order(a, b))
  const beyond = named[MAX_NODES]
  if (beyond)
    problems.push({
      code: 'limit-reached',
      source: beyond[1].source,
      line: null,
      offset: null,
      count: named.length - MAX_NODES,
      excerpt: `more than ${MAX_NODES} nodes: ${beyond[0]} and those behind it by name are left out`,
    })
  return {
    nodes: named.slice(0, MAX_NODES).map(([node, entry]) => ({
      node,
      answers: RequestTable.joined(entry.answers),
      observations: once(entry.observations),
      stale: entry.stale,
      processes: entry.processes,
    })),
    controlPlane: { observations: once(shared), processes: controllers },
    problems,
    nodeOf,
  }
}

/**
 * The node that a kubelet's lines are about: what they name, what the other processes of the source name, the
 * host, the path of the source.
 */
function nodeOfProcess(
  process: ProcessReading,
  reading: SourceReading,
  nodeOfPath: (source: string) => string | null,
): string | null {
  if (process.component !== 'kubelet' && process.component !== 'journald') return null
  if (process.node !== null) return process.node
  const named = new Set<string>()
  for (const other of reading.processes)
    if (other.node !== null && (other.host === process.host || process.host === null)) named.add(other.node)
  if (named.size === 1) return [...named][0] as string
  return named.size === 0 ? (process.host ?? nodeOfPath(reading.name)) : null
}

function name(o: Observation, processNode: string | null): Observation {
  if (o.node !== null || processNode === null) return o
  if (o.component !== 'kubelet' && o.component !== 'journald') return o
  return { ...o, node: processNode, clock: o.clock ?? processNode }
}

/** Facts about the cluster or a pod: the node, where one is named, only ties them. */
function isClusterWide(o: Observation): boolean {
  return o.kind === 'pod.evicted' || o.kind === 'pod.eviction-marked' || o.kind === 'zone.state'
}

function speaksOfNode(o: Observation): boolean {
  return (
    o.component === 'kubelet' ||
    o.kind.startsWith('lease.') ||
    o.kind.startsWith('node.') ||
    o.kind === 'controller.reset'
  )
}

/** `control-plane`, or `control-plane/<host>` where several hosts stamp for it. */
function clockNames(readings: readonly SourceReading[]): <T extends Observation>(o: T) => T {
  const hosts = new Set<string>()
  for (const reading of readings)
    for (const process of reading.processes)
      if (process.component === 'kube-controller-manager' || process.component === 'kube-apiserver')
        if (process.host !== null) hosts.add(process.host)
  if (hosts.size < 2) return (o) => o
  return (o) =>
    o.clock === CONTROL_PLANE && o.host !== null ? { ...o, clock: `${CONTROL_PLANE}/${o.host}` } : o
}

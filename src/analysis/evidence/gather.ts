/**
 * What all sources together contain about each node and about the control plane.
 *
 * Input: readings of sources, in any order. Output: per node its evidence by time, each record once; lines without a
 * node's name are given to the node of their process.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import { CONTROL_PLANE, runsOnNode } from '../../model/clock.ts'
import type { Observation, Problem } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { traitsOf } from '../../model/kinds.ts'
import { MAX_NODES } from '../../model/limits.ts'
import type { ProcessReading, SourceReading } from '../../store/reading.ts'
import { RequestTable } from '../../store/request-table.ts'
import { isBeforeLeases } from './first-leases.ts'
import { kubeletLogsOf } from './kubelet-logs.ts'
import { type CollectedNode, collectedAt, evidenceOf, type NodeEvidence } from './node-evidence.ts'
import { pathReader } from './node-from-path.ts'
import { order, sortOnce } from './order.ts'
import { nameKubeletsApart, type Renamed } from './two-kubelets.ts'

/** Stands for the name of a node that no line names: no node is called so. */
export const UNNAMED_NODE = '(unnamed)'

export interface ControlPlaneEvidence {
  /** Observations that name no node: zones, disruption, leader changes, evictions. By time. */
  readonly observations: readonly Observation[]
  /** The controller manager's. */
  readonly processes: readonly ProcessReading[]
}

export interface Evidence {
  /** By name. */
  readonly nodes: readonly NodeEvidence[]
  readonly controlPlane: ControlPlaneEvidence
  /** Observations about a node that no line names. */
  readonly unnamed: readonly Observation[]
  /** What kubelets printed that no line names, or the only conditions: one node for each source, by its name. */
  readonly unnamedNodes: readonly NodeEvidence[]
  /** What could be given to no node. */
  readonly problems: readonly Problem[]
  /** The node of each process; null: unknown, or not a node's process. */
  readonly nodeOf: ReadonlyMap<ProcessReading, string | null>
  /** The spans of the kubelet logs of each node, whatever they contain, and of what the user named a node for. */
  readonly kubeletLogs: ReadonlyMap<string, readonly Interval[]>
  /** Names of nodes that several kubelets in evidence share: which of them a controller means is not known. */
  readonly sharedNames: ReadonlySet<string>
  /** Nodes had no leases yet in the releases in evidence. */
  readonly isBeforeLeases: boolean
}

/** Collects the evidence, of `mostNodes` nodes at most. */
export function gather(readings: readonly SourceReading[], mostNodes: number = MAX_NODES): Evidence {
  const sorted = [...readings].sort((a, b) => order(a.name, b.name))
  const nodeOfPath = pathReader(sorted)
  const nodeOf = new Map<ProcessReading, string | null>()
  for (const reading of sorted)
    for (const process of reading.processes)
      nodeOf.set(process, reading.given?.node ?? nodeOfProcess(process, reading, nodeOfPath))
  const { renamed, shared, problems } = nameKubeletsApart(nodeOf)
  for (const [process, { reported }] of renamed) nodeOf.set(process, reported)
  const collector = new EvidenceCollector(clockNames(sorted))
  for (const [process, node] of nodeOf) collector.add(process, node, renamed.get(process))
  const evidence = collector.finish(mostNodes)
  const kubeletLogs = kubeletLogsOf(sorted, nodeOf)
  return {
    ...evidence,
    problems: [...evidence.problems, ...problems],
    nodeOf,
    kubeletLogs,
    sharedNames: shared,
    isBeforeLeases: isBeforeLeases([...nodeOf.keys()]),
  }
}

/** Sorts the content of processes by node. */
class EvidenceCollector {
  readonly #nodes = new Map<string, CollectedNode>()
  readonly #shared: Observation[] = []
  readonly #controllers: ProcessReading[] = []
  readonly #problems: Problem[] = []
  readonly #unnamed: Observation[] = []
  /** What kubelets without a name printed, by source. */
  readonly #unnamedNodes = new Map<string, CollectedNode>()
  /** Sources with the conditions of exactly one node, which nothing names. */
  readonly #unnamedObjects: (readonly [ProcessReading, readonly Observation[]])[] = []
  readonly #withClockName: ClockNamer

  constructor(withClockName: ClockNamer) {
    this.#withClockName = withClockName
  }

  /**
   * `processNode` is the node that a kubelet's lines without a name are about; null: unknown. `renamed`: its lines
   * print the name of another kubelet's node.
   */
  add(process: ProcessReading, processNode: string | null, renamed?: Renamed): void {
    // A process without a line that has a time has no place among the others.
    const isTimed = process.firstUs <= process.lastUs
    if (isTimed && process.component === 'kube-controller-manager') this.#controllers.push(process)
    if (isTimed && process.runsKubelet)
      (processNode === null
        ? collectedAt(this.#unnamedNodes, process.source, process)
        : this.#nodeAt(processNode, process)
      ).processes.push(process)
    if (process.stored) {
      if (processNode !== null) this.#addStored(process, processNode, renamed)
      return
    }
    let unnamed = 0
    const objects: Observation[] = []
    for (const observation of process.observations) {
      const o = this.#withClockName(withNode(rename(observation, renamed), processNode))
      const { scope } = traitsOf(o.kind)
      if (o.node !== null && scope !== 'cluster') this.#nodeAt(o.node, process).observations.push(o)
      else if (o.component === 'kubelet' || scope === 'node') {
        unnamed++
        this.#unnamed.push(o)
        if (o.component === 'api-object') objects.push(o)
        if (isOfKubelet(o)) collectedAt(this.#unnamedNodes, process.source, process).observations.push(o)
      } else this.#shared.push(o)
    }
    for (const [node, lines] of process.stale) {
      if (node === null) unnamed += lines.length
      else this.#nodeAt(node, process).stale.push(lines.reshaped(this.#withClockName))
    }
    for (const [node, requests] of process.requests) {
      // Other components print request lines, too: only a kubelet's are evidence of a node.
      const owner = node === null || node === renamed?.printed ? processNode : node
      if (owner !== null) this.#nodeAt(owner, process).requests.push(requests)
    }
    if (objects.filter(({ kind }) => kind === 'node.seen').length === 1)
      this.#unnamedObjects.push([process, objects])
    if (unnamed > 0) this.#problems.push(noNodeProblem(process.source, unnamed))
  }

  /** All that a stored process contains is about its node. */
  #addStored(process: ProcessReading, node: string, renamed: Renamed | undefined): void {
    this.#nodeAt(node, process).stored.push(() => ({
      observations: process.observations.map((o) => this.#withClockName(withNode(rename(o, renamed), node))),
      requests: RequestTable.joined([...process.requests.values()]),
    }))
  }

  #nodeAt(node: string, process: ProcessReading): CollectedNode {
    return collectedAt(this.#nodes, node, process)
  }

  finish(mostNodes: number): Omit<Evidence, 'nodeOf' | 'kubeletLogs' | 'sharedNames' | 'isBeforeLeases'> {
    const sorted = [...this.#nodes.entries()].sort(([a], [b]) => order(a, b))
    // Beside a node that is named, bare conditions may be its own.
    for (const [process, objects] of sorted.length === 0 ? this.#unnamedObjects : [])
      collectedAt(this.#unnamedNodes, process.source, process).observations.push(...objects)
    return {
      nodes: sorted.slice(0, mostNodes).map(([node, collected]) => evidenceOf(node, collected)),
      unnamedNodes: [...this.#unnamedNodes.entries()]
        .sort(([a], [b]) => order(a, b))
        .slice(0, mostNodes)
        .map(([, collected]) => evidenceOf(UNNAMED_NODE, collected)),
      controlPlane: { observations: sortOnce(this.#shared), processes: this.#controllers },
      unnamed: sortOnce(this.#unnamed),
      problems: [...this.#problems, ...tooManyNodesProblem(sorted, mostNodes)],
    }
  }
}

function isOfKubelet(o: Observation): boolean {
  return o.component === 'kubelet' || o.component === 'systemd'
}

function noNodeProblem(source: string, count: number): Problem {
  return {
    code: 'no-node',
    source,
    line: null,
    offset: null,
    count,
    excerpt: 'nothing in this source names the node; try --source-node FILE=NODE',
  }
}

function tooManyNodesProblem(
  nodes: readonly (readonly [string, CollectedNode])[],
  mostNodes: number,
): Problem[] {
  const beyond = nodes[mostNodes]
  if (!beyond) return []
  const [node, { source }] = beyond
  return [
    {
      code: 'limit-reached',
      source,
      line: null,
      offset: null,
      count: nodes.length - mostNodes,
      excerpt: `more than ${mostNodes} nodes: ${node} and those behind it by name are left out`,
    },
  ]
}

/**
 * Returns the node that a kubelet's lines are about: what they name, what the other processes of the source name, the
 * host, the path of the source; null: unknown.
 */
function nodeOfProcess(
  process: ProcessReading,
  reading: SourceReading,
  nodeOfPath: (source: string) => string | null,
): string | null {
  if (!process.runsKubelet && (process.component === null || !runsOnNode(process.component))) return null
  if (process.node !== null) return process.node
  const named = new Set<string>()
  for (const other of reading.processes)
    if (other.node !== null && (other.host === process.host || process.host === null)) named.add(other.node)
  if (named.size > 1) return null
  const [node] = named
  return node ?? process.host ?? onlyHostOf(reading) ?? nodeOfPath(reading.name)
}

/** Returns the host that a source names, if it names one only: the head of `systemctl status` stands above the lines of a host. */
function onlyHostOf({ processes }: SourceReading): string | null {
  const hosts = new Set(processes.map(({ host }) => host))
  hosts.delete(null)
  const [host = null] = hosts
  return hosts.size === 1 ? host : null
}

function rename(o: Observation, renamed: Renamed | undefined): Observation {
  if (!renamed || o.node !== renamed.printed) return o
  const { reported } = renamed
  return { ...o, node: reported, clock: o.clock === renamed.printed ? reported : o.clock }
}

function withNode(o: Observation, processNode: string | null): Observation {
  if (o.node !== null || processNode === null) return o
  if (!runsOnNode(o.component)) return o
  return { ...o, node: processNode, clock: o.clock ?? processNode }
}

type ClockNamer = <T extends Observation>(o: T) => T

/** Returns what names the control plane's clock `control-plane/<host>` where several hosts stamp for it. */
function clockNames(readings: readonly SourceReading[]): ClockNamer {
  const hosts = new Set<string>()
  for (const reading of readings)
    for (const process of reading.processes)
      if (process.component === 'kube-controller-manager' || process.component === 'kube-apiserver')
        if (process.host !== null) hosts.add(process.host)
  if (hosts.size < 2) return (o) => o
  return (o) =>
    o.clock === CONTROL_PLANE && o.host !== null ? { ...o, clock: `${CONTROL_PLANE}/${o.host}` } : o
}

/** What is asked for: the nodes, and the requests about them. */
import { UsageError } from '../model/errors.ts'
import { type ControllerPod, controllerPods } from '../sources/kube/controller.ts'
import {
  type ChosenNode,
  chooseNodes,
  type LeaseFacts,
  leaseFacts,
  NODE_NAME,
  type NodeFacts,
  nodeFacts,
} from './cluster.ts'
import type { ClusterConnection } from './cluster-connection.ts'
import { objectRequests, podRequest } from './cluster-requests.ts'
import { controllerRequest } from './controller-requests.ts'
import { controllerVerbosity, kubeletSettings, nodeSettings } from './missing.ts'
import { kubeletRequest, WAYS } from './node-requests.ts'
import type { EvidenceRequest } from './requests.ts'
import { failureReason } from './run-requests.ts'
import type { CollectOptions, Refusal } from './types.ts'

/** What the lists of objects showed, filled while they are read. */
export class ClusterFacts {
  readonly nodes: Map<string, NodeFacts> = new Map()
  readonly leases: LeaseFacts[] = []

  readonly add = (list: string, objects: readonly unknown[]): void => {
    for (const object of objects) {
      const node = list === 'nodes' ? nodeFacts(object) : null
      const lease = list === 'leases' ? leaseFacts(object) : null
      if (node) this.nodes.set(node.name, node)
      if (lease) this.leases.push(lease)
    }
  }
}

/** The requests for the lists from which the nodes are chosen. */
export function listRequests({ access }: ClusterConnection, facts: ClusterFacts): readonly EvidenceRequest[] {
  return objectRequests(access, facts.add)
}

/** Throws UsageError for what is no name of a node, and an unknown way. */
export function checkOptions({ nodes, via = [] }: CollectOptions): void {
  for (const name of nodes)
    if (!NODE_NAME.test(name))
      throw new UsageError(`invalid node "${name}": use a name that "kubectl get nodes" lists`, {
        given: name,
      })
  const allowed: readonly string[] = WAYS
  for (const way of via)
    if (!allowed.includes(way))
      throw new UsageError(`unknown --via "${way}": use ${allowed.join(', ')}`, { given: way, allowed })
}

/**
 * The named nodes, or those in trouble. Throws UsageError if none is named and none is known. `cluster`: why it can't
 * be asked, if so.
 */
export function nodesOf(
  { nodes: named, time }: CollectOptions,
  cluster: ClusterConnection | string,
  { nodes, leases }: ClusterFacts,
): readonly ChosenNode[] {
  if (named.length > 0)
    return [...new Set(named)].map((name) => ({ name, why: 'named', facts: nodes.get(name) ?? null }))
  if (typeof cluster === 'string')
    throw new UsageError(
      `the cluster can't be asked which nodes are in trouble: ${cluster}; or name the nodes`,
    )
  if (nodes.size === 0)
    throw new UsageError(
      'the cluster does not list its nodes to this user: name the nodes, or get the right to list nodes',
    )
  return chooseNodes([...nodes.values()], leases, { nowUs: cluster.nowUs, sinceUs: time.sinceUs })
}

export interface Plan {
  readonly requests: readonly EvidenceRequest[]
  /** Evidence that can't be asked for: why. */
  readonly refused: readonly Refusal[]
  readonly missing: readonly string[]
}

export interface PlanContext {
  readonly facts: ClusterFacts
  /** Called while the requests run, with a sentence about what the evidence lacks. */
  readonly onLack: (sentence: string) => void
  readonly signal: AbortSignal
}

/** Finds the requests about the nodes and the controllers, and what they will lack. */
export async function planOf(
  nodes: readonly ChosenNode[],
  { time, via }: CollectOptions,
  cluster: ClusterConnection | string,
  { facts, onLack, signal }: PlanContext,
): Promise<Plan> {
  if (typeof cluster === 'string') {
    const requests = nodes.map((node) => kubeletRequest(node, { time, via, access: null, onLack }))
    return {
      requests,
      refused: [{ about: 'cluster', what: 'objects and logs', reason: cluster }],
      missing: [],
    }
  }
  const { access } = cluster
  const isKnown = ({ name }: ChosenNode): boolean => facts.nodes.size === 0 || facts.nodes.has(name)
  const known = nodes.filter(isKnown)
  // The machine of a deleted node may still run, but a name may also be misspelt: it is asked only if the user chose how.
  const asked = nodes.filter((node) => isKnown(node) || via !== undefined)
  const controllers = await controllersOf(cluster, signal)
  const settings = await Promise.all(known.map(({ name }) => nodeSettings(access.api(signal), name)))
  return {
    requests: [
      ...asked.map((node) => kubeletRequest(node, { time, via, access, onLack })),
      ...controllers.pods.map((pod) => controllerRequest(access, pod, time)),
      ...known.map(({ name }) => podRequest(access, name)),
    ],
    refused: [
      ...controllers.refused,
      ...nodes
        .filter((node) => !asked.includes(node))
        .map(({ name }) => ({
          about: name,
          what: 'kubelet log',
          reason:
            'the cluster has no such node: "kubectl get nodes" lists them; --via ssh asks the machine of a deleted one',
        })),
    ],
    missing: [...controllerVerbosity(controllers.pods), ...kubeletSettings(settings)],
  }
}

async function controllersOf(
  { access }: ClusterConnection,
  signal: AbortSignal,
): Promise<{
  readonly pods: readonly ControllerPod[]
  readonly refused: readonly Refusal[]
}> {
  try {
    return { pods: await controllerPods(access.api(signal)), refused: [] }
  } catch (error) {
    signal.throwIfAborted()
    return { pods: [], refused: [{ about: 'controller', what: 'logs', reason: failureReason(error) }] }
  }
}

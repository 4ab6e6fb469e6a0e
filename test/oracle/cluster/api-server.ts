/** What the API server stores: leases and Ready conditions. */

import type { Condition } from './message.ts'
import type { ReadyChange } from './truth.ts'

export interface StoredNode {
  readonly name: string
  /** By the node's clock; null before the first renewal. */
  renewTimeUs: number | null
  ready: Condition
  readonly changes: ReadyChange[]
  /** NoExecute taints. */
  taint: 'unreachable' | 'not-ready' | null
  taintedAtUs: number
}

interface Times {
  readonly startUs: number
  readonly atUs: number
  /** By the clock that writes it. */
  readonly stampUs: number
}

export class ApiServer {
  readonly nodes: Map<string, StoredNode> = new Map()

  node(name: string): StoredNode {
    const node = this.nodes.get(name)
    if (node === undefined) throw new Error(`no node ${name}`)
    return node
  }

  renew(name: string, renewTimeUs: number): void {
    this.node(name).renewTimeUs = renewTimeUs
  }

  /** The kubelet's PATCH of its status. */
  postStatus(name: string, { startUs, atUs, stampUs }: Times, ready: boolean, reason: string): void {
    const node = this.node(name)
    const status = ready ? 'True' : 'False'
    const changed = node.ready.status !== status
    node.ready = {
      type: 'Ready',
      status,
      heartbeatUs: stampUs,
      transitionUs: changed ? stampUs : node.ready.transitionUs,
      reason: ready ? 'KubeletReady' : 'KubeletNotReady',
      message: ready ? 'kubelet is posting ready status' : reason,
    }
    if (changed) node.changes.push({ startUs, atUs, status, by: 'kubelet' })
  }

  /** The controller's update of a silent node. */
  markUnknown(name: string, atUs: number, stampUs: number): void {
    const node = this.node(name)
    node.ready = {
      ...node.ready,
      status: 'Unknown',
      transitionUs: stampUs,
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    }
    node.changes.push({ startUs: atUs, atUs, status: 'Unknown', by: 'controller' })
  }
}

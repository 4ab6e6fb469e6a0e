/** Renewals of nodes in trouble, as a watch of leases prints them: the analysis reads them besides the logs. */
import { formatInstant } from '../time/instant.ts'
import type { LeaseChange } from './monitor.ts'

/** Renewals of a healthy node that are kept: those before an outage. */
const MOST_RECENT = 8

export class LeaseEvidence {
  readonly #add: (source: string, line: string) => void
  /** The last renewals of each node, since the leases were listed. */
  readonly #recent = new Map<string, LeaseChange[]>()
  /** Nodes of which all renewals are added. None is left out again: a hole would look like an outage. */
  readonly #nodes = new Set<string>()
  #lists = 0

  /** `add` gets a line of a source. */
  constructor(add: (source: string, line: string) => void) {
    this.#add = add
  }

  /** Leases are listed: renewals before may have been missed, so what follows is another source. */
  listed(): void {
    this.#lists++
    this.#recent.clear()
  }

  renewed(change: LeaseChange): void {
    if (this.#nodes.has(change.node)) {
      this.#print(change)
      return
    }
    const recent = this.#recent.get(change.node) ?? []
    if (recent.push(change) > MOST_RECENT) recent.shift()
    this.#recent.set(change.node, recent)
  }

  /** Adds the renewals of nodes. Returns whether one of them is new. */
  include(nodes: readonly string[]): boolean {
    const added = nodes.filter((node) => !this.#nodes.has(node))
    for (const node of added) {
      this.#nodes.add(node)
      for (const change of this.#recent.get(node) ?? []) this.#print(change)
      this.#recent.delete(node)
    }
    return added.length > 0
  }

  #print({ node, renewedUs, durationSeconds }: LeaseChange): void {
    const object = {
      ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
      metadata: { name: node, namespace: 'kube-node-lease' },
      spec: {
        ...{ holderIdentity: node, leaseDurationSeconds: durationSeconds },
        renewTime: formatInstant(renewedUs),
      },
    }
    this.#add(`leases ${this.#lists}`, JSON.stringify({ type: 'MODIFIED', object }))
  }
}

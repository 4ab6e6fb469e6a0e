/** Watches the leases and nodes of a cluster until it is stopped. */
import { KubeError } from '../sources/kube/proxy.ts'
import { Monitor } from './monitor.ts'
import { type WatchApi, type WatchClock, watchObjects } from './object-watch.ts'
import { leaseChange, nameOf, nodeChange } from './objects.ts'
import type { NodeInTrouble, WatchEvent, Watched } from './types.ts'

export interface WatchSettings {
  readonly server: WatchApi
  readonly clock: WatchClock
  /** Only these nodes; empty: all. */
  readonly nodes: ReadonlySet<string>
  readonly graceSeconds: number
  readonly signal: AbortSignal
  readonly onEvent: (event: WatchEvent) => void
  /** Called about once a second with the nodes that are late or NotReady. */
  readonly onTick: (nodes: readonly NodeInTrouble[], nowUs: number) => void
}

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
const NODES = '/api/v1/nodes'

/** Renewals come each ten seconds, so a silent connection is dead, or all nodes are. */
const LEASE_SILENCE_SECONDS = 15

/** Nodes change each five minutes; bookmarks come about once a minute. */
const NODE_SILENCE_SECONDS = 120

const TICK_MS = 1000

/** Watches until the signal aborts, and rejects with its reason. Rejects with a KubeError if leases can't be watched. */
export async function watchCluster(settings: WatchSettings): Promise<never> {
  const { server, clock, nodes, graceSeconds, signal, onEvent, onTick } = settings
  const stopped = new AbortController()
  const ended = AbortSignal.any([signal, stopped.signal])
  const monitor = new Monitor(graceSeconds, onEvent)
  const isWanted = (name: string | null): name is string =>
    name !== null && (nodes.size === 0 || nodes.has(name))
  const common = (
    what: Watched,
  ): Pick<Parameters<typeof watchObjects>[1], 'clock' | 'signal' | 'onLost'> & {
    readonly seen: () => void
  } => {
    let lostUs: number | null = null
    let isFirst = true
    return {
      ...{ clock, signal: ended },
      onLost: (reason) => {
        lostUs = clock.nowUs()
        onEvent({ kind: 'blind', atUs: lostUs, what, reason })
      },
      seen: () => {
        const atUs = clock.nowUs()
        if (isFirst || lostUs !== null)
          onEvent({
            kind: 'watching',
            atUs,
            what,
            blindSeconds: lostUs === null ? null : (atUs - lostUs) / 1e6,
          })
        isFirst = false
        lostUs = null
      },
    }
  }
  /** Named nodes until the first list shows which have a lease. */
  const unseen = new Set(nodes)
  const { seen: seenLeases, ...ofLeases } = common('leases')
  const leases = watchObjects(server, {
    ...{ ...ofLeases, path: LEASES, silenceSeconds: LEASE_SILENCE_SECONDS },
    onObject: (object, how) => {
      const name = nameOf(object)
      if (!isWanted(name)) return
      const change = how === 'deleted' ? null : leaseChange(object)
      if (change) monitor.lease(change, clock.nowUs(), how === 'at-once')
      else if (how === 'deleted') monitor.leaseDeleted(name)
    },
    onWatching: (names) => {
      if (names) monitor.onlyLeases(names)
      monitor.restored()
      seenLeases()
      const missing = names ? [...unseen].filter((node) => !names.has(node)) : []
      for (const node of missing) onEvent({ kind: 'no-lease', atUs: clock.nowUs(), node })
      unseen.clear()
    },
    onLost: (reason) => {
      monitor.lost()
      ofLeases.onLost(reason)
    },
    onProof: (us) => monitor.proved(us),
  })
  const { seen: seenNodes, ...ofNodes } = common('nodes')
  const objects = watchObjects(server, {
    ...{ ...ofNodes, path: NODES, silenceSeconds: NODE_SILENCE_SECONDS },
    onObject: (object, how) => {
      const name = nameOf(object)
      if (!isWanted(name)) return
      const change = how === 'deleted' ? null : nodeChange(object)
      if (how === 'deleted') monitor.deleted(name, clock.nowUs())
      else if (change) monitor.node(change, clock.nowUs())
    },
    onWatching: seenNodes,
    onProof: () => {},
  }).catch((error: unknown) => {
    // Leases alone show what nodes do; what the control plane does stays unknown.
    if (!(error instanceof KubeError) || ended.aborted) throw error
    onEvent({ kind: 'blind', atUs: clock.nowUs(), what: 'nodes', reason: error.message })
    return leases
  })
  const ticks = (async (): Promise<never> => {
    for (;;) {
      await clock.sleep(TICK_MS, ended)
      const nowUs = clock.nowUs()
      monitor.tick(nowUs)
      onTick(monitor.inTrouble(nowUs), nowUs)
    }
  })()
  const all = [leases, objects, ticks]
  try {
    return await Promise.race(all)
  } finally {
    stopped.abort(new Error('ended'))
    await Promise.allSettled(all)
  }
}

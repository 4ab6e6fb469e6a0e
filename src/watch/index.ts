/** Watches the leases and nodes of a cluster until it is stopped. */
import { KubeError } from '../sources/kube/api.ts'
import { Monitor } from './monitor.ts'
import {
  failureReason,
  listObjects,
  type ObjectWatchOptions,
  type WatchApi,
  type WatchClock,
  watchObjects,
} from './object-watch.ts'
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

/** How often the API server is asked again whether a node is still silent. */
const PROOF_MS = 5000

/**
 * Watches until the signal aborts, and rejects with its reason. What this user may not watch is reported once, and the
 * rest goes on. Rejects with a KubeError if nothing may be watched.
 */
export async function watchCluster(settings: WatchSettings): Promise<never> {
  const stopped = new AbortController()
  const signal = AbortSignal.any([settings.signal, stopped.signal])
  const all = new ClusterWatch({ ...settings, signal }).run()
  try {
    return await Promise.race(all)
  } finally {
    stopped.abort(new Error('ended'))
    await Promise.allSettled(all)
  }
}

class ClusterWatch {
  readonly #settings: WatchSettings
  readonly #monitor: Monitor
  /** Named nodes until the first list shows which have a lease. */
  readonly #unseen: Set<string>

  constructor(settings: WatchSettings) {
    this.#settings = settings
    this.#monitor = new Monitor(settings.graceSeconds, settings.onEvent)
    this.#unseen = new Set(settings.nodes)
  }

  run(): readonly Promise<never>[] {
    const watches = [this.#watchLeases(), this.#watchNodes()]
    const refused: KubeError[] = []
    const goOn = async (watching: Promise<never>, what: Watched): Promise<never> => {
      try {
        return await watching
      } catch (error) {
        if (!(error instanceof KubeError)) throw error
        refused.push(error)
        if (refused.length === watches.length) throw refused[0]
        this.#lost(what, error.message)
        return ended(this.#settings.signal)
      }
    }
    const [leases, nodes] = watches as [Promise<never>, Promise<never>]
    return [goOn(leases, 'leases'), goOn(nodes, 'nodes'), this.#tick(), this.#prove()]
  }

  #watchLeases(): Promise<never> {
    const { server, clock, onEvent } = this.#settings
    const common = this.#common('leases')
    return watchObjects(server, {
      ...{ ...common, path: LEASES, silenceSeconds: LEASE_SILENCE_SECONDS },
      onObject: (object, how) => {
        const name = this.#wanted(object)
        if (name === null) return
        const change = how === 'deleted' ? null : leaseChange(object)
        if (change) this.#monitor.lease(change, clock.nowUs(), how === 'at-once')
        else if (how === 'deleted') this.#monitor.leaseDeleted(name)
      },
      onWatching: (names) => {
        if (names) this.#monitor.onlyLeases(names)
        common.onWatching()
        for (const node of names ? this.#unseen : [])
          if (!names?.has(node)) onEvent({ kind: 'no-lease', atUs: clock.nowUs(), node })
        this.#unseen.clear()
      },
    })
  }

  #watchNodes(): Promise<never> {
    const { server, clock } = this.#settings
    const common = this.#common('nodes')
    return watchObjects(server, {
      ...{ ...common, path: NODES, silenceSeconds: NODE_SILENCE_SECONDS },
      onObject: (object, how) => {
        const name = this.#wanted(object)
        if (name === null) return
        const change = how === 'deleted' ? null : nodeChange(object)
        if (how === 'deleted') this.#monitor.deleted(name, clock.nowUs())
        else if (change) this.#monitor.node(change, clock.nowUs())
      },
      onWatching: (names) => {
        if (names) this.#monitor.onlyNodes(names, clock.nowUs())
        common.onWatching()
      },
    })
  }

  /** What all watches do: they report when they lose sight of their objects, and when they have it again. */
  #common(
    what: Watched,
  ): Pick<ObjectWatchOptions, 'clock' | 'signal' | 'onLost'> & { readonly onWatching: () => void } {
    const { clock, signal, onEvent } = this.#settings
    let lostUs: number | null = null
    let isFirst = true
    return {
      ...{ clock, signal },
      onLost: (reason) => {
        lostUs = clock.nowUs()
        this.#lost(what, reason)
      },
      onWatching: () => {
        const atUs = clock.nowUs()
        this.#monitor.restored(what)
        if (isFirst || lostUs !== null)
          onEvent({
            ...{ kind: 'watching', atUs, what },
            blindSeconds: isFirst || lostUs === null ? null : (atUs - lostUs) / 1e6,
          })
        isFirst = false
        lostUs = null
      },
    }
  }

  #lost(what: Watched, reason: string): void {
    const { clock, onEvent } = this.#settings
    this.#monitor.lost(what)
    onEvent({ kind: 'blind', atUs: clock.nowUs(), what, reason })
  }

  /** The name of an object of a node that is watched. */
  #wanted(object: unknown): string | null {
    const { nodes } = this.#settings
    const name = nameOf(object)
    return name !== null && (nodes.size === 0 || nodes.has(name)) ? name : null
  }

  async #tick(): Promise<never> {
    const { clock, signal, onTick } = this.#settings
    for (;;) {
      await clock.sleep(TICK_MS, signal)
      const nowUs = clock.nowUs()
      onTick(this.#monitor.inTrouble(nowUs), nowUs)
    }
  }

  /** Asks the API server about nodes that seem silent: at once for a new one, then now and then. */
  async #prove(): Promise<never> {
    const { server, clock, signal } = this.#settings
    let before: ReadonlySet<string> = new Set()
    let provedUs = 0
    for (;;) {
      await clock.sleep(TICK_MS, signal)
      const suspects = this.#monitor.suspects(clock.nowUs())
      const isNew = suspects.some((node) => !before.has(node))
      if (suspects.length === 0 || (!isNew && clock.nowUs() - provedUs < PROOF_MS * 1000)) continue
      const askedUs = clock.nowUs()
      const [node = ''] = suspects
      try {
        await listObjects(server, {
          ...{ path: LEASES, clock, signal },
          ...(suspects.length === 1
            ? { selector: `fieldSelector=metadata.name%3D${encodeURIComponent(node)}` }
            : {}),
          onObject: (object) => {
            const change = leaseChange(object)
            if (change) this.#monitor.listed(change, askedUs, clock.nowUs())
          },
        })
        before = new Set(suspects)
        provedUs = askedUs
      } catch (error) {
        signal.throwIfAborted()
        // It proves nothing; the watch reports what is wrong. Throws what is a defect.
        failureReason(error)
      }
    }
  }
}

/** Waits for the signal, and rejects with its reason. */
function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.throwIfAborted()
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** Watches a cluster until it is stopped: leases, nodes, events about nodes, the controller's log. */
import { KubeError } from '../sources/kube/api.ts'
import { followController } from './controller-log.ts'
import { LeaseEvidence } from './lease-evidence.ts'
import { Monitor } from './monitor.ts'
import {
  failureReason,
  listObjects,
  type ObjectWatchOptions,
  type WatchApi,
  type WatchClock,
  watchObjects,
} from './object-watch.ts'
import { eventLine, leaseChange, nameOf, nodeChange, nodeLine } from './objects.ts'
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
  /** Gets lines for the analysis: what the objects show of nodes in trouble, and the controller's log. */
  readonly onLine?: (source: string, line: string) => void
}

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
const NODES = '/api/v1/nodes'
const EVENTS = '/api/v1/events'

/** Renewals come each ten seconds, so a silent connection is dead, or all nodes are. */
const LEASE_SILENCE_SECONDS = 15

/** Nodes change each five minutes; bookmarks come about once a minute. */
const NODE_SILENCE_SECONDS = 120

/** Events about nodes are rare; the server ends a watch before. */
const EVENT_SILENCE_SECONDS = 300

const TICK_MS = 1000

/** How often the API server is asked again whether a node is still silent. */
const PROOF_MS = 5000

/**
 * Watches until the signal aborts, and rejects with its reason. What this user may not watch is reported once, and the
 * rest goes on. Rejects with a KubeError if nothing may be watched.
 */
export function watchCluster(settings: WatchSettings): Promise<never> {
  return new ClusterWatch(settings).run()
}

export class ClusterWatch {
  readonly #settings: WatchSettings
  readonly #stopped = new AbortController()
  readonly #monitor: Monitor
  readonly #leases: LeaseEvidence
  /** Named nodes until the first list shows which have a lease. */
  readonly #unseen: Set<string>

  constructor(settings: WatchSettings) {
    const signal = AbortSignal.any([settings.signal, this.#stopped.signal])
    this.#settings = { ...settings, signal }
    this.#leases = new LeaseEvidence((source, line) => settings.onLine?.(source, line))
    this.#monitor = new Monitor(settings.graceSeconds, settings.onEvent)
    this.#unseen = new Set(settings.nodes)
  }

  async run(): Promise<never> {
    const all = [...this.#watches(), this.#tick(), this.#prove()]
    try {
      return await Promise.race(all)
    } finally {
      this.#stopped.abort(new Error('ended'))
      await Promise.allSettled(all)
    }
  }

  /** Gives the analysis the renewals of nodes. Returns whether they were not given before. */
  includeLeases(nodes: readonly string[]): boolean {
    return this.#leases.include(nodes)
  }

  #watches(): readonly Promise<never>[] {
    const watches: readonly (readonly [Watched, Promise<never>])[] = [
      ['leases', this.#watchLeases()],
      ['nodes', this.#watchNodes()],
      ...(this.#settings.onLine
        ? ([
            ['events', this.#watchEvents()],
            ['controller', this.#followController()],
          ] as const)
        : []),
    ]
    const refused: KubeError[] = []
    return watches.map(async ([what, watching]): Promise<never> => {
      try {
        return await watching
      } catch (error) {
        if (!(error instanceof KubeError)) throw error
        refused.push(error)
        if (refused.length === watches.length) throw refused[0]
        this.#lost(what, error.message)
        return ended(this.#settings.signal)
      }
    })
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
        if (change) {
          this.#leases.renewed(change)
          this.#monitor.lease(change, clock.nowUs(), how === 'at-once')
        } else if (how === 'deleted') this.#monitor.leaseDeleted(name)
      },
      onList: () => this.#leases.listed(),
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
        else if (change && this.#monitor.node(change, clock.nowUs()))
          this.#settings.onLine?.('nodes', nodeLine(object))
      },
      onWatching: (names) => {
        if (names) this.#monitor.onlyNodes(names, clock.nowUs())
        common.onWatching()
      },
    })
  }

  #watchEvents(): Promise<never> {
    const { server, onLine } = this.#settings
    return watchObjects(server, {
      ...{ ...this.#common('events'), path: EVENTS, silenceSeconds: EVENT_SILENCE_SECONDS },
      selector: 'fieldSelector=involvedObject.kind%3DNode',
      onObject: (object, how) => {
        if (how !== 'deleted') onLine?.('events', eventLine(object))
      },
    })
  }

  #followController(): Promise<never> {
    const { server, onLine } = this.#settings
    return followController(server, {
      ...this.#common('controller'),
      onLine: (pod, line) => onLine?.(`controller ${pod}`, line),
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

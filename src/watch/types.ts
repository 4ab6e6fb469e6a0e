/** What a watch is asked for, and what it reports. Instants are microseconds since 1970, on the clock of this machine unless a name shows another. */

/** A list of objects that is watched. */
export type Watched = 'leases' | 'nodes'

export type WatchEvent =
  /** All objects are known, or known again after a loss of `blindSeconds`. */
  | {
      readonly kind: 'watching'
      readonly atUs: number
      readonly what: Watched
      readonly blindSeconds: number | null
    }
  /** Nothing is known of the objects any more: no statement about a node rests on this time. */
  | { readonly kind: 'blind'; readonly atUs: number; readonly what: Watched; readonly reason: string }
  /** A node that was named has no lease: its name may be misspelt, and of its renewals nothing is known. */
  | { readonly kind: 'no-lease'; readonly atUs: number; readonly node: string }
  /** No renewal came for two intervals, while the leases were watched. */
  | {
      readonly kind: 'late'
      readonly atUs: number
      readonly node: string
      /** The last renewal, on the clock of the node. */
      readonly lastRenewalUs: number
      /**
       * When the control plane may mark the node NotReady, at the earliest; null: it is NotReady, or nobody saw when the
       * last renewal arrived.
       */
      readonly notReadyFromUs: number | null
    }
  /**
   * The node renewed its lease again; both renewals are on the clock of the node. `silenceSeconds` is null where
   * `renewedUs` need not be the first renewal: others may have been missed.
   */
  | {
      readonly kind: 'renewed'
      readonly atUs: number
      readonly node: string
      readonly renewedUs: number
      readonly lastRenewalUs: number
      readonly silenceSeconds: number | null
    }
  /** The control plane, or the kubelet itself, turned Ready off; `markedUs` is on their clock. */
  | {
      readonly kind: 'not-ready'
      readonly atUs: number
      readonly node: string
      readonly markedUs: number | null
      readonly status: string
      readonly reason: string | null
    }
  | { readonly kind: 'ready'; readonly atUs: number; readonly node: string; readonly readyUs: number | null }
  /** The taint that evicts pods was added; `evictionUs`: pods with the default toleration. */
  | {
      readonly kind: 'tainted'
      readonly atUs: number
      readonly node: string
      readonly taintedUs: number
      readonly evictionUs: number
    }
  | { readonly kind: 'deleted'; readonly atUs: number; readonly node: string }

/** A node without a renewal, or NotReady, at one moment. */
export interface NodeInTrouble {
  readonly node: string
  /** Seconds since a renewal was due; null: it renews. */
  readonly lateSeconds: number | null
  /** Seconds from the last renewal that came to the last proof that none did; null: it renews. */
  readonly silentSeconds: number | null
  /** Whether they are lower bounds: the last renewal was not seen when it arrived, or leases are not watched now. */
  readonly isAtLeast: boolean
  /** Seconds until it may be marked NotReady, at the earliest; null: it is, it renews, or that is unknown. */
  readonly notReadyInSeconds: number | null
  /** Null: nodes are not watched now. */
  readonly isReady: boolean | null
  /** Null: no pod is about to be evicted. */
  readonly evictionUs: number | null
}

export interface WatchOptions {
  /** Names of nodes; absent or empty: all. */
  readonly nodes?: readonly string[]
  /** Flags of kubectl, each one argument. */
  readonly kubectlFlags?: readonly string[]
  /** node-monitor-grace-period of the controller. Absent: the default of the cluster's version. */
  readonly graceSeconds?: number
  /** Ends the watch. */
  readonly signal: AbortSignal
  readonly onEvent: (event: WatchEvent) => void
  /** Called about once a second with the nodes that are late or NotReady. */
  readonly onTick?: (nodes: readonly NodeInTrouble[], nowUs: number) => void
}

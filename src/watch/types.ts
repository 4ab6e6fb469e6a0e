/** What a watch is asked for, and what it reports. Instants are microseconds since 1970, on the clock of this machine unless a name shows another. */
import type { JsonObject, TimeBounds } from '../model/index.ts'

/** What is watched of a cluster: lists of objects, and the log of the kube-controller-manager. */
export type Watched = 'leases' | 'nodes' | 'events' | 'controller'

/** `withdrawn`: later lines show that there was none. */
export type IncidentChange = 'opened' | 'changed' | 'closed' | 'withdrawn'

export type WatchEvent =
  /** All objects are known, or known again after a loss of `blindSeconds`; of a log, that lines come. */
  | {
      readonly kind: 'watching'
      readonly atUs: number
      /** Part of the cluster, or the label of a source. */
      readonly what: string
      readonly blindSeconds: number | null
    }
  /** Nothing is known of them any more: no statement about a node rests on this time. */
  | { readonly kind: 'blind'; readonly atUs: number; readonly what: string; readonly reason: string }
  /** Lines of a log are too long, and were left out: so many until now. */
  | { readonly kind: 'left-out'; readonly atUs: number; readonly what: string; readonly lines: number }
  /** What the logs show of an incident, as `analyze` judges it. Times are those that the logs print. */
  | {
      readonly kind: 'incident'
      readonly atUs: number
      readonly node: string | null
      readonly change: IncidentChange
      readonly verdict: string
      /** Its fields, as in the JSON report. */
      readonly incident: JsonObject
    }
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

/** An incident that the logs show and that is open. */
export interface OpenIncident {
  readonly node: string
  /** When it began at the earliest and at the latest, on the clock of the logs; null: that side is unknown. */
  readonly since: TimeBounds
  /** How long it lasts at least, up to the last line; null: unknown. */
  readonly seconds: number | null
  /** Whether the control plane has marked the node NotReady. */
  readonly isMarked: boolean
  /** When it may be marked, at the earliest, on the clock of the logs; null: it is, or that is unknown. */
  readonly notReadyFromUs: number | null
}

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
  /** What the logs show; null: nothing. */
  readonly incident: OpenIncident | null
}

export interface WatchOptions {
  /** Names of nodes; absent or empty: all. */
  readonly nodes?: readonly string[]
  /** Logs, as `analyze` takes them, that are read while they are written. */
  readonly sources?: readonly string[]
  /** Whether the cluster of kubectl is watched. Absent: if there are no `sources`. */
  readonly cluster?: boolean
  /** Flags of kubectl, each one argument. */
  readonly kubectlFlags?: readonly string[]
  /** node-monitor-grace-period of the controller. Absent: as its log shows, else the default of the version. */
  readonly graceSeconds?: number
  /** IANA zone of times in logs that print none. Absent: UTC. */
  readonly inputZone?: string
  /** IANA zone of the times in the verdicts of events. Absent: UTC, as in the JSON report. */
  readonly timeZone?: string
  /** Ends the watch. */
  readonly signal: AbortSignal
  readonly onEvent: (event: WatchEvent) => void
  /** Called about once a second with the nodes that are late or NotReady. */
  readonly onTick?: (nodes: readonly NodeInTrouble[], nowUs: number) => void
}

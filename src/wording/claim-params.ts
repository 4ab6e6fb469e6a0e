/**
 * Parameters of every claim: the values that its sentence prints.
 *
 * A new claim needs its parameters here and its words in `claims.ts`, or `note-words.ts` for a note.
 */
import type {
  Boundary,
  CauseCategory,
  CauseWhere,
  Deviation,
  DeviationReason,
  ExpectedReason,
  Incident,
} from '../model/index.ts'
import type { ClusterType } from './collect-commands.ts'

/** A time that a claim prints, exact or with bounds. */
export type ClaimedTime = Pick<Boundary, 'atUs' | 'earliestUs' | 'latestUs' | 'exact'>

/** A duration that a claim prints; null bounds are unknown. */
export interface ClaimedDuration {
  readonly seconds: number
  /** Its ends lie on two clocks, and no moment that both stamped compares them. */
  readonly byTwoClocks: boolean
  readonly bounds: readonly [number | null, number | null] | null
}

export interface CauseParams {
  readonly category: CauseCategory
  readonly where: CauseWhere
  readonly confidence: 'high' | 'medium' | 'low'
  /** The claim is about several nodes. */
  readonly several: boolean
  /** The nodes that show it, where others don't; absent: all do. */
  readonly shownBy?: readonly string[]
}

/** What shows that a lease was renewed again without a record of the renewal. */
export type ResumptionSign = 'failures-stop' | 'kubelet-starts' | 'controller-sees-it'

/** What a node proves that it is alive by, where that is no lease. */
export type HeartbeatParams = Pick<Incident, 'heartbeat'>

/** Parameters of each claim. */
export interface ClaimParams {
  /** The node stopped renewing its lease after a time; null: nothing shows it alive before. */
  readonly 'lease.stopped': HeartbeatParams & { readonly node: string; readonly after: ClaimedTime | null }
  /** The controller saw no renewal after a time, but a heartbeat stamped later than its own line: the node may have renewed. */
  readonly 'lease.heartbeat-ahead': {
    readonly node: string
    readonly after: ClaimedTime | null
    readonly heartbeatUs: number
    readonly seconds: number
  }
  /** The controller saw no renewal after a time, but lost its watch of Leases at another: the node may have renewed. */
  readonly 'lease.unseen': {
    readonly node: string
    readonly after: ClaimedTime | null
    readonly atUs: number
    readonly error: string
  }
  /** The first kubelet in evidence started then, or printed its first line, and no renewal is known since. */
  readonly 'lease.never-renewed': {
    readonly node: string
    readonly sinceUs: number
    readonly isStart: boolean
  }
  /** The kubelet ended, one or more times in a row, and nothing shows a renewal before. */
  readonly 'kubelet.ended': {
    readonly node: string
    readonly endUs: number
    readonly ends: number
    readonly open: boolean
    /** Until when the logs show that none follows, where the evidence goes on for long after that. */
    readonly untilUs?: number
  }
  /** The last error that the process printed which ended. */
  readonly 'kubelet.last-error': { readonly text: string }
  /** `inferred`: what shows the renewal where no record of one does; null: such a record is in evidence. */
  readonly 'lease.resumed': HeartbeatParams & {
    readonly at: ClaimedTime
    readonly silence: ClaimedDuration | null
    readonly inferred: ResumptionSign | null
  }
  /** `untilUs`: what shows it last, where the evidence goes on for long after that; null: the evidence ends then. */
  readonly 'lease.still-silent': HeartbeatParams & { readonly untilUs: number | null }
  readonly cause: CauseParams
  readonly 'cause.unknown': Readonly<Record<string, never>>
  /** The controller marked the node not ready, or its kubelet reported itself so. */
  readonly 'mark.made': { readonly at: ClaimedTime; readonly byKubelet: boolean }
  /** Why no eviction was due. */
  readonly 'eviction.not-due': { readonly reason: ExpectedReason }
  /** The incident ended with its node. */
  readonly 'node.deleted': { readonly at: ClaimedTime | null }
  /** Time from the last renewal to the mark; `ahead`: of the node's clock, if the time is corrected by it, else null. */
  readonly 'mark.detection': HeartbeatParams & {
    readonly detection: ClaimedDuration
    readonly ahead: Pick<ClaimedDuration, 'seconds' | 'bounds'> | null
  }
  /** Time from what the controller saw last of the node, a renewal or a status, to the mark. */
  readonly 'mark.grace': { readonly seconds: number }
  /** The controller had just started or taken the lead: it counted from then on. */
  readonly 'mark.counted': { readonly fromUs: number }
  readonly 'mark.judged': { readonly deviation: Deviation; readonly reason: DeviationReason | null }
  readonly 'mark.never': { readonly latestUs: number | null }
  readonly 'mark.not-expected': { readonly reason: DeviationReason | null }
  readonly 'mark.no-evidence': { readonly reason: DeviationReason | null }
  readonly 'pods.evicted': { readonly count: number }
  /** Pods that were evicted from a node that went on renewing. */
  readonly 'not-ready.evicted': { readonly count: number }
  readonly 'node.ready-again': { readonly at: ClaimedTime }
  /** The node ran out of memory shortly before; `victim`: the process that was killed, null if not printed. */
  readonly 'node.out-of-memory': { readonly atUs: number; readonly victim: string | null }
  readonly 'clock.set-back': { readonly seconds: number }
  readonly 'outlook.mark': { readonly latestUs: number }
  /** `continues` the sentence of `outlook.mark`. */
  readonly 'outlook.eviction': {
    readonly earliestUs: number
    readonly continues: boolean
    /** How long the pods tolerate the taint. */
    readonly tolerationSeconds: number
  }
  /** Evidence that would show the cause. */
  readonly 'missing.kubelet-log': { readonly node: string | null; readonly fromUs: number }
  /** Evidence that would show whether the node was marked. */
  readonly 'missing.controller-log': { readonly earliestUs: number; readonly latestUs: number }
  readonly 'not-ready': {
    readonly node: string
    readonly from: ClaimedTime | null
    readonly fromUs: number
    /** Its kubelet reported it so, and no record shows that the status was posted. */
    readonly byKubelet: boolean
    /** The last of its reports, where nothing else shows it; else null. */
    readonly untilUs: number | null
  }
  readonly 'not-ready.until': { readonly at: ClaimedTime }
  /** `untilUs`: the last line that would show that it was Ready, where the evidence goes on for long after that. */
  readonly 'not-ready.still': { readonly untilUs: number | null }
  /** `byOwnClock`: nothing compares the clock that stamped the renewals with that of the mark. */
  readonly 'not-ready.renewing': { readonly although: boolean; readonly byOwnClock: boolean }
  readonly 'status.failed': HeartbeatParams & {
    readonly node: string
    readonly from: ClaimedTime | null
    readonly until: ClaimedTime | null
  }
  readonly 'kubelet.restarted': {
    readonly node: string
    readonly startUs: number
    readonly endUs: number | null
    /** False: `startUs` is when the process printed its last line, and it may have ended later. */
    readonly isEndKnown: boolean
  }
  readonly 'restart.renewed': { readonly at: ClaimedTime; readonly seconds: number | null }
  readonly 'restart.no-renewal': Readonly<Record<string, never>>
  readonly 'log.gap': {
    readonly node: string
    readonly startUs: number
    readonly endUs: number | null
    readonly rebooted: boolean
    /** The log itself reports that lines are missing. */
    readonly isReported: boolean
  }
  readonly 'note.unnamed-node': { readonly source: string; readonly count: number }
  readonly 'note.never-registered': {
    readonly node: string | null
    readonly error: string | null
    readonly count: number
  }
  readonly 'note.not-ready': {
    readonly node: string | null
    readonly atUs: number | null
    readonly category: CauseCategory
    readonly message: string | null
  }
  readonly 'note.cut-lines': { readonly source: string; readonly count: number }
  readonly 'note.clocks-not-compared': { readonly nodes: readonly string[] }
  readonly 'note.no-renewal': { readonly nodes: readonly string[] }
  readonly 'note.missing-evidence': {
    readonly log: 'kubelet' | 'controller'
    /** Nodes with incidents that it would explain. */
    readonly nodes: readonly string[]
    readonly cluster: ClusterType
  }
  /** When one node was deleted, or is to be; of several `atUs` is null. */
  readonly 'note.deleted': {
    readonly nodes: readonly string[]
    readonly atUs: number | null
    readonly reason: string | null
    readonly isAnnounced: boolean
  }
  /** Records without a time. `isFailure`: lines of a log without the time, which was cut off; else rows that print an age. */
  readonly 'note.undated': {
    readonly source: string
    readonly count: number
    readonly isFailure: boolean
    readonly nodes: readonly string[]
    /** Of failures; `unknown` if they have several. */
    readonly category: CauseCategory
    /** What rows report, each once: `NotReady`. */
    readonly reported: readonly string[]
  }
  /** A kubelet failed to list its own Node. */
  readonly 'note.api-out-of-reach': {
    readonly node: string
    readonly fromUs: number | null
    readonly untilUs: number | null
    readonly category: CauseCategory
    readonly error: string
  }
  readonly 'note.seen-not-ready': { readonly nodes: readonly string[] }
  readonly 'note.zone-state': {
    readonly zone: string
    readonly state: string
    readonly atUs: number | null
  }
  /** The selected time cuts an hour of these nodes of which a thinned reading leaves the renewals out. */
  readonly 'note.thinned-part': { readonly nodes: readonly string[] }
  readonly 'note.before-leases': Readonly<Record<string, never>>
  readonly 'note.times-aligned': { readonly node: string; readonly aheadSeconds: number }
  readonly 'note.disruption-mode': { readonly fromUs: number | null; readonly untilUs: number | null }
  /** Of single pods, or of all pods on a node: so often, first at `atUs`. */
  readonly 'note.evictions-cancelled': {
    readonly count: number
    readonly node: string | null
    readonly atUs: number | null
  }
  /** When the last node was back, how long after the first stopped; `deleted`: so many were deleted instead. */
  readonly 'cluster.over': {
    readonly at: ClaimedTime
    readonly length: ClaimedDuration | null
    readonly deleted: number
  }
  /** What kept the controller from evicting pods during an outage of several nodes. */
  readonly 'cluster.disruption': {
    readonly state: Extract<ExpectedReason, 'full-disruption' | 'partial-disruption'>
    readonly fromUs: number
    readonly untilUs: number | null
  }
  /**
   * The nodes of a cluster outage are all of one zone in evidence, and each node of another zone renewed its lease
   * meanwhile. `region`: of the zone, where others have one of that name; else null.
   */
  readonly 'cluster.zone': {
    readonly zone: string
    readonly region: string | null
    readonly nodes: number
    readonly others: number
  }
  /** The controller saw no renewal of several nodes, but lost its watch of Leases: they may have renewed. */
  readonly 'cluster.unseen': ClusterStop & { readonly atUs: number; readonly error: string }
  readonly 'cluster.outage': ClusterStop & {
    /** Null: bounds don't show it. */
    readonly first: string | null
  }
}

/** The nodes of a cluster outage. */
interface ClusterStop extends HeartbeatParams {
  readonly affected: number
  readonly seen: number
  readonly nodes: readonly string[]
  /** When the first of them stopped. */
  readonly from: ClaimedTime
}

export type ClaimCode = keyof ClaimParams

/** How sentences print times and names of sources. */
export interface ClaimFormat {
  instant(timeUs: number): string
  /** The name of a source, as the other parts of an output print it. */
  source(name: string): string
  /** The end of a range that is printed after its start. */
  rangeEnd(startUs: number, endUs: number): string
}

/** How a claim is printed. */
export interface ClaimWords<C extends ClaimCode> {
  /** Starts a sentence; else its text begins with what joins it to the claim before it. */
  readonly starts: boolean | ((params: ClaimParams[C]) => boolean)
  /** Is about the evidence itself, so that no line can prove it. */
  readonly needsNoProof?: true
  readonly text: (params: ClaimParams[C], format: ClaimFormat) => string
}

/** What really happened in a simulated cluster, in µs of real time. */
import type { Line, Log } from './log.ts'
import type { ClockStep, Pause } from './machine.ts'
import type { Release } from './message.ts'

export type FaultKind =
  | 'link-down'
  | 'drop'
  | 'refused'
  | 'load-balancer'
  | 'slow'
  | 'unavailable'
  | 'dns'
  | 'auth'
  | 'tls'
  | 'kubelet-stopped'
  | 'kubelet-killed'
  | 'kubelet-restarted'
  | 'crash-loop'
  | 'reboot'
  | 'hung'
  | 'suspended'
  | 'runtime-down'
  | 'clock-step'
  | 'controller-killed'

export interface Fault {
  readonly kind: FaultKind
  /** Empty for a fault of the control plane alone. */
  readonly nodes: readonly string[]
  readonly fromUs: number
  readonly toUs: number
}

/** A request that wrote the lease. */
export interface Renewal {
  readonly startUs: number
  readonly endUs: number
  /** The request's line; null below -v=6. */
  readonly line: Line | null
}

/** A request for the lease that failed. */
export interface FailedTry {
  readonly startUs: number
  readonly endUs: number
  readonly cause: string
  readonly lines: readonly Line[]
}

export interface StatusPost {
  readonly startUs: number
  readonly endUs: number
  readonly ok: boolean
  readonly lines: readonly Line[]
}

export interface ReadyChange {
  /** When the request that brought it began. */
  readonly startUs: number
  readonly atUs: number
  readonly status: 'True' | 'False' | 'Unknown'
  readonly by: 'kubelet' | 'controller'
}

export interface KubeletProcess {
  readonly pid: number
  readonly startUs: number
  /** Infinity for the one that still runs. */
  readonly endUs: number
  /** False for a process of a crash loop that ends before it works. */
  readonly works: boolean
}

/** A look of the controller at a silent node: its probe timestamp, and the line that printed it. */
export interface StaleLook {
  readonly atUs: number
  readonly probeUs: number
  readonly lines: readonly Line[]
}

export interface NodeTruth {
  readonly name: string
  readonly offsetUs: number
  readonly steps: readonly ClockStep[]
  readonly pauses: readonly Pause[]
  readonly renewals: Renewal[]
  readonly failures: FailedTry[]
  readonly statusPosts: StatusPost[]
  readonly readyChanges: ReadyChange[]
  readonly processes: KubeletProcess[]
  readonly staleLooks: StaleLook[]
  readonly queued: { readonly atUs: number; readonly line: Line | null }[]
  readonly evictions: { readonly atUs: number; readonly pod: string; readonly line: Line }[]
  /** The log of its kubelet where that is among the evidence. */
  log: Log | null
}

/** A stretch in which a controller process led and ran its monitor. */
export interface Leadership {
  readonly log: Log | null
  readonly fromUs: number
  toUs: number
}

export interface ClusterTruth {
  readonly seed: number
  readonly release: Release
  readonly controllerRelease: Release
  readonly startUs: number
  readonly endUs: number
  readonly graceUs: number
  readonly kubeletVerbosity: number
  readonly controllerVerbosity: number
  readonly faults: readonly Fault[]
  readonly nodes: readonly NodeTruth[]
  readonly leaderships: Leadership[]
  /** All lines of kubelets and the leaders are there, one zone, one clock. */
  readonly fullEvidence: boolean
  readonly description: string
}

/** What is collected, and what is reported about it. */

/** The time that is asked for, with its margin; null: no limit. */
export interface CollectTime {
  readonly sinceUs: number | null
  readonly untilUs: number | null
}

export interface CollectOptions {
  /** Version of leasegap, for `collect.json`. */
  readonly version: string
  /** Names of nodes; empty: those in trouble, and a healthy one. */
  readonly nodes: readonly string[]
  readonly time: CollectTime
  /** Ways to kubelet logs, of `docker`, `node-log`, `journal-files` and `ssh`; absent: all that fit a node. */
  readonly via?: readonly string[]
  /** Flags of kubectl, each one argument. */
  readonly kubectlFlags?: readonly string[]
  /** Most seconds for each way. Default 600. */
  readonly deadlineSeconds?: number
  /** Ends the collection early; what was saved stays. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: CollectProgress) => void
}

export interface CollectProgress {
  /** Requests that are finished, and those that are known so far. */
  readonly finished: number
  readonly requests: number
  /** Bytes saved so far. */
  readonly bytes: number
}

/** How a way to a piece of evidence ended: whole, in part, without a byte, with an error. */
export type AttemptStatus = 'saved' | 'cut' | 'empty' | 'failed'

/** One way that was tried for one piece of evidence. */
export interface Attempt {
  /** A node's name, `controller` or `cluster`. */
  readonly about: string
  /** Such as `kubelet log`. */
  readonly what: string
  readonly way: string
  /** What does the same in a shell. */
  readonly command: string
  readonly status: AttemptStatus
  /** Path in the collection; null: nothing was saved. */
  readonly file: string | null
  readonly bytes: number
  readonly seconds: number
  /** Why it is not whole; null: it is. */
  readonly reason: string | null
}

/** A node of the collection. */
export interface CollectedNode {
  readonly node: string
  /** Why it was chosen, such as `not Ready`. */
  readonly why: string
  /** Whether a part of its kubelet's log was saved. */
  readonly hasLog: boolean
}

export interface Collection {
  /** The directory or the archive. */
  readonly path: string
  readonly nodes: readonly CollectedNode[]
  readonly attempts: readonly Attempt[]
  /** What the evidence will lack, and what to change for the next time: one sentence each. */
  readonly missing: readonly string[]
  readonly bytes: number
  readonly wasInterrupted: boolean
}

/** Evidence that can't be asked for. */
export interface Refusal {
  readonly about: string
  readonly what: string
  readonly reason: string
}

/** What a collection would do, and what the evidence would lack. */
export interface DryRun {
  readonly nodes: readonly { readonly node: string; readonly why: string }[]
  readonly steps: readonly {
    readonly about: string
    readonly what: string
    readonly ways: readonly { readonly name: string; readonly commands: readonly string[] }[]
  }[]
  readonly refused: readonly Refusal[]
  readonly missing: readonly string[]
}

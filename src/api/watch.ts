/** Watches a cluster. The code is loaded when it is called: no report needs it. */
import type { NodeInTrouble, WatchEvent } from '../watch/types.ts'

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

/**
 * Watches leases and nodes by the user's own kubectl. Resolves when the signal aborts. Rejects with a SourceError if
 * kubectl can't be started, or the leases can't be watched.
 */
export async function watch(options: WatchOptions): Promise<void> {
  await (await import('../watch/watch-live.ts')).watchLive(options)
}

/** Watches a cluster. The code is loaded when it is called: no report needs it. */
import type { WatchOptions } from '../watch/types.ts'

/**
 * Watches leases and nodes by the user's own kubectl. Resolves when the signal aborts. Rejects with a SourceError if
 * kubectl can't be started, or the leases can't be watched.
 */
export async function watch(options: WatchOptions): Promise<void> {
  await (await import('../watch/watch-live.ts')).watchLive(options)
}

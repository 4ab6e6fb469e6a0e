/** Saves evidence of a cluster. The code is loaded when it is called: no report needs it. */
import type { Collection, CollectOptions, DryRun } from '../collect/types.ts'
import { version } from './version.ts'

type Options = Omit<CollectOptions, 'version'>

/**
 * Saves all evidence about nodes in a new directory, or a new archive if `path` ends in `.tar.gz`. Resolves also where
 * nothing could be had, and when the signal ended it early. Rejects with a UsageError if no node is named and the
 * cluster can't be asked, and if `path` exists or can't be written: what was saved until then stays.
 */
export async function collect(path: string, options: Options): Promise<Collection> {
  return (await import('../collect/index.ts')).collect(path, { ...options, version })
}

/** Finds out what `collect` would do, and what the evidence would lack. Nothing is saved. Rejects as `collect` does. */
export async function planCollection(options: Options): Promise<DryRun> {
  return (await import('../collect/index.ts')).planCollection({ ...options, version })
}

/** `collect.json`: what is in a collection, and each way that was tried. */
import type { Collection, CollectTime } from './types.ts'

/** Changes only where a field gets another meaning. */
const MANIFEST_VERSION = 1

export interface ManifestFacts {
  /** Of leasegap. */
  readonly version: string
  readonly time: CollectTime
  readonly startedMs: number
}

export function manifest(
  { nodes, attempts, missing, wasInterrupted }: Collection,
  { version, time, startedMs }: ManifestFacts,
): string {
  const instant = (us: number | null): string | null =>
    us === null ? null : new Date(us / 1000).toISOString()
  const content = {
    collectVersion: MANIFEST_VERSION,
    leasegap: version,
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date().toISOString(),
    asked: { since: instant(time.sinceUs), until: instant(time.untilUs) },
    interrupted: wasInterrupted,
    nodes,
    attempts,
    missing,
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

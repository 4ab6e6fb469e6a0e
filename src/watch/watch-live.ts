/** Watches the cluster of the user's kubectl. */
import { SourceError } from '../model/errors.ts'
import { KubeError } from '../sources/kube/api.ts'
import { watchCluster } from './index.ts'
import { defaultGraceSeconds, LiveCluster, systemClock } from './live-cluster.ts'
import type { WatchOptions } from './types.ts'

/** Resolves when the signal aborts. Rejects with a SourceError if the cluster can't be watched. */
export async function watchLive({
  nodes = [],
  kubectlFlags = [],
  graceSeconds,
  signal,
  onEvent,
  onTick = () => {},
}: WatchOptions): Promise<void> {
  const server = new LiveCluster(kubectlFlags, signal)
  try {
    await server.open()
    await watchCluster({
      ...{ server, clock: systemClock, nodes: new Set(nodes), signal, onEvent, onTick },
      graceSeconds: graceSeconds ?? (await defaultGraceSeconds(server.api(signal))),
    })
  } catch (error) {
    if (signal.aborted) return
    if (error instanceof KubeError) throw new SourceError('cluster', error.message, { cause: error })
    throw error
  } finally {
    await server.close()
  }
}

/** Follows the logs of all replicas of the kube-controller-manager. */
import { LiveLines } from '../frames/live-lines.ts'
import { controllerPods, podLogPath, podLogs } from '../sources/kube/controller.ts'
import { SECOND_US } from '../time/instant.ts'
import { failureReason, SilenceLimit, type WatchApi, type WatchClock } from './object-watch.ts'

export interface ControllerLogOptions {
  readonly clock: WatchClock
  readonly signal: AbortSignal
  readonly onLine: (pod: string, line: string) => void
  /** A replica is followed, or all are again. */
  readonly onWatching: () => void
  readonly onLost: (reason: string) => void
}

const MARGIN_US: number = 900 * SECOND_US

/** The API server cuts times to whole seconds, and lines may be on their way; the analysis counts equal lines once. */
const OVERLAP_US: number = 10 * SECOND_US

/** A stream that is silent for so long is asked for anew: a healthy controller prints little. */
const SILENCE_SECONDS = 300

/** How often the replicas are listed, and how soon after a loss. */
const LIST_MS = 60_000
const PAUSE_MS = 5000

/** Follows until the signal aborts, and rejects with its reason. Rejects with a KubeError if no replica is found at first. */
export async function followController(server: WatchApi, options: ControllerLogOptions): Promise<never> {
  const { clock, signal, onWatching, onLost } = options
  const following = new Map<string, Promise<void>>()
  let isLost = false
  let isFirst = true
  const lose = (error: unknown): void => {
    signal.throwIfAborted()
    const reason = failureReason(error)
    if (!isLost) onLost(reason)
    isLost = true
  }
  // Nothing may wait any more for a log that ends with the signal.
  const loseUnlessEnded = (error: unknown): void => {
    if (!signal.aborted) lose(error)
  }
  try {
    for (;;) {
      try {
        for (const pod of await controllerPods(server.api(signal))) {
          const path = podLogs(pod).at(-1)
          if (!path || following.has(pod.name)) continue
          const sinceUs = clock.nowUs() - MARGIN_US
          const followed = followPod(server, pod.name, { log: path, sinceUs }, options)
          following.set(
            pod.name,
            followed.catch(loseUnlessEnded).finally(() => following.delete(pod.name)),
          )
        }
        if (isFirst || (isLost && following.size > 0)) onWatching()
        isFirst = false
        isLost = false
      } catch (error) {
        if (isFirst) throw error
        lose(error)
      }
      await clock.sleep(isLost ? PAUSE_MS : LIST_MS, signal)
    }
  } finally {
    await Promise.allSettled(following.values())
  }
}

/** Follows one replica until it is gone. Rejects as a request does. */
async function followPod(
  server: WatchApi,
  name: string,
  given: { readonly log: Parameters<typeof podLogPath>[0]; readonly sinceUs: number },
  { clock, signal, onLine }: ControllerLogOptions,
): Promise<void> {
  let { sinceUs } = given
  for (;;) {
    const silence = new SilenceLimit(SILENCE_SECONDS, clock, signal)
    const startedUs = clock.nowUs()
    try {
      const path = `${podLogPath(given.log, { sinceUs, untilUs: null })}&follow=true`
      const body = await server.api(silence.signal).get(path)
      for await (const { body: line } of new LiveLines(body as AsyncIterable<Buffer>, () => undefined)) {
        silence.extend()
        sinceUs = Math.max(sinceUs, clock.nowUs() - OVERLAP_US)
        if (typeof line === 'string') onLine(name, line)
      }
    } catch (error) {
      signal.throwIfAborted()
      // A stream that breaks off is asked for again at once; one that can't be had is a loss.
      if (!silence.isOver && clock.nowUs() - startedUs < PAUSE_MS * 1000) throw error
      if (!silence.isOver) failureReason(error)
    } finally {
      silence.end()
    }
    await clock.sleep(PAUSE_MS, signal)
  }
}

/** Watches the cluster of the user's kubectl, and logs while they are written. */
import { SourceError } from '../model/errors.ts'
import { KubeError } from '../sources/kube/api.ts'
import { EvidenceWindow } from './evidence-window.ts'
import { type Analyse, Judge } from './judge.ts'
import { defaultGraceSeconds, LiveCluster, systemClock } from './live-cluster.ts'
import { findLogs, type LiveLog } from './live-logs.ts'
import type { NodeInTrouble, OpenIncident, WatchOptions } from './types.ts'
import { ClusterWatch } from './watch-cluster.ts'

const TICK_MS = 1000

/**
 * Resolves when the signal aborts, and at the end of standard input if nothing else is watched. Rejects with a SourceError
 * if nothing can be watched, and with a UsageError for a source that is malformed.
 */
export async function watchLive(options: WatchOptions, analyse: Analyse): Promise<void> {
  const { signal } = options
  const stopped = new AbortController()
  const watch = new LiveWatch({ ...options, signal: AbortSignal.any([signal, stopped.signal]) }, analyse)
  try {
    await watch.run()
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    stopped.abort(new Error('ended'))
    await watch.end()
  }
}

class LiveWatch {
  readonly #options: WatchOptions
  readonly #judge: Judge
  #parts: readonly Promise<unknown>[] = []
  #cluster: ClusterWatch | null = null
  #inTrouble: readonly NodeInTrouble[] = []

  constructor(options: WatchOptions, analyse: Analyse) {
    const { nodes = [], onEvent } = options
    const wanted = new Set(nodes)
    this.#options = options
    this.#judge = new Judge({
      ...{ analyse, window: new EvidenceWindow(), clock: systemClock, onEvent },
      isWanted: (node) => wanted.size === 0 || node === null || wanted.has(node),
      onNodes: (names) => this.#cluster?.includeLeases(names) ?? false,
    })
  }

  async run(): Promise<void> {
    const { sources = [], cluster = sources.length === 0 } = this.#options
    const logs = await findLogs(sources, this.#options.kubectlFlags ?? [])
    const failures: SourceError[] = []
    const parts = [
      ...logs.map((log) => this.#part(failures, () => this.#followLog(log))),
      ...(cluster ? [this.#part(failures, () => this.#watchCluster())] : []),
    ]
    this.#parts = [...parts, this.#tick()]
    await Promise.race([Promise.all(parts), this.#parts.at(-1)])
    const [failure] = failures
    if (failure && failures.length === parts.length) throw failure
    await this.#judge.judge(true)
    this.#showTrouble()
  }

  /** Resolves when nothing runs any more. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#parts)
  }

  /** A part that can't be watched is named; the others go on. */
  async #part(failures: SourceError[], run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      if (!(error instanceof SourceError)) throw error
      failures.push(error)
    }
  }

  async #followLog({ label, follow }: LiveLog): Promise<void> {
    const { onEvent, signal } = this.#options
    const clock = systemClock
    let lostUs: number | null = null
    let leftOut = 0
    const onLost = (reason: string): void => {
      lostUs = clock.nowUs()
      onEvent({ kind: 'blind', atUs: lostUs, what: label, reason })
    }
    try {
      await follow({
        ...{ clock, signal, onLost },
        onLine: (line, part = label) => this.#judge.add(part, line),
        onLeftOut: () => {
          leftOut++
          // Each power of ten: the event must not become as frequent as the lines.
          if (Number.isInteger(Math.log10(leftOut)))
            onEvent({ kind: 'left-out', atUs: clock.nowUs(), what: label, lines: leftOut })
        },
        onWatching: () => {
          const atUs = clock.nowUs()
          const blindSeconds = lostUs === null ? null : (atUs - lostUs) / 1e6
          onEvent({ kind: 'watching', atUs, what: label, blindSeconds })
        },
      })
    } catch (error) {
      if (error instanceof KubeError || error instanceof SourceError) {
        const reason = error instanceof SourceError ? error.reason : error.message
        onLost(reason)
        throw new SourceError(label, reason, { cause: error })
      }
      throw error
    }
  }

  async #watchCluster(): Promise<void> {
    const { nodes = [], kubectlFlags = [], graceSeconds, signal, onEvent } = this.#options
    const server = new LiveCluster(kubectlFlags, signal)
    try {
      await server.open()
      this.#cluster = new ClusterWatch({
        ...{ server, clock: systemClock, nodes: new Set(nodes), signal, onEvent },
        graceSeconds: graceSeconds ?? (await defaultGraceSeconds(server.api(signal))),
        onTick: (inTrouble) => {
          this.#inTrouble = inTrouble
        },
        onLine: (source, line) => this.#judge.add(source, line),
      })
      await this.#cluster.run()
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof KubeError) throw new SourceError('the cluster', error.message, { cause: error })
      throw error
    } finally {
      await server.close()
    }
  }

  #showTrouble(): void {
    this.#options.onTick?.(merged(this.#inTrouble, this.#judge.open), systemClock.nowUs())
  }

  async #tick(): Promise<never> {
    const { signal } = this.#options
    for (;;) {
      await systemClock.sleep(TICK_MS, signal)
      await this.#judge.tick()
      this.#showTrouble()
    }
  }
}

/** Joins what the leases show and what the logs show of each node. */
function merged(
  inTrouble: readonly NodeInTrouble[],
  open: readonly OpenIncident[],
): readonly NodeInTrouble[] {
  const incidents = new Map(open.map((incident) => [incident.node, incident]))
  const byWatch = inTrouble.map((node) => ({ ...node, incident: incidents.get(node.node) ?? null }))
  const known = new Set(inTrouble.map(({ node }) => node))
  const byLog = open.flatMap((incident): NodeInTrouble[] =>
    known.has(incident.node)
      ? []
      : [
          {
            ...{ node: incident.node, lateSeconds: null, silentSeconds: null, isAtLeast: true },
            ...{ notReadyInSeconds: null, isReady: null, evictionUs: null, incident },
          },
        ],
  )
  return [...byWatch, ...byLog]
}

/** Logs that are read while they are written, line by line; what breaks off is asked for anew. */
import { LiveLines } from '../frames/live-lines.ts'
import { SourceError, UsageError } from '../model/errors.ts'
import type { Source } from '../model/index.ts'
import { readOutput } from '../sources/command.ts'
import { findSources } from '../sources/index.ts'
import { parseKubeInput } from '../sources/kube/index.ts'
import { SECOND_US } from '../time/instant.ts'
import { followController } from './controller-log.ts'
import { LiveCluster } from './live-cluster.ts'
import type { WatchClock } from './object-watch.ts'

/** How a log is read while it grows. */
export type LiveWay =
  /** It goes on by itself, and ends when its program does: it is asked for again. */
  | 'follow'
  /** It is asked for again and again. */
  | 'poll'
  /** Standard input: its end is the end. */
  | 'once'

/** A log that is watched. */
export interface LiveLog {
  readonly label: string
  /** Reads it until the signal aborts, or to its end. Rejects with a SourceError or a KubeError if it can't be read. */
  readonly follow: (options: LiveLogOptions) => Promise<void>
}

export interface LiveLogOptions {
  readonly clock: WatchClock
  readonly signal: AbortSignal
  /** `part`: of several logs that are watched as one. */
  readonly onLine: (line: string, part?: string) => void
  /** Lines come, or will: at first, and after a loss. */
  readonly onWatching: () => void
  readonly onLost: (reason: string) => void
  /** A line is too long, and was left out. */
  readonly onLeftOut: () => void
}

/** What lies before the watch: the renewals before an outage that has begun. */
const MARGIN_US: number = 900 * SECOND_US

/** Lines that were on their way when a log broke off are asked for again; the analysis counts equal ones once. */
const OVERLAP_US: number = 60 * SECOND_US

const LONG_US: number = 60 * SECOND_US

const POLL_MS = 30_000
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000

/**
 * Finds the logs behind inputs. Rejects with a UsageError for one that is malformed or can't be followed, and with a
 * SourceError for a file that can't be read.
 */
export async function findLogs(
  inputs: readonly string[],
  kubectlFlags: readonly string[],
): Promise<readonly LiveLog[]> {
  const logs: LiveLog[] = []
  for (const input of inputs) {
    const target = parseKubeInput(input)
    if (target?.what === 'controller') {
      logs.push(controllerLog(input, [...kubectlFlags, ...target.flags]))
      continue
    }
    if (target && target.what !== 'node') {
      const hint =
        'kube://[CONTEXT]/node/NAME or kube://[CONTEXT]/controller, or --context CONTEXT for objects'
      throw new UsageError(`invalid input "${input}": use ${hint}`, { given: input, try: hint })
    }
    const events = {
      unreadable: (label: string, reason: string): void => {
        throw new SourceError(label, reason)
      },
      skipped: (): void => {},
    }
    const way = target ? 'poll' : input === '-' ? 'once' : 'follow'
    for (const source of await findSources([input], events, { kubectlFlags })) {
      const live = source.path === null ? source : growingFile(source, source.path)
      logs.push({ label: source.label, follow: (options) => followLog(live, way, options) })
    }
  }
  return logs
}

/** The logs of all replicas of the controller, as one. */
function controllerLog(label: string, flags: readonly string[]): LiveLog {
  return {
    label,
    async follow(options) {
      const { signal, onLine } = options
      const server = new LiveCluster(flags, signal)
      try {
        await server.open()
        await followController(server, { ...options, onLine: (pod, line) => onLine(line, `${label}/${pod}`) })
      } finally {
        await server.close()
      }
    },
  }
}

/**
 * Reads a log until the signal aborts, and rejects with its reason. Resolves at the end of what is read once. Rejects
 * with a SourceError if it can't be read at first; later that is a loss.
 */
export async function followLog(source: Source, way: LiveWay, options: LiveLogOptions): Promise<void> {
  const { clock, signal, onLine, onWatching, onLost, onLeftOut } = options
  let sinceUs = clock.nowUs() - MARGIN_US
  let pauseMs = FIRST_PAUSE_MS
  let isWatched = false
  let wasWatched = false
  const watched = (): void => {
    if (!isWatched) onWatching()
    isWatched = true
    wasWatched = true
    pauseMs = FIRST_PAUSE_MS
  }
  for (;;) {
    signal.throwIfAborted()
    const startedUs = clock.nowUs()
    try {
      const time = { sinceUs, untilUs: null }
      const bytes = source.open({ signal, follow: way === 'follow', ...(way === 'once' ? {} : { time }) })
      const lines = new LiveLines(buffers(bytes), (code) => {
        if (code === 'line-too-long') onLeftOut()
      })
      for await (const { body } of lines) {
        watched()
        sinceUs = clock.nowUs() - OVERLAP_US
        if (typeof body === 'string') onLine(body)
      }
      watched()
      if (way === 'once') return
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof SourceError) || !wasWatched) throw error
      // What went on for a while is asked again before it is called lost: the lines since then come with the answer.
      if (isWatched && clock.nowUs() - startedUs >= LONG_US) continue
      if (isWatched) onLost(error.reason)
      isWatched = false
    }
    // A machine is not asked for longer than it rests.
    const tookMs = (clock.nowUs() - startedUs) / 1000
    await clock.sleep(way === 'poll' && isWatched ? Math.max(POLL_MS, tookMs) : pauseMs, signal)
    if (!isWatched) pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  }
}

/** What there is of a file at first, at most. */
const TAIL_BYTES: number = 8 * 1024 * 1024

/** A file that grows, and that may be rotated: tail of the system reads it. */
export function growingFile({ id, label, modifiedUs }: Source, path: string): Source {
  return {
    ...{ id, label, path: null, size: null, modifiedUs },
    open: ({ signal } = {}) =>
      readOutput(label, { programs: ['tail'], args: ['-c', String(TAIL_BYTES), '-F', '--', path] }, signal),
  }
}

async function* buffers(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

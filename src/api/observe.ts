/** Streams observations, or explanations, in the order of the inputs and in constant memory. */

import { ObservationLines } from '../exporters/data/observation-lines.ts'
import { recordParser } from '../grammars/index.ts'
import type { Input, Observation, Problem, SourceEvents } from '../model/index.ts'
import { checkSourceNames, progressOf, type ReadOptions, settingsOf } from '../read/options/options.ts'
import type { Observe, ReaderSettings } from '../read/options/settings.ts'
import { attempt, sourcesOf } from '../read/read-input.ts'
import { readSource } from '../read/read-source.ts'
import { SourceReader } from '../read/source-reader.ts'
import { labelOf } from '../sources/index.ts'
import type { PlainSource } from '../sources/plain.ts'
import { type Explanation, explanationOf } from './explain.ts'
import { type Inputs, listOf } from './inputs.ts'
import { stream, type ValueQueue } from './stream.ts'

export interface ObserveOptions extends ReadOptions {
  /** Gives the observations of each line of a live pipe at once. Default false. Archives are not unpacked then. */
  readonly follow?: boolean
}

/** Values to iterate once with `for await`. To stop early closes what is open. */
export interface SourceStream<T> extends AsyncIterable<T> {
  /** Bad data so far; all of it when the iteration has ended. What can't be read has the code `unreadable`. */
  readonly problems: readonly Problem[]
  /** Sources read so far. */
  readonly sources: number
}

/**
 * Streams every observation of the inputs. Each chunk of 256 KiB is read when the observations before it are taken.
 *
 * The iteration rejects with a UsageError for an unknown zone or scheme and for a custom format that throws, and with
 * the signal's reason.
 */
export function observe(inputs: Inputs, options: ObserveOptions = {}): SourceStream<Observation> {
  const { follow = false } = options
  return sourceStream(inputs, options, follow, async ({ source, settings, queue, problems }) => {
    if (follow) return followSource(source, { ...settings, live: true }, queue, problems)
    return streamSource(source, queue, problems, (paced) =>
      readSource(
        paced,
        settings,
        (o, _, isReused) => void queue.push(isReused ? { ...o } : o),
        progressOf(source, options),
      ),
    )
  })
}

/** The lines of a stream, and what they are of. */
export interface ObservationLineStream extends SourceStream<Uint8Array> {
  /** Names of the sources with an observation so far, printed or not. */
  readonly observedSources: ReadonlySet<string>
}

/**
 * Streams the lines that `leasegap observe` prints, `formatObservationLine` of each observation but `api.answered`, in
 * pieces of whole lines. Several times as fast as formatting what `observe` gives; otherwise as `observe`.
 */
export function observeLines(inputs: Inputs, options: ReadOptions = {}): ObservationLineStream {
  const observedSources = new Set<string>()
  const values = sourceStream<Uint8Array>(inputs, options, false, ({ source, settings, queue, problems }) => {
    const lines = new ObservationLines((piece) => queue.push(piece))
    let isObserved = false
    const add: Observe = (observation, _process, isReused) => {
      if (!isObserved) observedSources.add(source.label)
      isObserved = true
      lines.add(observation, isReused)
      return undefined
    }
    return streamSource(source, queue, problems, async (paced) => {
      try {
        return await readSource(paced, settings, add, progressOf(source, options))
      } finally {
        lines.flush()
      }
    })
  })
  return Object.assign(values, { observedSources })
}

/** Streams, for every record of the inputs, which formats it is in and which grammar parses it; otherwise as `observe`. */
export function explain(inputs: Inputs, options: ReadOptions = {}): SourceStream<Explanation> {
  const { grammarOf } = recordParser(options.grammars)
  return sourceStream(inputs, options, false, ({ source, settings, queue, problems }) =>
    streamSource(source, queue, problems, (paced) => {
      const onRecord: ReaderSettings['onRecord'] = (parsed) => {
        settings.onRecord?.(parsed)
        queue.push(explanationOf(parsed, grammarOf))
      }
      const ungated: ReaderSettings = { ...settings, alsoDecode: 'all', onRecord }
      return readSource(paced, ungated, () => undefined, progressOf(source, options))
    }),
  )
}

/** One source that is being streamed. */
interface Streaming<T> {
  readonly source: PlainSource
  readonly settings: ReaderSettings
  readonly queue: ValueQueue<T>
  readonly problems: Problem[]
}

function sourceStream<T>(
  inputs: Inputs,
  options: ReadOptions,
  live: boolean,
  read: (streaming: Streaming<T>) => Promise<void>,
): SourceStream<T> {
  const problems: Problem[] = []
  let sources = 0
  const nowUs = Date.now() * 1000
  const given: readonly Input[] = listOf(inputs)
  const values = stream<T>(async (queue, signal) => {
    const labels = given.map(labelOf)
    for await (const source of sourcesOf(given, problems, { ...options, signal }, live)) {
      const settings = settingsOf(source, options, nowUs)
      await attempt(source, problems, async () => {
        await read({ source, settings, queue, problems })
        sources++
      })
      labels.push(source.label)
    }
    checkSourceNames(options, labels)
  }, options.signal)
  return {
    problems,
    get sources() {
      return sources
    },
    [Symbol.asyncIterator]: () => values,
  }
}

/** Reads a source chunk by chunk: the next when all that the one before gave is taken. */
async function streamSource<T>(
  source: PlainSource,
  queue: ValueQueue<T>,
  problems: Problem[],
  read: (paced: PlainSource) => Promise<SourceReader>,
): Promise<void> {
  const paced: PlainSource = {
    ...source,
    async *open(events) {
      for await (const chunk of source.open(events)) {
        yield chunk
        await queue.taken()
      }
    },
  }
  const reader = await read(paced)
  await queue.taken()
  problems.push(...reader.problems.list())
}

/** Reads a live source line by line: the next when all that the one before gave is taken. */
async function followSource(
  source: PlainSource,
  settings: ReaderSettings,
  queue: ValueQueue<Observation>,
  problems: Problem[],
): Promise<void> {
  const reader = new SourceReader(source, settings, (o) => void queue.push(o))
  const problem: SourceEvents['problem'] = (code, line, excerpt, offset) =>
    reader.problems.add({ code, line, excerpt, offset })
  // Only --follow needs split2 and the streams that it loads.
  const { LiveLines } = await import('../frames/live-lines.ts')
  const lines = new LiveLines(source.open({ problem }), problem)
  for await (const frame of lines) {
    reader.readFrame(frame)
    await queue.taken()
  }
  reader.end(lines.lines, lines.bytes)
  await queue.taken()
  problems.push(...reader.problems.list())
}

/**
 * Observations, and explanations, as they are read, in the order of the input, in constant memory.
 */

import { peek } from '../bytes/peek.ts'
import { everyLine } from '../frames/lines.ts'
import type { FrameEvents } from '../frames/scanner.ts'
import { MAX_FRAME_BYTES } from '../frames/scanner.ts'
import type { Observation, Problem, SourceInput } from '../model/index.ts'
import { progressOf, type ReadOptions, settingsOf } from '../read/options.ts'
import { attempt, sourcesOf } from '../read/read-input.ts'
import { type ParsedRecord, type ReaderSettings, readSource, SourceReader } from '../read/source-reader.ts'
import { type Explanation, explained } from './explain.ts'

/** As much of a source as is read before its year is decided. */
const YEAR_HEAD_BYTES: number = 1024 * 1024

export interface ObserveOptions extends ReadOptions {
  /** Answer each line of a live pipe at once. */
  readonly follow?: boolean
}

export interface Observed {
  readonly observations: number
  /** How many sources could be read. */
  readonly sources: number
  readonly problems: readonly Problem[]
}

/** Takes one after the other; where it returns a promise, the next when that is fulfilled. */
type Sink<T> = (told: T) => unknown

/** Tells every observation to `sink`, waiting for it. What can't be read is a problem with the code `unreadable`. */
export async function observe(
  inputs: readonly string[],
  options: ObserveOptions,
  sink: Sink<Observation>,
): Promise<Observed> {
  const problems: Problem[] = []
  const nowUs = Date.now() * 1000
  const told = new Told(sink)
  let sources = 0
  for await (const source of sourcesOf(inputs, problems, options.follow)) {
    const settings = settingsOf(source, options, nowUs)
    await attempt(source, problems, async () => {
      if (options.follow) await followSource(source, { ...settings, live: true }, problems, told)
      else
        await streamSource(source, settings, problems, told, (input, dated, tell) =>
          readSource(input, dated, tell, progressOf(source, options)),
        )
      sources++
    })
  }
  return { observations: told.count, sources, problems }
}

/** Tells of every record, whether or not it says something, what became of it; otherwise as `observe`. */
export async function explain(
  inputs: readonly string[],
  options: ReadOptions,
  sink: Sink<Explanation>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  const nowUs = Date.now() * 1000
  const told = new Told(sink)
  for await (const source of sourcesOf(inputs, problems)) {
    const settings = settingsOf(source, options, nowUs)
    await attempt(source, problems, () =>
      streamSource(source, settings, problems, told, (input, dated, tell) => {
        const onRecord = (heard: ParsedRecord): void => {
          dated.onRecord?.(heard)
          tell(explained(heard))
        }
        const ungated: ReaderSettings = { ...dated, alsoDecode: 'all', onRecord }
        return readSource(input, ungated, () => {}, progressOf(source, options))
      }),
    )
  }
  return problems
}

/** Hands things to a sink, at once unless it is behind: a turn of the event loop for each costs more than most sinks. */
class Told<T> {
  readonly #sink: Sink<T>
  #behind: Promise<unknown> | null = null
  #waiting: T[] = []
  count = 0

  constructor(sink: Sink<T>) {
    this.#sink = sink
  }

  /** What is told takes no room. */
  tell(told: T): undefined {
    this.count++
    if (this.#behind) {
      this.#waiting.push(told)
      return undefined
    }
    const taken = this.#sink(told)
    if (taken instanceof Promise) this.#behind = taken
    return undefined
  }

  /** Resolves when all is taken. */
  async taken(): Promise<void> {
    if (!this.#behind) return
    await this.#behind
    this.#behind = null
    for (const told of this.#waiting.splice(0)) await this.#sink(told)
  }
}

/** Tells what `read` tells of a source, as it comes: it is read on when all that one chunk told is taken. */
async function streamSource<T>(
  source: SourceInput,
  settings: ReaderSettings,
  problems: Problem[],
  told: Told<T>,
  read: (input: SourceInput, dated: ReaderSettings, tell: (told: T) => undefined) => Promise<SourceReader>,
): Promise<void> {
  const { head, bytes } = await peek(source.open(), YEAR_HEAD_BYTES)
  const year = settings.year ?? (await yearOf(source, settings, head))
  const paced = async function* (): AsyncIterable<Buffer> {
    for await (const chunk of bytes) {
      yield chunk
      await told.taken()
    }
  }
  const reader = await read({ ...source, open: paced }, { ...settings, year }, (one) => told.tell(one))
  await told.taken()
  problems.push(...reader.problems.list())
}

/** The year that the first mebibyte itself tells; null: it tells none. */
async function yearOf(source: SourceInput, settings: ReaderSettings, head: Buffer): Promise<number | null> {
  const { onRecord: _heardLater, ...quiet } = settings
  const open = async function* (): AsyncIterable<Buffer> {
    yield head
  }
  const reader = await readSource({ ...source, open }, quiet, () => {})
  return reader.printedYear
}

/** Each line is answered when it is complete, and what is there before more is read. */
async function followSource(
  source: SourceInput,
  settings: ReaderSettings,
  problems: Problem[],
  told: Told<Observation>,
): Promise<void> {
  const reader = new SourceReader(source, settings, (o) => told.tell(o))
  const events: FrameEvents = {
    problem: (code, line, excerpt, offset) => reader.problems.add({ code, line, excerpt, offset }),
    frame: (frame) => reader.readFrame(frame),
  }
  const lines = everyLine(events, events.frame, () => {}, MAX_FRAME_BYTES)
  for await (const chunk of source.open(events)) {
    lines.push(chunk)
    await told.taken()
  }
  lines.end()
  reader.end(lines.lines, lines.bytes)
  await told.taken()
  problems.push(...reader.problems.list())
}

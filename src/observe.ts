/**
 * Observations, and explanations, as they are read, in the order of the input, in constant memory.
 */
import { Readable } from 'node:stream'
import { attempt, progressOf, type ReadOptions, settingsOf, sourcesOf } from './analyze.ts'
import { type Explanation, explained } from './explain.ts'
import { liveLines } from './input/live.ts'
import { lasting, peek } from './input/peek.ts'
import { type Heard, Reader, type ReaderSettings, readSource } from './reader.ts'
import type { Observation, Problem, SourceInput } from './types.ts'

/** As much of a source as is read before its year is decided. */
const YEAR_HEAD_BYTES: number = 1024 * 1024

export interface ObserveOptions extends ReadOptions {
  /** Answer each line of a live pipe at once. */
  readonly follow?: boolean
}

export interface Observed {
  readonly observations: number
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
  let observations = 0
  for await (const source of sourcesOf(inputs, problems, options.follow)) {
    const settings = settingsOf(source, options, nowUs)
    const told = options.follow
      ? followSource(source, { ...settings, live: true })
      : streamSource<Observation>(source, settings, problems, (input, dated, tell) =>
          readSource(input, dated, tell, progressOf(source, options)),
        )
    await attempt(source, problems, async () => {
      for await (const batch of told) {
        observations += batch.length
        await pour(batch, sink)
      }
    })
  }
  return { observations, problems }
}

/** Tells of every record, whether or not it says something, what became of it; otherwise as `observe`. */
export async function explain(
  inputs: readonly string[],
  options: ReadOptions,
  sink: Sink<Explanation>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  const nowUs = Date.now() * 1000
  for await (const source of sourcesOf(inputs, problems)) {
    const settings = settingsOf(source, options, nowUs)
    const told = streamSource<Explanation>(source, settings, problems, (input, dated, tell) => {
      const onRecord = (heard: Heard): void => {
        dated.onRecord?.(heard)
        tell(explained(heard))
      }
      const ungated: ReaderSettings = { ...dated, alsoDecode: 'all', onRecord }
      return readSource(input, ungated, () => {}, progressOf(source, options))
    })
    await attempt(source, problems, async () => {
      for await (const batch of told) await pour(batch, sink)
    })
  }
  return problems
}

/** Awaits only what there is to wait for: a turn of the event loop costs more than most sinks. */
async function pour<T>(batch: readonly T[], sink: Sink<T>): Promise<void> {
  for (const told of batch) {
    const taken = sink(told)
    if (taken instanceof Promise) await taken
  }
}

/** What `read` tells of a source, in batches as it comes: the source is read on when all that was told is taken. */
async function* streamSource<T>(
  source: SourceInput,
  settings: ReaderSettings,
  problems: Problem[],
  read: (input: SourceInput, dated: ReaderSettings, tell: (told: T) => void) => Promise<Reader>,
): AsyncIterable<readonly T[]> {
  const { head, bytes } = await peek(source.open(), YEAR_HEAD_BYTES)
  const year = settings.year ?? (await yearOf(source, settings, head))
  // One chunk's tellings wait here until the sink has taken them: that bounds what is held.
  let waiting: T[] = []
  let wake: () => void = () => {}
  let taken: () => void = () => {}
  let done = false
  const paced = async function* (): AsyncIterable<Buffer> {
    for await (const chunk of bytes) {
      yield chunk
      if (waiting.length === 0) continue
      const emptied = new Promise<void>((resolve) => {
        taken = resolve
      })
      wake()
      await emptied
    }
  }
  const reading = read({ ...source, open: paced }, { ...settings, year }, (told) => {
    waiting.push(told)
  }).then(
    (reader) => {
      problems.push(...reader.problems.list())
    },
    (error: unknown) => error,
  )
  const finished = reading.finally(() => {
    done = true
    wake()
  })
  while (true) {
    if (waiting.length === 0 && !done)
      await new Promise<void>((resolve) => {
        wake = resolve
        if (done || waiting.length > 0) resolve()
      })
    const batch = waiting
    waiting = []
    yield batch
    taken()
    if (done && waiting.length === 0) break
  }
  const error = await finished
  if (error !== undefined) throw error
}

/** The year that the first mebibyte itself tells; null: it tells none. */
async function yearOf(source: SourceInput, settings: ReaderSettings, head: Buffer): Promise<number | null> {
  const { onRecord: _heardLater, ...quiet } = settings
  const open = async function* (): AsyncIterable<Buffer> {
    yield head
  }
  const reader = await readSource({ ...source, open }, quiet, () => {})
  return reader.toldYear
}

/** Line by line, each answered before the next is read. */
async function* followSource(
  source: SourceInput,
  settings: ReaderSettings,
): AsyncIterable<readonly Observation[]> {
  let told: Observation[] = []
  const reader = new Reader(source, settings, (o) => {
    told.push(o)
  })
  let line = 0
  let offset = 0
  for await (const text of liveLines(Readable.from(lasting(source.open())))) {
    line++
    reader.frame({ body: text, line, offset })
    offset += Buffer.byteLength(text) + 1
    yield told
    told = []
  }
  reader.end(line, offset)
  yield told
}

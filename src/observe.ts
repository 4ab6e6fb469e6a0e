/**
 * Observations as they are read, in the order of the input, in constant memory.
 */
import { Readable } from 'node:stream'
import { attempt, progressOf, type ReadOptions, settingsOf, sourcesOf } from './analyze.ts'
import { liveLines } from './input/live.ts'
import { lasting, peek } from './input/peek.ts'
import { Reader, type ReaderSettings, readSource } from './reader.ts'
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

/** Tells every observation to `sink`, waiting for it. What can't be read is a problem with the code `unreadable`. */
export async function observe(
  inputs: readonly string[],
  options: ObserveOptions,
  sink: (o: Observation) => void | Promise<void>,
): Promise<Observed> {
  const problems: Problem[] = []
  const nowUs = Date.now() * 1000
  let observations = 0
  for await (const source of sourcesOf(inputs, problems, options.follow)) {
    const settings = settingsOf(source, options, nowUs)
    const told = options.follow
      ? followSource(source, { ...settings, live: true })
      : observeSource(source, settings, progressOf(source, options), problems)
    await attempt(source, problems, async () => {
      for await (const o of told) {
        observations++
        await sink(o)
      }
    })
  }
  return { observations, problems }
}

async function* observeSource(
  source: SourceInput,
  settings: ReaderSettings,
  progress: (bytes: number) => void,
  problems: Problem[],
): AsyncIterable<Observation> {
  const { head, bytes } = await peek(source.open(), YEAR_HEAD_BYTES)
  const year = settings.year ?? (await yearOf(source, settings, head))
  // One chunk's observations wait here until the sink has taken them: that bounds what is held.
  let waiting: Observation[] = []
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
  const reading = readSource(
    { ...source, open: paced },
    { ...settings, year },
    (o) => {
      waiting.push(o)
    },
    progress,
  ).then(
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
    yield* batch
    taken()
    if (done && waiting.length === 0) break
  }
  const error = await finished
  if (error !== undefined) throw error
}

/** The year that the first mebibyte itself tells; null: it tells none. */
async function yearOf(source: SourceInput, settings: ReaderSettings, head: Buffer): Promise<number | null> {
  const open = async function* (): AsyncIterable<Buffer> {
    yield head
  }
  const reader = await readSource({ ...source, open }, settings, () => {})
  return reader.toldYear
}

/** Line by line, each answered before the next is read. */
async function* followSource(source: SourceInput, settings: ReaderSettings): AsyncIterable<Observation> {
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
    yield* told
    told = []
  }
  reader.end(line, offset)
  yield* told
}

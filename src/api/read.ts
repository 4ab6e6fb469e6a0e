/** Reads inputs and writes what `analyze` needs of them, to be analyzed elsewhere or later. */
import { UsageError } from '../model/errors.ts'
import type { Problem, Source } from '../model/index.ts'
import { checkSourceNames, type ReadOptions, zoneOf } from '../read/options/options.ts'
import { withoutCopies } from '../read/options/saved-options.ts'
import { findInputs } from '../read/read-input.ts'
import { readInputs } from '../read/read-inputs.ts'
import { labelOf } from '../sources/index.ts'
import { SharedResources } from '../sources/shared.ts'
import { THIN_SETTINGS, type ThinSettings } from '../store/reading-lines/thin-part.ts'
import { thinReading } from '../store/reading-lines/thin-reading.ts'
import { SectionWriter } from '../store/reading-lines/write.ts'
import { type Inputs, listOf } from './inputs.ts'
import type { SourceStream } from './observe.ts'
import { version } from './version.ts'

/** `year` is chosen when the readings are analyzed. */
export interface SaveOptions extends Omit<ReadOptions, 'year'> {
  /** The name of the input in reports, in place of its path: two machines have a log of the same path. One input only. */
  readonly name?: string
  /**
   * Leave out routine renewals that are far from all else: their number and distributions are kept, and a month of them
   * takes kilobytes. The report names under `assumptions` what is approximate then.
   */
  readonly thin?: boolean
  /** The most threads that read, as for `analyze`; the text is the same for any number. */
  readonly threads?: number
}

/**
 * Reads inputs and gives their readings as text, in whole lines: about seven bytes for a renewal, some hundred for a
 * failure. Given to `analyze` in place of the inputs, also joined with others in any order and compressed, they make the
 * same report. They contain no log lines, so nothing can be quoted from them.
 *
 * The iteration keeps what half a gigabyte of inputs contains in memory at a time. It rejects with a UsageError as
 * `analyze` does, and with the signal's reason; what was given until then is no whole reading, and `analyze` says so.
 */
export function read(inputs: Inputs, options: SaveOptions = {}): SourceStream<string> {
  return readThinned(options.thin ? THIN_SETTINGS : null, inputs, options)
}

/** Reads as `read` does, and thins by other settings; null: not at all. */
export function readThinned(
  thin: ThinSettings | null,
  inputs: Inputs,
  options: SaveOptions = {},
): SourceStream<string> {
  const problems: Problem[] = []
  const counts = { sources: 0 }
  return {
    problems,
    get sources() {
      return counts.sources
    },
    async *[Symbol.asyncIterator]() {
      const shared = new SharedResources()
      try {
        yield* save(inputs, { ...options, shared, settings: thin }, problems, counts)
      } finally {
        await shared.close()
      }
    },
  }
}

interface Saving {
  readonly shared: SharedResources
  /** Null: nothing is thinned. */
  readonly settings: ThinSettings | null
}

/** Inputs that are read before the first of them is written: enough for several threads, and few enough for memory. */
const BATCH_INPUTS = 256
const BATCH_BYTES: number = 512 * 1024 * 1024

function* batchesOf(found: readonly Source[]): Iterable<readonly Source[]> {
  let batch: Source[] = []
  let bytes = 0
  for (const source of found) {
    batch.push(source)
    bytes += source.size ?? 0
    if (batch.length < BATCH_INPUTS && bytes < BATCH_BYTES) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

async function* save(
  inputs: Inputs,
  { shared, settings, ...options }: SaveOptions & Saving,
  problems: Problem[],
  counts: { sources: number },
): AsyncGenerator<string, void, undefined> {
  const { name, signal } = options
  signal?.throwIfAborted()
  const given = listOf(inputs)
  const [input] = given.map(labelOf)
  if (name === '') throw new UsageError('invalid --name "": give a name, as node-1', { given: name })
  if (name !== undefined && (given.length !== 1 || input === undefined))
    throw new UsageError(`invalid --name "${name}": it names one input, not ${given.length}`, { given: name })
  const renamed = (label: string): string =>
    name !== undefined && input !== undefined && label.startsWith(input)
      ? name + label.slice(input.length)
      : label
  const found = (await findInputs(given, problems, { ...options, shared })).map(
    (source): Source => ({ ...source, label: renamed(source.label) }),
  )
  for (const { label } of found) zoneOf(label, options)
  const plan = {
    named: new Set(given.map((one) => renamed(labelOf(one)))),
    options,
    nowUs: Date.now() * 1000,
  }
  const writer = new SectionWriter({ by: version, isThinned: settings !== null })
  const labels = found.map(({ label }) => label)
  const copies = withoutCopies()
  yield writer.head()
  for (const batch of batchesOf(found))
    for (const { readings, problems: ofInput } of await readInputs(batch, plan, options.threads)) {
      problems.push(...ofInput)
      for (const reading of readings.filter(copies)) {
        labels.push(reading.name)
        counts.sources++
        yield* writer.source(settings ? thinReading(reading, settings) : reading)
      }
    }
  checkSourceNames(options, labels)
  for (const problem of problems) yield writer.problem(problem)
  yield writer.end()
}

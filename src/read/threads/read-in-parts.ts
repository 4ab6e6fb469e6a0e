/**
 * Reads one large file in several threads: this one reads it from its beginning, each worker a part of it.
 *
 * A worker guesses what the lines before its part lead to. Where the guess was wrong, its part is not used: this thread reads
 * on from where it stands. So the reading is the same as that of one thread.
 */
import type { Worker } from 'node:worker_threads'
import { framingOf, HEAD_BYTES, lines } from '../../frames/index.ts'
import type { Source } from '../../model/index.ts'
import { isSystemError } from '../../sources/system-error.ts'
import type { SourceReading } from '../../store/reading.ts'
import type { OpenedSource } from '../open-source.ts'
import { type ReadOptions, withoutFunctions } from '../options/options.ts'
import { partStart, SEARCHED_BYTES } from '../parts/guess.ts'
import { joined, type Stretch } from '../parts/joined.ts'
import { FILE_START, type LinesFile, StretchReader } from '../parts/stretch-reader.ts'
import { unpackStretch } from '../parts/transfer.ts'
import { ProblemCounter } from '../problem-counter.ts'
import { factsOf } from '../read-source.ts'
import { type SourcePart, sourceReading, unrecognisedLines } from '../source-part.ts'
import { identityOf, linesFile, type PartedFile, type PartMessage, type PartWork } from './part-thread.ts'
import { startWorker } from './start-worker.ts'

/** Of a file, this thread reads so much more than a worker: starting one and guessing takes as long. */
const MAX_HEAD_START_BYTES: number = 160 * 1024 * 1024

export interface PartedReading extends Pick<PartedFile, 'nowUs' | 'maxObservations'> {
  /** Threads, this one included. */
  readonly threads: number
  /** Without functions but for progress. */
  readonly options: ReadOptions
  /** Called with the bytes read so far. */
  readonly onProgress: (bytes: number) => void
}

/** Returns the reading of a regular file; null: it must be read by one thread. Rejects with the reason of the signal. */
export async function readLinesInParts(
  { head, problems }: Pick<OpenedSource, 'head' | 'problems'>,
  { path, label, size, modifiedUs }: Source,
  { threads, onProgress, options, nowUs, maxObservations }: PartedReading,
): Promise<SourceReading | null> {
  if (path === null || size === null || problems.count > 0 || !isLines(head)) return null
  const file: PartedFile = {
    ...{ path, label, size, modifiedUs, nowUs, maxObservations },
    ...{ identity: identityOf(path), facts: factsOf(head), options: withoutFunctions(options) },
  }
  return (await beginsWith(file, head))
    ? readInParts(file, { threads, signal: options.signal, onProgress })
    : null
}

/** Whether a source that begins so is plain lines; others are read by one thread. */
function isLines(head: Buffer): boolean {
  return !head.includes(0) && framingOf(head.subarray(0, HEAD_BYTES)) === lines
}

/** Whether a file as it is stored begins like its text: it is not compressed, and has no byte order mark. */
async function beginsWith(file: PartedFile, text: Buffer): Promise<boolean> {
  for await (const chunk of linesFile(file).source.open({ bytes: { start: 0, end: text.length } }))
    return text.subarray(0, chunk.length).equals(chunk)
  return false
}

async function readInParts(
  file: PartedFile,
  {
    threads,
    signal,
    onProgress,
  }: Pick<PartedReading, 'threads' | 'onProgress'> & { readonly signal: AbortSignal | undefined },
): Promise<SourceReading | null> {
  let bytes = 0
  const onBytes = (count: number): void => {
    bytes += count
    onProgress(Math.min(bytes, file.size))
  }
  const offsets = partOffsets(file.size, threads)
  const workers = offsets.map((offset, n) =>
    startWorker({ file, offset, until: offsets[n + 1] ?? null } satisfies PartWork),
  )
  try {
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
    const results = workers.map((worker) => Promise.race([stretchOf(worker, onBytes), aborted]))
    // Each is waited for below, or is of no interest any more.
    for (const result of results) result.catch(() => {})
    return await readBeginning({ ...linesFile(file), signal, onBytes }, offsets[0] as number, file, results)
  } catch (error) {
    if (!isSystemError(error)) throw error
    return null
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

/** Returns where the parts behind the first one begin. */
function partOffsets(size: number, threads: number): number[] {
  const headStart = Math.min(MAX_HEAD_START_BYTES, size / threads / 3)
  const share = (size - headStart) / threads
  const offsets = Array.from({ length: threads - 1 }, (_, n) => partStart(headStart + (n + 1) * share))
  return [...new Set(offsets)]
}

/** Reads up to the first part, joins the others to it, or reads on. */
async function readBeginning(
  lines: LinesFile,
  offset: number,
  { label, identity, path, maxObservations, facts }: PartedFile,
  others: readonly Promise<Stretch | null>[],
): Promise<SourceReading | null> {
  const reader = await StretchReader.open(lines, FILE_START)
  try {
    const place = await reader.readTo(offset, SEARCHED_BYTES)
    if (reader.hasObjects) return null
    let all: Stretch | null = place && reader.stretch(place.state)
    for (const other of others) {
      const next: Stretch | null = all && (await other)
      all = all && next && joined(all, next, maxObservations)
    }
    if (!all) await reader.readToEnd()
    if (identityOf(path) !== identity) return null
    return sourceReading(label, withSummary((all ?? reader.stretch(null)).part, label), facts.dates)
  } finally {
    await reader.close()
  }
}

/** Adds the problems of the whole source. */
function withSummary(part: SourcePart, label: string): SourcePart {
  const counter = new ProblemCounter(label)
  const problem = unrecognisedLines(part.lineCounts.unrecognised)
  if (problem) counter.add(problem)
  return { ...part, problems: [...part.problems, ...counter.list()] }
}

/** Resolves with the part that a worker read; null: it can't be read apart. */
function stretchOf(worker: Worker, onBytes: (bytes: number) => void): Promise<Stretch | null> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject)
    worker.on('exit', (status) => reject(new Error(`a thread that was reading ended with status ${status}`)))
    worker.on('message', (message: PartMessage) => {
      if ('bytes' in message) onBytes(message.bytes)
      else resolve(message.stretch && unpackStretch(message.stretch))
    })
  })
}

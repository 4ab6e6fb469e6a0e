/** Reads a file of lines from one place on, and stops where nothing that was read before is open. */
import { type OpenLines, openLines } from '../../frames/index.ts'
import { LONGEST_BYTES } from '../../frames/look-back.ts'
import type { Source } from '../../model/index.ts'
import type { Observe, ReaderSettings } from '../options/settings.ts'
import { ProblemCounter } from '../problem-counter.ts'
import { framesFor, type HeadFacts } from '../read-source.ts'
import { SourceReader } from '../source-reader.ts'
import { LINES_BEFORE_PART, type SourceState, stateOf } from '../source-state.ts'
import type { LinePosition } from '../unparsed/skipped-lines.ts'
import type { Stretch } from './joined.ts'

/** A regular file of lines, and how it is read. */
export interface LinesFile {
  readonly source: Source & { readonly size: number }
  readonly facts: HeadFacts
  readonly settings: ReaderSettings
  readonly signal?: AbortSignal | undefined
  /** Called with the bytes of each chunk. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

/** Where a line begins. */
export interface StretchStart {
  readonly offset: number
  /** What the lines before it lead to; null: there are none. */
  readonly state: SourceState | null
  /** Offset of the line before it. */
  readonly offsetBefore: number
}

/** The beginning of a file. */
export const FILE_START: StretchStart = { offset: 0, state: null, offsetBefore: 0 }

const LF = 10
const NOTHING: Buffer = Buffer.alloc(0)
const keep: Observe = (observation, process) => process.keep(observation)

export class StretchReader {
  readonly #file: LinesFile
  readonly #start: StretchStart
  readonly #reader: SourceReader
  readonly #lines: OpenLines
  readonly #chunks: AsyncIterator<Uint8Array>
  /** What is not read yet of the newest chunk. */
  #rest: Buffer = NOTHING
  /** The newest line that was passed to the reader. */
  #newest: LinePosition | null = null

  private constructor(file: LinesFile, start: StretchStart, before: Buffer) {
    const { source, facts, settings, signal } = file
    const { offset, offsetBefore, state } = start
    const problems = new ProblemCounter(source.label)
    const reader = new SourceReader(source, settings, keep, {
      dates: facts.dates,
      problems,
      ...(state && { state }),
    })
    const { prefilter, events } = framesFor(reader, facts, settings)
    if (state) prefilter.sampleBytes = reader.sampleBytes
    this.#file = file
    this.#start = start
    this.#reader = reader
    this.#lines = openLines(
      prefilter,
      {
        problem: events.problem,
        frame: (frame, lines) => {
          this.#newest = frame
          events.frame(frame, lines)
        },
        readFromBytes: (bytes, from, end, at, lines) => {
          const isRead = events.readFromBytes?.(bytes, from, end, at, lines) === true
          if (isRead) this.#newest = { line: at.line, offset: at.offset }
          return isRead
        },
      },
      state ? { offset, offsetBefore, lines: LINES_BEFORE_PART, before } : undefined,
    )
    if (state && this.#lines.scanner.before) reader.stages.skipped.startBehind(this.#lines.scanner.before)
    const bytes = { start: offset, end: source.size }
    const open = source.open({ bytes, events: { problem: events.problem }, ...(signal && { signal }) })
    this.#chunks = open[Symbol.asyncIterator]()
  }

  /** Opens a file where a line begins. Rejects as the file does. */
  static async open(file: LinesFile, start: StretchStart): Promise<StretchReader> {
    const from = Math.max(0, start.offset - LONGEST_BYTES)
    return new StretchReader(file, start, await bytesOf(file.source, from, start.offset))
  }

  /**
   * Reads up to a line that begins at or behind `until`, at most `atMost` bytes behind it, where nothing is open. Returns
   * the place and the state behind that line; null: there is no such line, or the file ended.
   */
  async readTo(until: number, atMost: number): Promise<(StretchStart & { state: SourceState }) | null> {
    const { scanner } = this.#lines
    while (scanner.bytes < until) if (!(await this.#read(until - scanner.bytes))) return null
    for (let lineStart = -1; scanner.bytes < until + atMost; ) {
      if (this.#rest.length === 0 && !(await this.#next())) return null
      const lf = this.#rest.indexOf(LF)
      await this.#read(lf < 0 ? this.#rest.length : lf + 1)
      if (lf < 0) continue
      const state = this.#newest?.offset === lineStart ? this.#stateBehind(this.#newest) : null
      if (state) return { offset: scanner.bytes, offsetBefore: lineStart, state }
      lineStart = scanner.bytes
    }
    return null
  }

  #stateBehind(newest: LinePosition): SourceState | null {
    if (this.hasObjects || this.#reader.isOpen) return null
    return stateOf(this.#reader.stages, newest, this.#lines.scanner.bytes)
  }

  /** There was an object between the lines: what is read may depend on where it began to read. */
  get hasObjects(): boolean {
    return this.#lines.hasObjects
  }

  /** Reads to the end of the file. */
  async readToEnd(): Promise<void> {
    while (await this.#read(Number.POSITIVE_INFINITY));
    await this.#lines.end()
    this.#reader.endRecords(this.#lines.scanner.lines)
  }

  /** Reads up to `count` bytes of a chunk; returns false at the end of the file. */
  async #read(count: number): Promise<boolean> {
    if (this.#rest.length === 0 && !(await this.#next())) return false
    const piece = this.#rest.subarray(0, count)
    this.#rest = this.#rest.subarray(piece.length)
    const loaded = this.#lines.push(piece)
    if (loaded) await loaded
    return true
  }

  async #next(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (next.done) return false
    const { buffer, byteOffset, byteLength } = next.value
    this.#rest = Buffer.from(buffer, byteOffset, byteLength)
    this.#file.onBytes?.(byteLength)
    return true
  }

  /** What was read since it was opened. `to`: the state it leads to; null: the file ended. */
  stretch(to: SourceState | null): Stretch {
    const { lines, bytes } = this.#lines.scanner
    const { offset, state } = this.#start
    const part = { ...this.#reader.part(), lines, bytes: bytes - offset }
    return { part, start: offset, end: bytes, from: state, to }
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}

async function bytesOf(source: Source, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  if (start < end)
    for await (const chunk of source.open({ bytes: { start, end } })) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

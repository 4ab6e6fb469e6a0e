/** What is read: one input, and the frames that its bytes become. */
import type { ReusedChunks } from './chunks.ts'
import type { JsonObject } from './json.ts'
import type { ProblemCode } from './problem.ts'

/** One input before it is read: a file, a member of an archive, standard input. */
export interface SourceInput {
  /** How reports name it: the path as the user gave it, joined with the path below a searched directory; `-` for standard input. */
  readonly name: string
  /** Modification time, the reference for a year nobody printed; null for a pipe (then it is now). */
  readonly modifiedUs: number | null
  /** Size in bytes as stored, for progress; null when unknown. */
  readonly bytes: number | null
  /** Whether it may be opened a second time. */
  readonly rereadable: boolean
  /**
   * The plain bytes: decompressed, UTF-8, without byte order mark.
   * Rejects when nothing can be read, the reason in plain words as the error's message (the caller names the file
   * and goes on). What breaks later is a problem, and the bytes end there.
   */
  open(events?: SourceEvents): ReusedChunks
}

/** Who is told what was wrong with a source's bytes. */
export interface SourceEvents {
  problem(code: ProblemCode, line: number | null, excerpt: string, offset: number | null): void
  /** How many bytes have been read so far as they are stored, compressed or not; for progress. */
  stored?(bytes: number): void
}

/** What remains when an envelope is taken off: text, or an object that was JSON. */
export type Body = string | JsonObject

/** One line (or one entry of a multi-line framing), still in its envelopes. */
export interface Frame {
  readonly body: Body
  /** 1-based, of the frame's first line. */
  readonly line: number
  /** Of the frame's first byte, in decompressed bytes. */
  readonly offset: number
}

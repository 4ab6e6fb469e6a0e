/** What every frame scanner takes and gives. */
import type { Frame, ProblemCode } from '../model/index.ts'

/** Which lines are worth decoding. It may admit too much, never too little. */
export interface Prefilter {
  /** A line that holds one of these passes. Two bytes long at least, without line break. */
  readonly literals: readonly string[]
  /** Literals of escapes that could hide a needle; a line that holds one passes too. */
  readonly bypassLiterals: readonly string[]
  /**
   * While true every frame passes: a decoder waits for the rest of something. May be changed inside
   * `frame()`.
   */
  isOpen: boolean
}

/** Who listens to a scanner. */
export interface FrameEvents {
  frame(frame: Frame): void
  /**
   * Asked before a line that passed becomes a text, `bytes[start, end)` without its end: true, it was read from its
   * bytes, and no frame is told. Absent: none is.
   */
  readFromBytes?(bytes: Buffer, start: number, end: number, line: number): boolean
  /** `line` 1-based, `offset` in decompressed bytes; null where the problem is not of one place. */
  problem(code: ProblemCode, line: number | null, excerpt: string, offset: number | null): void
}

/** Takes a source's bytes in order. Frames and problems come out during the calls. */
export interface FrameScanner {
  /** The chunk may be reused by the caller afterwards. */
  push(chunk: Buffer): void
  /** No more bytes: what is pending comes out. */
  end(): void
  /** Lines met so far; after `end()` all of them. */
  readonly lines: number
  /** Bytes pushed so far. */
  readonly bytes: number
}

/**
 * Longest frame kept. The longest honest record, an audit event with a full object, is about 2 MiB (etcd's
 * limit is 1.5 MiB).
 */
export const MAX_FRAME_BYTES: number = 4 * 1024 * 1024

/**
 * Longer lines always pass: container runtimes cut at 16 KiB, so a needle may be in the piece before or
 * after.
 */
export const LONG_LINE_BYTES: number = 16 * 1024

/** The first line of each stretch passes, so that coverage is known to that grain where no needle is met. */
export const COVERAGE_STRIDE_BYTES: number = 1024 * 1024

/** The contracts between a framing, which cuts bytes into frames, and its caller. */

import type { UsualText } from '../bytes/usual-text.ts'
import type { Frame, ProblemCode } from '../model/index.ts'

/**
 * Selects the frames that are decoded: those that contain a literal. Like ripgrep's prefilter it may pass too much, never
 * too little.
 */
export interface Prefilter {
  /** A frame that contains one of these passes. At least two bytes long, without a line break. */
  readonly literals: readonly string[]
  /** Literals of escapes that may hide a literal; a frame that contains one passes as well. */
  readonly bypassLiterals: readonly string[]
  /**
   * Whether the line `bytes[start, end)` means nothing although it has a literal, the first at `literalAt`.
   * Default: no line.
   */
  readonly isSilent?: (bytes: Buffer, start: number, end: number, literalAt: number) => boolean
  /** What most input looks like; lets the search choose rare bytes of each literal. Changes speed only. */
  readonly usualText?: UsualText
  /**
   * True: every frame passes, because a decoder waits for the rest of a value. The owner may change it, also inside
   * `FrameEvents.frame`; it holds from the next frame on.
   */
  isOpen: boolean
  /**
   * The first line that begins this many bytes behind the one that passed last passes as well, so that its time is known.
   * The owner may change it, also inside `FrameEvents.frame`. Default: no limit.
   */
  sampleBytes?: number
}

/** The prefilter of framings with records of several lines: only their end decides whether a record passes. */
export const PASS_ALL: Prefilter = { literals: [], bypassLiterals: [], isOpen: true }

/** The lines in front of a frame, whether they passed the prefilter or not. */
export interface LinesBefore {
  /**
   * Returns whole lines that end where the frame begins, in order, without the line end of the last: up to `atMost`
   * bytes of them, 48 KiB at most, 16 KiB by default.
   */
  textBefore(atMost?: number): string
}

/** Receives what a scanner finds. Calls come in the order of the bytes, during `push` and `end`. */
export interface FrameEvents {
  /** A frame that passed the prefilter. */
  /** `before` is present where frames are lines, and valid during the call. */
  frame(frame: Frame, before?: LinesBefore): void
  /**
   * Offers a line that passed before it becomes a string: `bytes[start, end)`, without its line end, valid during the
   * call. Returns true if the line was read from its bytes; then no frame is emitted for it.
   */
  readFromBytes?(
    bytes: Buffer,
    start: number,
    end: number,
    at: { readonly line: number; readonly offset: number },
    before: LinesBefore,
  ): boolean
  /** `line` is 1-based, `offset` counts decompressed bytes; null if the problem has no single place. */
  problem(code: ProblemCode, line: number | null, excerpt: string, offset: number | null): void
}

/** Where a line begins in the middle of a source. */
export interface LinesStart {
  readonly offset: number
  /** Offset of the line before it, which passed, and its number. */
  readonly offsetBefore: number
  readonly lines: number
  /** Bytes in front of it: as many as `textBefore` may return, or all. */
  readonly before: Buffer
}

/** Cuts the bytes of one source, pushed in order, into frames. Never throws on data. */
export interface FrameScanner {
  /** Scans the next bytes. The caller may reuse the chunk afterwards. */
  push(chunk: Buffer): void
  /** Ends the input: emits what is incomplete or was held back. */
  end(): void
  /** The lines in front of what was emitted last; absent where frames are no lines. */
  readonly before?: LinesBefore
  /** Lines begun so far; after `end()` all lines of the source. */
  readonly lines: number
  /** Bytes pushed so far. */
  readonly bytes: number
}

/**
 * Limits a frame. The longest honest record, an audit event with a full object, has about 2 MiB (etcd's limit is
 * 1.5 MiB).
 */
export const MAX_FRAME_BYTES: number = 4 * 1024 * 1024

/**
 * Lines longer than this always pass the prefilter: container runtimes cut records at 16 KiB, so a literal may be in the
 * piece before or after.
 */
export const LONG_LINE_BYTES: number = 16 * 1024

/** The first line of each such stretch passes, so that the covered time is known to that grain without a literal. */
export const COVERAGE_STRIDE_BYTES: number = 1024 * 1024

/** Returns the end of the stretch that contains `offset`. */
export function endOfStretch(offset: number): number {
  return offset - (offset % COVERAGE_STRIDE_BYTES) + COVERAGE_STRIDE_BYTES
}

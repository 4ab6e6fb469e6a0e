/** Runs a frame scanner over bytes. */
import type { FrameEvents, FrameScanner, Prefilter } from '../../src/frames/scanner.ts'
import type { Frame } from '../../src/model/index.ts'

export interface Scan {
  frames: Frame[]
  problems: [code: string, line: number | null][]
  lines: number
}

/** A prefilter for these literals; open if there are none. */
export const prefilterOf = (...literals: string[]): Prefilter => ({
  literals,
  bypassLiterals: [],
  isOpen: literals.length === 0,
})

/** Records what a scanner emits. */
export function recordTo(scan: Scan): FrameEvents {
  return {
    frame: (frame) => scan.frames.push(frame),
    problem: (code, line) => scan.problems.push([code, line]),
  }
}

/** Feeds the input in chunks of `chunkBytes`, each of which is overwritten afterwards. */
export function scanFrames(
  open: (events: FrameEvents) => FrameScanner,
  input: string | Buffer,
  chunkBytes: number = Infinity,
): Scan {
  const scan: Scan = { frames: [], problems: [], lines: 0 }
  const scanner = open(recordTo(scan))
  const bytes = Buffer.from(input)
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const chunk = Buffer.from(bytes.subarray(at, at + chunkBytes))
    scanner.push(chunk)
    chunk.fill(0x21)
  }
  scanner.end()
  scan.lines = scanner.lines
  return scan
}

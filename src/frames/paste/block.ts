/** The contract of the blocks that `scanner.ts` finds in pasted text. */
import type { Frame } from '../../model/index.ts'
import type { FrameEvents, FrameScanner } from '../scanner.ts'

/** Kind and apiVersion of frames that no API server made. */
export const OWN = 'leasegap'

/** Lines of one object or table. */
export interface PasteBlock {
  /** Takes the next line. Returns false if it does not belong to the block. */
  take(frame: Frame, text: string): boolean
  /** Emits what is left. */
  finish(): void
}

export interface PasteParsers {
  readonly json: (events: FrameEvents) => FrameScanner
  readonly yaml: (events: FrameEvents) => FrameScanner
}

/** What blocks share. */
export interface PasteContext {
  readonly events: FrameEvents
  readonly parsers: PasteParsers
  readonly maxFrameBytes: number
  /** The node that the newest command names. */
  node: string | null
}

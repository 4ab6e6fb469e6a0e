/** The contract of a framing, as `index.ts` registers them. */
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'

/** The beginning of a source, in the forms that framings look at. */
export interface SourceHead {
  /** Its bytes as Latin-1. */
  readonly text: string
  /** The first line that is neither blank, a comment, a document start (`---`) nor journalctl's (`-- `); null if none. */
  readonly firstLine: string | null
  /** It is the whole source. */
  readonly isWhole: boolean
}

/** One way in which bytes become frames. */
export interface Framing {
  readonly name: string
  /** What a user would call input that is framed so, for `leasegap formats`. */
  readonly title: string
  /** True: values may contain NUL; in any other framing a NUL in the head is reported as a problem. */
  readonly mayContainNul?: boolean
  /** Whether a source that begins so is framed so. */
  matches(head: SourceHead): boolean
  /** Makes a scanner, which must be fed the whole source, its head included. Loads a parser if the format needs one. */
  open(prefilter: Prefilter, events: FrameEvents): FrameScanner | Promise<FrameScanner>
}

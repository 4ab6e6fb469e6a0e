/**
 * A live pipe in, its lines out, each as soon as it is complete: for `observe --follow`, where a line must be
 * answered at once and nothing is gained by leaving lines undecoded. Files go through `frames.ts`.
 */
import { pipeline, type Readable } from 'node:stream'
import split2 from 'split2'

/** Longer lines are skipped, for they may never end; in characters. */
const MAX_LINE_CHARACTERS = 4 * 1024 * 1024

/**
 * The lines of a stream of UTF-8 text, without LF or CR LF; invalid bytes become U+FFFD. A line longer than
 * 4 Mi characters is left out. Rejects when the stream fails.
 */
export function liveLines(stream: Readable): AsyncIterable<string> {
  // The published types do not know skipOverflow.
  const lines = split2({ maxLength: MAX_LINE_CHARACTERS, skipOverflow: true } as { maxLength: number })
  // A failure destroys `lines` too, and so reaches whoever iterates.
  return pipeline(stream, lines, () => undefined)
}

/** Opens one source and looks at its beginning, which decides what it is. */
import { type Peeked, peek } from '../bytes/peek.ts'
import type { FrameEvents } from '../frames/scanner.ts'
import type { PlainSource } from '../sources/plain.ts'
import { ProblemCounter } from './problem-counter.ts'
import { DATED_HEAD_BYTES } from './year/head-dates.ts'

/** A source of which the beginning was read. */
export interface OpenedSource extends Peeked {
  readonly source: PlainSource
  readonly problems: ProblemCounter
  /** Bytes read so far as they are stored, if the source is compressed; else null. */
  readonly storedBytes: number | null
}

/** Opens a source and reads its beginning. Rejects if it can't be opened. */
export async function openSource(source: PlainSource): Promise<OpenedSource> {
  const problems = new ProblemCounter(source.label)
  let storedBytes: number | null = null
  const stored = (count: number): void => {
    storedBytes = count
  }
  const peeked = await peek(source.open({ problem: problemTo(problems), stored }), DATED_HEAD_BYTES)
  return {
    ...peeked,
    source,
    problems,
    get storedBytes() {
      return storedBytes
    },
  }
}

export function problemTo(problems: ProblemCounter): FrameEvents['problem'] {
  return (code, line, excerpt, offset) => problems.add({ code, line, excerpt, offset })
}

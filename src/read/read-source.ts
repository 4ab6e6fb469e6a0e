/** Opens one source and reads it to its end. */

import { envelopes as registry } from '../envelopes/index.ts'
import { readFrames } from '../frames/index.ts'
import type { Prefilter } from '../frames/scanner.ts'
import { prefilterLiterals } from '../grammars/index.ts'
import { usualText } from '../grammars/usual-text.ts'
import type { ProblemCode } from '../model/index.ts'
import type { PlainSource } from '../sources/plain.ts'
import type { Observe, ReaderSettings } from './settings.ts'
import { SourceReader } from './source-reader.ts'
import { bypassLiteralsOf } from './unwrap.ts'

/**
 * Reads a source to its end and passes each observation to `observe`. Rejects if the source can't be opened, and with
 * what a custom `parseRecord` throws.
 */
export async function readSource(
  input: PlainSource,
  settings: ReaderSettings,
  observe: Observe,
  onProgress: (bytes: number) => void = () => {},
): Promise<SourceReader> {
  const reader = new SourceReader(input, settings, observe)
  const { alsoDecode = [], envelopes = registry } = settings
  const isAlwaysOpen = alsoDecode === 'all'
  const prefilter: Prefilter = {
    literals: prefilterLiterals,
    bypassLiterals: [...bypassLiteralsOf(envelopes), ...(isAlwaysOpen ? [] : alsoDecode)],
    usualText,
    isOpen: isAlwaysOpen,
  }
  const problem = (code: ProblemCode, line: number | null, excerpt: string, offset: number | null): void =>
    reader.problems.add({ code, line, excerpt, offset })
  let bytes = 0
  /** Bytes read as they are stored, if the source is compressed. */
  let storedBytes: number | null = null
  const stored = (count: number): void => {
    storedBytes = count
  }
  const chunks = async function* (): AsyncIterable<Buffer> {
    for await (const chunk of input.open({ problem, stored })) {
      bytes += chunk.length
      yield chunk
      onProgress(storedBytes ?? bytes)
    }
  }
  const { lines } = await readFrames(chunks(), prefilter, {
    problem,
    frame: (frame) => {
      reader.readFrame(frame)
      prefilter.isOpen = isAlwaysOpen || reader.pending
      prefilter.sampleBytes = reader.sampleBytes
    },
    readFromBytes: (line, start, end, number, offset) => {
      const isRead = reader.readFromBytes(line, start, end, { line: number, offset })
      if (isRead) {
        prefilter.isOpen = isAlwaysOpen || reader.pending
        prefilter.sampleBytes = reader.sampleBytes
      }
      return isRead
    },
  })
  reader.end(lines, bytes)
  return reader
}

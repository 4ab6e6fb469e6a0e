/** Opens one source, looks at its beginning, and reads it to its end. */

import { envelopes as registry } from '../envelopes/index.ts'
import { readFrames } from '../frames/index.ts'
import type { FrameEvents, Prefilter } from '../frames/scanner.ts'
import { prefilterLiterals } from '../grammars/index.ts'
import { printsPairs, requestStartLiterals } from '../grammars/request-parts.ts'
import { usualText } from '../grammars/usual-text.ts'
import { SourceError } from '../model/errors.ts'
import type { PlainSource } from '../sources/plain.ts'
import { type OpenedSource, openSource, problemTo } from './open-source.ts'
import type { Observe, ReaderSettings } from './options/settings.ts'
import { withCutHeader } from './records/cut-header.ts'
import { bypassLiteralsOf, decodeLiterals } from './records/unwrap.ts'
import { isSavedReading } from './saved-readings.ts'
import { SourceReader } from './source-reader.ts'
import { SilentLines } from './unparsed/silent-lines.ts'
import { datesOfHead, type HeadDates } from './year/head-dates.ts'

/** Literals of a log that prints a request and its answer on two lines. */
const pairLiterals: readonly string[] = [...prefilterLiterals, ...requestStartLiterals]

/** Reads a source as `readOpened` does. Rejects with a SourceError if it can't be opened, or is a saved reading. */
export async function readSource(
  source: PlainSource,
  settings: ReaderSettings,
  observe: Observe,
  onProgress?: (bytes: number) => void,
): Promise<SourceReader> {
  const opened = await openSource(source)
  if (!isSavedReading(opened.head)) return readOpened(opened, settings, observe, onProgress)
  await opened.close()
  throw new SourceError(source.label, 'a saved reading holds no log lines: use leasegap analyze')
}

/** What the beginning of a source shows. */
export interface HeadFacts {
  readonly dates: HeadDates
  readonly printsPairs: boolean
}

export function factsOf(head: Buffer): HeadFacts {
  return { dates: datesOfHead(head, registry), printsPairs: printsPairs(head) }
}

/** Returns what passes frames to a reader, and the prefilter that follows what it needs. */
export function framesFor(
  reader: SourceReader,
  { printsPairs }: HeadFacts,
  settings: ReaderSettings,
): { readonly prefilter: Prefilter; readonly events: FrameEvents } {
  const { alsoDecode = [], envelopes = registry } = settings
  const isAlwaysOpen = alsoDecode === 'all'
  const silentLines = new SilentLines()
  const prefilter: Prefilter = {
    literals: printsPairs ? pairLiterals : prefilterLiterals,
    bypassLiterals:
      envelopes === registry && alsoDecode.length === 0
        ? decodeLiterals
        : [...bypassLiteralsOf(envelopes), ...(isAlwaysOpen ? [] : alsoDecode)],
    usualText,
    ...(hasOnlyBuiltIn(settings) && {
      isSilent: (line, start, end, literalAt) => silentLines.isSilent(line, start, end, literalAt),
    }),
    isOpen: isAlwaysOpen,
  }
  const events: FrameEvents = {
    problem: problemTo(reader.problems),
    frame: (frame, before) => {
      reader.readFrame(withCutHeader(frame, before), before)
      prefilter.isOpen = isAlwaysOpen || reader.pending
      prefilter.sampleBytes = reader.sampleBytes
    },
    readFromBytes: (line, start, end, at, before) => {
      const isRead = reader.readFromBytes(line, start, end, at, before)
      if (isRead) {
        prefilter.isOpen = isAlwaysOpen || reader.pending
        prefilter.sampleBytes = reader.sampleBytes
      }
      return isRead
    },
  }
  return { prefilter, events }
}

/** Reads a source to its end and passes each observation to `observe`. Rejects with what a custom `parseRecord` throws. */
export async function readOpened(
  opened: OpenedSource,
  settings: ReaderSettings,
  observe: Observe,
  onProgress: (bytes: number) => void = () => {},
): Promise<SourceReader> {
  const { source: input, problems } = opened
  const facts = factsOf(opened.head)
  const reader = new SourceReader(input, settings, observe, { dates: facts.dates, problems })
  const { prefilter, events } = framesFor(reader, facts, settings)
  let bytes = 0
  const chunks = async function* (): AsyncIterable<Buffer> {
    for await (const chunk of opened.bytes) {
      bytes += chunk.length
      yield chunk
      onProgress(opened.storedBytes ?? bytes)
    }
  }
  const { lines } = await readFrames(chunks(), prefilter, events)
  reader.end(lines, bytes)
  return reader
}

/** Whether the built-in grammars alone decide which lines are of interest. */
function hasOnlyBuiltIn({ alsoDecode, envelopes, parseRecord }: ReaderSettings): boolean {
  return !alsoDecode && !envelopes && !parseRecord
}

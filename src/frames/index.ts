/**
 * The registry of framings: how the bytes of a source become frames. The first kilobytes of a source decide its framing,
 * not its name. A new framing is one file and one line here.
 */
import { peek } from '../bytes/peek.ts'
import type { ReusedChunks } from '../model/chunks.ts'
import { csvRows } from './csv.ts'
import type { Framing } from './framing.ts'
import { journalExport } from './journal-export.ts'
import { journalVerbose } from './journal-verbose.ts'
import { jsonDocuments } from './json.ts'
import { description } from './kubectl-describe.ts'
import { LateObjects } from './late-objects.ts'
import { lineScanner, lines } from './lines.ts'
import { loadPaste, pastedText } from './paste/index.ts'
import type { FrameEvents, FrameScanner, LinesStart, Prefilter } from './scanner.ts'
import { yamlDocuments } from './yaml.ts'

/** Framings with records of several lines, in the order in which they are tried. Anything else is lines. */
const multiLineFramings: readonly Framing[] = [
  journalExport,
  journalVerbose,
  jsonDocuments,
  yamlDocuments,
  description,
  csvRows,
  pastedText,
]

export { lines }

export const framings: readonly Framing[] = [lines, ...multiLineFramings]

/** Bytes of a source that decide its framing; enough for the first object of any list. */
export const HEAD_BYTES: number = 64 * 1024

/** Returns the framing of a source by its first `HEAD_BYTES`. */
export function framingOf(head: Buffer): Framing {
  const text = head.toString('latin1')
  const firstLine = text.split('\n', 20).find((line) => line.trim() !== '' && !/^(-- |#|---)/.test(line))
  const start = { text, firstLine: firstLine ?? null, isWhole: head.length < HEAD_BYTES }
  return multiLineFramings.find((framing) => framing.matches(start)) ?? lines
}

/**
 * Emits all frames of a source in order. Resolves to the counts of what was read. Never rejects on data; rejects as
 * `bytes` does.
 */
export async function readFrames(
  bytes: ReusedChunks,
  prefilter: Prefilter,
  events: FrameEvents,
): Promise<{ readonly lines: number; readonly bytes: number }> {
  const peeked = await peek(bytes, HEAD_BYTES)
  const framing = framingOf(peeked.head)
  const nul = peeked.head.indexOf(0)
  if (nul !== -1 && !framing.mayContainNul)
    events.problem('binary', null, peeked.head.toString('latin1', 0, 16), nul)
  if (framing === lines) return readLines(peeked.bytes, prefilter, events)
  const scanner = await framing.open(prefilter, events)
  for await (const chunk of peeked.bytes) scanner.push(chunk)
  scanner.end()
  return scanner
}

/** Reads lines, and the objects between them that begin too late to decide the framing. */
async function readLines(
  bytes: ReusedChunks,
  prefilter: Prefilter,
  events: FrameEvents,
): Promise<{ readonly lines: number; readonly bytes: number }> {
  const lines = openLines(prefilter, events)
  for await (const chunk of bytes) await lines.push(chunk)
  await lines.end()
  return lines.scanner
}

/** A scanner of lines, and of the objects between them. */
export interface OpenLines {
  readonly scanner: FrameScanner
  /** There was an object between the lines, so that what passes may depend on the chunks. */
  readonly hasObjects: boolean
  push(chunk: Buffer): Promise<void> | void
  end(): Promise<void>
}

/** `start`: where the bytes begin, if that is not the beginning of the source. */
export function openLines(prefilter: Prefilter, events: FrameEvents, start?: LinesStart): OpenLines {
  const objects = new LateObjects(prefilter, events, {
    load: () => loadPaste(prefilter),
    fromOffset: HEAD_BYTES,
  })
  const scanner = lineScanner(objects.prefilter, objects.events, start ? { start } : {})
  return {
    scanner,
    get hasObjects(): boolean {
      return objects.hadAny
    },
    push(chunk: Buffer): Promise<void> | void {
      scanner.push(chunk)
      if (objects.isOpen) return objects.load()
    },
    async end(): Promise<void> {
      scanner.end()
      await objects.end()
    },
  }
}

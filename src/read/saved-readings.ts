/** Reads saved readings: the lines that `leasegap read` wrote of its sources. */
import type { ReusedChunks } from '../model/chunks.ts'
import type { Problem } from '../model/problem.ts'
import type { SourceReading } from '../store/reading.ts'
import { MAGIC, MAX_LINE_BYTES } from '../store/reading-lines/format.ts'
import { ReadingParser } from '../store/reading-lines/parse.ts'
import type { OpenedSource } from './open-source.ts'

const LF = 10
const CR = 13

/** Damaged places of one file that are reported; the others are counted with the last. */
const MOST_DAMAGES = 20

/** As much of the first line as names the program: what is cut behind it is no log. */
const SHORTEST_MAGIC = '{"leasegap":'

/** Whether a source is a file of saved readings, by its first bytes, also one that is cut within them. */
export function isSavedReading(head: Buffer): boolean {
  const start = head.toString('latin1', 0, MAGIC.length)
  return start.startsWith(SHORTEST_MAGIC) && MAGIC.startsWith(start.trimEnd())
}

/** What a file of readings contains. */
export interface SavedReadings {
  readonly readings: readonly SourceReading[]
  /** Saved with the readings, and what of the file itself can't be read. */
  readonly problems: readonly Problem[]
}

export interface SavedSettings {
  /** Of one source. */
  readonly maxObservations: number
  /** Keeps a reading and returns what is kept. */
  readonly keep: (reading: SourceReading) => SourceReading
  readonly onProgress: (bytes: number) => void
}

/** Reads a file of readings to its end. Rejects as its bytes do. */
export async function readSaved(
  opened: OpenedSource,
  { maxObservations, keep, onProgress }: SavedSettings,
): Promise<SavedReadings> {
  const { label } = opened.source
  const readings: SourceReading[] = []
  const problems: Problem[] = []
  const damages: Problem[] = []
  const parser = new ReadingParser(
    {
      reading: (reading) => void readings.push(keep(reading)),
      problem: (problem) => void problems.push(problem),
      damage: (line, excerpt) => {
        const last = damages[MOST_DAMAGES - 1]
        if (last) damages[MOST_DAMAGES - 1] = { ...last, count: last.count + 1 }
        else damages.push({ code: 'unreadable', source: label, line, offset: null, count: 1, excerpt })
      },
    },
    maxObservations,
  )
  let bytes = 0
  const chunks = async function* (): ReusedChunks {
    for await (const chunk of opened.bytes) {
      bytes += chunk.length
      yield chunk
      onProgress(opened.storedBytes ?? bytes)
    }
  }
  for await (const line of linesOf(chunks())) parser.push(line)
  parser.end()
  return { readings, problems: [...problems, ...opened.problems.list(), ...damages] }
}

/** The lines of a source without their ends; of a line that is longer than any writer's only the beginning. */
async function* linesOf(bytes: ReusedChunks): AsyncIterable<string> {
  let pieces: Buffer[] = []
  let length = 0
  const add = (piece: Buffer): void => {
    if (length >= MAX_LINE_BYTES) return
    pieces.push(Buffer.from(piece))
    length += piece.length
  }
  const takeLine = (): string => {
    const line = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)
    pieces = []
    length = 0
    return line.toString('utf8', 0, line.at(-1) === CR ? line.length - 1 : line.length)
  }
  for await (const chunk of bytes) {
    let start = 0
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      if (length === 0)
        yield chunk.toString('utf8', start, chunk[end - 1] === CR && end > start ? end - 1 : end)
      else {
        add(chunk.subarray(start, end))
        yield takeLine()
      }
      start = end + 1
    }
    if (start < chunk.length) add(chunk.subarray(start))
  }
  if (length > 0) yield takeLine()
}

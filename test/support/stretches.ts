/** Files read in parts, in one thread. */
import { framingOf, framings } from '../../src/frames/index.ts'
import type { Source } from '../../src/model/index.ts'
import { joined, type Stretch } from '../../src/read/parts/joined.ts'
import {
  FILE_START,
  type LinesFile,
  StretchReader,
  type StretchStart,
} from '../../src/read/parts/stretch-reader.ts'
import { MAX_OBSERVATIONS } from '../../src/read/read-input.ts'
import { factsOf } from '../../src/read/read-source.ts'
import { sourceReading } from '../../src/read/source-part.ts'
import type { SourceReading } from '../../src/store/reading.ts'
import { UTC_ZONE } from '../../src/time/timestamp-resolver.ts'

const NOW_US = Date.UTC(2026, 10, 25) * 1000

/** A file in memory, as a file of lines; null: it is read otherwise. */
export function linesFile(label: string, content: Buffer, chunkBytes = 65_536): LinesFile | null {
  if (framingOf(content.subarray(0, 65_536)) !== framings[0]) return null
  const source: Source & { size: number } = {
    ...{ id: label, label, path: label, size: content.length, modifiedUs: NOW_US },
    async *open({ bytes } = {}) {
      const { start = 0, end = content.length } = bytes ?? {}
      for (let at = start; at < end; at += chunkBytes)
        yield content.subarray(at, Math.min(end, at + chunkBytes))
    },
  }
  const settings = {
    zone: UTC_ZONE,
    year: null,
    nowUs: NOW_US,
    node: null,
    maxObservations: MAX_OBSERVATIONS,
  }
  return { source, facts: factsOf(content), settings }
}

export async function readToEnd(file: LinesFile, start: StretchStart = FILE_START): Promise<Stretch> {
  const reader = await StretchReader.open(file, start)
  await reader.readToEnd()
  return reader.stretch(null)
}

/** Reads to the first place behind `until` where nothing is open; null: there is none. */
export async function readTo(
  file: LinesFile,
  start: StretchStart,
  until: number,
): Promise<{ readonly stretch: Stretch; readonly end: StretchStart } | null> {
  const reader = await StretchReader.open(file, start)
  const end = await reader.readTo(until, Number.POSITIVE_INFINITY)
  await reader.close()
  return end && { stretch: reader.stretch(end.state), end }
}

/** The reading of a stretch that is the whole source, as plain data. */
export function plainReading(stretch: Stretch | null, { source, facts }: LinesFile): unknown {
  return stretch && plain(sourceReading(source.label, stretch.part, facts.dates))
}

function plain(reading: SourceReading): unknown {
  return {
    ...reading,
    processes: reading.processes.map((process) => ({
      ...process,
      flags: [...process.flags],
      requests: [...process.requests].map(([node, table]) => [
        node,
        Array.from({ length: table.length }, (_, row) => table.row(row)),
      ]),
      stale: [...process.stale].map(([node, table]) => [node, table.list()]),
    })),
  }
}

/** Joins stretches as `joined` does; null where two do not follow each other. */
export function joinedAll([first, ...others]: readonly Stretch[]): Stretch | null {
  let all = first ?? null
  for (const next of others) all = all && joined(all, next, MAX_OBSERVATIONS)
  return all
}

/** What is collected of a source, or of a part of one: plain data but for the tables of the processes. */
import type { Problem } from '../model/index.ts'
import type { LineCounts, SourceReading, Yearless, Zoneless } from '../store/reading.ts'
import type { CoveragePart } from './coverage.ts'
import { type NewProblem, problemsInOrder } from './problem-counter.ts'
import { processReading } from './processes/process-part.ts'
import type { ProcessParts } from './processes/process-registry.ts'
import { type EnvelopeCounts, namesOf } from './records/unwrap.ts'
import type { HeadDates } from './year/head-dates.ts'
import { mostFrequentYear } from './year/printed-years.ts'

/** What the lines of a source contain. */
export interface SourcePart {
  readonly lines: number
  readonly bytes: number
  readonly records: number
  readonly lineCounts: LineCounts
  readonly envelopes: EnvelopeCounts
  readonly coverage: CoveragePart
  readonly yearless: Omit<Yearless, 'printedYear'> | null
  readonly zoneless: Omit<Zoneless, 'printedMinutes'> | null
  readonly printedYears: readonly number[]
  readonly processes: ProcessParts
  /** Processes that began a request of two lines. */
  readonly requestProcesses: number
  /** How much of the room for observations is used. */
  readonly observations: number
  readonly problems: readonly Problem[]
}

/** Returns the problem of the records in no known format; undefined: there are none. */
export function unrecognisedLines(count: number): NewProblem | undefined {
  if (count === 0) return undefined
  return { code: 'unrecognised-lines', excerpt: `${count} records in no known format`, count }
}

/** Returns the reading of a source of which the part is the whole. */
export function sourceReading(name: string, part: SourcePart, dates: HeadDates): SourceReading {
  const { firstUs, lastUs, pauses, dated } = part.coverage
  const printedYear = dates.year ?? mostFrequentYear(part.printedYears)
  return {
    name,
    envelopes: namesOf(part.envelopes),
    bytes: part.bytes,
    lines: part.lines,
    records: part.records,
    lineCounts: part.lineCounts,
    firstUs,
    lastUs,
    dated,
    pauses,
    yearless: part.yearless && { ...part.yearless, printedYear },
    zoneless: part.zoneless && { ...part.zoneless, printedMinutes: dates.offsetMinutes },
    processes: [...part.processes.byKey.values()].map(processReading),
    problems: problemsInOrder(part.problems),
  }
}

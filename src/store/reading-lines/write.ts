/** Writes readings as lines of text. The same reading gives the same lines. */
import { createHash, type Hash } from 'node:crypto'
import type { Problem } from '../../model/problem.ts'
import { DeltaRows } from '../delta-rows.ts'
import type { ProcessReading, SourceReading } from '../reading.ts'
import { packReading } from '../transfer.ts'
import { FORMAT_VERSION, type SectionEnd, type SectionHead } from './format.ts'
import { type IntervalText, intervalText } from './interval-text.ts'
import type { ProcessLine, SourceLine } from './reading-checks.ts'
import { chunksOf } from './row-columns.ts'

/** Writes one section: first `head`, then sources and problems in any order, then `end`. Each line ends in a line feed. */
export class SectionWriter {
  readonly #sha: Hash = createHash('sha256')

  /** `by` is the version of leasegap. */
  head(by: string): string {
    const head: SectionHead = { leasegap: 'reading', version: FORMAT_VERSION, by }
    return lineOf(head)
  }

  *source(reading: SourceReading): Iterable<string> {
    const sha = createHash('sha256')
    for (const line of linesOf(reading)) {
      sha.update(line)
      yield line
    }
    const digest = sha.digest('base64')
    this.#sha.update(digest)
    yield lineOf({ end: { sha256: digest } })
  }

  problem(problem: Problem): string {
    const line = lineOf({ problem })
    this.#sha.update(line)
    return line
  }

  end(): string {
    const end: SectionEnd = { sectionEnd: { sha256: this.#sha.digest('base64') } }
    return lineOf(end)
  }
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`
}

function* linesOf(reading: SourceReading): Iterable<string> {
  const { processes, savedAs: _savedAs, change: _change, ...source } = packReading(reading)
  const pauses = intervalText(source.pauses)
  yield lineOf({ source: { ...source, pauses } satisfies SourceLine })
  for (const { observations, requests, stale, ...process } of processes) {
    yield lineOf({ process: processLine(process, pauses) })
    for (const o of observations) yield lineOf({ o })
    for (const [node, parts] of requests)
      for (const { rows, shapes } of parts) {
        yield lineOf({ requests: { node, shapes } })
        yield* rowLines(DeltaRows.unpack(rows))
      }
    for (const [node, { rows, shapes, shortest }] of stale) {
      yield lineOf({ stale: { node, shapes, shortest } })
      yield* rowLines(DeltaRows.unpack(rows))
    }
  }
}

/** `sourcePauses` are those of the source, which an only process shares. */
function processLine(
  {
    source: _source,
    stored: _stored,
    flags,
    firstUs,
    lastUs,
    pauses,
    requestTimes,
    ...process
  }: Omit<ProcessReading, 'observations' | 'requests' | 'stale'>,
  sourcePauses: IntervalText,
): ProcessLine {
  const finite = (timeUs: number): number | null => (Number.isFinite(timeUs) ? timeUs : null)
  const own = intervalText(pauses)
  return {
    ...process,
    flags: [...flags],
    firstUs: finite(firstUs),
    lastUs: finite(lastUs),
    pauses: own === sourcePauses ? null : own,
    requestTimes: requestTimes && { ...requestTimes, pauses: intervalText(requestTimes.pauses) },
  }
}

function* rowLines(rows: DeltaRows): Iterable<string> {
  for (const chunk of chunksOf(rows)) yield lineOf({ rows: chunk })
}

/** Writes readings as lines of text. The same reading gives the same lines. */
import { createHash, type Hash } from 'node:crypto'
import type { Problem } from '../../model/problem.ts'
import { DeltaRows } from '../delta-rows.ts'
import type { ProcessReading, SourceReading } from '../reading.ts'
import { packReading } from '../transfer.ts'
import {
  type FormatVersion,
  type SectionEnd,
  type SectionHead,
  THINNED_VERSION,
  WHOLE_VERSION,
} from './format.ts'
import { type IntervalText, intervalText } from './interval-text.ts'
import type { ProcessLine, SourceLine } from './reading-checks.ts'
import { chunksOf } from './row-columns.ts'
import { runsText } from './run-columns.ts'

/** Writes one section: first `head`, then sources and problems in any order, then `end`. Each line ends in a line feed. */
export class SectionWriter {
  #sha: Hash = createHash('sha256')
  readonly #by: string
  #version: FormatVersion

  /** `by` is the version of leasegap; `isThinned`: renewals may be left out. */
  constructor({ by, isThinned }: { readonly by: string; readonly isThinned: boolean }) {
    this.#by = by
    this.#version = isThinned ? THINNED_VERSION : WHOLE_VERSION
  }

  head(): string {
    const head: SectionHead = { leasegap: 'reading', version: this.#version, by: this.#by }
    return lineOf(head)
  }

  /** A reading that was thinned before begins another section, of the version that it needs. */
  *source(reading: SourceReading): Iterable<string> {
    if (reading.thinned !== undefined && this.#version !== THINNED_VERSION) {
      yield this.end()
      this.#sha = createHash('sha256')
      this.#version = THINNED_VERSION
      yield this.head()
    }
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
  const { processes, savedAs: _savedAs, thinned: _thinned, change: _change, ...source } = packReading(reading)
  const pauses = intervalText(source.pauses)
  yield lineOf({ source: { ...source, pauses } satisfies SourceLine })
  for (const { observations, requests, stale, ...process } of processes) {
    yield lineOf({ process: processLine(process, pauses) })
    for (const o of observations) yield lineOf({ o })
    for (const [node, parts] of requests)
      for (const { rows, shapes, runs } of parts) {
        yield lineOf({ requests: { node, shapes } })
        yield* rowLines(DeltaRows.unpack(rows))
        if (runs) yield lineOf({ runs: runsText(runs) })
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

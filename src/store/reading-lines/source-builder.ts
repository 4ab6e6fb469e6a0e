/** Builds the reading of one source from its lines. Every method throws a `DamagedReading` for what a writer never writes. */
import { createHash, type Hash } from 'node:crypto'
import type { Interval } from '../../model/interval.ts'
import type { Observation } from '../../model/observation.ts'
import type { Problem } from '../../model/problem.ts'
import { DeltaRows } from '../delta-rows.ts'
import type { SourceReading } from '../reading.ts'
import type { PackedRequestPart, RequestShape } from '../request-part.ts'
import type { PackedStaleTable, Stale } from '../stale-table.ts'
import { type PackedReading, unpackReading } from '../transfer.ts'
import { isCount, isObject, listOf } from './checks.ts'
import { type IntervalText, parseIntervals } from './interval-text.ts'
import { isObservation } from './observation-checks.ts'
import { areRequestShapes, isProcess, isSource, type ProcessLine, type SourceLine } from './reading-checks.ts'
import { addChunk } from './row-columns.ts'
import { parseRuns } from './run-columns.ts'
import { withThinned } from './thin-reading.ts'

/** Lines that no writer wrote: they were changed, cut, or are of no reading. */
export class DamagedReading extends Error {
  override readonly name = 'DamagedReading'
}

type PackedProcess = PackedReading['processes'][number]

/** A process while its lines are read. */
interface OpenProcess {
  readonly process: ProcessLine
  readonly observations: Observation[]
  readonly requests: Map<string | null, PackedRequestPart[]>
  readonly stale: Map<string | null, PackedStaleTable>
}

/** A table while its rows are read. */
interface OpenTable {
  readonly rows: DeltaRows
  readonly shapes: number
  /** Reads the runs that are left out of it; null: it can have none. */
  readonly readRuns: ((text: unknown) => void) | null
  /** Adds the table to its process. */
  close(): void
}

export class SourceBuilder {
  readonly #sha: Hash = createHash('sha256')
  readonly #source: SourceLine
  readonly #pauses: readonly Interval[]
  readonly #processes: PackedProcess[] = []
  readonly #maxObservations: number
  #process: OpenProcess | null = null
  #table: OpenTable | null = null
  #observations = 0

  constructor(source: unknown, maxObservations: number) {
    if (!isSource(source)) throw new DamagedReading('it is no source')
    this.#source = source as SourceLine
    this.#maxObservations = maxObservations
    this.#pauses = intervalsOf(this.#source.pauses)
    this.#checkSources(this.#source.problems)
  }

  get name(): string {
    return this.#source.name
  }

  /** Counts a line of the source, as it was read, for the digest. */
  addToDigest(line: string): void {
    this.#sha.update(`${line}\n`)
  }

  process(process: unknown): void {
    this.#closeProcess()
    if (!isProcess(process)) throw new DamagedReading('it is no process')
    this.#process = {
      process: process as ProcessLine,
      observations: [],
      requests: new Map(),
      stale: new Map(),
    }
  }

  observation(o: unknown): void {
    this.#closeTable()
    if (!isObservation(o)) throw new DamagedReading('it is no observation')
    if (++this.#observations > this.#maxObservations) throw new DamagedReading('it has too many observations')
    this.#checkSources([o as Observation])
    this.#open.observations.push(o as Observation)
  }

  requests(head: unknown): void {
    this.#closeTable()
    const { node, shapes } = isObject(head) ? head : {}
    if (!isNode(node) || !areRequestShapes(shapes)) throw new DamagedReading('it is no table of requests')
    const list = shapes as readonly RequestShape[]
    this.#checkSources(list)
    const { requests } = this.#open
    const rows = new DeltaRows()
    let left: Pick<PackedRequestPart, 'runs'> = {}
    this.#table = {
      rows,
      shapes: list.length,
      readRuns: (text) => {
        left = { runs: parseRuns(text, rows, (shape) => isKubeletRenewal(list[shape])) }
      },
      close: () => {
        requests.set(node, [...(requests.get(node) ?? []), { rows: rows.pack(), shapes: list, ...left }])
      },
    }
  }

  stale(head: unknown): void {
    this.#closeTable()
    const { node, shapes, shortest } = isObject(head) ? head : {}
    const isTable = isNode(node) && listOf(isStale)(shapes) && listOf(isCount)(shortest)
    const { stale } = this.#open
    if (!isTable || stale.has(node)) throw new DamagedReading('it is no table of stale lines')
    const list = shapes as readonly Stale[]
    const durations = shortest as readonly number[]
    if (durations.length !== list.length) throw new DamagedReading('a shape has no duration')
    this.#checkSources(list)
    const rows = new DeltaRows()
    this.#table = {
      rows,
      shapes: list.length,
      readRuns: null,
      close: () => stale.set(node, { rows: rows.pack(), shapes: list, shortest: durations }),
    }
  }

  /** Behind all rows of a table. */
  runs(text: unknown): void {
    const read = this.#table?.readRuns
    if (!read) throw new DamagedReading('its runs belong to no table of requests')
    damaged(() => read(text))
    this.#closeTable()
  }

  rows(chunk: unknown): void {
    if (!this.#table) throw new DamagedReading('its rows belong to no table')
    const { shapes, rows } = this.#table
    damaged(() => addChunk(chunk, shapes, rows))
  }

  /** `sha256` is what the end line states. */
  end(sha256: string): SourceReading {
    this.#closeProcess()
    if (this.#sha.digest('base64') !== sha256) throw new DamagedReading('its checksum differs')
    const pauses = this.#pauses
    const reading = unpackReading({ ...this.#source, pauses, processes: this.#processes })
    return { ...withThinned(reading), savedAs: sha256 }
  }

  get #open(): OpenProcess {
    if (!this.#process) throw new DamagedReading('it belongs to no process')
    return this.#process
  }

  #closeTable(): void {
    this.#table?.close()
    this.#table = null
  }

  #closeProcess(): void {
    this.#closeTable()
    if (!this.#process) return
    const { process, ...content } = this.#process
    const { pauses, requestTimes } = process
    this.#processes.push({
      source: this.name,
      ...process,
      pauses: pauses === null ? this.#pauses : intervalsOf(pauses),
      requestTimes: requestTimes && { ...requestTimes, pauses: intervalsOf(requestTimes.pauses) },
      flags: new Map(process.flags),
      firstUs: process.firstUs ?? Number.POSITIVE_INFINITY,
      lastUs: process.lastUs ?? Number.NEGATIVE_INFINITY,
      ...content,
    })
    this.#process = null
  }

  /** All that a source contains is of the source. */
  #checkSources(parts: readonly Pick<Problem, 'source'>[]): void {
    if (parts.some(({ source }) => source !== this.name))
      throw new DamagedReading('a part is of another source')
  }
}

/** Runs `read`, which throws a RangeError for numbers that no writer wrote. */
function damaged<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw new DamagedReading(error.message)
    throw error
  }
}

function intervalsOf(text: IntervalText): readonly Interval[] {
  return damaged(() => parseIntervals(text))
}

function isKubeletRenewal(shape: RequestShape | undefined): boolean {
  return shape?.kind === 'lease.renewed' && !shape.byControlPlane
}

function isNode(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

function isStale(value: unknown): boolean {
  return isObservation(value) && (value as Observation).kind === 'node.stale'
}

/**
 * Lines that are known without parsing their text: by the cache of lines, or, if they pass for their time alone, by their
 * heads. Each is of a process that has a record before it, and its time is resolved.
 */
import type { NamedFinding } from '../../grammars/index.ts'
import type { Frame } from '../../model/index.ts'
import type { ResolvedTime } from '../../time/timestamp-resolver.ts'
import type { CachedLine } from '../line-cache/cached-line.ts'
import type { LineCache } from '../line-cache/line-cache.ts'
import type { ProcessCollector } from '../processes/process-collector.ts'
import type { ProcessRegistry } from '../processes/process-registry.ts'
import type { Unwrapped } from '../records/record.ts'
import type { RecordParser } from '../records/record-parser.ts'
import type { RepeatedRequest } from '../repeated-request.ts'
import type { ProcessEnds } from './process-ends.ts'
import { pidOfSample } from './sample-head.ts'

export interface KnownLine {
  readonly unwrapped: Pick<Unwrapped, 'envelopeNames' | 'stamps' | 'host' | 'pid'>
  readonly time: ResolvedTime
  readonly process: ProcessCollector
  readonly findings: readonly NamedFinding[]
  /** Present if the findings are a request that repeats. */
  readonly request: RepeatedRequest | undefined
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

const NO_FINDINGS: readonly NamedFinding[] = []

export class KnownLines {
  readonly #parser: RecordParser
  readonly #processes: ProcessRegistry
  readonly #processEnds: ProcessEnds
  readonly #cache: LineCache<ProcessCollector>
  /** The newest line. An object for each is what the garbage collector has most to do with. */
  #newest: Mutable<KnownLine> | null = null

  constructor(
    cache: LineCache<ProcessCollector>,
    parser: RecordParser,
    processes: ProcessRegistry,
    processEnds: ProcessEnds,
  ) {
    this.#cache = cache
    this.#parser = parser
    this.#processes = processes
    this.#processEnds = processEnds
  }

  /** Returns the line `bytes[start, end)`, of number `line`, valid until the next call; undefined if it must be parsed. */
  match(bytes: Buffer, start: number, end: number, line: number): KnownLine | undefined {
    const cached = this.#cache.match(bytes, start, end, line)
    return cached && this.#known(cached.line, cached.process, cached)
  }

  /** Returns a sample, which has no findings, by its head, valid as that of `match`; undefined if it must be parsed. */
  matchSample(frame: Frame): KnownLine | undefined {
    const found = typeof frame.body === 'string' ? this.#cache.headOf(frame.body) : undefined
    const pid = found && pidOfSample(frame, frame.body as string, found)
    if (!found || pid === undefined) return undefined
    const { envelopeNames, stamps, host } = found.head
    const process = this.#processes.knownProcessOf({ host, pid })
    return process ? this.#known({ envelopeNames, stamps, host, pid }, process, undefined) : undefined
  }

  #known(
    unwrapped: KnownLine['unwrapped'],
    process: ProcessCollector,
    cached: CachedLine<ProcessCollector> | undefined,
  ): KnownLine | undefined {
    // The lines in front of the first record of a process are read with its text.
    if (this.#processEnds.isNew(process)) return undefined
    const time = this.#parser.resolveTime(unwrapped)
    // A problem with a time quotes the text.
    if (!time || time.disagree) return undefined
    const findings = cached?.line.findings ?? NO_FINDINGS
    const newest = this.#newest
    if (newest === null) {
      this.#newest = { unwrapped, time, process, findings, request: cached?.request }
      return this.#newest
    }
    newest.unwrapped = unwrapped
    newest.time = time
    newest.process = process
    newest.findings = findings
    newest.request = cached?.request
    return newest
  }

  /** Learns from a line that was a complete record of `process`, with findings or silent. */
  learn(line: number, text: string, process: ProcessCollector): void {
    this.#cache.learn(line, text, process)
  }
}

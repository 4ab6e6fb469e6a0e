/**
 * One source, from bytes to observations: frames out of bytes, envelopes off frames, times resolved,
 * grammars asked. Knows nothing of incidents, nor of other sources.
 */

import { type Gate, readFrames } from '../frames/index.ts'
import { type NamedFinding, parseRecord, prefilterLiterals } from '../grammars/index.ts'
import { CONTROL_PLANE } from '../model/clock.ts'
import type {
  ClockSide,
  Component,
  Coverage,
  CustomEnvelope,
  Frame,
  JsonObject,
  JsonValue,
  LogRecord,
  Observation,
  ProblemCode,
  Provenance,
  Stamp,
} from '../model/index.ts'
import type { PlainSource } from '../sources/plain.ts'
import type { SourceReading, Yearless } from '../store/reading.ts'
import { StringPool } from '../store/string-pool.ts'
import { parseInstant, SECOND_US } from '../time/instant.ts'
import { nearestYear, StampReader, type ZoneOffset } from '../time/timestamp-resolver.ts'
import { restated } from './multiline-values.ts'
import { OpenFailures } from './open-failures.ts'
import { ProblemCounter } from './problem-counter.ts'
import { ProcessCollector } from './process-collector.ts'
import { TemplateCache } from './templates/cache.ts'
import { decodeLiterals, recordOf, type Unwrapped, Unwrapper } from './unwrap.ts'
import { WrappedLines } from './wrapped-lines.ts'
import { newestFullDate } from './year/full-dates.ts'
import { isAbsolute } from './year/redate.ts'

export interface ReaderSettings {
  /** Of stamps that print none. */
  readonly zone: ZoneOffset
  /** Of the first stamp that prints none; null: the latest that `nowUs` or the file's age allows. */
  readonly year: number | null
  readonly nowUs: number
  /** The node of this source, where the user said it. */
  readonly node: string | null
  /** Each line is answered before the next one is there; absent: it is not. */
  readonly live?: boolean
  /** Literals that let a line pass besides those of the grammars; `all`: every line passes; absent: none. */
  readonly alsoDecode?: readonly string[] | 'all'
  /** In the order in which they are tried; absent: the registered ones. */
  readonly envelopes?: readonly CustomEnvelope[]
  /** Absent: the registered grammars parse. */
  readonly parseRecord?: (record: LogRecord) => readonly NamedFinding[]
  /**
   * So many observations are told of it, as whoever hears them counts them; what comes behind is as if the capture had
   * ended, so that no silence follows from it. Absent: all.
   */
  readonly maxObservations?: number
  /** Told every record that is decoded, with what it says. */
  readonly onRecord?: (heard: ParsedRecord) => void
}

/** A record with what it says. */
export interface ParsedRecord {
  readonly unwrapped: Unwrapped
  readonly record: LogRecord
  readonly findings: readonly NamedFinding[]
  readonly resolutionUs: number
}

const SIDE: Readonly<Record<Component, ClockSide>> = {
  kubelet: 'node',
  journald: 'node',
  'api-object': 'control-plane',
  'kube-apiserver': 'control-plane',
  'kube-controller-manager': 'control-plane',
}

/** Two renew intervals: so long a stretch without a record is worth knowing. */
const PAUSE_US: number = 20 * SECOND_US

/**
 * Processes of one source that are told apart; those after them are taken for one. A kubelet that crashes every ten
 * seconds starts 8640 times a day.
 */
const MAX_PROCESSES = 10_000
const BEYOND = 'beyond'

/** How many full dates per source are kept to tell its year from. */
const KEPT_YEARS = 1000

/** Is told an observation and whose it is; gives how much of `maxObservations` it takes, undefined: nothing. */
export type Observe = (o: Observation, from: ProcessCollector) => number | undefined

/** Reads a source to its end, telling each observation as it comes. Rejects when it can't be opened. */
export async function readSource(
  input: PlainSource,
  settings: ReaderSettings,
  observe: Observe,
  progress: (bytes: number) => void = () => {},
): Promise<SourceReader> {
  const reader = new SourceReader(input, settings, observe)
  const { alsoDecode = [] } = settings
  const isOpen = alsoDecode === 'all'
  const bypassLiterals = isOpen ? decodeLiterals : [...decodeLiterals, ...alsoDecode]
  const gate: Gate = { literals: prefilterLiterals, bypassLiterals, isOpen }
  const { problems } = reader
  const problem = (code: ProblemCode, line: number | null, excerpt: string, offset: number | null): void =>
    problems.add(code, line, excerpt, offset)
  let bytes = 0
  let storedBytes: number | null = null
  const stored = (count: number): void => {
    storedBytes = count
  }
  const counted = async function* (): AsyncIterable<Buffer> {
    for await (const chunk of input.open({ problem, stored })) {
      bytes += chunk.length
      yield chunk
      progress(storedBytes ?? bytes)
    }
  }
  const read = await readFrames(counted(), gate, {
    problem,
    frame: (frame) => {
      reader.frame(frame)
      gate.isOpen = isOpen || reader.pending
    },
    readFromBytes: (line, start, end, number) => {
      const isRead = reader.readFromBytes(line, start, end, number)
      if (isRead) gate.isOpen = isOpen || reader.pending
      return isRead
    },
  })
  reader.end(read.lines, bytes)
  return reader
}

/** Follows one source, frame by frame. */
export class SourceReader {
  readonly problems: ProblemCounter
  readonly name: string
  readonly #settings: ReaderSettings
  readonly #observe: Observe
  readonly #parseRecord: NonNullable<ReaderSettings['parseRecord']>
  readonly #stamps: StampReader
  readonly #unwrapper: Unwrapper
  readonly #wrapped: WrappedLines<ParsedRecord>
  readonly #processes = new Map<string, ProcessCollector>()
  readonly #sharing = new StringPool()
  readonly #awaited = new OpenFailures<ProcessCollector>()
  readonly #templates = new TemplateCache<ProcessCollector>()
  /** What was told last, with who said it. */
  #newest: { readonly heard: ParsedRecord; readonly owner: ProcessCollector } | null = null
  /** Who spoke last: most often the next one is the same. */
  #lastOwner: { readonly teller: string; readonly owner: ProcessCollector } | null = null
  /** Years of the first yearless stamp that full dates in the same records tell, with how many tell it. */
  readonly #years = new Map<number, number>()
  #yearsTold = 0
  #records = 0
  #blank = 0
  #recognised = 0
  #unrecognised = 0
  /** Room that those which were told take. */
  #observations = 0
  /** Records behind the last that is told, and the first of them. */
  #beyond = 0
  #firstBeyond: Frame | null = null
  #firstUs: number | null = null
  readonly #pauses: Coverage[] = []
  /** Of API objects and audit events. */
  #datedFirstUs = Number.POSITIVE_INFINITY
  #datedLastUs = Number.NEGATIVE_INFINITY
  #lastUs: number | null = null
  #lines = 0
  #bytes = 0

  constructor(input: Pick<PlainSource, 'label' | 'modifiedUs'>, settings: ReaderSettings, observe: Observe) {
    this.name = input.label
    this.#settings = settings
    this.#observe = observe
    this.problems = new ProblemCounter(input.label)
    this.#stamps = new StampReader(settings.zone, settings.year, input.modifiedUs ?? settings.nowUs)
    this.#parseRecord = settings.parseRecord ?? parseRecord
    this.#wrapped = new WrappedLines(
      (heard, text) => restate(heard, text, this.#parseRecord),
      (heard) => this.#take(heard),
    )
    this.#unwrapper = new Unwrapper(
      (unwrapped) => this.#hear(unwrapped),
      (code, frame, excerpt) => this.problems.add(code, frame?.line ?? null, excerpt, frame?.offset ?? null),
      settings.envelopes,
    )
  }

  /** A record waits for its next piece, or a process must be heard once more: every frame is needed. */
  get pending(): boolean {
    return this.#unwrapper.pending || this.#wrapped.pending || this.#awaited.pending
  }

  /** The year that its own full dates tell for the first yearless stamp; null: they tell none. */
  get toldYear(): number | null {
    let told: number | null = null
    let most = 0
    for (const [year, count] of this.#years)
      if (count > most || (count === most && told !== null && year > told)) {
        told = year
        most = count
      }
    return told
  }

  frame(frame: Frame): void {
    if (frame.body === '') {
      this.#blank++
      return
    }
    this.#records++
    this.#unwrapper.unwrap(frame)
    if (this.#mayFit) this.#learn(frame)
  }

  /** There is no room for more observations. */
  get #isFull(): boolean {
    return this.#observations >= (this.#settings.maxObservations ?? Number.POSITIVE_INFINITY)
  }

  /** No record waits for its next piece, and nobody wants to see what was read. */
  get #mayFit(): boolean {
    const { onRecord, live, envelopes, parseRecord } = this.#settings
    const isCustom = envelopes !== undefined || parseRecord !== undefined
    return !this.#unwrapper.pending && onRecord === undefined && !live && !isCustom
  }

  /** Takes note of a line that was the whole of a record, for others like it. */
  #learn(frame: Frame): void {
    const newest = this.#newest
    if (newest?.heard.unwrapped.frame !== frame || newest.heard.findings.length === 0) return
    if (typeof frame.body === 'string') this.#templates.see(frame.body, newest.owner)
  }

  /**
   * Reads the line `bytes[start, end)` where it is like one that was read as text, to the same effect. False: it is
   * not, and nothing was done.
   */
  readFromBytes(bytes: Buffer, start: number, end: number, line: number): boolean {
    if (!this.#mayFit || this.#isFull) return false
    const template = this.#templates.fitting(bytes, start, end)
    const time = template && this.#stamps.resolve(template.meaning.stamps)
    // What is wrong with a time is told with its text.
    if (!time || time.disagree) return false
    const { teller, meaning } = template
    const { envelopeNames, host, pid, findings } = meaning
    const { timeUs, resolutionUs } = time
    this.#records++
    for (const name of envelopeNames) this.#unwrapper.count(name)
    this.#cover(timeUs)
    this.#wrapped.end()
    this.#recognised++
    teller.speaksAt(timeUs)
    const record = { source: this.name, line, timeUs, host, pid }
    for (const finding of findings) this.#tell(finding, record, teller, resolutionUs)
    this.#awaited.hear(teller, timeUs, findings[0], teller.printsRequests)
    return true
  }

  /** Resolves a record's time in the order of the lines, and asks what it says. */
  #hear(unwrapped: Unwrapped): void {
    const { frame, body, stamps } = unwrapped
    if (this.#isFull) {
      this.#beyond++
      this.#firstBeyond ??= frame
      return
    }
    const time = this.#stamps.resolve(stamps)
    if (time === null) this.problems.add('impossible-time', frame.line, textOf(frame), frame.offset)
    else if (time?.disagree) this.problems.add('stamps-disagree', frame.line, textOf(frame), frame.offset)
    const timeUs = time ? time.timeUs : null
    this.#cover(timeUs ?? (typeof body === 'string' ? null : auditTime(body)))
    const record = recordOf(unwrapped, this.name, timeUs)
    const heard = {
      unwrapped,
      record,
      findings: this.#parseRecord(record),
      resolutionUs: time?.resolutionUs ?? 1,
    }
    // Who follows a pipe is not kept waiting for a line that may never come.
    if (this.#settings.live) this.#take(heard)
    else this.#wrapped.take(heard)
  }

  #take(heard: ParsedRecord): void {
    const { unwrapped, record, findings, resolutionUs } = heard
    const { frame, stamps, statement } = unwrapped
    const isKnown = stamps.length > 0 || statement !== null || isOfApi(record.object)
    if (findings.length === 0 && !isKnown) this.#unrecognised++
    else this.#recognised++
    const owner = this.#ownerOf(record, findings)
    if (record.timeUs !== null) owner.speaksAt(record.timeUs)
    owner.hear(record, findings[0]?.kind)
    for (const finding of findings) {
      const told = this.#tell(finding, record, owner, resolutionUs)
      if (told?.timeUs === null && told.kind !== 'node.seen')
        this.problems.add('no-time', frame.line, textOf(frame), frame.offset)
    }
    this.#awaited.hear(owner, record.timeUs, findings[0], owner.printsRequests)
    const outer = stamps[0]
    // A request's line prints no date.
    const mayTellYear = findings[0] && !('verb' in findings[0]) && outer && !outer.hasYear
    const tellsYear = mayTellYear && this.#learnYear(record, outer)
    this.#newest = tellsYear ? null : { heard, owner }
    this.#settings.onRecord?.(heard)
  }

  end(lines: number, bytes: number): void {
    this.#unwrapper.end()
    this.#wrapped.end()
    for (const process of this.#processes.values()) process.trim()
    this.#lines = lines
    this.#bytes = bytes
    const count = this.#unrecognised
    if (count > 0)
      this.problems.add('unrecognised-lines', null, `${count} records in no known format`, null, count)
    const first = this.#firstBeyond
    if (first) {
      const told = `no room for more observations of one source (${this.#settings.maxObservations}): the rest is left out`
      this.problems.add('limit-reached', first.line, told, first.offset, this.#beyond)
    }
  }

  reading(): SourceReading {
    return {
      name: this.name,
      envelopes: this.#unwrapper.names,
      bytes: this.#bytes,
      lines: this.#lines,
      records: this.#records,
      lineCounts: {
        blank: this.#blank,
        recognised: this.#recognised + this.#unwrapper.joined + this.#wrapped.joined,
        unrecognised: this.#unrecognised,
        broken: this.#unwrapper.broken + this.#beyond,
      },
      firstUs: this.#firstUs,
      lastUs: this.#lastUs,
      yearless: this.#yearless(),
      dated:
        this.#datedFirstUs <= this.#datedLastUs
          ? { firstUs: this.#datedFirstUs, lastUs: this.#datedLastUs }
          : null,
      pauses: this.#pauses,
      processes: [...this.#processes.values()].map((p) => p.reading()),
      problems: this.problems.list(),
    }
  }

  #yearless(): Yearless | null {
    const { firstCivilUs, firstYear } = this.#stamps
    return firstCivilUs === null || firstYear === null
      ? null
      : { firstCivilUs, firstYear, printedYear: this.toldYear }
  }

  /** Takes note of when a record was written. */
  #cover(timeUs: number | null): void {
    if (timeUs === null) return
    if (this.#lastUs !== null && timeUs - this.#lastUs > PAUSE_US)
      this.#pauses.push({ startUs: this.#lastUs, endUs: timeUs })
    if (this.#firstUs === null || timeUs < this.#firstUs) this.#firstUs = timeUs
    if (this.#lastUs === null || timeUs > this.#lastUs) this.#lastUs = timeUs
  }

  #ownerOf(record: LogRecord, findings: readonly NamedFinding[]): ProcessCollector {
    // Objects and audit events come from no process of their own.
    const teller = record.object ? (findings[0]?.component ?? 'object') : ''
    const { host, pid } = record
    const last = this.#lastOwner
    if (last && last.teller === teller && last.owner.host === host && last.owner.pid === pid)
      return last.owner
    const isBeyond = this.#processes.size >= MAX_PROCESSES
    const key = `${host ?? ''}\0${pid ?? ''}\0${teller}`
    let owner = this.#processes.get(key) ?? (isBeyond ? this.#processes.get(BEYOND) : undefined)
    if (!owner && isBeyond) {
      this.problems.add('limit-reached', record.line, `more than ${MAX_PROCESSES} processes`)
      owner = new ProcessCollector(this.name, null, null, this.problems, this.#sharing)
      this.#processes.set(BEYOND, owner)
    } else if (!owner) {
      owner = new ProcessCollector(this.name, host, pid, this.problems, this.#sharing)
      this.#processes.set(key, owner)
    }
    // All those beyond have one, who is none of theirs.
    if (owner !== this.#processes.get(BEYOND)) this.#lastOwner = { teller, owner }
    return owner
  }

  /** Undefined: there is nothing to tell. */
  #tell(
    finding: NamedFinding,
    record: Pick<LogRecord, 'source' | 'line' | 'timeUs' | 'host' | 'pid'>,
    owner: ProcessCollector,
    resolutionUs: number,
  ): Observation | undefined {
    const { component } = finding
    owner.speaksAs(component, finding)
    const { node: named, clockSide, timeUs: ownTimeUs, resolutionUs: ownResolution } = finding
    const ofNode = component === 'kubelet' || component === 'journald'
    const node = named ?? (ofNode ? (this.#settings.node ?? owner.node) : null)
    // A marker between boots prints no time: what is missing comes after the newest line. At the very top nothing is.
    const undatedGap = finding.kind === 'log.gap' && record.timeUs === null
    if (undatedGap && this.#lastUs === null) return undefined
    const timeUs = undatedGap ? this.#lastUs : ownTimeUs === undefined ? record.timeUs : ownTimeUs
    if (timeUs !== null && isAbsolute(component)) {
      this.#datedFirstUs = Math.min(this.#datedFirstUs, timeUs)
      this.#datedLastUs = Math.max(this.#datedLastUs, timeUs)
    }
    const provenance: Provenance = {
      timeUs,
      resolutionUs: ownResolution ?? resolutionUs,
      node,
      clock: (clockSide ?? SIDE[component]) === 'node' ? node : CONTROL_PLANE,
      component,
      source: record.source,
      line: record.line,
      pid: record.pid,
      host: record.host,
    }
    const observation = observationOf(finding, provenance)
    this.#observations += this.#observe(observation, owner) ?? 0
    return observation
  }

  /** Whether the record tells the year of its stamp and more such are asked for. */
  #learnYear(record: LogRecord, outer: Stamp): boolean {
    if (this.#yearsTold >= KEPT_YEARS) return false
    const fullUs = newestFullDate(record)
    if (fullUs === null) return false
    const first = nearestYear(outer.civilUs, fullUs) - this.#stamps.turns
    this.#years.set(first, (this.#years.get(first) ?? 0) + 1)
    this.#yearsTold++
    return true
  }
}

/** What a finding says, and where it comes from. Written for speed: spread first or with a rest, it costs three times as much. */
function observationOf(finding: NamedFinding, provenance: Provenance): Observation {
  const { timeUs, resolutionUs, node, clock, source, line, pid, host } = provenance
  const facts = finding.clockSide === undefined ? finding : withoutSide(finding)
  const observation = { timeUs, resolutionUs, clock, source, line, pid, host, ...facts }
  observation.timeUs = timeUs
  observation.resolutionUs = resolutionUs
  observation.node = node
  return observation as Observation
}

function withoutSide({ clockSide: _, ...rest }: NamedFinding): Omit<NamedFinding, 'clockSide'> {
  return rest
}

/** The same record with a longer text. */
function restate(heard: ParsedRecord, text: string, parse: typeof parseRecord): ParsedRecord {
  const { statement } = heard.record
  if (!statement) return heard
  // A text without a header stays plain: the grammars look for a message inside.
  const whole = heard.unwrapped.statement ? restated(statement, text) : { ...statement, message: text }
  const record = { ...heard.record, statement: whole }
  return { ...heard, record, findings: parse(record) }
}

/** An object of the API, an audit event, or what a watch shows of one: known, even where it says nothing of a node. */
function isOfApi(object: JsonObject | null): boolean {
  const shown = typeof object?.type === 'string' ? object.object : undefined
  return hasKind(object) || hasKind(shown)
}

function hasKind(value: JsonValue | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { apiVersion, kind } = value as JsonObject
  return typeof apiVersion === 'string' && typeof kind === 'string'
}

/** An audit event tells when it was written; other objects do not. */
function auditTime(object: JsonObject): number | null {
  const { stageTimestamp } = object
  return typeof stageTimestamp === 'string' ? parseInstant(stageTimestamp) : null
}

function textOf(frame: Frame): string {
  return typeof frame.body === 'string' ? frame.body : JSON.stringify(frame.body)
}

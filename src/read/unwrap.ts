/**
 * Takes the envelopes off a frame, outer to inner, and joins the pieces of records that container runtimes cut
 * and the lines of values that klog printed over several.
 */
import { envelopes as registry } from '../envelopes/index.ts'
import type {
  Body,
  CustomEnvelope,
  Frame,
  LogRecord,
  ProblemCode,
  Stamp,
  Statement,
  UnwrappedLayer,
} from '../model/index.ts'
import { mayGoOn, OpenValues, restated } from './multiline-values.ts'

/** More envelopes than anyone nests; what is deeper is left as it is. */
const MAX_ENVELOPES = 8

/** Longest text that the pieces of one record are joined to: the same bound as a line's. */
const MAX_JOINED_CHARACTERS: number = 4 * 1024 * 1024

/** A container has two streams; so many records are in pieces at once at most, the eldest gives way. */
const MAX_PARTIAL_STREAMS = 64

/** Literals of envelopes that void the needle gate. */
export const decodeLiterals: readonly string[] = [...new Set(registry.flatMap((e) => e.bypassLiterals))]

/** What came off a frame, or off the several that one record was printed in. */
export interface Unwrapped {
  /** The record's first. */
  readonly frame: Frame
  /** Names of the envelopes taken off, outer to inner. */
  readonly envelopeNames: readonly string[]
  readonly body: Body
  /** Null: no logging header of a process; the body is all there is. */
  readonly statement: Statement | null
  /** Outer to inner. */
  readonly stamps: readonly Stamp[]
  readonly host: string | null
  readonly process: string | null
  readonly pid: number | null
}

/** The record that came out of its envelopes; `timeUs` is what its stamps were resolved to. */
export function recordOf(unwrapped: Unwrapped, source: string, timeUs: number | null): LogRecord {
  const { frame, body, host, process, pid } = unwrapped
  const isText = typeof body === 'string'
  const plain = isText ? { severity: null, file: null, message: body, values: null } : null
  return {
    source,
    line: frame.line,
    timeUs,
    host,
    process,
    pid,
    statement: unwrapped.statement ?? plain,
    object: isText ? null : body,
  }
}

/** A record in which a process said something, out of its header. */
type SpokenRecord = Unwrapped & { readonly body: string; readonly statement: Statement }

/** Pieces of a record so far. */
interface Partial {
  readonly frame: Frame
  text: string
  pieces: number
}

export class Unwrapper {
  /** How often each envelope was met, by its name. */
  readonly #counts = new Map<string, number>()
  /** By stream. */
  readonly #partial = new Map<string, Partial>()
  readonly #values: OpenValues<SpokenRecord>
  /** Frames that went into the record of another one. */
  joined = 0
  /** Frames whose record never was complete, or too long. */
  broken = 0
  readonly #envelopes: readonly CustomEnvelope[]
  readonly #emit: (record: Unwrapped) => void
  readonly #problem: (code: ProblemCode, frame: Frame | null, excerpt: string) => void

  /** `emit` is given each record when its last piece is there. */
  constructor(
    emit: (record: Unwrapped) => void,
    problem: (code: ProblemCode, frame: Frame | null, excerpt: string) => void,
    envelopes: readonly CustomEnvelope[] = registry,
  ) {
    this.#envelopes = envelopes
    this.#emit = emit
    this.#problem = problem
    this.#values = new OpenValues(
      (record, body) => emit({ ...record, body, statement: restated(record.statement, body) }),
      (frame) => problem('record-too-long', frame, String(frame.body)),
    )
  }

  /** A record waits for its next piece. */
  get pending(): boolean {
    return this.#partial.size > 0 || this.#values.pending
  }

  /** Names of the envelopes met, the most frequent first. */
  get names(): string[] {
    return [...this.#counts]
      .sort(([a, often], [b, oftenB]) => oftenB - often || (a < b ? -1 : 1))
      .map(([name]) => name)
  }

  /** Counts an envelope that was met. */
  count(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }

  /** Emits the frame's record, unless pieces of it are missing; before it what the frame shows to be over. */
  unwrap(frame: Frame): void {
    let body = frame.body
    let first = frame
    let host: string | null = null
    let process: string | null = null
    let pid: number | null = null
    let stream = ''
    const stamps: Stamp[] = []
    const envelopeNames: string[] = []
    const waiting = this.#values.pending
    if (waiting) {
      this.#values.expire(frame.line)
      if (typeof body === 'string' && this.#values.takeIndented(body, frame.line)) {
        this.joined++
        return
      }
    }
    for (let depth = 0; depth < MAX_ENVELOPES; depth++) {
      if (waiting && typeof body === 'string') {
        const speaker = speakerOf(envelopeNames, host, process, pid, stream)
        if (this.#values.take(speaker, body, frame.line)) {
          this.joined++
          return
        }
      }
      const unwrapped = this.#unwrap(body, envelopeNames)
      if (!unwrapped) break
      if (unwrapped.statement) {
        const opens = typeof unwrapped.body === 'string' && mayGoOn(unwrapped.body)
        const key = opens ? speakerOf(envelopeNames.slice(0, -1), host, process, pid, stream) : ''
        const indent = opens && stamps.length > 0 ? indentOf(frame, body) : 0
        if (unwrapped.stamp) stamps.push(unwrapped.stamp)
        const record = {
          frame: first,
          envelopeNames,
          body: unwrapped.body,
          statement: unwrapped.statement,
          stamps,
          host: host ?? unwrapped.host ?? null,
          process: unwrapped.process ?? process,
          pid: unwrapped.pid ?? pid,
        }
        if (!opens || !isSpoken(record) || !this.#values.begin(key, record, indent)) this.#emit(record)
        return
      }
      host ??= unwrapped.host ?? null
      process = unwrapped.process ?? process
      pid = unwrapped.pid ?? pid
      stream = unwrapped.stream ?? stream
      if (unwrapped.stamp) stamps.push(unwrapped.stamp)
      const joined = this.#join(unwrapped, first)
      if (joined === undefined) return
      body = joined.body
      first = joined.frame
    }
    if (envelopeNames.length === MAX_ENVELOPES && this.#envelopes.some((e) => e.unwrap(body) !== undefined))
      this.#problem('limit-reached', first, `more than ${MAX_ENVELOPES} formats around a message`)
    this.#emit({ frame: first, envelopeNames, body, statement: null, stamps, host, process, pid })
  }

  /** No more frames: what was never continued is told. */
  end(): void {
    for (const { text, pieces } of this.#partial.values()) {
      this.#problem('truncated-input', null, text)
      this.broken += pieces
    }
    this.#partial.clear()
    this.#values.end()
  }

  /** What the outermost envelope holds, which is added to those envelopeNames; undefined where there is none. */
  #unwrap(body: Body, envelopeNames: string[]): UnwrappedLayer | undefined {
    for (let i = 0; i < this.#envelopes.length; i++) {
      const { name, unwrap } = this.#envelopes[i] as CustomEnvelope
      const unwrapped = unwrap(body)
      if (!unwrapped) continue
      this.count(name)
      envelopeNames.push(name)
      return unwrapped
    }
    return undefined
  }

  #giveUpEldest(): void {
    for (const [stream, { frame, text, pieces }] of this.#partial) {
      this.#problem('truncated-input', frame, text)
      this.broken += pieces
      this.#partial.delete(stream)
      return
    }
  }

  /** The body with all pieces before it, and the frame of the first one; undefined where more will follow. */
  #join(
    { body, partial, stream = '' }: UnwrappedLayer,
    frame: Frame,
  ): { readonly frame: Frame; readonly body: Body } | undefined {
    if (typeof body !== 'string') return { frame, body }
    const before = this.#partial.get(stream)
    if (!partial) {
      if (!before) return { frame, body }
      this.#partial.delete(stream)
      this.joined += before.pieces
      return { frame: before.frame, body: before.text + body }
    }
    const text = (before?.text ?? '') + body
    if (text.length > MAX_JOINED_CHARACTERS) {
      this.#problem('record-too-long', before?.frame ?? frame, text)
      this.broken += (before?.pieces ?? 0) + 1
      this.#partial.set(stream, { frame, text: '', pieces: 0 })
    } else if (before) {
      before.text = text
      before.pieces++
    } else {
      if (this.#partial.size >= MAX_PARTIAL_STREAMS) this.#giveUpEldest()
      this.#partial.set(stream, { frame, text, pieces: 1 })
    }
    return undefined
  }
}

/** Who speaks, by all that the envelopes tell before the process's own header. */
function speakerOf(
  envelopeNames: readonly string[],
  host: string | null,
  process: string | null,
  pid: number | null,
  stream: string,
): string {
  return JSON.stringify([envelopeNames, host, process, pid, stream])
}

function isSpoken(record: Unwrapped): record is SpokenRecord {
  return record.statement !== null && typeof record.body === 'string'
}

/** How many columns of a line the envelopes of text took before `body`; 0 where they are no text. */
function indentOf({ body: line }: Frame, body: Body): number {
  return typeof line === 'string' && typeof body === 'string' ? line.length - body.length : 0
}

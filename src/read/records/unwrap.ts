/**
 * Takes the envelopes off a frame, outer to inner.
 *
 * Frames that are only a part of a record are kept until the record is complete: pieces that a container runtime
 * cut, and lines of a value that klog printed over several lines.
 */
import { envelopes as registry } from '../../envelopes/index.ts'
import type { Body, CustomEnvelope, Frame, Stamp, Statement, UnwrappedLayer } from '../../model/index.ts'
import type { ProblemCounter } from '../problem-counter.ts'
import { isOpenEnded, type MultilineValues } from './multiline-values.ts'
import { PartialRecords } from './partial-records.ts'
import type { Continuation, Unwrapped } from './record.ts'
import { recordsOfText } from './records-of-line.ts'

/** Most envelopes taken off one record: more than anyone nests. */
const MAX_ENVELOPES = 8

/** Returns the literals by which lines in these envelopes bypass the prefilter. */
export function bypassLiteralsOf(envelopes: readonly CustomEnvelope[]): readonly string[] {
  return [...new Set(envelopes.flatMap((e) => e.bypassLiterals))]
}

/** Literals of the registered envelopes that bypass the prefilter. */
export const decodeLiterals: readonly string[] = bypassLiteralsOf(registry)

export interface UnwrapperSettings {
  /** In the order in which they are tried. */
  readonly envelopes: readonly CustomEnvelope[]
  /** The open values that a frame may continue. */
  readonly values: MultilineValues
  readonly problems: ProblemCounter
}

/** Occurrences of each envelope, and the sum of its depths, by its name. */
export type EnvelopeCounts = ReadonlyMap<string, { readonly count: number; readonly depths: number }>

/** Returns the names of envelopes, outer to inner by their mean depth; of one depth the most frequent first. */
export function namesOf(counts: EnvelopeCounts): string[] {
  return [...counts]
    .map(([name, { count, depths }]) => ({ name, count, depth: depths / count }))
    .sort((a, b) => a.depth - b.depth || b.count - a.count || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name)
}

export class Unwrapper {
  readonly #envelopes: readonly CustomEnvelope[]
  readonly #values: MultilineValues
  readonly #problems: ProblemCounter
  readonly #pieces: PartialRecords
  /** Occurrences of each envelope, and the sum of its depths, by its name. */
  readonly #counts = new Map<string, { count: number; depths: number }>()

  /** Records of the newest frame behind its first one. */
  readonly #further: { readonly draft: Draft; readonly depth: number; readonly stream: string }[] = []

  constructor({ envelopes, values, problems }: UnwrapperSettings) {
    this.#envelopes = envelopes
    this.#values = values
    this.#problems = problems
    this.#pieces = new PartialRecords(problems)
  }

  /** A record waits for its next piece. */
  get pending(): boolean {
    return this.#pieces.pending
  }

  /** Frames that became part of the record of a later frame. */
  get joined(): number {
    return this.#pieces.joined
  }

  /** Frames of records that were never completed or are too long. */
  get broken(): number {
    return this.#pieces.broken
  }

  /** The envelopes found. */
  get envelopeCounts(): EnvelopeCounts {
    return this.#counts
  }

  /** Counts an envelope that `depth` others surround. */
  countEnvelope(name: string, depth: number): void {
    const counted = this.#counts.get(name)
    if (counted) {
      counted.count++
      counted.depths += depth
    } else this.#counts.set(name, { count: 1, depths: depth })
  }

  /** Returns the records of a frame: one, or those that a tool joined to one message. Null as `unwrap` has it. */
  unwrapAll(frame: Frame): readonly (Unwrapped | null)[] {
    const records = [this.unwrap(frame)]
    if (this.#further.length === 0) return records
    for (const { draft, depth, stream } of this.#further.splice(0))
      records.push(this.#unwrapFrom(draft, depth, stream))
    return records
  }

  /** Returns the record that a frame completes; null if the frame is a piece, or a line of an open value. */
  unwrap(frame: Frame): Unwrapped | null {
    const values = this.#values.pending ? this.#values : null
    if (values?.appendIndented(frame)) return null
    const record: Draft = {
      frame,
      envelopeNames: [],
      body: frame.body,
      statement: null,
      stamps: [],
      host: null,
      process: null,
      pid: null,
      continuation: null,
    }
    return this.#unwrapFrom(record, 0, '')
  }

  /** Takes off the envelopes from a depth on; `outerStream` is that of the envelopes outside. */
  #unwrapFrom(record: Draft, fromDepth: number, outerStream: string): Unwrapped | null {
    const { line } = record.frame
    const values = this.#values.pending ? this.#values : null
    let stream = outerStream
    for (let depth = fromDepth; depth < MAX_ENVELOPES; depth++) {
      if (values && typeof record.body === 'string') {
        const origin = originOf(record, depth, stream)
        if (values.append(origin, record.body, line)) return null
      }
      const layer = this.#unwrapLayer(record)
      if (!layer) return record
      if (layer.statement) {
        record.continuation = continuationOf(layer, record, depth, stream)
        addLayer(record, layer)
        record.body = layer.body
        record.statement = layer.statement
        return record
      }
      addLayer(record, layer)
      stream = layer.stream ?? stream
      const joined = this.#pieces.join(layer, record.frame)
      if (!joined) return null
      record.body = joined.body
      record.frame = joined.frame
      this.#cut(record, depth + 1, stream)
    }
    this.#checkDepth(record)
    return record
  }

  /** Keeps the first of the records that a tool joined to one message, and the others for `unwrapAll`. */
  #cut(record: Draft, depth: number, stream: string): void {
    if (typeof record.body !== 'string' || !record.body.includes('\n')) return
    const [first, ...others] = recordsOfText(record.body)
    if (first === undefined || others.length === 0) return
    record.body = first
    for (const body of others) {
      const frame: Frame = { ...record.frame, isFurther: true }
      const { envelopeNames, stamps } = record
      const draft = { ...record, frame, body, envelopeNames: [...envelopeNames], stamps: [...stamps] }
      this.#further.push({ draft, depth, stream })
    }
  }

  /** No more frames: counts the records that were never completed. */
  end(): void {
    this.#pieces.end()
  }

  /** Takes the outermost envelope off a record's body and records its name; undefined if the body has none. */
  #unwrapLayer({ body, envelopeNames }: Draft): UnwrappedLayer | undefined {
    const envelopes = this.#envelopes
    for (let i = 0; i < envelopes.length; i++) {
      const { name, unwrap } = envelopes[i] as CustomEnvelope
      const layer = unwrap(body)
      if (!layer) continue
      this.countEnvelope(name, envelopeNames.length)
      envelopeNames.push(name)
      return layer
    }
    return undefined
  }

  #checkDepth({ frame: { line, offset }, body }: Unwrapped): void {
    if (!this.#envelopes.some(({ unwrap }) => unwrap(body) !== undefined)) return
    const excerpt = `more than ${MAX_ENVELOPES} formats around a message`
    this.#problems.add({ code: 'limit-reached', line, offset, excerpt })
  }
}

/** A record while its envelopes are taken off. */
interface Draft extends Unwrapped {
  frame: Frame
  readonly envelopeNames: string[]
  body: Body
  statement: Statement | null
  readonly stamps: Stamp[]
  host: string | null
  process: string | null
  pid: number | null
  continuation: Continuation | null
}

/** Adds what an envelope contains besides its body. The outermost host counts, and the innermost process. */
function addLayer(record: Draft, { host, process, pid, stamp }: UnwrappedLayer): void {
  record.host ??= host ?? null
  record.process = process ?? record.process
  record.pid = pid ?? record.pid
  if (stamp) record.stamps.push(stamp)
}

/** Describes where the lines of an open value are found; null if the statement is complete. */
function continuationOf(
  { body }: UnwrappedLayer,
  outer: Unwrapped,
  depth: number,
  stream: string,
): Continuation | null {
  if (typeof body !== 'string' || !isOpenEnded(body)) return null
  const indent = outer.stamps.length > 0 ? indentOf(outer) : 0
  return { origin: originOf(outer, depth, stream), indent }
}

/** Identifies the process by what its outer `depth` envelopes contain. */
function originOf(record: Unwrapped, depth: number, stream: string): string {
  const { envelopeNames, host, process, pid } = record
  return JSON.stringify([envelopeNames.slice(0, depth), host, process, pid, stream])
}

/** Returns how many columns of a line its envelopes take before the body; 0 if they are no text. */
function indentOf({ frame, body }: Unwrapped): number {
  return typeof frame.body === 'string' && typeof body === 'string' ? frame.body.length - body.length : 0
}

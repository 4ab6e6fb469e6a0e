/**
 * Takes the envelopes off a frame, outer to inner, and joins the pieces of records that container runtimes cut.
 */
import { envelopes } from './envelopes/index.ts'
import type { Body, Frame, ProblemCode, Stamp, Statement } from './types.ts'

/** More envelopes than anyone nests; what is deeper is left as it is. */
const MAX_ENVELOPES = 8

/** Longest text that the pieces of one record are joined to: the same bound as a line's. */
const MAX_JOINED_CHARACTERS: number = 4 * 1024 * 1024

/** Literals of envelopes that void the needle gate. */
export const decodeLiterals: readonly string[] = [...new Set(envelopes.flatMap((e) => e.mustDecode))]

/** What came off a frame: its innermost body and what the envelopes told. */
export interface Unwrapped {
  readonly body: Body
  /** Null: no logging header of a process; the body is all there is. */
  readonly statement: Statement | null
  /** Outer to inner. */
  readonly stamps: readonly Stamp[]
  readonly host: string | null
  readonly process: string | null
  readonly pid: number | null
}

export class Unwrapper {
  readonly #counts = new Map<string, number>()
  /** By stream, the text so far. */
  readonly #partial = new Map<string, string>()
  readonly #problem: (code: ProblemCode, frame: Frame | null, excerpt: string) => void

  constructor(problem: (code: ProblemCode, frame: Frame | null, excerpt: string) => void) {
    this.#problem = problem
  }

  /** A record waits for its next piece. */
  get pending(): boolean {
    return this.#partial.size > 0
  }

  /** Names of the envelopes met, the most frequent first. */
  get names(): string[] {
    return [...this.#counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name)
  }

  /** Undefined while pieces of the record are missing. */
  unwrap(frame: Frame): Unwrapped | undefined {
    let body = frame.body
    let host: string | null = null
    let process: string | null = null
    let pid: number | null = null
    const stamps: Stamp[] = []
    for (let depth = 0; depth < MAX_ENVELOPES; depth++) {
      const peeled = this.#peel(body)
      if (!peeled) break
      host ??= peeled.host ?? null
      process = peeled.process ?? process
      pid = peeled.pid ?? pid
      if (peeled.stamp) stamps.push(peeled.stamp)
      const joined = this.#join(peeled.body, peeled.partial ?? false, peeled.stream ?? '', frame)
      if (joined === undefined) return undefined
      body = joined
      if (peeled.statement) return { body, statement: peeled.statement, stamps, host, process, pid }
    }
    return { body, statement: null, stamps, host, process, pid }
  }

  /** No more frames: what was never continued is told. */
  end(): void {
    for (const text of this.#partial.values()) this.#problem('truncated-input', null, text)
    this.#partial.clear()
  }

  #peel(body: Body): ReturnType<(typeof envelopes)[number]['peel']> {
    for (const envelope of envelopes) {
      const peeled = envelope.peel(body)
      if (!peeled) continue
      this.#counts.set(envelope.name, (this.#counts.get(envelope.name) ?? 0) + 1)
      return peeled
    }
    return undefined
  }

  #join(body: Body, partial: boolean, stream: string, frame: Frame): Body | undefined {
    if (typeof body !== 'string') return body
    const before = this.#partial.get(stream)
    if (!partial) {
      if (before === undefined) return body
      this.#partial.delete(stream)
      return before + body
    }
    const joined = (before ?? '') + body
    if (joined.length > MAX_JOINED_CHARACTERS) {
      this.#problem('record-too-long', frame, joined)
      this.#partial.set(stream, '')
    } else this.#partial.set(stream, joined)
    return undefined
  }
}

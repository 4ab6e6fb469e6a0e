/**
 * Joins the pieces of records that container runtimes cut at 16 KiB.
 *
 * A piece names its stream (stdout, stderr); the pieces of one record follow each other in their stream.
 */

import type { Body, Frame, UnwrappedLayer } from '../../model/index.ts'
import type { ProblemCounter } from '../problem-counter.ts'

/** Longest joined text: the same bound as that of a line. */
const MAX_JOINED_CHARACTERS: number = 4 * 1024 * 1024

/** Most records in pieces at once, of which the oldest is given up. A container has two streams. */
const MAX_PARTIAL_STREAMS = 64

interface PartialRecord {
  /** The first piece. */
  readonly frame: Frame
  text: string
  pieces: number
}

/** A body with all pieces before it. */
export interface JoinedBody {
  readonly frame: Frame
  readonly body: Body
}

export class PartialRecords {
  readonly #byStream = new Map<string, PartialRecord>()
  readonly #problems: ProblemCounter
  /** Frames that became part of the record of a later frame. */
  joined = 0
  /** Frames of records that were never completed or are too long. */
  broken = 0

  constructor(problems: ProblemCounter) {
    this.#problems = problems
  }

  /** A record waits for its next piece. */
  get pending(): boolean {
    return this.#byStream.size > 0
  }

  /** Joins a layer's body to the pieces before it. Returns null if more pieces follow. */
  join({ body, partial, stream = '' }: UnwrappedLayer, frame: Frame): JoinedBody | null {
    if (typeof body !== 'string') return { frame, body }
    const before = this.#byStream.get(stream)
    if (!partial) {
      if (!before) return { frame, body }
      this.#byStream.delete(stream)
      this.joined += before.pieces
      return { frame: before.frame, body: before.text + body }
    }
    const text = (before?.text ?? '') + body
    if (text.length > MAX_JOINED_CHARACTERS) {
      const { line, offset } = before?.frame ?? frame
      this.#problems.add({ code: 'record-too-long', line, offset, excerpt: text })
      this.broken += (before?.pieces ?? 0) + 1
      this.#byStream.set(stream, { frame, text: '', pieces: 0 })
    } else if (before) {
      before.text = text
      before.pieces++
    } else {
      if (this.#byStream.size >= MAX_PARTIAL_STREAMS) this.#evictOldest()
      this.#byStream.set(stream, { frame, text, pieces: 1 })
    }
    return null
  }

  /** Counts the records that were never completed. */
  end(): void {
    for (const { text, pieces } of this.#byStream.values()) {
      this.#problems.add({ code: 'truncated-input', excerpt: text })
      this.broken += pieces
    }
    this.#byStream.clear()
  }

  #evictOldest(): void {
    for (const [stream, { frame, text, pieces }] of this.#byStream) {
      const { line, offset } = frame
      this.#problems.add({ code: 'truncated-input', line, offset, excerpt: text })
      this.broken += pieces
      this.#byStream.delete(stream)
      return
    }
  }
}

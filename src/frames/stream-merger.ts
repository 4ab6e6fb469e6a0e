/**
 * Merges the records of the streams of one document by time: Loki answers with one stream after the other, and the records
 * of one log stand in several.
 *
 * Records wait until the document ends. Where they take too much memory, those without a literal of the prefilter are
 * dropped but for a sample, as lines of a log are. Where it is still too much, they come in the order read.
 */
import type { JsonObject } from '../model/index.ts'
import type { Prefilter } from './scanner.ts'

/** Limits the text that waits. A record takes several times its text; more than Loki answers by default. */
const MAX_WAITING_BYTES: number = 4 * 1024 * 1024

/** The first record of each such stretch stays, so that the covered time is known to that grain. */
const SAMPLE_BYTES = 32 * 1024

/** Records behind one with a literal that stay: a value may continue in them. */
const MAX_RECORDS_BEHIND = 4

interface Waiting {
  readonly record: JsonObject
  readonly line: number
  readonly offset: number
  readonly bytes: number
}

type Emit = (frame: { body: JsonObject; line: number; offset: number }) => void

export class StreamMerger {
  readonly #emit: Emit
  readonly #prefilter: Prefilter
  readonly #maxBytes: number
  #waiting: Waiting[] = []
  #bytes = 0
  /** True: only what is needed waits, because all of it was too much. */
  #isSifting = false
  /** Records behind the newest with a literal. */
  #behind = MAX_RECORDS_BEHIND
  /** Offset of the next record that is a sample. */
  #sampleDue = 0

  constructor(emit: Emit, prefilter: Prefilter, maxBytes: number = MAX_WAITING_BYTES) {
    this.#emit = emit
    this.#prefilter = prefilter
    this.#maxBytes = maxBytes
  }

  /** Adds a record; `bytes` is the length of its text. */
  add(record: JsonObject, line: number, offset: number, bytes: number): void {
    const waiting = { record, line, offset, bytes }
    if (!this.#isSifting) this.#wait(waiting)
    else if (this.#isNeeded(waiting)) this.#wait({ ...waiting, record: copyOf(record) })
    if (this.#bytes <= this.#maxBytes) return
    if (this.#isSifting || this.#prefilter.isOpen) this.#emitWaiting()
    else this.#sift()
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting)
    this.#bytes += waiting.bytes
  }

  /** Drops the waiting records that are not needed. */
  #sift(): void {
    const waiting = this.#waiting
    this.#clear()
    this.#isSifting = true
    for (const one of waiting) if (this.#isNeeded(one)) this.#wait({ ...one, record: copyOf(one.record) })
  }

  #isNeeded({ record, offset }: Waiting): boolean {
    const text = String(record.line)
    const { literals, bypassLiterals } = this.#prefilter
    const isFound = [literals, bypassLiterals].some((all) => all.some((literal) => text.includes(literal)))
    this.#behind = isFound ? 0 : this.#behind + 1
    if (this.#behind > MAX_RECORDS_BEHIND && offset < this.#sampleDue) return false
    this.#sampleDue = offset + SAMPLE_BYTES
    return true
  }

  #clear(): void {
    this.#waiting = []
    this.#bytes = 0
  }

  /** Emits what waits: the document ends. */
  flush(): void {
    this.#emitWaiting()
    this.#isSifting = false
    this.#sampleDue = 0
  }

  #emitWaiting(): void {
    const waiting = this.#waiting
    this.#clear()
    // Nanoseconds since the epoch, as text of equal length.
    waiting.sort((a, b) => compare(String(a.record.timestamp), String(b.record.timestamp)))
    for (const { record, line, offset } of waiting) this.#emit({ body: record, line, offset })
  }
}

/** Returns a record with texts of its own: a part of a string keeps all of it in memory. */
function copyOf(record: JsonObject): JsonObject {
  const copy = (value: unknown): string => Buffer.from(String(value)).toString()
  return { ...record, timestamp: copy(record.timestamp), line: copy(record.line) }
}

function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

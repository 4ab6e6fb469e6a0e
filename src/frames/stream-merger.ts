/**
 * Merges the records of the streams of one document by time: Loki answers with one stream after the other, and the records
 * of one log stand in several.
 *
 * Records wait until the document ends. Where they take too much memory, those without a literal of the prefilter are
 * dropped but for a sample, as lines of a log are, and the others are compressed.
 */
import type { JsonObject, JsonValue } from '../model/index.ts'
import type { Prefilter } from './scanner.ts'
import { SortedRuns } from './sorted-runs.ts'

/** Limits the text that waits as it is. A record takes several times its text; more than Loki answers by default. */
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

/** A record without its labels, which many have in common. */
interface Packed {
  readonly text: JsonValue
  readonly labels: number
  readonly line: number
  readonly offset: number
  readonly timestamp: JsonValue
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
  readonly #runs = new SortedRuns<Packed>(compare)
  /** The labels of the compressed records, each with its index. A stream has one object of labels. */
  readonly #labels = new Map<JsonValue, number>()

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
    if (!this.#isSifting && !this.#prefilter.isOpen) this.#sift()
    if (this.#bytes > this.#maxBytes / 2) this.#compress()
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
    if (this.#runs.isEmpty) for (const one of this.#sorted()) this.#emitOne(one)
    else {
      this.#compress()
      const all = [...this.#labels.keys()]
      for (const { text, labels, line, offset, timestamp } of this.#runs.drain()) {
        const record = { stream: all[labels] ?? null, timestamp, line: text }
        this.#emitOne({ record, line, offset })
      }
    }
    this.#labels.clear()
    this.#isSifting = false
    this.#sampleDue = 0
  }

  #emitOne({ record: body, line, offset }: Omit<Waiting, 'bytes'>): void {
    this.#emit({ body, line, offset })
  }

  #compress(): void {
    this.#runs.add(
      this.#sorted().map(({ record, line, offset }) => {
        const { timestamp = null, line: text = null } = record
        const labels = this.#indexOf(record.stream ?? null)
        return [String(timestamp), { text, labels, line, offset, timestamp }]
      }),
    )
  }

  #indexOf(labels: JsonValue): number {
    const index = this.#labels.get(labels) ?? this.#labels.size
    this.#labels.set(labels, index)
    return index
  }

  /** Returns what waits, by time, and forgets it. */
  #sorted(): Waiting[] {
    const waiting = this.#waiting
    this.#clear()
    // Nanoseconds since the epoch, as text of equal length.
    return waiting.sort((a, b) => compare(String(a.record.timestamp), String(b.record.timestamp)))
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

/**
 * Records sorted by time that are too many for memory: runs of them are sorted, compressed and merged at the end.
 *
 * A log compresses to a tenth, so that the needed lines of an answer of 1 GB take some 20 MB. Each run is cut into blocks
 * that are compressed by themselves: the merge keeps one block of each run that it has begun.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Text of one block before compression. */
const BLOCK_CHARACTERS = 64 * 1024

/** The fastest level: a log compresses little better at others. */
const LEVEL = 1

/** An item as it is kept: its key, and what JSON can hold. */
type Entry<T> = readonly [key: string, value: T]

interface Run {
  readonly firstKey: string
  readonly blocks: Buffer[]
}

interface Reader<T> {
  readonly run: Run
  /** Index of the run: of equal keys the earlier one counts. */
  readonly index: number
  entries: readonly Entry<T>[]
  at: number
  nextBlock: number
}

export class SortedRuns<T> {
  readonly #compare: (a: string, b: string) => number
  readonly #runs: Run[] = []

  constructor(compare: (a: string, b: string) => number) {
    this.#compare = compare
  }

  get isEmpty(): boolean {
    return this.#runs.length === 0
  }

  /** Adds items, which are sorted by key. */
  add(sorted: readonly Entry<T>[]): void {
    const [first] = sorted
    if (!first) return
    const blocks: Buffer[] = []
    let text = ''
    const close = (): void => {
      if (text !== '') blocks.push(deflateRawSync(text, { level: LEVEL }))
      text = ''
    }
    for (const entry of sorted) {
      text += `${text === '' ? '[' : ','}${JSON.stringify(entry)}`
      if (text.length < BLOCK_CHARACTERS) continue
      text += ']'
      close()
    }
    if (text !== '') text += ']'
    close()
    this.#runs.push({ firstKey: first[0], blocks })
  }

  /** Returns all items by key, and forgets them. */
  *drain(): Generator<T> {
    const waiting = this.#runs
      .splice(0)
      .map((run, index) => ({ run, index }))
      .sort((a, b) => this.#compare(a.run.firstKey, b.run.firstKey) || a.index - b.index)
    const open: Reader<T>[] = []
    for (;;) {
      const first = leastOf(open, this.#compare)
      const next = waiting[0]
      if (next && (!first || this.#isNotAfter(next, first))) {
        waiting.shift()
        open.push(readBlock<T>({ ...next, entries: [], at: 0, nextBlock: 0 }))
        continue
      }
      if (!first) return
      yield (first.entries[first.at] as Entry<T>)[1]
      first.at++
      if (first.at < first.entries.length) continue
      if (first.nextBlock < first.run.blocks.length) readBlock(first)
      else open.splice(open.indexOf(first), 1)
    }
  }

  #isNotAfter(
    next: { readonly run: Run; readonly index: number },
    { entries, at, index }: Reader<T>,
  ): boolean {
    const compared = this.#compare(next.run.firstKey, (entries[at] as Entry<T>)[0])
    return compared < 0 || (compared === 0 && next.index < index)
  }
}

function readBlock<T>(reader: Reader<T>): Reader<T> {
  const { blocks } = reader.run
  const block = blocks[reader.nextBlock] as Buffer
  reader.entries = JSON.parse(inflateRawSync(block).toString()) as readonly Entry<T>[]
  reader.at = 0
  // A block that was read is not needed any more.
  blocks[reader.nextBlock] = Buffer.alloc(0)
  reader.nextBlock++
  return reader
}

/** Returns the reader with the least key; there are as many as streams that go on at one time. */
function leastOf<T>(
  readers: readonly Reader<T>[],
  compare: (a: string, b: string) => number,
): Reader<T> | undefined {
  let least: Reader<T> | undefined
  for (const reader of readers) {
    if (!least) least = reader
    else {
      const compared = compare(
        (reader.entries[reader.at] as Entry<T>)[0],
        (least.entries[least.at] as Entry<T>)[0],
      )
      if (compared < 0 || (compared === 0 && reader.index < least.index)) least = reader
    }
  }
  return least
}

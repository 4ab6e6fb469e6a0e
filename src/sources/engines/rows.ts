/** Rows of an engine, and the lines that the reader of logs gets of them: entries of a journal as JSON. */
import { SECOND_US } from '../../time/instant.ts'

/** A line of a log, with what its engine knows of it. */
export interface EngineRow {
  readonly node: string
  /** Name of the process that printed it; empty: unknown. */
  readonly process: string
  readonly timeUs: number
  readonly message: string
  /** It was not searched for, but shows that the log goes on. */
  readonly isSample?: true
}

/** How rows are printed. */
export interface RowFormat {
  /** How exact the times are. */
  readonly resolutionUs: number
  /** Stands in a sample, so that the reader takes it; absent: it takes each line. */
  readonly mark: string | undefined
}

const MILLISECOND_US = 1000

/** Length of a chunk for the reader. */
const CHUNK_CHARACTERS: number = 64 * 1024

/** Prints rows in chunks. */
export async function* printRows(
  groups: AsyncIterable<readonly EngineRow[]>,
  format: RowFormat,
): AsyncIterable<Buffer> {
  let text = ''
  const taken = (): Buffer => {
    const chunk = Buffer.from(text)
    text = ''
    return chunk
  }
  try {
    for await (const rows of groups) {
      for (const row of rows) text += `${JSON.stringify(entryOf(row, format))}\n`
      if (text.length >= CHUNK_CHARACTERS) yield taken()
    }
  } catch (error) {
    // What came before the failure is evidence.
    if (text !== '') yield taken()
    throw error
  }
  if (text !== '') yield taken()
}

function entryOf(
  { node, process, timeUs, message, isSample }: EngineRow,
  { resolutionUs, mark }: RowFormat,
): object {
  return {
    ...(resolutionUs < MILLISECOND_US
      ? { __REALTIME_TIMESTAMP: String(timeUs) }
      : { _LEASEGAP_STAMP: printedStamp(timeUs, resolutionUs) }),
    ...(node === '' ? {} : { _HOSTNAME: node }),
    ...(process === '' ? {} : { SYSLOG_IDENTIFIER: process }),
    MESSAGE: message,
    ...(isSample && mark !== undefined ? { _LEASEGAP_SAMPLE: mark } : {}),
  }
}

const WEEKDAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A stamp with as many digits as are known: a second that is printed without a fraction is not taken for its beginning. */
function printedStamp(timeUs: number, resolutionUs: number): string {
  const date = new Date(timeUs / 1000)
  const text = date.toISOString().slice(0, resolutionUs < SECOND_US ? 23 : 19)
  return `${WEEKDAYS[date.getUTCDay()]} ${text.replace('T', ' ')} UTC`
}

/** Takes the items of groups one at a time. */
export class Cursor<T> {
  readonly #groups: AsyncIterator<readonly T[]>
  #group: readonly T[] = []
  #at = 0

  constructor(groups: AsyncIterable<readonly T[]>) {
    this.#groups = groups[Symbol.asyncIterator]()
  }

  /** Returns the next item, which stays the next; undefined at the end. */
  async peek(): Promise<T | undefined> {
    while (this.#at >= this.#group.length) {
      const next = await this.#groups.next()
      if (next.done) return undefined
      this.#group = next.value
      this.#at = 0
    }
    return this.#group[this.#at]
  }

  /** Passes over the item that `peek` returned. */
  advance(): void {
    this.#at++
  }

  async close(): Promise<void> {
    await this.#groups.return?.()
  }
}

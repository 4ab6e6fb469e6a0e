/** Rows of an engine, and the lines that the reader of logs gets of them: entries of a journal as JSON. */
import { SECOND_US } from '../../time/instant.ts'

/** A line of a log, with what its engine knows of it. */
export interface EngineRow {
  readonly node: string
  /** Name of the process that printed it; empty: unknown. */
  readonly process: string
  readonly timeUs: number
  readonly message: string
  /** It shows that the log goes on, whatever it says. */
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

/** Half of the shortest pause that the reader keeps. */
const SAMPLE_US: number = 10 * SECOND_US

const WEEKDAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** A stamp with as many digits as are known: a second that is printed without a fraction is not taken for its beginning. */
function printedStamp(timeUs: number, resolutionUs: number): string {
  const date = new Date(timeUs / 1000)
  const text = date.toISOString().slice(0, resolutionUs < SECOND_US ? 23 : 19)
  return `${WEEKDAYS[date.getUTCDay()]} ${text.replace('T', ' ')} UTC`
}

/** The pid that klog prints. */
const PID = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}(\d{1,10}) /

/** Marks the first and the last row of each process in ten seconds as a sample. */
export function markSamples<Row extends EngineRow>(rows: readonly Row[]): readonly Row[] {
  const ends = new Map<string, [first: number, last: number]>()
  for (const [n, { node, process, timeUs, message }] of rows.entries()) {
    const pid = PID.exec(message)?.[1] ?? ''
    const key = [node, process, pid, Math.floor(timeUs / SAMPLE_US)].join('\0')
    const known = ends.get(key)
    if (known) known[1] = n
    else ends.set(key, [n, n])
  }
  const marked = new Set([...ends.values()].flat())
  return rows.map((row, n) => (marked.has(n) ? { ...row, isSample: true } : row))
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

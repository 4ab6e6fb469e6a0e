/**
 * The rows of a query of Loki, one page after the other. A page begins with the newest time of the page before, because
 * lines with that time may be missing there; those that are known are left out.
 */
import type { JsonObject, JsonValue } from '../../../model/index.ts'
import type { EngineConnection } from '../connection.ts'
import type { CountedRow, Minutes } from '../windows.ts'

/** What is needed to read the rows of an answer. */
export interface PageOptions {
  readonly minutes: Minutes
  readonly label: string
  readonly processLabel: string
  /** Most lines of a page. */
  readonly limit: number
  readonly connection: EngineConnection
}

/** Nanoseconds `[start, end)`. */
interface Span {
  readonly start: string
  readonly end: string
}

interface Entry {
  /** Nanoseconds since 1970, of which a number holds too few digits. */
  readonly ns: bigint
  readonly key: string
  readonly row: CountedRow
}

const MINUTE_NS = 60_000_000_000n

/** Gives the rows by time. Rejects with a SourceError where one time has more lines than a page. */
export async function* readPages(
  ask: (span: Span) => Promise<JsonValue>,
  options: PageOptions,
): AsyncIterable<readonly CountedRow[]> {
  const { minutes, limit, connection } = options
  let start = BigInt(minutes.first) * MINUTE_NS + 1n
  const end = String(BigInt(minutes.end) * MINUTE_NS + 1n)
  let known = new Map<string, number>()
  for (;;) {
    const entries = entriesOf(await ask({ start: String(start), end }), options)
    const first = entries[0]
    if (first && first.ns < start)
      throw connection.failure('a page begins before the time that was asked for')
    const last = entries.at(-1)
    const fresh = withoutKnown(entries, start, known)
    if (fresh.length > 0) yield fresh.map(({ row }) => row)
    if (!last || entries.length < limit) return
    if (last.ns === start && fresh.length === 0)
      throw connection.failure(
        `more than ${limit} lines have one time: raise ?limit=LINES, and max_entries_limit_per_query of Loki`,
      )
    known = countsOf(entries.filter(({ ns }) => ns === last.ns))
    start = last.ns
  }
}

/** Merges the streams of an answer by time: one kubelet comes in several. */
function entriesOf(data: JsonValue, { label, processLabel }: PageOptions): readonly Entry[] {
  const entries: Entry[] = []
  for (const { stream, values } of (data as JsonObject).result as unknown as readonly Stream[]) {
    const [node, process] = [stream[label] ?? '', stream[processLabel] ?? '']
    const labels = JSON.stringify(stream)
    for (const [time, message] of values) {
      const ns = BigInt(time)
      const minute = Number((ns - 1n) / MINUTE_NS)
      const row = { node, process, timeUs: Number(ns / 1000n), message, minute }
      entries.push({ ns, key: `${labels}\0${message}`, row })
    }
  }
  return entries.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0))
}

interface Stream {
  readonly stream: Readonly<Record<string, string>>
  readonly values: readonly (readonly [string, string])[]
}

function countsOf(entries: readonly Entry[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { key } of entries) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function withoutKnown(
  entries: readonly Entry[],
  startNs: bigint,
  known: ReadonlyMap<string, number>,
): readonly Entry[] {
  const left = new Map(known)
  return entries.filter(({ ns, key }) => {
    const count = ns === startNs ? (left.get(key) ?? 0) : 0
    left.set(key, count - 1)
    return count <= 0
  })
}

/**
 * Reads an engine that is asked for one span of time after the other, and checks what it gives against its own counts.
 *
 * Of an hour with few lines all are read. Else the engine searches for those that matter, and where these leave a pause
 * that other lines fill, all lines of those nodes and minutes are read, because they show that a log goes on.
 */
import { formatInstant, HOUR_US, MINUTE_US, SECOND_US } from '../../time/instant.ts'
import type { EngineConnection } from './connection.ts'
import { type EngineRow, markSamples } from './rows.ts'

/** A row, with the minute in which its engine counts it: the number since 1970. */
export interface CountedRow extends EngineRow {
  readonly minute: number
}

/** Minutes `[first, end)`. */
export interface Minutes {
  readonly first: number
  readonly end: number
}

/** Numbers of lines by node and minute. */
export type MinuteCounts = ReadonlyMap<string, ReadonlyMap<number, number>>

/** What an engine is asked for. */
export interface LineChoice {
  /** Only the lines that matter. */
  readonly isFiltered: boolean
  /** Names; null: all nodes that are wanted. */
  readonly nodes: readonly string[] | null
}

export interface WindowedEngine {
  readonly connection: EngineConnection
  count(minutes: Minutes, isFiltered: boolean): Promise<MinuteCounts>
  /** Gives the rows by time. */
  rows(minutes: Minutes, choice: LineChoice): AsyncIterable<readonly CountedRow[]>
}

const HOUR_MINUTES = 60

/** Lines of an hour that are read whole: about what one answer holds. */
const MAX_WHOLE_LINES = 5000

/** An hour in which most lines matter is read whole, too. */
const WHOLE_SHARE = 0.5

/** Rows held in memory until their pauses are known. */
const MAX_HELD_ROWS = 20_000

/** Names in one query, which has a limited length. */
const MAX_NAMES = 100

/** Shortest pause that matters: two renew intervals. */
const PAUSE_US: number = 20 * SECOND_US

/** Gives all rows of a range, those of one node in order. Rejects with a SourceError at the first that is missing. */
export async function* readWindows(
  engine: WindowedEngine,
  range: { readonly sinceUs: number; readonly untilUs: number },
): AsyncIterable<readonly EngineRow[]> {
  const all = {
    first: Math.floor(range.sinceUs / MINUTE_US),
    end: Math.floor(range.untilUs / MINUTE_US) + 1,
  }
  const lastUs = new Map<string, number>()
  for (let first = all.first; first < all.end; ) {
    const hour = Math.floor((first * MINUTE_US) / HOUR_US) + 1
    const minutes = { first, end: Math.min(all.end, hour * HOUR_MINUTES) }
    for await (const rows of readHour(engine, { minutes, all, lastUs })) {
      for (const { node, timeUs } of rows) lastUs.set(node, timeUs)
      yield rows
    }
    first = minutes.end
  }
}

interface Hour {
  readonly minutes: Minutes
  readonly all: Minutes
  /** The newest row of each node. */
  readonly lastUs: ReadonlyMap<string, number>
}

async function* readHour(
  engine: WindowedEngine,
  { minutes, all, lastUs }: Hour,
): AsyncIterable<readonly EngineRow[]> {
  // The minutes on both sides show whether a log begins or ends in between.
  const around = { first: Math.max(all.first, minutes.first - 1), end: Math.min(all.end, minutes.end + 1) }
  const total = await engine.count(around, false)
  const lines = sumOf(total, minutes)
  if (lines === 0) return
  const matching = lines <= MAX_WHOLE_LINES ? null : await engine.count(minutes, true)
  if (matching === null || sumOf(matching, minutes) >= lines * WHOLE_SHARE) {
    const choice = { isFiltered: false, nodes: null }
    for await (const rows of completeMinutes(engine, { minutes, choice, counts: total }))
      yield markSamples(byNode(rows))
    return
  }
  for (const part of partsOf(minutes, matching)) {
    const held: CountedRow[] = []
    const choice = { isFiltered: true, nodes: null }
    for await (const rows of completeMinutes(engine, { minutes: part, choice, counts: matching }))
      held.push(...rows)
    yield* withOtherLines(engine, held, { minutes: part, all, total, matching, lastUs })
  }
}

/** Gives the rows of one minute after the other. Rejects with a SourceError where the engine counts more. */
async function* completeMinutes(
  { connection, rows: rowsOf }: WindowedEngine,
  { minutes, choice, counts }: { minutes: Minutes; choice: LineChoice; counts: MinuteCounts },
): AsyncIterable<readonly CountedRow[]> {
  let rows: CountedRow[] = []
  let minute = minutes.first
  const complete = (): readonly CountedRow[] => {
    checkCounts(rows, minute, { counts, choice, connection })
    const done = rows
    rows = []
    minute++
    return done
  }
  for await (const group of rowsOf(minutes, choice)) {
    for (const row of group) {
      if (row.minute < minute) throw connection.failure(`lines of node "${row.node}" came out of order`)
      while (row.minute > minute) yield complete()
      const last = rows.at(-1)
      if (last && last.timeUs > row.timeUs)
        throw connection.failure(`lines of node "${row.node}" came out of order`)
      rows.push(row)
    }
  }
  while (minute < minutes.end) yield complete()
}

function checkCounts(
  rows: readonly CountedRow[],
  minute: number,
  { counts, choice, connection }: { counts: MinuteCounts; choice: LineChoice; connection: EngineConnection },
): void {
  const came = new Map<string, number>()
  for (const { node } of rows) came.set(node, (came.get(node) ?? 0) + 1)
  for (const node of choice.nodes ?? counts.keys()) {
    const expected = counts.get(node)?.get(minute) ?? 0
    const missing = expected - (came.get(node) ?? 0)
    if (missing > 0)
      throw connection.failure(
        `${missing} of ${expected} lines of node "${node}" are missing in the minute from ${formatInstant(minute * MINUTE_US)}: the engine left them out, gave them out of order, or deleted them meanwhile`,
      )
  }
}

interface Part {
  readonly minutes: Minutes
  readonly all: Minutes
  readonly total: MinuteCounts
  readonly matching: MinuteCounts
  readonly lastUs: ReadonlyMap<string, number>
}

/** Gives the rows that matter, and for some nodes and minutes all lines in place of them. */
async function* withOtherLines(
  engine: WindowedEngine,
  held: readonly CountedRow[],
  part: Part,
): AsyncIterable<readonly EngineRow[]> {
  const needed = minutesToRead(held, part)
  for (let first = part.minutes.first; first < part.minutes.end; ) {
    const names = new Set(needed.get(first))
    let end = first + 1
    for (; end < part.minutes.end && needed.has(end) === needed.has(first); end++)
      for (const node of needed.get(end) ?? []) names.add(node)
    yield byNode(held.filter(({ node, minute }) => minute >= first && minute < end && !names.has(node)))
    const minutes = { first, end }
    for (const nodes of groupsOf([...names], MAX_NAMES)) {
      const reading = { minutes, choice: { isFiltered: false, nodes }, counts: part.total }
      for await (const rows of completeMinutes(engine, reading)) yield markSamples(byNode(rows))
    }
    first = end
  }
}

function* groupsOf<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let n = 0; n < items.length; n += size) yield items.slice(n, n + size)
}

/** For each minute the nodes with lines that fill a pause, or begin or end a log. */
function minutesToRead(
  held: readonly CountedRow[],
  { minutes, all, total, matching, lastUs }: Part,
): ReadonlyMap<number, readonly string[]> {
  const timesOf = new Map<string, number[]>()
  for (const { node, timeUs } of held) {
    const times = timesOf.get(node)
    if (times) times.push(timeUs)
    else timesOf.set(node, [timeUs])
  }
  const needed = new Map<number, string[]>()
  for (const [node, counts] of total) {
    // No kubelet and no controller prints there, as far as is known.
    if (!timesOf.has(node) && !lastUs.has(node)) continue
    const times = [
      lastUs.get(node) ?? minutes.first * MINUTE_US,
      ...(timesOf.get(node) ?? []),
      minutes.end * MINUTE_US,
    ]
    let at = 0
    for (let minute = minutes.first; minute < minutes.end; minute++) {
      const lines = counts.get(minute) ?? 0
      const [startUs, endUs] = [minute * MINUTE_US, (minute + 1) * MINUTE_US]
      while (at + 1 < times.length && (times[at + 1] as number) < startUs) at++
      const isEdge = [minute - 1, minute + 1].some(
        (next) => next >= all.first && next < all.end && !counts.get(next),
      )
      if (lines <= (matching.get(node)?.get(minute) ?? 0)) continue
      if (isEdge || hasPause(times, at, endUs)) needed.set(minute, [...(needed.get(minute) ?? []), node])
    }
  }
  return needed
}

/** Whether rows from the one at `at` on leave a pause that reaches into the minute that ends at `endUs`. */
function hasPause(times: readonly number[], at: number, endUs: number): boolean {
  for (let n = at; n < times.length && (times[n] as number) < endUs; n++)
    if ((times[n + 1] ?? endUs) - (times[n] as number) > PAUSE_US) return true
  return false
}

/** Sorts rows by node, and rows of equal time by the stamp that klog prints or printed last. */
function byNode(rows: readonly CountedRow[]): readonly CountedRow[] {
  const stamps = new Map<string, string>()
  const stamped = rows.map((row) => {
    const { node, message } = row
    const stamp = KLOG_STAMP.exec(message)?.[1] ?? stamps.get(node) ?? ''
    stamps.set(node, stamp)
    return { row, stamp }
  })
  return stamped
    .sort(
      (a, b) => compare(a.row.node, b.row.node) || a.row.timeUs - b.row.timeUs || compare(a.stamp, b.stamp),
    )
    .map(({ row }) => row)
}

/** `1122 10:45:17.087056`, behind the severity. */
const KLOG_STAMP = /^[IWEF](\d{4} \d\d:\d\d:\d\d\.\d{6}) /

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function sumOf(counts: MinuteCounts, { first, end }: Minutes): number {
  let sum = 0
  for (const ofNode of counts.values())
    for (const [minute, count] of ofNode) if (minute >= first && minute < end) sum += count
  return sum
}

/** Divides an hour where more rows match than are held. */
function partsOf(minutes: Minutes, matching: MinuteCounts): readonly Minutes[] {
  const parts: Minutes[] = []
  let first = minutes.first
  let rows = 0
  for (let minute = minutes.first; minute < minutes.end; minute++) {
    const own = sumOf(matching, { first: minute, end: minute + 1 })
    if (rows > 0 && rows + own > MAX_HELD_ROWS) {
      parts.push({ first, end: minute })
      first = minute
      rows = 0
    }
    rows += own
  }
  return [...parts, { first, end: minutes.end }]
}

/**
 * Answers to a log query (NodeLogQuery), joined to one log.
 *
 * The kubelet ends journalctl after 30 s without a word, so an answer may be cut anywhere. It passes a time on without
 * its zone, so a node returns lines from up to 14 hours before or after what was asked for. Therefore it is asked for
 * more, what is older is dropped here, and it is asked again from the last line as long as later ones come.
 *
 * Authority: kubelet_server_journal.go and kubelet_server_journal_linux.go, 1.27–1.36: `short-precise` in UTC.
 */
import { MINUTE_US, SECOND_US } from '../../time/instant.ts'

/** Zones lie between -12 and +14 hours of UTC, in steps of a quarter of an hour. */
const MOST_ZONE_US: number = 14 * 3600 * SECOND_US
const ZONE_STEP_US: number = 15 * MINUTE_US

/** A log with its last line this close to the wanted end has reached it. */
const END_MARGIN_US: number = MINUTE_US

/** The wanted time; null: no limit. */
export interface QueryTime {
  readonly sinceUs: number | null
  readonly untilUs: number | null
  /** Now, at the start. */
  readonly nowUs: number
}

/** Returns the time to send for an instant, so that no zone of the node hides a line after it. */
export function askedFor(sinceUs: number | null): number | null {
  return sinceUs === null ? null : wholeSecond(sinceUs - MOST_ZONE_US)
}

/** The kubelet passes on whole seconds. */
function wholeSecond(us: number): number {
  return Math.floor(us / SECOND_US) * SECOND_US
}

/**
 * Yields the lines from `sinceUs` to `untilUs`. `ask` queries from an instant that it sends as UTC. The first answer is
 * given, because its head shows whether it is a log. Lines without a stamp are those of the line before.
 *
 * It is asked again from the last line, with a guess of the zone. The guess was right, or too low, if the answer begins
 * with that line or before; else it was too high, and nothing of the answer is used.
 */
export async function* joinAnswers(
  first: AsyncIterable<Buffer>,
  ask: (askedUs: number) => Promise<AsyncIterable<Buffer>>,
  { sinceUs, untilUs, nowUs }: QueryTime,
): AsyncIterable<Buffer> {
  const endUs = Math.min(untilUs ?? nowUs, nowUs) - END_MARGIN_US
  const zone = new ZoneSearch()
  let last = new AnswerLines(first, { fromUs: sinceUs, knownUs: null, untilUs, nowUs })
  yield* last.read()
  const askedUs = askedFor(sinceUs)
  if (askedUs !== null && last.firstUs !== null) zone.isAtLeast(askedUs - last.firstUs)
  while (last.lastUs !== null && !last.isPastEnd && last.lastUs < endUs) {
    const knownUs = last.lastUs
    const { isFound } = zone
    const guessUs = zone.guessUs()
    const fromUs = Math.max(sinceUs ?? knownUs, knownUs)
    const asked = wholeSecond(knownUs + guessUs)
    const next = new AnswerLines(await ask(asked), { fromUs, knownUs, untilUs, nowUs })
    yield* next.read()
    if (next.firstUs === null || next.firstUs > knownUs) {
      if (!zone.isBelow(guessUs)) return
      continue
    }
    zone.isAtLeast(Math.max(guessUs, asked - next.firstUs))
    const isLater = (next.lastUs ?? knownUs) > knownUs
    // An answer that begins later and ends with the same line was not cut there.
    const isEnd = next.lastUs === knownUs && (next.firstUs > (last.firstUs ?? 0) || next.firstUs === knownUs)
    if (!isLater && (isEnd || isFound)) return
    if (isLater) last = next
  }
}

/** Narrows the zone of a node down by what its answers prove. */
class ZoneSearch {
  #leastUs = -MOST_ZONE_US
  #mostUs = MOST_ZONE_US

  get isFound(): boolean {
    return this.#leastUs >= this.#mostUs
  }

  /** A zone that may be right: UTC, the usual one, if that may be; else the middle. */
  guessUs(): number {
    if (this.#leastUs < 0 && this.#mostUs > 0) return 0
    const steps = Math.ceil((this.#mostUs - this.#leastUs) / 2 / ZONE_STEP_US)
    return this.#leastUs + steps * ZONE_STEP_US
  }

  isAtLeast(us: number): void {
    this.#leastUs = Math.min(
      this.#mostUs,
      Math.max(this.#leastUs, Math.ceil(us / ZONE_STEP_US) * ZONE_STEP_US),
    )
  }

  /** Returns false if no zone is left. */
  isBelow(us: number): boolean {
    if (us <= this.#leastUs) return false
    this.#mostUs = us - ZONE_STEP_US
    return true
  }
}

const LINE_END = 0x0a

interface AnswerTime {
  /** Older lines are dropped. */
  readonly fromUs: number | null
  /** A line that the answer must begin with, or before, to be used. */
  readonly knownUs: number | null
  readonly untilUs: number | null
  readonly nowUs: number
}

/** The lines of one answer, chunk by chunk. */
class AnswerLines {
  /** Stamps of the first and the last line, also of those that are dropped; null: none has a stamp. */
  firstUs: number | null = null
  lastUs: number | null = null
  isPastEnd = false
  readonly #answer: AsyncIterable<Buffer>
  readonly #fromUs: number | null
  readonly #knownUs: number | null
  readonly #untilUs: number | null
  readonly #nowUs: number
  #isDropping: boolean

  constructor(answer: AsyncIterable<Buffer>, time: AnswerTime) {
    this.#answer = answer
    this.#knownUs = time.knownUs
    this.#fromUs = time.fromUs
    this.#untilUs = time.untilUs
    this.#nowUs = time.nowUs
    this.#isDropping = time.fromUs !== null
  }

  async *read(): AsyncIterable<Buffer> {
    let rest: Buffer = Buffer.alloc(0)
    for await (const chunk of this.#answer) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const end = bytes.lastIndexOf(LINE_END) + 1
      // The next chunk may lie in the same memory.
      rest = Buffer.from(bytes.subarray(end))
      const wanted = this.#wanted(bytes.subarray(0, end))
      if (wanted.length > 0) yield wanted
      if (this.isPastEnd || this.#isAfterKnown()) return
    }
    // A line that was cut comes again with the next answer; the last line of a log has its end.
    if (this.lastUs === null && rest.length > 0) yield rest
  }

  #isAfterKnown(): boolean {
    return this.#knownUs !== null && this.firstUs !== null && this.firstUs > this.#knownUs
  }

  /** Returns the part of whole lines that lies in the wanted time. */
  #wanted(lines: Buffer): Buffer {
    if (!this.#isDropping && this.firstUs !== null) {
      const lastUs = this.#lastStampUs(lines)
      if (lastUs !== null && (this.#untilUs === null || lastUs <= this.#untilUs)) {
        this.lastUs = lastUs
        return lines
      }
    }
    let start = 0
    for (let at = 0; at < lines.length; at = lines.indexOf(LINE_END, at) + 1) {
      const us = stampUs(lines, at, this.#nowUs)
      if (us === null) continue
      this.firstUs ??= us
      if (this.#isAfterKnown()) return EMPTY
      if (this.#untilUs !== null && us > this.#untilUs) {
        this.isPastEnd = true
        return this.#isDropping ? EMPTY : lines.subarray(start, at)
      }
      this.lastUs = us
      if (this.#isDropping && us >= (this.#fromUs ?? 0)) {
        this.#isDropping = false
        start = at
      }
    }
    // Lines without any stamp are no journal: all of them are wanted.
    return this.#isDropping && this.firstUs !== null ? EMPTY : lines.subarray(start)
  }

  #lastStampUs(lines: Buffer): number | null {
    for (let at = lines.length - 1; at > 0; ) {
      const start = lines.lastIndexOf(LINE_END, at - 1) + 1
      const us = stampUs(lines, start, this.#nowUs)
      if (us !== null) return us
      at = start - 1
    }
    return null
  }
}

const EMPTY: Buffer = Buffer.alloc(0)

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** `Nov 22 10:43:04.665882 ` */
const STAMP = /^([A-Z][a-z]{2}) ( \d|\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) /
const STAMP_BYTES = 23

/** Parses the stamp of the line at `at`, in the latest year in which it lies at most a day after now; null: none. */
function stampUs(lines: Buffer, at: number, nowUs: number): number | null {
  const match = STAMP.exec(lines.toString('latin1', at, at + STAMP_BYTES))
  if (!match) return null
  const [, month = '', ...digits] = match
  const [day = 1, hour = 0, minute = 0, second = 0, us = 0] = digits.map(Number)
  const index = MONTHS.indexOf(month) / 3
  if (!Number.isInteger(index) || index < 0) return null
  const year = new Date(nowUs / 1000).getUTCFullYear()
  const inYear = (one: number): number => Date.UTC(one, index, day, hour, minute, second) * 1000 + us
  const latestUs = nowUs + 24 * 3600 * SECOND_US
  return [year + 1, year].map(inYear).find((one) => one <= latestUs) ?? inYear(year - 1)
}

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

/** Zones lie between -12 and +14 hours of UTC. */
const ZONE_MARGIN_US: number = 14 * 3600 * SECOND_US

/** A log whose last line is this close to the wanted end has reached it. */
const END_MARGIN_US: number = MINUTE_US

/** Answers in a row without a later line, after which the log has no more. */
const MAX_REPEATS = 2

/** The wanted time; null: no limit. */
export interface QueryTime {
  readonly sinceUs: number | null
  readonly untilUs: number | null
  /** Now, at the start. */
  readonly nowUs: number
}

/** Returns the time to send for an instant, so that no zone of the node hides a line after it. */
export function askedFor(sinceUs: number | null): number | null {
  return sinceUs === null ? null : sinceUs - ZONE_MARGIN_US
}

/**
 * Yields the lines from `sinceUs` to `untilUs`. `ask` queries from an instant that it sends as UTC. The first answer is
 * given, because its head shows whether it is a log. Lines without a stamp are those of the line before.
 */
export async function* joinAnswers(
  first: AsyncIterable<Buffer>,
  ask: (askedUs: number) => Promise<AsyncIterable<Buffer>>,
  { sinceUs, untilUs, nowUs }: QueryTime,
): AsyncIterable<Buffer> {
  const endUs = Math.min(untilUs ?? nowUs, nowUs) - END_MARGIN_US
  let askedUs = askedFor(sinceUs)
  let fromUs = sinceUs
  /** The zone of the node lies at least this far east of UTC. */
  let zoneUs = -ZONE_MARGIN_US
  let lastUs: number | null = null
  let answer = first
  for (let repeats = 0; repeats < MAX_REPEATS; ) {
    const lines = new AnswerLines(answer, { fromUs, untilUs, nowUs })
    yield* lines.read()
    if (lines.lastUs === null || lines.isPastEnd || lines.lastUs >= endUs) break
    if (askedUs !== null && lines.firstUs !== null) zoneUs = Math.max(zoneUs, askedUs - lines.firstUs)
    repeats = lastUs !== null && lines.lastUs <= lastUs ? repeats + 1 : 0
    lastUs = lines.lastUs
    fromUs = lastUs
    askedUs = lastUs + zoneUs
    answer = await ask(askedUs)
  }
}

const LINE_END = 0x0a

/** The lines of one answer, chunk by chunk. */
class AnswerLines {
  /** Stamps of the first and the last line, also of those that are dropped; null: none has a stamp. */
  firstUs: number | null = null
  lastUs: number | null = null
  isPastEnd = false
  readonly #answer: AsyncIterable<Buffer>
  readonly #fromUs: number | null
  readonly #untilUs: number | null
  readonly #nowUs: number
  #isDropping: boolean

  constructor(
    answer: AsyncIterable<Buffer>,
    time: { readonly fromUs: number | null; readonly untilUs: number | null; readonly nowUs: number },
  ) {
    this.#answer = answer
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
      if (this.isPastEnd) return
    }
    // A line that was cut comes again with the next answer; the last line of a log has its end.
    if (this.lastUs === null && rest.length > 0) yield rest
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

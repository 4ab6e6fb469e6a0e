/**
 * Cache of the parsed lines of a source: a line that differs from an earlier one only in its time, or as two requests for
 * one object do, is read from its bytes, without making a string.
 *
 * Input: lines in their order. Output: for a line, what an earlier one with the same rest was parsed to, with the times and
 * the duration of this one. A line is parsed for the cache when its rest occurs for the second time,
 * or later if there are few lines.
 */
import { bytesOf, readCount, viewOf } from '../../bytes/ascii-numbers.ts'
import type { NamedFinding } from '../../grammars/index.ts'
import { findRequestFields } from '../../grammars/request-fields.ts'
import { CachedLine, hashOf, type LineRest } from './cached-line.ts'
import { LineHead } from './line-head.ts'
import { isAscii, isParsedTo, type ParsedLine, parseLine } from './parse-line.ts'

/** Longest line in the cache: a normal failure with its error has 600 characters. */
const MAX_LENGTH = 2048

/** Most lines in the cache, about 4 MB. A source with more has few that repeat: it begins anew. */
const MAX_LINES = 4096

const SEVERITIES: ReadonlySet<number> = new Set(Buffer.from('IWEF'))

/** Lines that are compared before a hash is made: half of the lines of a log repeat one of the last few. */
const RECENT_LINES = 8

/** Hashes of rests that occurred once, each at its last bits. */
const SEEN = 1024

/**
 * Lines without a match after which only one of some is looked up: hardly a line of a controller repeats, and looking it up
 * takes a tenth of the time. The first match ends it.
 */
const MAX_MISSES = 4096
const LOOKED_UP = 16

/** Most heads of one source, each of which is tried on each line; the least recently used is evicted. */
const MAX_HEADS = 16

/**
 * How many lines are read as text in the time that learning one, or a head, takes. Of a source with fewer lines nothing is
 * learned; of the others a part of the lines that were read as text or saved so far: many do not come again.
 */
const LINE_LINES = 8
const HEAD_LINES = 20
const SHARE = 2

/** A head and the lines with it, by the hash of their rests. */
interface KnownHead<P> {
  readonly head: LineHead
  readonly lines: Map<number, CachedLine<P>[]>
  /** The lines that matched last, about in this order. */
  readonly recent: CachedLine<P>[]
  /** Number of the match that used it last. */
  usedAt: number
}

/** The head of a text, with its stamps, and where the rest begins: with the blank behind klog's time. */
export interface HeadOfText {
  readonly head: LineHead
  readonly at: number
}

/** `P` identifies a process. */
export class LineCache<P> {
  readonly #heads: KnownHead<P>[] = [{ head: LineHead.ofKlog(), lines: new Map(), recent: [], usedAt: 0 }]
  /** Of all heads. */
  #size = 0
  #seen: Int32Array | null = null
  /** The buffer of the newest line, with its view. */
  #buffer: Buffer = Buffer.alloc(0)
  #bytes: DataView = viewOf(this.#buffer)
  /** For the text of one line, and its view. */
  readonly #text: Buffer = Buffer.alloc(MAX_LENGTH)
  readonly #textBytes: DataView = viewOf(this.#text)
  readonly #rest: LineRest = { severity: 0, at: 0, end: 0, queryAt: 0, queryEnd: 0, countAt: 0, countEnd: 0 }
  /** The newest line that is not in the cache: its number, its head and the hash of its rest. */
  #missedLine = 0
  #missedHead: KnownHead<P> | null = null
  #missedHash = 0
  #matches = 0
  /** Lines since the last match. */
  #misses = 0
  /** Lines that were offered to learn from, and as how many lines it took to learn. */
  #offered = 0
  #spent = 0

  /**
   * Returns the line `buffer[start, end)` as parsed, with its values filled in; undefined if it is not in the cache. Valid
   * until the next call. `line` is its number.
   */
  match(buffer: Buffer, start: number, end: number, line: number): CachedLine<P> | undefined {
    if (this.#buffer !== buffer) {
      this.#buffer = buffer
      this.#bytes = viewOf(buffer)
    }
    this.#missedLine = line
    this.#missedHead = null
    if (end - start > MAX_LENGTH || this.#isLeftOut()) return undefined
    const bytes = this.#bytes
    for (const known of this.#heads) {
      const at = known.head.match(bytes, start, end)
      if (at < 0) continue
      known.usedAt = ++this.#matches
      const severity = known.head.severity(bytes, start)
      const recent = matchRecent(known.recent, bytes, { severity, at, end })
      if (recent) {
        this.#misses = 0
        return recent
      }
      const rest = this.#setRest(bytes, severity, at, end)
      const hash = hashOf(bytes, rest)
      const found = find(known, hash, bytes, rest)
      if (!found) {
        this.#matches--
        this.#missedHead = known
        this.#missedHash = hash
        return undefined
      }
      this.#misses = 0
      const latencyMs = rest.countAt < rest.countEnd ? readCount(bytes, rest.countAt, rest.countEnd) : 0
      if (latencyMs < 0) return undefined
      found.setLatency(latencyMs)
      addRecent(known.recent, found)
      return found
    }
    return undefined
  }

  /** Whether a line is not looked up, because none was found for long. */
  #isLeftOut(): boolean {
    this.#misses++
    return this.#misses > MAX_MISSES && this.#misses % LOOKED_UP !== 0
  }

  /** Returns the head of a text; undefined if it is not in the cache. Valid until the next call. */
  headOf(text: string): HeadOfText | undefined {
    const { length } = text
    if (length > MAX_LENGTH || !isAscii(text)) return undefined
    this.#text.write(text, 0, 'latin1')
    for (const known of this.#heads) {
      const at = known.head.match(this.#textBytes, 0, length)
      if (at < 0) continue
      known.usedAt = this.#matches
      return SEVERITIES.has(known.head.severity(this.#textBytes, 0)) ? { head: known.head, at } : undefined
    }
    return undefined
  }

  #setRest(bytes: DataView, severity: number, at: number, end: number): LineRest {
    const rest = this.#rest
    rest.severity = severity
    rest.at = at
    rest.end = end
    findRequestFields(bytes, at, end, rest)
    return rest
  }

  /** Learns from the newest line, if `match` did not find it: it is a complete record of `process`, with findings or silent. */
  learn(line: number, text: string, process: P): void {
    if (line !== this.#missedLine || text.length > MAX_LENGTH) return
    this.#offered++
    if (this.#missedHead === null) this.#learnHead(text)
    else if (this.#isSeen(this.#missedHash)) this.#learnLine(this.#missedHead, text, process)
  }

  /** Whether a hash occurred before; remembers it if not. */
  #isSeen(hash: number): boolean {
    this.#seen ??= new Int32Array(SEEN)
    const place = hash & (SEEN - 1)
    if (this.#seen[place] === hash) return true
    this.#seen[place] = hash
    return false
  }

  /** Returns false if there is no time for it yet. */
  #spend(lines: number): boolean {
    if (this.#spent + lines > (this.#offered + this.#matches) / SHARE) return false
    this.#spent += lines
    return true
  }

  #learnHead(text: string): void {
    if (!this.#spend(HEAD_LINES)) return
    const parsed = parseLine(text)
    const head = parsed && LineHead.of(text, parsed)
    if (!head) return
    if (this.#heads.length === MAX_HEADS) this.#evictLeastRecent()
    this.#heads.push({ head, lines: new Map(), recent: [], usedAt: this.#matches })
  }

  #evictLeastRecent(): void {
    // The first one, of klog alone, is never learned again.
    const oldest = this.#heads.slice(1).reduce((a, b) => (b.usedAt < a.usedAt ? b : a))
    this.#heads.splice(this.#heads.indexOf(oldest), 1)
    for (const lines of oldest.lines.values()) this.#size -= lines.length
  }

  #learnLine({ head, lines }: KnownHead<P>, text: string, process: P): void {
    if (!this.#spend(LINE_LINES)) return
    const bytes = bytesOf(text)
    const at = head.match(bytes, 0, bytes.byteLength)
    const parsed = parseLine(text)
    if (at < 0 || !parsed || !hasHead(parsed, head)) return
    const rest = this.#setRest(bytes, head.severity(bytes, 0), at, bytes.byteLength)
    const isRequest = rest.countAt < rest.countEnd
    const hasQuery = isRequest && !isVariable(text, rest, parsed, OTHER_QUERY)
    if (hasQuery && !isVariable(text, rest, parsed, text.slice(rest.queryAt, rest.queryEnd))) return
    if (this.#size === MAX_LINES) this.#clear()
    const cached = new CachedLine(text, rest, { ...parsed, stamps: head.stamps }, process, hasQuery)
    const hash = hashOf(bytes, rest)
    lines.set(hash, [...(lines.get(hash) ?? []), cached])
    this.#size++
  }

  #clear(): void {
    for (const { lines, recent } of this.#heads) {
      lines.clear()
      recent.length = 0
    }
    this.#size = 0
  }
}

/** Returns the one of these lines that has the same rest, its duration set, and moves it forward. */
function matchRecent<P>(
  recent: CachedLine<P>[],
  bytes: DataView,
  { severity, at, end }: Pick<LineRest, 'severity' | 'at' | 'end'>,
): CachedLine<P> | undefined {
  for (let i = 0; i < recent.length; i++) {
    const line = recent[i] as CachedLine<P>
    const latencyMs = line.durationIn(bytes, severity, at, end)
    if (latencyMs < 0) continue
    if (i > 0) {
      recent[i] = recent[i - 1] as CachedLine<P>
      recent[i - 1] = line
    }
    line.setLatency(latencyMs)
    return line
  }
  return undefined
}

function addRecent<P>(recent: CachedLine<P>[], line: CachedLine<P>): void {
  if (recent.length === RECENT_LINES) recent.pop()
  recent.unshift(line)
}

function find<P>(
  { lines }: KnownHead<P>,
  hash: number,
  bytes: DataView,
  rest: LineRest,
): CachedLine<P> | undefined {
  const found = lines.get(hash)
  if (found) for (const one of found) if (one.matches(bytes, rest)) return one
  return undefined
}

/** Whether a line was parsed to the envelopes and stamps of its head, and its process does not print another head. */
function hasHead({ envelopeNames, stamps }: ParsedLine, head: LineHead): boolean {
  return JSON.stringify([envelopeNames, stamps]) === JSON.stringify([head.envelopeNames, head.stamps])
}

const OTHER_QUERY = 'allowWatchBookmarks=true&timeout=7m31s'
const OTHER_DURATIONS: readonly number[] = [0, 7654321]

/** Whether a request with another query and other durations is parsed to the same but for the duration. */
function isVariable(text: string, rest: LineRest, parsed: ParsedLine, query: string): boolean {
  const { queryAt, queryEnd, countAt, countEnd } = rest
  const [first, ...others] = parsed.findings
  return OTHER_DURATIONS.every((latencyMs) => {
    const changed =
      text.slice(0, queryAt) +
      (queryAt < queryEnd ? query : '') +
      text.slice(queryEnd, countAt) +
      String(latencyMs) +
      text.slice(countEnd)
    const findings = first ? [{ ...first, latencyMs } as NamedFinding, ...others] : []
    return isParsedTo(changed, { ...parsed, findings })
  })
}

/**
 * Objects and tables of kubectl that a log contains behind its beginning, which decides the framing.
 *
 * Input: the lines that passed the prefilter. Output: the same lines, and from a line on that lies inside an object the
 * frames of pasted text, until no such line came for long. The object began before that line: the lines in front of it
 * are read again for it. The parsers of pasted text are loaded when the first object is found.
 */
import type { Frame } from '../model/index.ts'
import { isWrapperLine } from './json-records.ts'
import type { FrameEvents, FrameScanner, LinesBefore, Prefilter } from './scanner.ts'

/** Lines without a part of an object after which a session is over: more than any description has between two. */
const MAX_LINES_BETWEEN = 500

/** Lines in front of the first that is recognized: the beginning of a description, with its labels and annotations, or of YAML. */
const MAX_LINES_BEFORE = 300

/** Lines inside an object or a table; each contains a literal of a grammar, so that it passes the prefilter. */
const BEGINNINGS: readonly RegExp[] = [
  /^[\t >#*|`"'│-]{0,40}(?:Conditions:\s*$|HolderIdentity: |Type +Status +LastHeartbeatTime)/,
  /^[\t >#*|`"'│-]{0,40}(?:[Nn]amespace"?: {1,20}"?kube-node-lease|conditions"?:|involvedObject"?:|regarding"?:)/,
]
const EVENT = /[ \t](?:Normal|Warning) {1,20}[A-Z]/
const COMMAND = /\b(?:kubectl|oc) /
const VERB = / (?:get|describe|events) /

/** Looks for a word before each expression: a search for a constant takes a tenth of the time. */
function isPartOfObject(text: string): boolean {
  return (
    BEGINNINGS.some((beginning) => beginning.test(text)) ||
    ((text.includes('Normal ') || text.includes('Warning ')) && EVENT.test(text)) ||
    ((text.includes('kubectl ') || text.includes('oc ')) && COMMAND.test(text) && VERB.test(text)) ||
    (ANSWER.test(text) && isWrapperLine(text))
  )
}

/** An answer of a log platform may fill one line. */
const ANSWER = /^[{[]["{[]/

interface Session {
  readonly first: Pick<Frame, 'line' | 'offset'>
  /** Frames of text up to this line were emitted before. */
  readonly seenLine: number
  /** Lines until the parsers are loaded; null: they are. */
  waiting: string[] | null
  scanner: FrameScanner | null
  /** Number of the newest line that is a part of an object. */
  partLine: number
}

/** Opens a scanner of pasted text. */
type OpenPaste = (events: FrameEvents) => FrameScanner

export class LateObjects {
  readonly #outer: FrameEvents
  readonly #load: () => Promise<OpenPaste>
  readonly #fromOffset: number
  #open: OpenPaste | null = null
  #session: Session | null = null
  #hadAny = false
  /** For the scanner of lines. */
  readonly events: FrameEvents
  readonly prefilter: Prefilter

  /** Objects that begin before `fromOffset` are left to the framing of the source. */
  constructor(
    prefilter: Prefilter,
    events: FrameEvents,
    { load, fromOffset }: { load: () => Promise<OpenPaste>; fromOffset: number },
  ) {
    this.#outer = events
    this.#load = load
    this.#fromOffset = fromOffset
    const isInSession = (): boolean => this.#session !== null
    this.prefilter = {
      literals: prefilter.literals,
      bypassLiterals: prefilter.bypassLiterals,
      ...(prefilter.isSilent && { isSilent: prefilter.isSilent }),
      ...(prefilter.usualText && { usualText: prefilter.usualText }),
      get isOpen(): boolean {
        return isInSession() || prefilter.isOpen
      },
      get sampleBytes(): number {
        return prefilter.sampleBytes ?? Number.POSITIVE_INFINITY
      },
    }
    this.events = {
      frame: (frame, before) => this.#take(frame, before),
      problem: (...problem) => events.problem(...problem),
      // Each argument by its name: a rest parameter makes an array for each line.
      readFromBytes: (bytes, start, end, at, before) =>
        this.#session === null && events.readFromBytes?.(bytes, start, end, at, before) === true,
    }
  }

  get isOpen(): boolean {
    return this.#session !== null
  }

  /** Whether there was an object: how far the text around the first goes depends on the chunks. */
  get hadAny(): boolean {
    return this.#hadAny
  }

  /** Loads the parsers if an object needs them. Called between two chunks. */
  async load(): Promise<void> {
    const session = this.#session
    if (!session?.waiting) return
    this.#open ??= await this.#load()
    this.#begin(session, this.#open)
  }

  /** The source ends: emits what is open. */
  async end(): Promise<void> {
    await this.load()
    this.#session?.scanner?.end()
    this.#session = null
  }

  #take(frame: Frame, before: LinesBefore | undefined): void {
    const { body, line } = frame
    const isPart = typeof body === 'string' && isPartOfObject(body)
    const session = this.#session ?? (isPart && before ? this.#start(frame, before) : null)
    if (!session || typeof body !== 'string') {
      this.#outer.frame(frame, before)
      return
    }
    if (isPart) session.partLine = line
    if (session.scanner) session.scanner.push(Buffer.from(`${body}\n`))
    else session.waiting?.push(body)
    if (!session.scanner || line - session.partLine < MAX_LINES_BETWEEN) return
    session.scanner.end()
    this.#session = null
  }

  #start({ line, offset }: Frame, before: LinesBefore): Session | null {
    if (offset < this.#fromOffset) return null
    const text = before.textBefore()
    const lines = text === '' ? [] : text.split('\n').slice(-MAX_LINES_BEFORE)
    const bytes = lines.reduce((sum, one) => sum + Buffer.byteLength(one) + 1, 0)
    const session: Session = {
      first: { line: line - lines.length, offset: Math.max(0, offset - bytes) },
      seenLine: line - 1,
      waiting: lines.map((one) => one.replace(/\r$/, '')),
      scanner: null,
      partLine: line,
    }
    this.#session = session
    this.#hadAny = true
    if (this.#open) this.#begin(session, this.#open)
    return session
  }

  #begin(session: Session, open: OpenPaste): void {
    const { first, seenLine, waiting } = session
    const scanner = open({
      frame: ({ body, line, offset }) => {
        const place = { line: first.line + line - 1, offset: first.offset + offset }
        // Lines of text before the object were emitted as far as they passed.
        if (typeof body !== 'string' || place.line > seenLine) this.#outer.frame({ body, ...place })
      },
      problem: (code, line, excerpt, offset) =>
        this.#outer.problem(
          code,
          line === null ? null : first.line + line - 1,
          excerpt,
          offset === null ? null : first.offset + offset,
        ),
    })
    session.scanner = scanner
    session.waiting = null
    for (const text of waiting ?? []) scanner.push(Buffer.from(`${text}\n`))
  }
}

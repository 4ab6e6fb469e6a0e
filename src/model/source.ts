/** Where bytes come from, and the frames they are cut into. */
import type { JsonObject } from './json.ts'
import type { ProblemCode } from './problem.ts'

/** The label of standard input. */
export const STANDARD_INPUT = '<stdin>'

/** Returns a label as an option takes it: a shell would take `<stdin>` for a redirection. */
export function labelInCommand(label: string): string {
  return label === STANDARD_INPUT ? '-' : label
}

/** One thing to read: a file, a member of an archive, standard input, a stream, a remote log. */
export interface Source {
  /** Identity. Of several sources with one `id` the first is read, the others are left out. */
  readonly id: string
  /**
   * The name in reports, and the key of options for one source. For a file the path as the user gave it, joined with
   * the path below a searched directory; `<stdin>` for standard input.
   */
  readonly label: string
  /** Path of a regular file, which any thread can open again; null for everything else, which is opened once. */
  readonly path: string | null
  /** Size in stored bytes, for progress; null if unknown. */
  readonly size: number | null
  /** Modification time, the reference for a year that no timestamp prints; null if unknown (then it is now). */
  readonly modifiedUs: number | null
  /**
   * Opens the stored bytes: compressed or not, in UTF-8 or UTF-16. A chunk is valid until the next is requested.
   * Whatever it throws is a failure of this source: before the first byte the source is `unreadable`, later it ends
   * there with a problem.
   */
  open(options?: OpenOptions): AsyncIterable<Uint8Array>
}

export interface OpenOptions {
  /** The part `[start, end)` of a file, in stored bytes; absent: all. */
  readonly bytes?: { readonly start: number; readonly end: number }
  /** A hint: a live or remote source may leave out what lies outside. Null: no limit. */
  readonly time?: { readonly sinceUs: number | null; readonly untilUs: number | null }
  /** A hint: an engine may leave out nodes with names that match none of these globs. Absent: all are wanted. */
  readonly nodes?: readonly string[]
  /** A hint: an engine may leave out other lines, if it shows that a log goes on. Absent: all are wanted. */
  readonly filter?: LineFilter
  /** A live source goes on with what is written from now on, until the signal aborts. Absent: it ends. */
  readonly follow?: boolean
  /** Ends a wait for data; absent: it is never aborted. */
  readonly signal?: AbortSignal
  readonly events?: SourceEvents
}

/** Lines that matter, as regular expressions in the syntax that RE2, Go, Java and PCRE share. */
export interface LineFilter {
  /** All lines that are read for more than their time. */
  readonly lines: string
  /** Lines about nodes that only a controller prints. */
  readonly controllerLines: string
  /** A text with which the reader takes a line that it would skip. */
  readonly mark: string
}

/** What is reported while a source's bytes are read. */
export interface SourceEvents {
  /** `line` is 1-based; `offset` counts bytes; null where the problem has no such place. */
  problem(code: ProblemCode, line: number | null, excerpt: string, offset: number | null): void
  /** Number of stored bytes read so far, compressed or not; for progress. */
  stored?(bytes: number): void
}

/** What is reported while sources are searched for. `reason` is plain words without a full stop. */
export interface SearchEvents {
  /** The user named it, or it is a file below a named directory, and it can't be read. */
  unreadable(label: string, reason: string): void
  /** It is below a named directory and no regular file. */
  skipped(label: string, reason: string): void
}

/** How sources are searched for. */
export interface SearchOptions {
  /** Flags of kubectl, each one argument, such as `--context=kind-demo`. An input's own come after them. */
  readonly kubectlFlags?: readonly string[]
}

/** Something that sources use together, such as a connection. */
export interface Shareable {
  /** False: it ended by itself. */
  readonly isOpen: boolean
  close(): Promise<void>
}

/** What the sources of one call keep open together until its end. */
export interface Shared {
  /** Resolves with what is open under the key, or else with what `open` opens. */
  get<T extends Shareable>(key: string, open: () => Promise<T>): Promise<T>
}

/** How one kind of source searches. */
export interface KindSearchOptions extends SearchOptions {
  /** Absent: each source opens what it needs, and closes it. */
  readonly shared?: Shared
}

/** A kind of source, chosen by the scheme of an input: `docker` for `docker://name`. */
export interface SourceKind {
  /** Lower-case, without `://`; empty for the kind that reads inputs without a scheme. */
  readonly schemes: readonly string[]
  /** What a user would call it, for `leasegap formats`. */
  readonly title: string
  /**
   * Finds the sources behind one input, in a fixed order. What can't be read goes to `events`. Rejects with a
   * UsageError if the input itself is malformed.
   */
  find(input: string, events: SearchEvents, options?: KindSearchOptions): Promise<readonly Source[]>
}

/** Content in memory or from a stream, as an input of `analyze` and `observe`. */
export interface Content {
  /** The name in reports. */
  readonly name: string
  /** Text, bytes (compressed or not), or a stream of them: a ReadableStream, a Readable. A stream is read once. */
  readonly data: string | Uint8Array | AsyncIterable<Uint8Array | string>
}

/** What `analyze` and `observe` read: a path or URL, a source, or content. */
export type Input = string | Source | Content

/** What is inside an envelope: text, or an object that was JSON. */
export type Body = string | JsonObject

/** One line (or one entry of a multi-line framing), with its envelopes. */
export interface Frame {
  readonly body: Body
  /** 1-based, of the frame's first line. */
  readonly line: number
  /** Of the frame's first byte, in decompressed bytes. */
  readonly offset: number
  /** A further record of the line that the frame before has begun. */
  readonly isFurther?: true
  /** Characters of the row of a screen that broke the line in its header; the body has the rows joined. */
  readonly columns?: number
  /** It contains no literal of the prefilter, so no grammar knows it: it passed for its time alone. */
  readonly isSample?: true
}

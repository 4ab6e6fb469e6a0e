/**
 * Replaces an input by the inputs inside it: an archive by its members, a binary journal by its export. Members of tar
 * and zip archives are read one by one and never unpacked to disk; a zip archive that is no file is kept in memory.
 *
 * Authority: POSIX ustar, PKWARE's APPNOTE, systemd's journal file format (their magic bytes).
 */

import { type Peeked, peek } from '../../bytes/peek.ts'
import type { ReusedChunks } from '../../model/chunks.ts'
import { SourceError } from '../../model/errors.ts'
import type { ProblemCode, SearchEvents, SourceEvents } from '../../model/index.ts'
import { EXCERPT_CHARACTERS } from '../../model/limits.ts'
import { formatInstant } from '../../time/instant.ts'
import { FREE_BYTES, MAX_EXPANSION, MAX_NESTING } from '../decompress/index.ts'
import type { PlainSource } from '../plain.ts'
import { plainBytes } from '../utf8.ts'
import { JOURNAL_MAGIC, type Member } from './member.ts'

/** Receives what could not be read from an archive. */
export interface UnpackEvents extends SearchEvents {
  /** `label` is that of the archive or of the member; `offset` counts its decompressed bytes, null if unknown. */
  problem(label: string, code: ProblemCode, excerpt: string, offset: number | null): void
}

/** Limits of one archive, with all archives inside it. */
export interface ArchiveBounds {
  /** Files, links and devices. */
  readonly members: number
  /** Bytes to which the limit of expansion, `MAX_EXPANSION`, does not apply. */
  readonly freeBytes: number
  /** Bytes of a zip archive that is no file of its own and is kept in memory. */
  readonly zipBytes?: number
}

/** Limits the files, links and devices of an archive: bundles of large clusters hold some ten thousand. */
const MAX_MEMBERS = 100_000

const BOUNDS: ArchiveBounds = { members: MAX_MEMBERS, freeBytes: FREE_BYTES }

/** Limits the path of a member: PATH_MAX of Linux. A tar header can hold a thousand times as much. */
const MAX_PATH_CHARACTERS = 4096

/**
 * Limits a zip archive inside another archive or from a pipe, which is kept in memory. The archives of single nodes in
 * Harvester's and Rancher's bundles have some ten mebibytes.
 */
const MAX_ZIP_BYTES: number = 256 * 1024 * 1024

/** The magic of tar, the last one to be found, ends at byte 262. */
const HEAD_BYTES = 265

/**
 * Yields the inputs to read in place of `source`; a member is labelled `archive!path`. Each must be read before the next
 * is requested. Reports to `events` what can't be read; rejects with a defect only.
 */
export async function* unpack(
  source: PlainSource,
  events: UnpackEvents,
  bounds: ArchiveBounds = BOUNDS,
): AsyncIterable<PlainSource> {
  yield* unpackAt(0, source, { events, bounds, storedBytes: source.size ?? 0, members: 0, bytes: 0 })
}

/** The state of reading one outermost archive, with all that is inside it. */
interface Unpacking {
  readonly events: UnpackEvents
  readonly bounds: ArchiveBounds
  /** Its size, or the bytes read so far if it is a pipe. */
  storedBytes: number
  /** Members and bytes read from it so far. */
  members: number
  bytes: number
}

function expandsTooMuch({ bytes, bounds, storedBytes }: Unpacking): boolean {
  return bytes > Math.max(bounds.freeBytes, storedBytes * MAX_EXPANSION)
}

async function* unpackAt(
  depth: number,
  source: PlainSource,
  unpacking: Unpacking,
): AsyncIterable<PlainSource> {
  const { events } = unpacking
  const buffered = new BufferedEvents((bytes) => {
    if (depth === 0) unpacking.storedBytes = Math.max(unpacking.storedBytes, bytes)
  })
  let peeked: Peeked
  try {
    peeked = await peek(source.open(buffered), HEAD_BYTES)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    events.unreadable(source.label, error.reason)
    return
  }
  const { head, bytes, close } = peeked
  const kind = kindOf(head)
  if (kind === null) {
    let isTaken = false
    try {
      yield {
        ...source,
        open: (listener) => {
          // A file can be read again.
          if (isTaken && source.path !== null) return source.open(listener)
          isTaken = true
          return buffered.forwardTo(listener, bytes)
        },
      }
    } finally {
      if (!isTaken && source.path !== null) await close()
    }
    return
  }
  if (kind === 'tar') {
    buffered.forwardTo(
      { problem: (code, _line, excerpt, offset) => events.problem(source.label, code, excerpt, offset) },
      bytes,
    )
    const { tarMembers } = await import('./tar.ts')
    yield* unpackMembers(depth, source, tarMembers(bytes), unpacking)
    return
  }
  if (kind === 'journal') {
    yield* unpackJournal(source, peeked, buffered)
    return
  }
  buffered.forwardTo(
    { problem: (code, _line, excerpt, offset) => events.problem(source.label, code, excerpt, offset) },
    bytes,
  )
  const { zipBytes = MAX_ZIP_BYTES } = unpacking.bounds
  const archive = source.path ?? (await inMemory(bytes, zipBytes))
  if (source.path !== null) await close()
  if (archive === null) {
    const limit = `${zipBytes} bytes`
    events.unreadable(
      source.label,
      `a zip archive that is no file of its own has more than ${limit}: unpack it first`,
    )
    return
  }
  const { zipMembers } = await import('./zip.ts')
  yield* unpackMembers(depth, source, zipMembers(archive), unpacking)
}

/** Returns all bytes of a zip archive, which has its directory at the end; null if there are too many. */
async function inMemory(bytes: ReusedChunks, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.length
    if (length > limit) return null
    chunks.push(Buffer.from(chunk))
  }
  return Buffer.concat(chunks)
}

async function* unpackJournal(
  source: PlainSource,
  { bytes, close }: Peeked,
  buffered: BufferedEvents,
): AsyncIterable<PlainSource> {
  const { exportOf, exportOfBytes, isJournalFile } = await import('./binary-journal.ts')
  const { path, label } = source
  if (path !== null && (await isJournalFile(path).catch(() => false))) {
    await close()
    yield { ...source, size: null, open: (events) => exportOf(path, label, events) }
  } else {
    const open = (events?: SourceEvents): ReusedChunks =>
      exportOfBytes(buffered.forwardTo(events, bytes), label, events)
    yield { ...source, size: null, path: null, open }
  }
}

async function* unpackMembers(
  depth: number,
  archive: PlainSource,
  members: AsyncIterable<Member>,
  unpacking: Unpacking,
): AsyncIterable<PlainSource> {
  const { events, bounds } = unpacking
  try {
    if (depth === MAX_NESTING) throw new LimitReached(`archives nested deeper than ${MAX_NESTING}`)
    for await (const member of parsed(members)) {
      const label = `${archive.label}!${member.path}`
      if (++unpacking.members > bounds.members) throw new LimitReached(`more than ${bounds.members} files`)
      if (member.path.length > MAX_PATH_CHARACTERS) {
        const path = member.path.slice(0, EXCERPT_CHARACTERS)
        events.problem(archive.label, 'limit-reached', `a path that is too long: ${path}…`, null)
      } else if (member.special !== null) events.skipped(label, member.special)
      else yield* unpackAt(depth + 1, memberSource(archive, member, unpacking), unpacking)
      if (expandsTooMuch(unpacking)) throw new LimitReached(EXPANDS)
    }
  } catch (error) {
    if (error instanceof LimitReached) events.problem(archive.label, 'limit-reached', error.message, null)
    else if (error instanceof BrokenArchive)
      events.problem(archive.label, 'broken-archive', error.message, null)
    else throw error
  }
}

/** Yields the members; what their parser throws is damage of the archive. */
async function* parsed(members: AsyncIterable<Member>): AsyncIterable<Member> {
  try {
    yield* members
  } catch (error) {
    throw new BrokenArchive(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

class LimitReached extends Error {}
class BrokenArchive extends Error {}
const EXPANDS = `expands more than ${MAX_EXPANSION} times`

function memberSource(archive: PlainSource, member: Member, unpacking: Unpacking): PlainSource {
  return {
    id: `${archive.id}!${member.path}`,
    label: `${archive.label}!${member.path}`,
    path: null,
    // The header may contain any number: unknown if it is no time in the years 1 to 9999.
    modifiedUs: formatInstant(member.modifiedUs) === null ? null : member.modifiedUs,
    size: member.bytes,
    open: (events) => limitExpansion(plainBytes(readMember(member, events), events, null), unpacking, events),
  }
}

/** Yields what can be read of a member, and reports where the archive is cut or damaged. */
async function* readMember(member: Member, events: SourceEvents | undefined): AsyncIterable<Buffer> {
  let readBytes = 0
  try {
    for await (const chunk of member.open()) {
      readBytes += chunk.length
      events?.stored?.(readBytes)
      yield chunk
    }
  } catch (error) {
    events?.problem(
      'truncated-input',
      null,
      `the archive breaks here: ${(error as Error).message}`,
      readBytes,
    )
  }
}

/** Yields bytes of a member until the archive expands too much, then reports a problem and ends. */
async function* limitExpansion(
  bytes: ReusedChunks,
  unpacking: Unpacking,
  events: SourceEvents | undefined,
): ReusedChunks {
  for await (const chunk of bytes) {
    unpacking.bytes += chunk.length
    if (expandsTooMuch(unpacking)) {
      events?.problem('limit-reached', null, `the archive ${EXPANDS}`, null)
      return
    }
    yield chunk
  }
}

function kindOf(head: Buffer): 'tar' | 'zip' | 'journal' | null {
  if (head.toString('latin1', 257, 262) === 'ustar') return 'tar'
  const magic = head.toString('latin1', 0, 8)
  if (magic.startsWith('PK\u0003\u0004') || magic.startsWith('PK\u0005\u0006')) return 'zip'
  return magic === JOURNAL_MAGIC ? 'journal' : null
}

/** Keeps the problems of a stream until its reader is known, then forwards them. */
class BufferedEvents implements SourceEvents {
  readonly #stored: (bytes: number) => void
  #listener: SourceEvents | undefined
  readonly #early: Parameters<SourceEvents['problem']>[] = []
  #storedBytes = 0

  /** `stored` receives the count of stored bytes at once. */
  constructor(stored: (bytes: number) => void) {
    this.#stored = stored
  }

  problem(...problem: Parameters<SourceEvents['problem']>): void {
    if (this.#listener) this.#listener.problem(...problem)
    else this.#early.push(problem)
  }

  stored(bytes: number): void {
    this.#storedBytes = bytes
    this.#stored(bytes)
    this.#listener?.stored?.(bytes)
  }

  /** Forwards what came before and what comes to `listener`. Returns `bytes`. */
  forwardTo(listener: SourceEvents | undefined, bytes: ReusedChunks): ReusedChunks {
    this.#listener = listener
    for (const problem of this.#early.splice(0)) listener?.problem(...problem)
    if (this.#storedBytes > 0) listener?.stored?.(this.#storedBytes)
    return bytes
  }
}

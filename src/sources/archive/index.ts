/**
 * One input in, the inputs inside it out: the members of a tar or zip archive one by one, never unpacked to
 * disk; a binary journal as its export; anything else as it is. Authority: POSIX ustar, PKWARE's APPNOTE,
 * systemd's journal file format (their magic bytes).
 */

import { type Peeked, peek } from '../../bytes/peek.ts'
import { SourceError } from '../../model/errors.ts'
import type { ProblemCode, SearchEvents, SourceEvents } from '../../model/index.ts'
import { EXCERPT_CHARACTERS } from '../../model/limits.ts'
import { formatInstant } from '../../time/instant.ts'
import { FREE_BYTES, MAX_EXPANSION, MAX_NESTING } from '../decompress/index.ts'
import type { PlainSource } from '../plain.ts'
import { plainBytes } from '../utf8.ts'
import type { Member } from './member.ts'

/** Who is told what could not be taken out of an archive. */
export interface UnpackEvents extends SearchEvents {
  /** `name` is the archive's or the member's; `offset` counts its decompressed bytes, null where it is not known. */
  problem(name: string, code: ProblemCode, excerpt: string, offset: number | null): void
}

/** What one archive may give, with all archives inside it. */
export interface ArchiveBounds {
  /** Files, links and devices. */
  readonly members: number
  /** What it may always give; beyond that it must be in proportion to its size (`MAX_EXPANSION`). */
  readonly freeBytes: number
}

/** Bundles of large clusters hold some ten thousand files. */
const MAX_MEMBERS = 100_000

const BOUNDS: ArchiveBounds = { members: MAX_MEMBERS, freeBytes: FREE_BYTES }

/** Linux's PATH_MAX; a header of tar has room for a thousand times as much. */
const MAX_PATH_CHARACTERS = 4096

/** What a binary journal begins with; `journal.ts`, which reads it, is loaded when it is needed. */
const JOURNAL_MAGIC = 'LPKSHHRH'

/** As far as a tar header reaches that tells it is one. */
const HEAD_BYTES = 265

/**
 * The inputs to be read in place of `source`, of which each must be read before the next is asked for; a
 * member is labelled `archive!path`. Rejects with a defect only:
 * what can't be read is told to `events`.
 */
export async function* unpack(
  source: PlainSource,
  events: UnpackEvents,
  bounds: ArchiveBounds = BOUNDS,
): AsyncIterable<PlainSource> {
  yield* unpackAt(0, source, { events, bounds, storedBytes: source.size ?? 0, members: 0, bytes: 0 })
}

/** One outermost archive, with all that is inside it. */
interface Unpacking {
  readonly events: UnpackEvents
  readonly bounds: ArchiveBounds
  /** Its size, or as much of it as has come through a pipe. */
  storedBytes: number
  /** What it gave so far. */
  members: number
  bytes: number
}

function givesTooMuch({ bytes, bounds, storedBytes }: Unpacking): boolean {
  return bytes > Math.max(bounds.freeBytes, storedBytes * MAX_EXPANSION)
}

async function* unpackAt(
  depth: number,
  source: PlainSource,
  unpacking: Unpacking,
): AsyncIterable<PlainSource> {
  const { events } = unpacking
  const told = new BufferedEvents((bytes) => {
    if (depth === 0) unpacking.storedBytes = Math.max(unpacking.storedBytes, bytes)
  })
  let peeked: Peeked
  try {
    peeked = await peek(source.open(told), HEAD_BYTES)
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    events.unreadable(source.label, error.reason)
    return
  }
  const { head, bytes, close } = peeked
  const kind = kindOf(head)
  if (kind === null && source.path === null) {
    yield { ...source, open: (listener) => told.to(listener, bytes) }
    return
  }
  if (kind === 'tar') {
    told.to(
      { problem: (code, _line, excerpt, offset) => events.problem(source.label, code, excerpt, offset) },
      bytes,
    )
    const { tarMembers } = await import('./tar.ts')
    yield* unpackMembers(depth, source, tarMembers(bytes), unpacking)
    return
  }
  if (kind === 'journal') {
    yield* unpackJournal(source, peeked, told)
    return
  }
  await close()
  if (kind === null) {
    yield source
  } else if (source.path !== null) {
    const { zipMembers } = await import('./zip.ts')
    yield* unpackMembers(depth, source, zipMembers(source.path), unpacking)
  } else {
    events.unreadable(source.label, 'a zip archive is read from a file only: unpack it first')
  }
}

async function* unpackJournal(
  source: PlainSource,
  { bytes, close }: Peeked,
  told: BufferedEvents,
): AsyncIterable<PlainSource> {
  const { exportOf, exportOfBytes, isJournalFile } = await import('./binary-journal.ts')
  const { path, label } = source
  if (path !== null && (await isJournalFile(path).catch(() => false))) {
    await close()
    yield { ...source, size: null, open: (events) => exportOf(path, label, events) }
  } else {
    const open = (events?: SourceEvents): AsyncIterable<Buffer> =>
      exportOfBytes(told.to(events, bytes), label, events)
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
    for await (const member of members) {
      const label = `${archive.label}!${member.path}`
      if (++unpacking.members > bounds.members) throw new LimitReached(`more than ${bounds.members} files`)
      if (member.path.length > MAX_PATH_CHARACTERS) {
        const path = member.path.slice(0, EXCERPT_CHARACTERS)
        events.problem(archive.label, 'limit-reached', `a path that is too long: ${path}…`, null)
      } else if (member.special !== null) events.skipped(label, member.special)
      else yield* unpackAt(depth + 1, memberSource(archive, member, unpacking), unpacking)
      if (givesTooMuch(unpacking)) throw new LimitReached(EXPANDS)
    }
  } catch (error) {
    const code = error instanceof LimitReached ? 'limit-reached' : 'broken-archive'
    events.problem(archive.label, code, (error as Error).message, null)
  }
}

class LimitReached extends Error {}
const EXPANDS = `expands more than ${MAX_EXPANSION} times`

function memberSource(archive: PlainSource, member: Member, unpacking: Unpacking): PlainSource {
  return {
    id: `${archive.id}!${member.path}`,
    label: `${archive.label}!${member.path}`,
    path: null,
    // What its header says may be no time at all: then nothing is known.
    modifiedUs: formatInstant(member.modifiedUs) === null ? null : member.modifiedUs,
    size: member.bytes,
    open: (events) => metered(plainBytes(readMember(member, events), events, null), unpacking, events),
  }
}

/** What can be read of it; where the archive breaks is told. */
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

/** Ends where the archive has given too much. */
async function* metered(
  bytes: AsyncIterable<Buffer>,
  unpacking: Unpacking,
  events: SourceEvents | undefined,
): AsyncIterable<Buffer> {
  for await (const chunk of bytes) {
    unpacking.bytes += chunk.length
    if (givesTooMuch(unpacking)) {
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

/** Keeps what is told of a stream until it is known who reads it. */
class BufferedEvents implements SourceEvents {
  readonly #stored: (bytes: number) => void
  #listener: SourceEvents | undefined
  readonly #early: Parameters<SourceEvents['problem']>[] = []

  /** `stored` is told of stored bytes at once. */
  constructor(stored: (bytes: number) => void) {
    this.#stored = stored
  }

  problem(...told: Parameters<SourceEvents['problem']>): void {
    if (this.#listener) this.#listener.problem(...told)
    else this.#early.push(told)
  }

  stored(bytes: number): void {
    this.#stored(bytes)
    this.#listener?.stored?.(bytes)
  }

  to(listener: SourceEvents | undefined, bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    this.#listener = listener
    for (const told of this.#early.splice(0)) listener?.problem(...told)
    return bytes
  }
}

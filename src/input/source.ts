/**
 * Paths in, inputs that can be opened out. A directory is searched for regular files; what is named by the
 * user may also be a link, a pipe or a device (`/dev/stdin`, process substitution). Whatever can't be read is
 * told and passed over, never thrown.
 */
import { type BigIntStats, type Dirent, fstatSync } from 'node:fs'
import { access, constants, open, readdir, realpath, stat } from 'node:fs/promises'
import { stdin } from 'node:process'
import { getSystemErrorMap } from 'node:util'
import type { SourceEvents, SourceInput } from '../types.ts'
import { plainBytes } from './plain.ts'

/** Who is told what was not read. `reason` is plain words without a full stop. */
export interface SearchEvents {
  /** The user named it, or it is a file below a named directory, and it can't be read. */
  unreadable(name: string, reason: string): void
  /** It is below a named directory and no regular file. */
  skipped(name: string, reason: string): void
}

/** Large enough that system calls cost nothing, small enough to stay in the processor's cache. */
const CHUNK_BYTES = 256 * 1024

/**
 * The inputs behind `paths`, in their order, those of a directory sorted by path; `-` is standard input, and
 * so is no path at all. One file met twice is one input, under the name it was met with first. Never rejects.
 */
export async function findSources(paths: readonly string[], events: SearchEvents): Promise<SourceInput[]> {
  const search: Search = { events, met: new Set(), found: [] }
  for (const path of paths.length === 0 ? ['-'] : paths) {
    if (path === '-') addOnce(search, '-', () => standardInput())
    else await findAt(search, path)
  }
  return search.found
}

interface Search {
  readonly events: SearchEvents
  /** Identities of what was found, so that nothing is read twice. */
  readonly met: Set<string>
  readonly found: SourceInput[]
}

function addOnce({ met, found }: Search, identity: string, make: () => SourceInput): void {
  if (met.has(identity)) return
  met.add(identity)
  found.push(make())
}

async function findAt(search: Search, path: string): Promise<void> {
  try {
    const status = await stat(path, { bigint: true })
    if (status.isDirectory()) return await walk(search, path)
    await access(path, constants.R_OK)
    // A pipe's real path, `/proc/1234/fd/pipe:[5678]`, is no file's name.
    const identity = status.isFile() ? await realpath(path) : path
    addOnce(search, identity, () => fileInput(path, status))
  } catch (error) {
    search.events.unreadable(path, reasonOf(error))
  }
}

/** Iterates over names in order of their UTF-16 code units, the same on every system and in every locale. */
async function walk(search: Search, directory: string): Promise<void> {
  let entries: Dirent[]
  try {
    entries = await readdir(directory, { withFileTypes: true })
  } catch (error) {
    search.events.unreadable(directory, reasonOf(error))
    return
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = directory.endsWith('/') ? directory + entry.name : `${directory}/${entry.name}`
    if (entry.isDirectory()) await walk(search, path)
    else if (entry.isFile()) await findAt(search, path)
    else search.events.skipped(path, kindOf(entry))
  }
}

function kindOf(entry: Dirent): string {
  // A link leads out of the directory, in a circle, or to a file that is met anyway.
  if (entry.isSymbolicLink()) return 'symbolic link'
  // Nobody may ever write to it.
  if (entry.isFIFO()) return 'named pipe'
  return entry.isSocket() ? 'socket' : 'device'
}

function fileInput(path: string, status: BigIntStats): SourceInput {
  const isFile = status.isFile()
  return {
    name: path,
    modifiedUs: isFile ? Number(status.mtimeNs / 1000n) : null,
    bytes: isFile ? Number(status.size) : null,
    rereadable: isFile,
    open: (events) =>
      plainBytes(
        readPath(path, isFile ? Number(status.size) : null, events),
        events,
        isFile ? () => readPath(path, Number(status.size), undefined) : null,
      ),
  }
}

function standardInput(): SourceInput {
  return {
    name: '-',
    modifiedUs: null,
    bytes: null,
    rereadable: false,
    open: (events) => plainBytes(readStandardInput(events), events, null),
  }
}

/** Of files that were read to their end: a directory may hold thousands of small ones. */
const spareBuffers: Buffer[] = []

function takeBuffer(): Buffer {
  return spareBuffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
}

/**
 * The stored bytes. `sizeBytes`: of a file, when it was found, and no more is read: what is written about it might be
 * written to it, without end. Null: it is a pipe. Of a file the next chunk is read while one is worked on, as of no pipe
 * that may be silent. Rejects when it can't be opened or nothing can be read; ends with a problem when that fails later,
 * or when there is less than there was.
 */
async function* readPath(
  path: string,
  sizeBytes: number | null,
  events: SourceEvents | undefined,
): AsyncIterable<Buffer> {
  let readBytes = 0
  const file = await open(path).catch(inPlainWords)
  const buffers = [takeBuffer(), takeBuffer()] as const
  let turn: 0 | 1 = 0
  let leftBytes = sizeBytes ?? Number.POSITIVE_INFINITY
  const readNext = async (): Promise<Buffer> => {
    turn = turn === 0 ? 1 : 0
    const { bytesRead, buffer } = await file.read(buffers[turn], 0, Math.min(CHUNK_BYTES, leftBytes))
    leftBytes -= bytesRead
    return buffer.subarray(0, bytesRead)
  }
  let next: Promise<Buffer> | null = null
  try {
    for (;;) {
      const chunk = await (next ?? readNext())
      next = null
      if (chunk.length === 0) {
        // A log that is rotated by copying is cut.
        if (sizeBytes !== null && readBytes < sizeBytes && (await file.stat()).size < sizeBytes)
          events?.problem('unreadable', null, 'became shorter while it was read', readBytes)
        return
      }
      readBytes += chunk.length
      events?.stored?.(readBytes)
      if (sizeBytes !== null) {
        next = readNext()
        // Whoever stops here hears of no error.
        next.catch(() => undefined)
      }
      yield chunk
    }
  } catch (error) {
    if (readBytes === 0) inPlainWords(error)
    events?.problem('unreadable', null, `reading stopped: ${reasonOf(error)}`, readBytes)
  } finally {
    await next?.catch(() => undefined)
    spareBuffers.push(...buffers)
    await file.close()
  }
}

/** Of a file no more than there is at first, as of files that are named. */
async function* readStandardInput(events: SourceEvents | undefined): AsyncIterable<Buffer> {
  let readBytes = 0
  const status = fstatSync(0)
  const mostBytes = status.isFile() ? status.size : Number.POSITIVE_INFINITY
  try {
    for await (const all of stdin as AsyncIterable<Buffer>) {
      const chunk = all.subarray(0, mostBytes - readBytes)
      readBytes += chunk.length
      events?.stored?.(readBytes)
      yield chunk
      if (readBytes === mostBytes) return
    }
  } catch (error) {
    if (readBytes === 0) inPlainWords(error)
    events?.problem('unreadable', null, `reading stopped: ${reasonOf(error)}`, readBytes)
  }
}

function inPlainWords(cause: unknown): never {
  throw new Error(reasonOf(cause), { cause })
}

/** `no such file or directory` rather than `ENOENT: no such file or directory, stat '…'`. */
function reasonOf(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? message
}

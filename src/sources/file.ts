/** Files and standard input as sources. */
import type { BigIntStats } from 'node:fs'
import { fstatSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { stdin } from 'node:process'
import type { SourceEvents, SourceInput } from '../model/index.ts'
import { reasonOf } from './system-error.ts'
import { plainBytes } from './utf8.ts'

/** Large enough that system calls cost nothing, small enough to stay in the processor's cache. */
const CHUNK_BYTES = 256 * 1024

export function fileInput(path: string, status: BigIntStats): SourceInput {
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

export function standardInput(): SourceInput {
  return {
    name: '-',
    modifiedUs: null,
    bytes: null,
    rereadable: false,
    open: (events) => plainBytes(readStandardInput(events), events, null),
  }
}

/**
 * Buffers of closed files, for the next file: a directory may hold thousands of small ones. Safe to share, because a
 * reader takes two for itself, returns them when it is closed, and its chunks are not valid any more then.
 */
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

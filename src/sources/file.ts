/** Files and standard input as sources. */
import type { BigIntStats } from 'node:fs'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { stdin } from 'node:process'
import { addAbortSignal } from 'node:stream'
import type { OpenOptions, Source } from '../model/index.ts'
import { STANDARD_INPUT } from '../model/source.ts'

/** Large enough that system calls cost nothing, small enough to stay in the processor's cache. */
const CHUNK_BYTES = 256 * 1024

/** `id`: the real path of a regular file. `path` is opened. */
export function fileSource(id: string, path: string, status: BigIntStats): Source {
  const isFile = status.isFile()
  const size = isFile ? Number(status.size) : null
  return {
    id,
    label: path,
    path: isFile ? path : null,
    size,
    modifiedUs: isFile ? Number(status.mtimeNs / 1000n) : null,
    open: (options) => {
      const end = Math.min(options?.bytes?.end ?? Number.POSITIVE_INFINITY, size ?? Number.POSITIVE_INFINITY)
      const isSmall = end - (options?.bytes?.start ?? 0) <= CHUNK_BYTES
      return isSmall ? readSmall(path, end, options) : readPath(path, size, options)
    },
  }
}

export function standardInput(): Source {
  return { id: '-', label: STANDARD_INPUT, path: null, size: null, modifiedUs: null, open: readStandardInput }
}

/**
 * Buffers of closed files, for the next file: a directory may hold thousands of small ones. Safe to share, because a
 * reader takes one or two for itself, returns them when it is closed, and its chunks are not valid any more then.
 */
const spareBuffers: Buffer[] = []

function takeBuffer(): Buffer {
  return spareBuffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
}

/**
 * Reads a regular file from `bytes.start` to `end` in one chunk, without waiting for another thread: that would take
 * longer than the calls. Rejects as `readPath`, and ends with the same problem.
 */
async function* readSmall(
  path: string,
  end: number,
  { bytes, events, signal }: OpenOptions = {},
): AsyncIterable<Buffer> {
  signal?.throwIfAborted()
  const start = bytes?.start ?? 0
  const file = openSync(path, 'r')
  const buffer = takeBuffer()
  try {
    let length = 0
    try {
      for (let readBytes = -1; readBytes !== 0 && start + length < end; length += readBytes)
        readBytes = readSync(file, buffer, length, end - start - length, start + length)
      if (start + length < end && fstatSync(file).size < end)
        events?.problem('unreadable', null, SHORTER, start + length)
    } finally {
      closeSync(file)
    }
    if (length > 0) yield buffer.subarray(0, length)
  } finally {
    spareBuffers.push(buffer)
  }
}

/** A log that is rotated by copying is cut. */
const SHORTER = 'became shorter while it was read'

/**
 * Reads stored bytes. `size`: of a regular file when it was found; no more is read, because what is written about the
 * file might be written to it, without end. Null: a pipe. Of a file the next chunk is read while one is worked on; not
 * of a pipe, which may be silent. Rejects if it can't be opened or read; ends with a problem if there is less than
 * there was.
 */
async function* readPath(
  path: string,
  size: number | null,
  { bytes, events, signal }: OpenOptions = {},
): AsyncIterable<Buffer> {
  const start = bytes?.start ?? 0
  const end = Math.min(bytes?.end ?? Number.POSITIVE_INFINITY, size ?? Number.POSITIVE_INFINITY)
  // A pipe has no positions.
  let position = size === null ? null : start
  let leftBytes = end - start
  let readBytes = 0
  const file = await open(path)
  const buffers = [takeBuffer(), takeBuffer()] as const
  let turn: 0 | 1 = 0
  const readNext = async (): Promise<Buffer> => {
    turn = turn === 0 ? 1 : 0
    const { bytesRead, buffer } = await file.read(
      buffers[turn],
      0,
      Math.min(CHUNK_BYTES, leftBytes),
      position,
    )
    leftBytes -= bytesRead
    if (position !== null) position += bytesRead
    return buffer.subarray(0, bytesRead)
  }
  let next: Promise<Buffer> | null = null
  try {
    for (;;) {
      signal?.throwIfAborted()
      const chunk = await (next ?? readNext())
      next = null
      if (chunk.length === 0) {
        if (size !== null && start + readBytes < end && (await file.stat()).size < end)
          events?.problem('unreadable', null, SHORTER, start + readBytes)
        return
      }
      readBytes += chunk.length
      if (size !== null) {
        next = readNext()
        // The caller may stop here: then the error is of no interest.
        next.catch(() => undefined)
      }
      yield chunk
    }
  } finally {
    await next?.catch(() => undefined)
    spareBuffers.push(...buffers)
    await file.close()
  }
}

/** Reads a file on standard input up to the size it has now, as files that are named. */
async function* readStandardInput({ signal }: OpenOptions = {}): AsyncIterable<Buffer> {
  let readBytes = 0
  const status = fstatSync(0)
  const mostBytes = status.isFile() ? status.size : Number.POSITIVE_INFINITY
  if (signal) addAbortSignal(signal, stdin)
  for await (const all of stdin as AsyncIterable<Buffer>) {
    const chunk = all.subarray(0, mostBytes - readBytes)
    readBytes += chunk.length
    yield chunk
    if (readBytes === mostBytes) return
  }
}

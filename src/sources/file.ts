/** Files and standard input as sources. */
import type { BigIntStats } from 'node:fs'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { stdin } from 'node:process'
import { addAbortSignal } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { OpenOptions, Source } from '../model/index.ts'
import { STANDARD_INPUT } from '../model/source.ts'
import { liveSource } from './live-source.ts'

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
    open: (options) => (size === null ? readPipe(path, options) : readFile(path, size, options)),
  }
}

export function standardInput(): Source {
  return liveSource('-', STANDARD_INPUT, readStandardInput)
}

/**
 * Buffers of closed files, for the next file: a directory may hold thousands of small ones. Safe to share, because a
 * reader takes one for itself, returns it when it is closed, and its chunks are not valid any more then.
 */
const spareBuffers: Buffer[] = []

function takeBuffer(): Buffer {
  return spareBuffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)
}

/** Bytes after which other work of the process has its turn: a signal, a timer. */
const TURN_BYTES: number = 4 * 1024 * 1024

/**
 * Reads a regular file from `bytes.start` up to `size`, which it had when it was found: what is written about the file
 * might be written to it, without end. Reads without waiting for another thread, which takes longer than the calls; the
 * system reads ahead. Rejects if it can't be opened or read; ends with a problem if there is less than there was.
 */
async function* readFile(
  path: string,
  size: number,
  { bytes, events, signal }: OpenOptions = {},
): AsyncIterable<Buffer> {
  signal?.throwIfAborted()
  let position = bytes?.start ?? 0
  const end = Math.min(bytes?.end ?? Number.POSITIVE_INFINITY, size)
  let turnAt = position + TURN_BYTES
  const file = openSync(path, 'r')
  const buffer = takeBuffer()
  try {
    while (position < end) {
      const length = readSync(file, buffer, 0, Math.min(CHUNK_BYTES, end - position), position)
      if (length === 0) {
        if (fstatSync(file).size < end) events?.problem('unreadable', null, SHORTER, position)
        return
      }
      position += length
      yield buffer.subarray(0, length)
      if (position < turnAt) continue
      turnAt = position + TURN_BYTES
      await setImmediate()
      signal?.throwIfAborted()
    }
  } finally {
    closeSync(file)
    spareBuffers.push(buffer)
  }
}

/** A log that is rotated by copying is cut. */
const SHORTER = 'became shorter while it was read'

/** Reads a pipe or a device, which may be silent. Rejects if it can't be opened or read. */
async function* readPipe(path: string, { signal }: OpenOptions = {}): AsyncIterable<Buffer> {
  const file = await open(path)
  const buffer = takeBuffer()
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    spareBuffers.push(buffer)
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

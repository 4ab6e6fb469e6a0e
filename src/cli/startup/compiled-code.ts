/**
 * Runs a CommonJS file of ASCII with the code that V8 compiled of it in an earlier run, and keeps that code at the end of
 * the first.
 *
 * The code is an optimisation only: where it is missing, broken or of another engine, it is made anew. V8 itself detects
 * another release and other flags, but ends the process on changed bytes and takes code of another file of the same
 * length: the last four bytes are a checksum of both.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type * as Vm from 'node:vm'
import { isOwnFile } from './code-directory.ts'

const SUM_BYTES = 4

interface KeptCode {
  readonly path: string
  /** File of the compiled code, in a directory that only this user may write to. */
  readonly keptIn: string
  /** Whether code that is compiled now is kept. */
  readonly keeps: boolean
}

/** In Node.js from 20.15 on. Without it nothing is kept. */
type Checksum = (bytes: Uint8Array, sum?: number) => number

/** Runs the file and returns its exports. */
export function runKept({ path, keptIn, keeps }: KeptCode): unknown {
  const require = createRequire(path)
  const { crc32 } = require('node:zlib') as { readonly crc32?: Checksum }
  if (!crc32) return require(path)
  const source = readFileSync(path)
  const sumWith = (code: Uint8Array): number => crc32(code, crc32(source))
  const cachedData = readCode(keptIn, sumWith)
  const { Script } = require('node:vm') as typeof Vm
  // The build makes it ASCII.
  const text = source.toString('latin1')
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: path,
    ...(cachedData && { cachedData }),
  })
  if (keeps && script.cachedDataRejected !== false)
    process.on('exit', () => writeCode(keptIn, script.createCachedData(), sumWith))
  const module = { exports: {} }
  const run = script.runInThisContext() as (...given: unknown[]) => void
  run.call(module.exports, module.exports, require, module, path, dirname(path))
  return module.exports
}

/** Reads the code of a file that only this user may write to; undefined if it is missing or its sum is another. */
function readCode(file: string, sumWith: (code: Uint8Array) => number): Buffer | undefined {
  try {
    // No link is followed, and no pipe is waited for. Windows has neither flag.
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
    const descriptor = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      if (!isOwnFile(fstatSync(descriptor))) return undefined
      const bytes = readFileSync(descriptor)
      if (bytes.length < SUM_BYTES) return undefined
      const code = bytes.subarray(0, -SUM_BYTES)
      return sumWith(code) === bytes.readUInt32LE(code.length) ? code : undefined
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return ignoreSystemError(error)
  }
}

/** Writes the code under another name first: another process may read or write the file at the same time. */
function writeCode(file: string, code: Buffer, sumWith: (code: Uint8Array) => number): void {
  const temporary = `${file}.${process.pid}.${process.hrtime.bigint()}`
  const sum = Buffer.alloc(SUM_BYTES)
  sum.writeUInt32LE(sumWith(code))
  try {
    writeFileSync(temporary, Buffer.concat([code, sum]), { flag: 'wx', mode: 0o600 })
    renameSync(temporary, file)
  } catch (error) {
    ignoreSystemError(error)
    remove(temporary)
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch (error) {
    ignoreSystemError(error)
  }
}

/** A file that is missing, or a disk that is full or read-only: the code saves time and nothing else. */
function ignoreSystemError(error: unknown): undefined {
  if (error instanceof Error && 'syscall' in error) return undefined
  throw error
}

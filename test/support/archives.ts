/** Makes tar and zip archives, and reads what is inside an archive. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync, gzipSync } from 'node:zlib'
import type { SourceError } from '../../src/model/errors.ts'
import { type ArchiveBounds, unpack } from '../../src/sources/archive/index.ts'
import { findSources } from '../../src/sources/index.ts'
import { plainSource } from '../../src/sources/plain.ts'

/** The text of each input, and what was reported. */
export interface Unpacked {
  files: Record<string, string>
  problems: string[]
}

/**
 * Reads all that is inside `content`, written to a file `in` of `directory`. `piped` reads it as a pipe would be read;
 * members that end in `skip` are not opened. Names are printed without the directory.
 */
export async function unpackAll(
  directory: string,
  content: Buffer,
  { piped = false, skip = '', bounds }: { piped?: boolean; skip?: string; bounds?: ArchiveBounds } = {},
): Promise<Unpacked> {
  const path = join(directory, 'in')
  writeFileSync(path, content)
  const problems: string[] = []
  const report = (what: string, name: string, why: string): unknown =>
    problems.push(`${what} ${name.slice(directory.length + 1)}: ${why.split(/[:;]/, 1)}`)
  const events = {
    unreadable: (name: string, reason: string) => report('unreadable', name, reason),
    skipped: (name: string, reason: string) => report('skipped', name, reason),
    problem: (name: string, code: string, excerpt: string) => report(code, name, excerpt),
  }
  const files: Record<string, string> = {}
  for (const found of await findSources([path], events)) {
    const source = plainSource(piped ? { ...found, size: null, path: null } : found)
    for await (const input of unpack(source, events, bounds)) {
      if (skip !== '' && input.label.endsWith(skip)) continue
      const chunks: Buffer[] = []
      const problem = (code: string, _line: unknown, excerpt: string): unknown =>
        report(code, input.label, excerpt)
      try {
        for await (const chunk of input.open({ problem })) chunks.push(chunk)
      } catch (error) {
        report('rejected', input.label, (error as SourceError).reason)
        continue
      }
      files[input.label.slice(directory.length + 1)] = Buffer.concat(chunks).toString()
    }
  }
  return { files, problems }
}

/** Octal seconds of 2023-11-14. */
const MODIFIED = (1_700_000_000).toString(8).padStart(11, '0')

/** POSIX ustar: a header of 512 bytes, the content padded to as many. */
export function tar(
  entries: [path: string, content: string | Buffer, type?: string, modified?: string][],
): Buffer {
  const blocks = entries.flatMap(([path, content, type = '0', modified = MODIFIED]) => {
    const bytes = Buffer.from(content)
    const header = Buffer.alloc(512)
    header.write(path, 0)
    header.write('0000644\0', 100)
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write(`${modified}\0`, 136, 'latin1')
    header.write('        ', 148)
    header.write(type, 156)
    if (type === '2') header.write('elsewhere', 157)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** PKWARE APPNOTE: local headers and data, then the directory. */
export function zip(entries: [path: string, content: string | Buffer, mode?: number][]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content, mode = 0o100644] of entries) {
    const bytes = Buffer.from(content)
    const data = deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x0800, 2) // Names are UTF-8.
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0x5a21, 8)
    common.writeUInt32LE(crc(bytes), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(path.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(path), data])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((mode * 0x10000) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), common, rest, Buffer.from(path))
    locals.push(local)
    offset += local.length
  }
  const entry = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(entry.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, entry, end])
}

/** CRC-32, as gzip stores it in its trailer. */
function crc(bytes: Buffer): number {
  return gzipSync(bytes).subarray(-8).readUInt32LE()
}

/**
 * Generates fuzzed inputs: plain files, compressed files, and archives, which may be damaged.
 *
 * The packers write only what the readers check. Checksums of contents are missing.
 */
import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import {
  type Change,
  change,
  damageBytes,
  type FuzzedFile,
  fuzzedFile,
  generateBytes,
} from './fuzz-mutations.ts'
import { NAMES } from './fuzz-values.ts'

export interface FuzzedInput {
  /** Members of the archive. If the input is no archive, only the first is used. */
  readonly files: readonly FuzzedFile[]
  readonly container: number
  readonly damage: readonly Change[]
}

interface Member {
  readonly name: string
  readonly bytes: Buffer
  readonly kind: 'file' | 'link' | 'pipe'
}

export function packTar(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ name, bytes, kind }) => {
    const header = Buffer.alloc(512)
    header.write(name.slice(0, 99), 0, 'latin1')
    header.write('0000644\0', 100)
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('15537106400\0        ', 136)
    header.write({ file: '0', link: '2', pipe: '6' }[kind], 156)
    header.write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, bytes, Buffer.alloc(-bytes.length & 511)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

function packZip(members: readonly Member[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes, kind } of members) {
    const path = Buffer.from(name, 'latin1')
    const data = deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(0x5d76, 8)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(path.length, 22)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((kind === 'link' ? 0o120777 : 0o100644) * 0x10000, 6)
    rest.writeUInt32LE(offset, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, data])
    locals.push(local)
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), common, rest, path)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(members.length, 8)
  end.writeUInt16LE(members.length, 10)
  end.writeUInt32LE(entries.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, entries, end])
}

const packNested = (pack: (members: readonly Member[]) => Buffer, name: string, members: readonly Member[]) =>
  pack([{ name, bytes: pack(members), kind: 'file' }, ...members])

const CONTAINERS: readonly ((members: readonly Member[]) => Buffer)[] = [
  ([first]) => first?.bytes ?? Buffer.alloc(0),
  ([first]) => gzipSync(first?.bytes ?? ''),
  ([first]) => gzipSync(gzipSync(first?.bytes ?? '')),
  packTar,
  (members) => gzipSync(packTar(members)),
  packZip,
  (members) => packZip([{ name: 'inner.tar', bytes: packTar(members), kind: 'file' }]),
  (members) => packTar(members.map((member) => ({ ...member, bytes: gzipSync(member.bytes) }))),
  (members) => packNested(packTar, 'tar in tar', members),
  (members) => packNested(packZip, 'zip in zip', members),
]

/** The bytes of an input, and all text that they contain: an output may contain a suspicious word if the text does. */
export interface InputBytes {
  readonly bytes: Buffer
  readonly evidence: Buffer
}

export function packInput({ files, container, damage }: FuzzedInput): InputBytes {
  const members = files.map((file, i): Member => {
    // Mostly files. The contents of links and pipes are not read.
    const kind = file.from % 10 === 0 ? 'link' : file.from % 10 === 1 ? 'pipe' : 'file'
    const name = file.from % 3 === 0 ? (NAMES[file.seed % NAMES.length] as string) : `logs/kubelet-${i}.log`
    return { name, kind, bytes: generateBytes(file) }
  })
  const pack = CONTAINERS[container % CONTAINERS.length] as (members: readonly Member[]) => Buffer
  const bytes = damageBytes(pack(members), damage)
  return { bytes, evidence: Buffer.concat([bytes, ...members.map((member) => member.bytes)]) }
}

export const fuzzedInput: fc.Arbitrary<FuzzedInput> = fc.oneof(
  { weight: 2, arbitrary: fuzzedFile.map((file) => ({ files: [file], container: 0, damage: [] })) },
  {
    weight: 1,
    arbitrary: fc.record({
      files: fc.array(fuzzedFile, { minLength: 1, maxLength: 3 }),
      container: fc.integer({ min: 1, max: CONTAINERS.length - 1 }),
      damage: fc.array(change, { maxLength: 2 }),
    }),
  },
)

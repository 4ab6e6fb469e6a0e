import { Readable } from 'node:stream'
import fc from 'fast-check'
import split2 from 'split2'
import { describe, expect, it } from 'vitest'
import { lineScanner } from '../../src/frames/lines.ts'
import {
  COVERAGE_STRIDE_BYTES,
  LONG_LINE_BYTES,
  MAX_FRAME_BYTES,
  type Prefilter,
} from '../../src/frames/scanner.ts'
import type { Frame, ProblemCode } from '../../src/model/index.ts'

/** Lines at the end that pass, beside one without a line feed. */
const TAIL_LINES = 8

interface Scan {
  frames: Frame[]
  problems: { code: ProblemCode; line: number | null; excerpt: string; offset: number | null }[]
  lines: number
  bytes: number
}

/** Opens the prefilter after a line with OPEN and closes it after one with SHUT. */
function toggle(prefilter: Prefilter, body: string): void {
  if (body.includes('OPEN')) prefilter.isOpen = true
  if (body.includes('SHUT')) prefilter.isOpen = false
}

function scan(chunks: Iterable<Buffer>, literals: readonly string[], maxFrameBytes?: number): Scan {
  const prefilter: Prefilter = { literals, bypassLiterals: [], isOpen: false }
  const result: Scan = { frames: [], problems: [], lines: 0, bytes: 0 }
  const scanner = lineScanner(
    prefilter,
    {
      frame(frame) {
        result.frames.push(frame)
        toggle(prefilter, frame.body as string)
      },
      problem: (code, line, excerpt, offset) => result.problems.push({ code, line, excerpt, offset }),
    },
    maxFrameBytes === undefined ? {} : { maxFrameBytes },
  )
  for (const chunk of chunks) {
    const reused = Buffer.from(chunk)
    scanner.push(reused)
    reused.fill(0x21)
  }
  scanner.end()
  return { ...result, lines: scanner.lines, bytes: scanner.bytes }
}

/** The frames by split2's lines and the rules of the prefilter, written out. */
async function expected(bytes: Buffer, literals: readonly string[]): Promise<Pick<Scan, 'frames' | 'lines'>> {
  const bodies: string[] = []
  for await (const line of Readable.from([bytes]).pipe(split2())) bodies.push(line as string)
  const raw = bytes.toString('latin1').split('\n')
  if (raw.at(-1) === '') raw.pop()
  expect(raw.length).toBe(bodies.length)

  const prefilter: Prefilter = { literals, bypassLiterals: [], isOpen: false }
  const frames: Frame[] = []
  /** The lines since the last that passed. */
  let tail: Frame[] = []
  let offset = 0
  let stretch = -1
  for (const [i, content] of raw.entries()) {
    const cut = i === raw.length - 1 && bytes.at(-1) !== 0x0a
    const body = cut ? (bodies[i] as string).replace(/\r$/, '') : (bodies[i] as string)
    const newStretch = Math.floor(offset / COVERAGE_STRIDE_BYTES)
    const isEnd = i === raw.length - 1 && bytes.at(-1) !== 0x0a
    // The lines before the last one pass first.
    if (isEnd) for (const held of tail.slice(-TAIL_LINES)) toggle(prefilter, held.body as string)
    const isOfInterest =
      prefilter.isOpen ||
      literals.some((literal) => content.includes(Buffer.from(literal).toString('latin1'))) ||
      content.length > LONG_LINE_BYTES
    const passes = isOfInterest || newStretch > stretch || isEnd
    stretch = newStretch
    const frame: Frame = { body, line: i + 1, offset }
    const passed: Frame = isOfInterest ? frame : { ...frame, isSample: true }
    if (passes) {
      frames.push(...(isEnd ? tail.slice(-TAIL_LINES) : []), passed)
      toggle(prefilter, body)
      tail = []
    } else tail.push(frame)
    offset += content.length + 1
  }
  return { frames: [...frames, ...tail.slice(-TAIL_LINES)], lines: raw.length }
}

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end))
}

const word = fc.constantFrom(
  ...[
    'lease',
    'le',
    'ease',
    'node',
    'OPEN',
    'SHUT',
    '\n',
    '\n',
    '\r\n',
    '\r',
    'ü',
    '漢',
    '😀',
    ' ',
    'x',
    '\0',
  ],
)
const bytes = fc
  .array(fc.oneof({ weight: 9, arbitrary: word }, fc.uint8Array({ maxLength: 3 })), { maxLength: 60 })
  .map((pieces) => Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))))
const literals = fc.uniqueArray(fc.constantFrom('lease', 'le', 'node', 'nodele', 'ü', 'xx', 'absent'), {
  maxLength: 4,
})

describe('lineScanner', () => {
  it('emits the lines of split2 that pass, however the bytes are cut', async () => {
    const cuts = fc.array(fc.nat(), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(bytes, literals, cuts, async (text, literals, places) => {
        const { frames, lines, bytes } = scan(cutAt(text, places), literals)
        expect({ frames, lines }).toEqual(await expected(text, literals))
        expect(bytes).toBe(text.length)
      }),
      { seed: 20261122, numRuns: 500 },
    )
  })

  it('emits the same lines wherever a sample is cut, and byte by byte', () => {
    const sample = Buffer.from(
      'first\r\nno\n\nFailed to update lease\r\nAuthor: J. Müller, 漢字 lease\nquiet\nOPEN lease\nx\n\nSHUT\nlast\n',
    )
    const whole = scan([sample], ['lease'])
    expect(whole.frames.map(({ line }) => line)).toEqual([1, 4, 5, 7, 8, 9, 10, 11])
    for (let cut = 0; cut <= sample.length; cut++) {
      expect(scan(cutAt(sample, [cut]), ['lease'])).toEqual(whole)
    }
    expect(
      scan(
        [...sample].map((byte) => Buffer.from([byte])),
        ['lease'],
      ),
    ).toEqual(whole)
  })

  it('emits lines that contain a literal of bypassLiterals', () => {
    const prefilter: Prefilter = { literals: ['lease'], bypassLiterals: ['\\u00'], isOpen: false }
    const bodies: unknown[] = []
    const scanner = lineScanner(prefilter, {
      frame: ({ body }) => bodies.push(body),
      problem: () => undefined,
    })
    scanner.push(Buffer.from('a\n\\u006cease\nb\nc\n'))
    scanner.end()
    expect(bodies).toEqual(['a', '\\u006cease', 'b', 'c'])
  })

  it('emits the first line of each mebibyte, and long lines', async () => {
    const line = `${'.'.repeat(999)}\n`
    const text = Buffer.from(
      `${line.repeat(3000)}${'.'.repeat(LONG_LINE_BYTES)}\n${'.'.repeat(LONG_LINE_BYTES + 1)}\n${line}`,
    )
    const { frames } = scan(cutAt(text, [65_536, 700_000, 1_048_576, 2_000_001]), ['lease'])
    expect(frames.map(({ line }) => line)).toEqual([1, 1050, 2099, 3002, 3003])
    expect(frames.map(({ line, offset }) => ({ line, offset }))).toEqual(
      (await expected(text, ['lease'])).frames.map(({ line, offset }) => ({ line, offset })),
    )
  })

  it('begins no line after a line feed at the end', () => {
    expect(scan([], ['lease'])).toEqual({ frames: [], problems: [], lines: 0, bytes: 0 })
    expect(scan([Buffer.from('\n')], ['lease'])).toMatchObject({ lines: 1, frames: [{ body: '', line: 1 }] })
  })
})

describe('lineScanner on bad data', () => {
  it('reports bytes that are not UTF-8 and emits U+FFFD, on lines that pass', () => {
    const { frames, problems } = scan(
      [
        Buffer.from('ok \uFFFD\nquiet '),
        Buffer.from([0xff, 0x0a]),
        Buffer.from('lease '),
        Buffer.from([0xc3, 0x0a]),
      ],
      ['lease'],
    )
    expect(frames.map(({ body }) => body)).toEqual(['ok \uFFFD', 'lease \uFFFD'])
    expect(problems).toEqual([{ code: 'invalid-utf8', line: 3, excerpt: 'lease \uFFFD', offset: 15 }])
  })

  it('counts, reports and drops a line that is too long, however it is cut', () => {
    const text = Buffer.from(`lease 1\n${'y'.repeat(101)} lease\nlease 3\n${'z'.repeat(200)}`)
    const whole = scan([text], ['lease'], 100)
    expect(whole.frames.map(({ line, offset }) => [line, offset])).toEqual([
      [1, 0],
      [3, 116],
    ])
    expect(whole.problems).toEqual([
      { code: 'line-too-long', line: 2, excerpt: 'y'.repeat(100), offset: 8 },
      { code: 'line-too-long', line: 4, excerpt: 'z'.repeat(100), offset: 124 },
    ])
    for (let cut = 0; cut <= text.length; cut++) {
      expect(scan(cutAt(text, [cut]), ['lease'], 100)).toEqual(whole)
    }
    expect(
      scan(
        [...text].map((byte) => Buffer.from([byte])),
        ['lease'],
        100,
      ),
    ).toEqual(whole)
  })

  it('reads 100 MB without a line feed in the memory of the longest frame', () => {
    const piece = Buffer.alloc(1_000_000, 'a')
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    function* chunks(): Iterable<Buffer> {
      yield Buffer.from('lease\n')
      for (let i = 0; i < 100; i++) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
        yield piece
      }
      yield Buffer.from('\nlease\n')
    }
    const prefilter: Prefilter = { literals: ['lease'], bypassLiterals: [], isOpen: false }
    const seen: [number, number][] = []
    const codes: string[] = []
    const scanner = lineScanner(prefilter, {
      frame: ({ line, offset }) => seen.push([line, offset]),
      problem: (code) => codes.push(code),
    })
    for (const chunk of chunks()) scanner.push(chunk)
    scanner.end()
    expect(seen).toEqual([
      [1, 0],
      [3, 100_000_007],
    ])
    expect(codes).toEqual(['line-too-long'])
    expect(most).toBeLessThan(4 * MAX_FRAME_BYTES)
  })
})

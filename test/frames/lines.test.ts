import { Readable } from 'node:stream'
import fc from 'fast-check'
import split2 from 'split2'
import { describe, expect, test } from 'vitest'
import { LiteralSearch } from '../../src/bytes/literal-search.ts'
import { lineScanner } from '../../src/frames/lines.ts'
import {
  COVERAGE_STRIDE_BYTES,
  LONG_LINE_BYTES,
  MAX_FRAME_BYTES,
  type Prefilter,
} from '../../src/frames/scanner.ts'
import type { Frame, ProblemCode } from '../../src/model/index.ts'

interface Scan {
  frames: Frame[]
  problems: { code: ProblemCode; line: number | null; excerpt: string; offset: number | null }[]
  lines: number
  bytes: number
}

/** Opens the gate behind a line that holds OPEN and shuts it behind one that holds SHUT. */
function swing(gate: Prefilter, body: string): void {
  if (body.includes('OPEN')) gate.isOpen = true
  if (body.includes('SHUT')) gate.isOpen = false
}

function scan(chunks: Iterable<Buffer>, literals: readonly string[], maxFrameBytes?: number): Scan {
  const gate: Prefilter = { literals, bypassLiterals: [], isOpen: false }
  const result: Scan = { frames: [], problems: [], lines: 0, bytes: 0 }
  const scanner = lineScanner(
    gate,
    {
      frame(frame) {
        result.frames.push(frame)
        swing(gate, frame.body as string)
      },
      problem: (code, line, excerpt, offset) => result.problems.push({ code, line, excerpt, offset }),
    },
    maxFrameBytes,
  )
  for (const chunk of chunks) {
    const lent = Buffer.from(chunk)
    scanner.push(lent)
    lent.fill(0x21) // A chunk may be reused by whoever lent it.
  }
  scanner.end()
  return { ...result, lines: scanner.lines, bytes: scanner.bytes }
}

/** The same frames, from split2's lines and the rules in words. */
async function expected(bytes: Buffer, literals: readonly string[]): Promise<Pick<Scan, 'frames' | 'lines'>> {
  const bodies: string[] = []
  for await (const line of Readable.from([bytes]).pipe(split2())) bodies.push(line as string)
  const raw = bytes.toString('latin1').split('\n')
  if (raw.at(-1) === '') raw.pop()
  expect(raw.length).toBe(bodies.length)

  const gate: Prefilter = { literals, bypassLiterals: [], isOpen: false }
  const frames: Frame[] = []
  let offset = 0
  let stretch = -1
  for (const [i, content] of raw.entries()) {
    const cut = i === raw.length - 1 && bytes.at(-1) !== 0x0a
    const body = cut ? (bodies[i] as string).replace(/\r$/, '') : (bodies[i] as string)
    const newStretch = Math.floor(offset / COVERAGE_STRIDE_BYTES)
    const passes =
      gate.isOpen ||
      literals.some((needle) => content.includes(Buffer.from(needle).toString('latin1'))) ||
      content.length > LONG_LINE_BYTES ||
      newStretch > stretch ||
      i === raw.length - 1
    stretch = newStretch
    if (passes) {
      frames.push({ body, line: i + 1, offset })
      swing(gate, body)
    }
    offset += content.length + 1
  }
  return { frames, lines: raw.length }
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

describe('lines that pass the gate', () => {
  test('are those that split2 and the rules in words give, however the bytes are cut', async () => {
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

  test('do not depend on where a sample is cut in two, nor on bytes that come one by one', () => {
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

  test('are those that hold a literal of bypassLiterals too', () => {
    const gate: Prefilter = { literals: ['lease'], bypassLiterals: ['\\u00'], isOpen: false }
    const bodies: unknown[] = []
    const scanner = lineScanner(gate, { frame: ({ body }) => bodies.push(body), problem: () => undefined })
    scanner.push(Buffer.from('a\n\\u006cease\nb\nc\n'))
    scanner.end()
    expect(bodies).toEqual(['a', '\\u006cease', 'c'])
  })

  test('are the first of each mebibyte and the long ones', async () => {
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

  test('of nothing are none; a line feed at the end begins no line', () => {
    expect(scan([], ['lease'])).toEqual({ frames: [], problems: [], lines: 0, bytes: 0 })
    expect(scan([Buffer.from('\n')], ['lease'])).toMatchObject({ lines: 1, frames: [{ body: '', line: 1 }] })
  })
})

describe('bad data', () => {
  test('bytes that are no UTF-8 become U+FFFD and a problem, on lines that pass', () => {
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

  test('a line that is too long is counted, told and passed over, however it is cut', () => {
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

  test('100 MB without a line feed take no more memory than the longest frame', () => {
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
    const gate: Prefilter = { literals: ['lease'], bypassLiterals: [], isOpen: false }
    const seen: [number, number][] = []
    const codes: string[] = []
    const scanner = lineScanner(gate, {
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

describe('a search for literals', () => {
  const letters = fc.constantFrom('a', 'b', 'c')
  const text = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
    fc.array(letters, { minLength, maxLength }).map((all) => all.join(''))

  test('finds each place that indexOf finds of literals that hold no other, one after the other', () => {
    const literals = fc.array(text(2, 6), { maxLength: 5 })
    fc.assert(
      fc.property(text(0, 60), literals, fc.array(fc.integer({ min: 1, max: 5 })), (haystack, all, steps) => {
        const search = new LiteralSearch(all)
        const fewest = all.filter((long) => !all.some((short) => short !== long && long.includes(short)))
        search.begin(Buffer.from(haystack))
        let from = 0
        for (const step of [0, ...steps]) {
          from += step
          const found = fewest.map((literal) => haystack.indexOf(literal, from)).filter((at) => at !== -1)
          expect(search.next(from)).toBe(Math.min(Infinity, ...found))
        }
      }),
      { seed: 20261122, numRuns: 1000 },
    )
  })

  test('refuses literals too short to leap over', () => {
    expect(() => new LiteralSearch(['lease', 'x'])).toThrow(RangeError)
  })
})

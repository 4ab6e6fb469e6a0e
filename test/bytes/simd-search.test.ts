import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { type LineSearch, LiteralSearch, withoutContained } from '../../src/bytes/literal-search.ts'
import { simdSearch, type WasmModule } from '../../src/bytes/simd-search.ts'
import { lineScanner } from '../../src/frames/lines.ts'
import type { Prefilter } from '../../src/frames/scanner.ts'
import { prefilterLiterals } from '../../src/grammars/index.ts'
import { usualText } from '../../src/grammars/usual-text.ts'
import { decodeLiterals } from '../../src/read/records/unwrap.ts'
import { shapes } from '../bench/generate.ts'

declare const WebAssembly: { readonly Module: new (bytes: Uint8Array) => WasmModule }

let module: WasmModule

beforeAll(() => {
  module = new WebAssembly.Module(readFileSync(join(inject('cli'), '../bytes/scan.wasm')))
})

function simd(literals: readonly string[]): LineSearch {
  const search = simdSearch(literals, usualText, module)
  if (!search) throw new Error('this machine has no SIMD')
  return search
}

/** Returns what a scanner with this search emits, and its counts. */
function scan(chunks: readonly Buffer[], literals: readonly string[], search: LineSearch): unknown[] {
  const prefilter: Prefilter = { literals, bypassLiterals: [], isOpen: false }
  const emitted: unknown[] = []
  const scanner = lineScanner(
    prefilter,
    {
      frame(frame) {
        emitted.push(frame)
        prefilter.isOpen = (frame.body as string).includes('OPEN')
      },
      problem: (...problem) => emitted.push(problem),
    },
    { search },
  )
  for (const chunk of chunks) scanner.push(chunk)
  scanner.end()
  return [scanner.lines, scanner.bytes, ...emitted]
}

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end))
}

const shipped = withoutContained([...prefilterLiterals, ...decodeLiterals])

describe('simdSearch', () => {
  it('accepts the literals of the grammars', () => {
    expect(simdSearch(shipped, usualText, module)).toBeDefined()
  })

  it('returns undefined for a short literal, and without the compiled scan', () => {
    expect(simdSearch(['lease', 'le'], usualText, module)).toBeUndefined()
    expect(simdSearch(['lease'])).toBeUndefined()
  })

  it('finds every literal of the grammars at any position of a block', () => {
    const search = simd(shipped)
    for (const literal of shipped)
      for (let before = 0; before < 40; before++) {
        const text = `${'.'.repeat(before)}${literal}`
        search.begin(Buffer.from(`${text}.....................`))
        expect(search.next(0)).toBe(before)
        search.begin(Buffer.from(text))
        expect(search.next(0)).toBe(before)
        // The memory after the buffer still contains the end of the one before.
        search.begin(Buffer.from(text.slice(0, -1)))
        expect(search.next(0)).toBe(Infinity)
      }
  })

  it('counts a byte', () => {
    const search = simd(['lease'])
    const bytes = Buffer.from('a\nbb\n\nccc\n'.repeat(20))
    search.begin(bytes)
    for (const [from, end] of [
      [0, 200],
      [1, 2],
      [3, 3],
      [7, 190],
      [16, 32],
    ] as const)
      expect(search.count(10, from, end)).toBe(bytes.subarray(from, end).filter((byte) => byte === 10).length)
  })

  it('grows its memory for a large buffer', () => {
    const search = simd(['lease'])
    search.begin(Buffer.concat([Buffer.alloc(3_000_000, '.'), Buffer.from('lease')]))
    expect(search.next(0)).toBe(3_000_000)
    search.begin(Buffer.from('no'))
    expect(search.next(0)).toBe(Infinity)
  })

  it('finds the lines that LiteralSearch finds, whatever the text, the literals and the cuts', () => {
    const letters = fc.constantFrom('a', 'b', 'A', 'q', 'ü', '\n', '\n', '\r\n', ' ', '\0', 'OPEN')
    const word = fc.array(letters, { maxLength: 200 }).map((all) => all.join(''))
    const literal = fc
      .array(fc.constantFrom('a', 'b', 'A', 'q', 'ü', ' '), { minLength: 3, maxLength: 6 })
      .map((all) => all.join(''))
    fc.assert(
      fc.property(
        word,
        fc.uniqueArray(literal, { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        (text, literals, places) => {
          const chunks = cutAt(Buffer.from(text), places)
          expect(scan(chunks, literals, simd(literals))).toEqual(
            scan(chunks, literals, new LiteralSearch(literals)),
          )
        },
      ),
      { seed: 20261122, numRuns: 500 },
    )
  })
})

describe('simdSearch on each shape of generated logs', () => {
  it.each(shapes.map(({ name, files }) => ({ name, files })))(
    'finds the lines that LiteralSearch finds: $name',
    ({ files }) => {
      const search = simd(shipped)
      const slow = new LiteralSearch(shipped)
      let n = 0
      for (const { text } of files(3_000_000, 7)) {
        if (n++ === 20) break
        const bytes = Buffer.from([...text].join(''))
        const chunks = cutAt(bytes, [1, 65_536, 65_537, 1_048_576, 1_500_000])
        const emitted = scan(chunks, shipped, search)
        expect(emitted.length).toBeGreaterThan(2)
        expect(emitted).toEqual(scan(chunks, shipped, slow))
      }
    },
  )
})

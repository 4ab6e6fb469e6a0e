import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { type LineSearch, LiteralSearch, withoutContained } from '../../src/bytes/literal-search.ts'
import { simdSearch, type WasmModule } from '../../src/bytes/simd-search.ts'
import { lineScanner } from '../../src/frames/lines.ts'
import type { Prefilter } from '../../src/frames/scanner.ts'
import { prefilterLiterals } from '../../src/grammars/index.ts'
import { usualText } from '../../src/grammars/usual-text.ts'
import { decodeLiterals } from '../../src/read/unwrap.ts'
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

/** What comes out of a scanner that searches so: frames, problems, counts. */
function scanned(chunks: readonly Buffer[], literals: readonly string[], search: LineSearch): unknown[] {
  const gate: Prefilter = { literals, bypassLiterals: [], isOpen: false }
  const told: unknown[] = []
  const scanner = lineScanner(
    gate,
    {
      frame(frame) {
        told.push(frame)
        gate.isOpen = (frame.body as string).includes('OPEN')
      },
      problem: (...problem) => told.push(problem),
    },
    { search },
  )
  for (const chunk of chunks) scanner.push(chunk)
  scanner.end()
  return [scanner.lines, scanner.bytes, ...told]
}

function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end))
}

const shipped = withoutContained([...prefilterLiterals, ...decodeLiterals])

describe('the search by SIMD', () => {
  test('takes the literals that are shipped', () => {
    expect(simdSearch(shipped, usualText, module)).toBeDefined()
  })

  test('leaves literals to the other search that are too short, or for which nothing is compiled', () => {
    expect(simdSearch(['lease', 'le'], usualText, module)).toBeUndefined()
    expect(simdSearch(['lease'])).toBeUndefined()
  })

  test('finds every literal that is shipped, at whatever place of whatever block', () => {
    const search = simd(shipped)
    for (const literal of shipped)
      for (let before = 0; before < 40; before++) {
        const text = `${'.'.repeat(before)}${literal}`
        search.begin(Buffer.from(`${text}.....................`))
        expect(search.next(0)).toBe(before)
        search.begin(Buffer.from(text))
        expect(search.next(0)).toBe(before)
        // What lies behind the buffer, left there by the one before, is none of it.
        search.begin(Buffer.from(text.slice(0, -1)))
        expect(search.next(0)).toBe(Infinity)
      }
  })

  test('counts a byte', () => {
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

  test('takes buffers larger than its memory', () => {
    const search = simd(['lease'])
    search.begin(Buffer.concat([Buffer.alloc(3_000_000, '.'), Buffer.from('lease')]))
    expect(search.next(0)).toBe(3_000_000)
    search.begin(Buffer.from('no'))
    expect(search.next(0)).toBe(Infinity)
  })

  test('gives the frames that the search byte by byte gives, whatever the text, the literals and the cuts', () => {
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
          expect(scanned(chunks, literals, simd(literals))).toEqual(
            scanned(chunks, literals, new LiteralSearch(literals)),
          )
        },
      ),
      { seed: 20261122, numRuns: 500 },
    )
  })
})

describe('every shape of traffic', () => {
  test.each(shapes.map(({ name, files }) => ({ name, files })))(
    '$name: both searches give the same',
    ({ files }) => {
      const search = simd(shipped)
      const slow = new LiteralSearch(shipped)
      let n = 0
      for (const { text } of files(3_000_000, 7)) {
        if (n++ === 20) break
        const bytes = Buffer.from([...text].join(''))
        const chunks = cutAt(bytes, [1, 65_536, 65_537, 1_048_576, 1_500_000])
        const told = scanned(chunks, shipped, search)
        expect(told.length).toBeGreaterThan(2)
        expect(told).toEqual(scanned(chunks, shipped, slow))
      }
    },
  )
})

/**
 * Searches for lines that contain a literal, sixteen bytes at a time, with SIMD in WebAssembly. Finds the same lines as
 * `LiteralSearch`. Owns the memory of `assembly/scan.ts` and lays it out.
 *
 * Authority: Teddy, the multi-literal search of Hyperscan (see `assembly/scan.ts`). It searches a window of three bytes of
 * each literal, a rare one. Windows share eight buckets; windows in one bucket also pass mixtures of their half bytes, so
 * windows are distributed such that few positions of usual text pass. Measured on a kubelet's journal with 37 literals: one
 * position in two hundred passes, 6.4 GB/s with the copy into its memory, ten times `LiteralSearch`.
 */
import { readFileSync } from 'node:fs'
import type { LineSearch } from './literal-search.ts'
import { type Bucket, chooseBuckets, chooseWindows, WINDOW_BYTES, type Window } from './search-windows.ts'
import type { UsualText } from './usual-text.ts'

// The memory layout of `assembly/scan.ts`.
const HEADS = 128
const HASH_FACTOR = 0x9e3779b1
const HASH_SHIFT = 22
const ENTRIES = 4096
const ENTRY_BYTES = 20
/** Address of the searched buffer; tables and literals lie before it. */
const HAYSTACK = 65_536
/** The scan reads whole blocks, and two bytes more. */
const OVERREAD_BYTES = 32
const PAGE_BYTES = 65_536

/** The part of WebAssembly that is used here: Node's types have none. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule) => { readonly exports: object }
}
/** A compiled module. */
export type WasmModule = object

interface Scan {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void }
  find(from: number, end: number): number
  count(byte: number, from: number, end: number): number
}

/** The compiled scan, once it was loaded. Safe to share: a module has no state. */
let shipped: { readonly module: WasmModule | undefined } | undefined

/** Loads the scan beside this file; undefined if the file is missing or the machine has no SIMD. */
function shippedModule(): WasmModule | undefined {
  if (!shipped) {
    let module: WasmModule | undefined
    try {
      module = new WebAssembly.Module(readFileSync(new URL('scan.wasm', import.meta.url)))
    } catch {
      // `LiteralSearch` takes its place.
    }
    shipped = { module }
  }
  return shipped.module
}

/**
 * Makes a search. Returns undefined if the machine has no SIMD, a literal is shorter than three bytes, or the literals do
 * not fit into the tables. `module` is the compiled scan.
 */
export function simdSearch(
  literals: readonly string[],
  usualText: UsualText = { frequentCharacters: '', phrases: '' },
  module: WasmModule | undefined = shippedModule(),
): LineSearch | undefined {
  const encoded = [...new Set(literals)].map((literal) => Buffer.from(literal))
  const bytes = encoded.reduce((sum, { length }) => sum + length, 0)
  const fits = ENTRIES + encoded.length * ENTRY_BYTES + bytes <= HAYSTACK
  if (!module || !fits || encoded.some(({ length }) => length < WINDOW_BYTES)) return undefined
  return new SimdSearch(encoded, usualText, new WebAssembly.Instance(module).exports as Scan)
}

class SimdSearch implements LineSearch {
  readonly #scan: Scan
  #bytes: Buffer
  #length = 0
  #nextOffset = -1

  constructor(literals: readonly Buffer[], usualText: UsualText, scan: Scan) {
    this.#scan = scan
    this.#bytes = Buffer.from(scan.memory.buffer)
    const windows = chooseWindows(literals, usualText)
    this.#fillHalves(chooseBuckets(windows, usualText))
    this.#fillEntries(literals, windows)
  }

  /** Sets a bit for each bucket that a half byte passes: at each byte of a window 16 low halves, then 16 high ones. */
  #fillHalves(buckets: readonly Bucket[]): void {
    for (const [b, { low, high }] of buckets.entries())
      for (let i = 0; i < WINDOW_BYTES; i++)
        for (let half = 0; half < 16; half++) {
          const at = 32 * i + half
          if (((low[i] as number) >> half) & 1) this.#setBit(at, b)
          if (((high[i] as number) >> half) & 1) this.#setBit(at + 16, b)
        }
  }

  #setBit(at: number, bit: number): void {
    this.#bytes[at] = (this.#bytes[at] as number) | (1 << bit)
  }

  /** Writes each literal and its entry, and links entries with windows of one hash. */
  #fillEntries(literals: readonly Buffer[], windows: readonly Window[]): void {
    const memory = this.#bytes
    let text = ENTRIES + literals.length * ENTRY_BYTES
    for (const [i, literal] of literals.entries()) {
      const { code, before } = windows[i] as Window
      const entry = ENTRIES + i * ENTRY_BYTES
      const head = HEADS + 2 * (Math.imul(code, HASH_FACTOR) >>> HASH_SHIFT)
      const fields = [code, before, literal.length, text, memory.readUInt16LE(head)]
      for (const [n, value] of fields.entries()) memory.writeUInt32LE(value, entry + 4 * n)
      memory.writeUInt16LE(entry, head)
      text += literal.copy(memory, text)
    }
  }

  begin(buffer: Buffer): void {
    const missing = HAYSTACK + buffer.length + OVERREAD_BYTES - this.#bytes.length
    if (missing > 0) {
      this.#scan.memory.grow(Math.ceil(missing / PAGE_BYTES))
      this.#bytes = Buffer.from(this.#scan.memory.buffer)
    }
    buffer.copy(this.#bytes, HAYSTACK)
    this.#length = buffer.length
    this.#nextOffset = -1
  }

  next(from: number): number {
    if (this.#nextOffset < from) {
      const found = this.#scan.find(HAYSTACK + from, HAYSTACK + this.#length)
      this.#nextOffset = found === -1 ? Infinity : found - HAYSTACK
    }
    return this.#nextOffset
  }

  count(byte: number, from: number, end: number): number {
    return this.#scan.count(byte, HAYSTACK + from, HAYSTACK + end)
  }
}

/**
 * Literals in, the lines that hold one out, sixteen bytes at a time: the fast one of two searches that find the
 * same lines. Owns the memory of the WebAssembly in `assembly/scan.ts` and lays it out.
 *
 * Of each literal a window of three bytes is looked for, which may be any part of it: a rare one. Windows share
 * eight buckets, and whoever shares halves of bytes with many lets through what is none of them; so buckets are
 * filled such that few places of a usual log pass. Measured on a kubelet's journal with 37 literals: one place in
 * two hundred passes, 6.4 GB/s with the copy into its memory, ten times what `LiteralSearch` reaches.
 */
import { readFileSync } from 'node:fs'
import type { LineSearch } from './literal-search.ts'

const WINDOW_BYTES = 3
const BUCKETS = 8

// Where `assembly/scan.ts` expects things.
const HEADS = 128
const HASH_FACTOR = 0x9e3779b1
const HASH_SHIFT = 22
const ENTRIES = 4096
const ENTRY_BYTES = 20
/** The buffer searched begins here; before it lie tables and literals. */
const HAYSTACK = 65_536
/** Blocks are read whole, with two bytes more. */
const OVERREAD_BYTES = 32
const PAGE_BYTES = 65_536

/** What is used of it: Node's types leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule) => { readonly exports: object }
}
/** A compiled module, told from any other object by nothing. */
export type WasmModule = object

interface Scan {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void }
  find(from: number, end: number): number
  count(byte: number, from: number, end: number): number
}

let shipped: { readonly module: WasmModule | undefined } | undefined

/** The compiled scan beside this file; undefined where there is none, or no SIMD. */
function shippedModule(): WasmModule | undefined {
  if (!shipped) {
    let module: WasmModule | undefined
    try {
      module = new WebAssembly.Module(readFileSync(new URL('scan.wasm', import.meta.url)))
    } catch {
      // The other search does it.
    }
    shipped = { module }
  }
  return shipped.module
}

/**
 * Undefined where this machine can't, or a literal is shorter than three bytes, or all are too long for the
 * tables. `module`: the compiled scan.
 */
export function simdSearch(
  literals: readonly string[],
  module: WasmModule | undefined = shippedModule(),
): LineSearch | undefined {
  const encoded = [...new Set(literals)].map((literal) => Buffer.from(literal))
  const bytes = encoded.reduce((sum, { length }) => sum + length, 0)
  const fits = ENTRIES + encoded.length * ENTRY_BYTES + bytes <= HAYSTACK
  if (!module || !fits || encoded.some(({ length }) => length < WINDOW_BYTES)) return undefined
  return new SimdSearch(encoded, new WebAssembly.Instance(module).exports as Scan)
}

class SimdSearch implements LineSearch {
  readonly #scan: Scan
  #bytes: Buffer
  #length = 0
  #soonest = -1

  constructor(literals: readonly Buffer[], scan: Scan) {
    this.#scan = scan
    this.#bytes = Buffer.from(scan.memory.buffer)
    const windows = windowsOf(literals)
    fillHalves(this.#bytes, windows)
    this.#fillEntries(literals, windows)
  }

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
    this.#soonest = -1
  }

  next(from: number): number {
    if (this.#soonest < from) {
      const found = this.#scan.find(HAYSTACK + from, HAYSTACK + this.#length)
      this.#soonest = found === -1 ? Infinity : found - HAYSTACK
    }
    return this.#soonest
  }

  count(byte: number, from: number, end: number): number {
    return this.#scan.count(byte, HAYSTACK + from, HAYSTACK + end)
  }
}

/** Three bytes of a literal. */
interface Window {
  /** As a number, the first byte the lowest. */
  readonly code: number
  /** Bytes of the literal before it. */
  readonly before: number
}

/** What logs are made of, the frequent first: some characters of a kubelet's journal at -v=6 and of JSON. */
const FREQUENT = ' eroni1:a2tsdl/0.3"45cp-m7KgIfub=_h8k96v,LyEwSRPMNGDCT'

/** By byte, how often it is met, as a share of all: by rank, as letters of most texts are. */
const SHARE: Float64Array = new Float64Array(256).fill(0.0005)
for (let rank = 0; rank < FREQUENT.length; rank++) SHARE[FREQUENT.charCodeAt(rank)] = 0.5 / (rank + 6)

/** What kubelets print without end at -v=6 (1.20–1.30), and what journald puts around it: no window is to be met here. */
const FAMILIAR = `
error while reading "/proc/1/fd/13" link: readlink /proc/1/fd/13: permission denied, no such file or directory
handler.go kuberuntime_manager.go] "Retrieved pods from runtime" all=true false "GenericPLEG: Relisting"
kubelet_node_status.go kubelet_status_setter.go] "Setting node status condition code" position= node= of=
"Looking for sources, have seen" sources=["api"] seenSources={"api":{}} "Clean up orphaned mirror pod statuses
"SyncLoop (housekeeping) end" duration= Unable to get Process Stats: couldn't open cpu cgroup procs file
status_manager.go] "Syncing all statuses" "Container runtime status" status="Runtime Conditions: RuntimeReady=true reason:
"Eviction manager:" log="observations" signal="containerfs.available" resourceName="ephemeral-storage" capacity= time=
"Probe succeeded" probeType="Liveness" podUID= containerName= reconciler_common.go operationExecutor.MountVolume started
round_trippers.go] GET https://worker:6443/apis/coordination.k8s.io/v1/nodes?timeout=10s 200 OK
controller.go] Get dial tcp: lookup on connect: network is unreachable context deadline exceeded interval=
node_lifecycle_controller.go] "Node hasn't been updated" logger="node-lifecycle-controller" nodeConditionType=
"_HOSTNAME":"","MESSAGE":"","_TRANSPORT":"stdout","_SYSTEMD_UNIT":"kubelet.service","_CAP_EFFECTIVE":"1ffffff"`

/** Of each literal its rarest window, or one that another literal has as well. */
function windowsOf(literals: readonly Buffer[]): Window[] {
  const chosen = new Set<number>()
  return literals.map((literal) => {
    let rarest: Window = { code: 0, before: 0 }
    let least = Infinity
    for (let before = 0; before + WINDOW_BYTES <= literal.length; before++) {
      const code = literal.readUIntLE(before, WINDOW_BYTES)
      const isFamiliar = FAMILIAR.includes(literal.toString('latin1', before, before + WINDOW_BYTES))
      // A familiar window is met more often than its bytes alone would be.
      let share = chosen.has(code) ? 0 : isFamiliar ? 1000 : 1
      for (let i = 0; i < WINDOW_BYTES; i++) share *= SHARE[literal[before + i] as number] as number
      if (share >= least) continue
      least = share
      rarest = { code, before }
    }
    chosen.add(rarest.code)
    return rarest
  })
}

/** What a bucket lets pass at each byte of a window: sixteen bits for low halves, sixteen for high ones. */
interface Bucket {
  readonly low: readonly number[]
  readonly high: readonly number[]
  /** The share of places that pass. */
  readonly share: number
}

/** Each window into the bucket that lets the fewest places more pass. */
function fillHalves(memory: Buffer, windows: readonly Window[]): void {
  const nothing = Array<number>(WINDOW_BYTES).fill(0)
  const buckets = Array<Bucket>(BUCKETS).fill({ low: nothing, high: nothing, share: 0 })
  for (const code of new Set(windows.map((window) => window.code))) {
    let best = 0
    let least = Infinity
    const widened = buckets.map((bucket) => widen(bucket, code))
    for (const [b, { share }] of widened.entries()) {
      const more = share - (buckets[b] as Bucket).share
      if (more >= least) continue
      least = more
      best = b
    }
    buckets[best] = widened[best] as Bucket
  }
  for (const [b, { low, high }] of buckets.entries())
    for (let i = 0; i < WINDOW_BYTES; i++)
      for (let half = 0; half < 16; half++) {
        const at = 32 * i + half
        if (((low[i] as number) >> half) & 1) memory[at] = (memory[at] as number) | (1 << b)
        if (((high[i] as number) >> half) & 1) memory[at + 16] = (memory[at + 16] as number) | (1 << b)
      }
}

function widen(bucket: Bucket, code: number): Bucket {
  const byteAt = (i: number): number => (code >> (8 * i)) & 0xff
  const low = bucket.low.map((halves, i) => halves | (1 << (byteAt(i) & 15)))
  const high = bucket.high.map((halves, i) => halves | (1 << (byteAt(i) >> 4)))
  let share = 1
  for (let i = 0; i < WINDOW_BYTES; i++) share *= shareOf(low[i] as number, high[i] as number)
  return { low, high, share }
}

/** The share of bytes whose halves are both among these. */
function shareOf(low: number, high: number): number {
  let share = 0
  for (let h = 0; h < 16; h++) {
    if (!((high >> h) & 1)) continue
    for (let l = 0; l < 16; l++) if ((low >> l) & 1) share += SHARE[16 * h + l] as number
  }
  return share
}

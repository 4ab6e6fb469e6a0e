/**
 * Chooses for each literal of a SIMD search the three bytes to search, and distributes them to eight buckets. Both choices
 * change the speed of the search only.
 */
import type { UsualText } from './usual-text.ts'

/** Length of a window: `assembly/scan.ts` compares three bytes. */
export const WINDOW_BYTES = 3
/** Count of buckets: `assembly/scan.ts` stores a bucket as one bit of a byte. */
const BUCKETS = 8

/** Three bytes of a literal. */
export interface Window {
  /** As a number, the first byte the lowest. */
  readonly code: number
  /** Bytes of the literal before it. */
  readonly before: number
}

/** What a bucket passes at each byte of a window: one bit for each low half byte, and for each high one. */
export interface Bucket {
  readonly low: readonly number[]
  readonly high: readonly number[]
  /** The share of positions in usual text that pass. */
  readonly share: number
}

/** A window of frequent phrases is worse than any other. */
const PHRASE_PENALTY = 1000

/** Returns for each literal its rarest window, preferring one that another literal has as well. */
export function chooseWindows(literals: readonly Buffer[], usualText: UsualText): Window[] {
  const shares = sharesOf(usualText)
  const chosen = new Set<number>()
  return literals.map((literal) => {
    let rarest: Window = { code: 0, before: 0 }
    let least = Infinity
    for (let before = 0; before + WINDOW_BYTES <= literal.length; before++) {
      const code = literal.readUIntLE(before, WINDOW_BYTES)
      const isUsual = usualText.phrases.includes(literal.toString('latin1', before, before + WINDOW_BYTES))
      let share = chosen.has(code) ? 0 : isUsual ? PHRASE_PENALTY : 1
      for (let i = 0; i < WINDOW_BYTES; i++) share *= shares[literal[before + i] as number] as number
      if (share >= least) continue
      least = share
      rarest = { code, before }
    }
    chosen.add(rarest.code)
    return rarest
  })
}

/** Puts each window into the bucket that passes the fewest additional positions by it. */
export function chooseBuckets(windows: readonly Window[], usualText: UsualText): readonly Bucket[] {
  const shares = sharesOf(usualText)
  const nothing = Array<number>(WINDOW_BYTES).fill(0)
  const buckets = Array<Bucket>(BUCKETS).fill({ low: nothing, high: nothing, share: 0 })
  for (const code of new Set(windows.map((window) => window.code))) {
    let best = 0
    let least = Infinity
    const widened = buckets.map((bucket) => widen(bucket, code, shares))
    for (const [b, { share }] of widened.entries()) {
      const added = share - (buckets[b] as Bucket).share
      if (added >= least) continue
      least = added
      best = b
    }
    buckets[best] = widened[best] as Bucket
  }
  return buckets
}

/** The share of each byte in usual text, by its rank: frequencies of letters fall about as 1 / rank. */
function sharesOf({ frequentCharacters }: UsualText): Float64Array {
  const shares = new Float64Array(256).fill(0.0005)
  for (let rank = 0; rank < frequentCharacters.length; rank++)
    shares[frequentCharacters.charCodeAt(rank)] = 0.5 / (rank + 6)
  return shares
}

function widen(bucket: Bucket, code: number, shares: Float64Array): Bucket {
  const byteAt = (i: number): number => (code >> (8 * i)) & 0xff
  const low = bucket.low.map((halves, i) => halves | (1 << (byteAt(i) & 15)))
  const high = bucket.high.map((halves, i) => halves | (1 << (byteAt(i) >> 4)))
  let share = 1
  for (let i = 0; i < WINDOW_BYTES; i++) share *= shareOfHalves(low[i] as number, high[i] as number, shares)
  return { low, high, share }
}

/** The share of bytes that have one of these low and one of these high halves. */
function shareOfHalves(low: number, high: number, shares: Float64Array): number {
  let share = 0
  for (let h = 0; h < 16; h++) {
    if (!((high >> h) & 1)) continue
    for (let l = 0; l < 16; l++) if ((low >> l) & 1) share += shares[16 * h + l] as number
  }
  return share
}

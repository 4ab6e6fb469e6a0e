/**
 * The inner loops of `simd-search.ts`, which owns the linear memory and lays it out. AssemblyScript, compiled to
 * `scan.wasm`; allocates nothing.
 *
 * Authority: Teddy, the multi-literal search of Hyperscan (Intel, 2015): it looks up the half bytes of three successive
 * bytes at sixteen positions at a time; each bit of the result is a bucket of literals that may begin there.
 */

/** Three pairs of sixteen bytes: the buckets that the low half, and the high half, of each byte of a window passes. */
const HALVES: usize = 0
/** By hash of a window: address of its first entry, 0 if none. Two bytes each. */
const HEADS: usize = 128
/** Drops 22 bits of the hash: 1024 heads. */
const HASH_SHIFT: u32 = 22
/** Fibonacci hashing: 2^32 divided by the golden ratio. */
const HASH_FACTOR: u32 = 0x9e3779b1
const WINDOW_MASK: u32 = 0xffffff

/** Returns the address of a literal in [from, end); -1 if there is none. No earlier line contains a literal. */
export function find(from: usize, end: usize): i32 {
  const half = i8x16.splat(0x0f)
  const none = i8x16.splat(0)
  const low0 = v128.load(HALVES)
  const high0 = v128.load(HALVES, 16)
  const low1 = v128.load(HALVES, 32)
  const high1 = v128.load(HALVES, 48)
  const low2 = v128.load(HALVES, 64)
  const high2 = v128.load(HALVES, 80)
  // A window is found at its last byte: the results of its first two bytes are carried over from the block before.
  let passed0 = none
  let passed1 = none
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at)
    const low = v128.and(bytes, half)
    const high = v128.and(i16x8.shr_u(bytes, 4), half)
    const first = v128.and(v128.swizzle(low0, low), v128.swizzle(high0, high))
    const second = v128.and(v128.swizzle(low1, low), v128.swizzle(high1, high))
    const third = v128.and(v128.swizzle(low2, low), v128.swizzle(high2, high))
    const two = i8x16.shuffle(passed0, first, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
    const one = i8x16.shuffle(passed1, second, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)
    passed0 = first
    passed1 = second
    const buckets = v128.and(v128.and(two, one), third)
    if (!v128.any_true(buckets)) continue
    let places = i8x16.bitmask(i8x16.ne(buckets, none))
    while (places != 0) {
      const start = confirm(at + ctz(places) - 2, from, end)
      if (start != 0) return <i32>start
      places &= places - 1
    }
  }
  return -1
}

/** Returns the start of a literal of [from, end) that has its window at `place`; 0 if there is none. */
function confirm(place: usize, from: usize, end: usize): usize {
  const window = load<u32>(place) & WINDOW_MASK
  let entry: usize = load<u16>(HEADS + (((window * HASH_FACTOR) >>> HASH_SHIFT) << 1))
  // An entry: window, bytes of the literal before it, its length, its address, the next entry.
  while (entry != 0) {
    if (load<u32>(entry) == window) {
      const start = place - load<u32>(entry, 4)
      const length = load<u32>(entry, 8)
      if (start >= from && start + length <= end && isSame(start, load<u32>(entry, 12), length)) return start
    }
    entry = load<u32>(entry, 16)
  }
  return 0
}

function isSame(a: usize, b: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false
  return true
}

/** Counts a byte in [from, end). */
export function count(byte: u8, from: usize, end: usize): u32 {
  const wanted = i8x16.splat(<i8>byte)
  let total: u32 = 0
  let at = from
  for (; at + 16 <= end; at += 16) {
    total += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), wanted)))
  }
  for (; at < end; at++) if (load<u8>(at) == byte) total++
  return total
}

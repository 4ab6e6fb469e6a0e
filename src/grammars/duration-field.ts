/**
 * Finds in the bytes of a line the duration that varies while a node is silent: the controller prints the line again at
 * each pass.
 *
 * Hot path: makes no string. Authority: node_lifecycle_controller.go, both forms of `node-lifecycle.ts`.
 */
import type { RequestFields } from './request-fields.ts'

const codesOf = (text: string): readonly number[] => [...text].map((character) => character.charCodeAt(0))
/** In front of the duration of the structured form, and of the plain one. */
const KEY = codesOf(' duration="')
const WORDS = codesOf(' updated for ')
/** The characters of a duration of at least a millisecond. */
const CHARACTERS: ReadonlySet<number> = new Set(codesOf('0123456789.hms'))
const BLANK = 32
const POINT = 46
const D = KEY[1]
const U = WORDS[1]

/** Sets the count to the duration of the line `bytes[from, end)`, and an empty query before it. Returns whether it has one. */
export function findDuration(bytes: DataView, from: number, end: number, fields: RequestFields): boolean {
  for (let at = from; at < end - WORDS.length; at++) {
    if (bytes.getUint8(at) !== BLANK) continue
    const next = bytes.getUint8(at + 1)
    if (next !== D && next !== U) continue
    const marker = next === D ? KEY : WORDS
    if (!startsWith(bytes, at, marker)) continue
    const countAt = at + marker.length
    const countEnd = endOfDuration(bytes, countAt, end)
    if (countEnd === countAt) return false
    fields.queryAt = countAt
    fields.queryEnd = countAt
    fields.countAt = countAt
    fields.countEnd = countEnd
    return true
  }
  return false
}

function startsWith(bytes: DataView, at: number, text: readonly number[]): boolean {
  for (let i = 2; i < text.length; i++) if (bytes.getUint8(at + i) !== text[i]) return false
  return true
}

/** A sentence may end behind it. */
function endOfDuration(bytes: DataView, from: number, end: number): number {
  let at = from
  while (at < end && CHARACTERS.has(bytes.getUint8(at))) at++
  return at > from && bytes.getUint8(at - 1) === POINT ? at - 1 : at
}

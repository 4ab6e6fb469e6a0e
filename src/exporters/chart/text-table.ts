/** Texts said once. In: any text; out: its index in the list of printable texts. */
import { printable } from '../../text/printable.ts'
import type { TextIndex } from './model.ts'

/** An error may be a page long, and there may be thousands: its end, where the root stands, is kept. */
const MAX_CHARACTERS = 1200

/** Printable; of a long text the end. */
export function shorten(text: string): string {
  // Cut before it is made printable: half a character is shown escaped.
  return text.length > MAX_CHARACTERS ? `…${printable(text.slice(-MAX_CHARACTERS))}` : printable(text)
}

export interface TextTable {
  readonly texts: readonly string[]
  /** How long all texts are together. */
  readonly characters: number
  readonly intern: (text: string) => TextIndex
}

export function createTextTable(): TextTable {
  const texts: string[] = []
  const known = new Map<string, TextIndex>()
  let characters = 0
  const intern = (text: string): TextIndex => {
    const before = known.get(text)
    if (before !== undefined) return before
    const short = shorten(text)
    characters += short.length
    known.set(text, texts.length)
    return texts.push(short) - 1
  }
  return {
    texts,
    intern,
    get characters() {
      return characters
    },
  }
}

/** Table of printable texts: each text is stored once and referenced by its index. */
import { printable } from '../../../text/printable.ts'
import type { TextIndex } from '../model.ts'

/** Maximum length of a text: errors may be a page long, and a report may have thousands. */
const MAX_CHARACTERS = 1200

/** Makes text printable; keeps the end of a long one, where the root cause of an error is. */
export function shorten(text: string): string {
  // Cut before escaping: half of a surrogate pair is then shown as an escape.
  return text.length > MAX_CHARACTERS ? `…${printable(text.slice(-MAX_CHARACTERS))}` : printable(text)
}

export interface TextTable {
  readonly texts: readonly string[]
  /** Total length of all texts. */
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

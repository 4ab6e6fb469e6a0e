/** Texts said once. In: any text; out: its index in the list of printable texts. */
import { printable } from '../printable.ts'
import type { Text } from './model.ts'

/** An error may be a page long, and there may be thousands: its end, where the root stands, is kept. */
const MAX_CHARACTERS = 1200

export interface Interner {
  readonly texts: readonly string[]
  readonly intern: (text: string) => Text
}

export function openInterner(): Interner {
  const texts: string[] = []
  const known = new Map<string, Text>()
  const intern = (text: string): Text => {
    const before = known.get(text)
    if (before !== undefined) return before
    const whole = printable(text)
    known.set(text, texts.length)
    return texts.push(whole.length > MAX_CHARACTERS ? `…${whole.slice(-MAX_CHARACTERS)}` : whole) - 1
  }
  return { texts, intern }
}

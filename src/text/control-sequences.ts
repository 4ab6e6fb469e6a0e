/** Colours and other control sequences of a terminal. Authority: ECMA-48, control sequences (CSI … final byte). */

const OPENING = '\u001b['

/** Limits a control sequence, in characters. */
const MAX_SEQUENCE = 32

export function hasControlSequence(text: string): boolean {
  return text.includes(OPENING)
}

/** Returns a text without its control sequences. */
export function withoutControlSequences(text: string): string {
  if (!hasControlSequence(text)) return text
  const [before, ...pieces] = text.split(OPENING)
  const texts = pieces.map((piece) => {
    const end = piece.slice(0, MAX_SEQUENCE).search(/[@-~]/)
    return end < 0 ? piece : piece.slice(end + 1)
  })
  return [before, ...texts].join('')
}

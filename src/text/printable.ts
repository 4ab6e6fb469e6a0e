/**
 * Text of logs made fit to print. In: any text (node names, file names, errors, pods); out: text in which
 * nothing hidden is left: no control character, escape sequence, bidi override or line separator, for they
 * would move the cursor, reorder a line or forge one.
 *
 * Authority: Unicode general categories Cc, Cf, Zl, Zp, Cs; East Asian Width (UAX #11) for the width.
 */
import { eastAsianWidth } from 'get-east-asian-width'

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
const HIDDEN_BUT_LINES = /[^\P{Cc}\t\r\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Every UTF-16 unit as `\uXXXX`, which JSON reads back as the same character. */
function escapeUnits(character: string): string {
  let out = ''
  for (let i = 0; i < character.length; i++) {
    out += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  }
  return out
}

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** On one line: every hidden character is escaped, tab and line ends too. */
export function printable(text: string): string {
  return text.replace(HIDDEN, (character) => SHORT[character] ?? escapeUnits(character))
}

/**
 * For machine formats: hidden characters but tab, CR and LF become `\uXXXX`. Over JSON text this changes no
 * value, for JSON.stringify has escaped what may not stand in a string already.
 */
export function escapeHidden(text: string): string {
  return text.replace(HIDDEN_BUT_LINES, escapeUnits)
}

/** Terminal columns of printable text; combining marks count one, so it never says too little. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += eastAsianWidth(character.codePointAt(0) as number)
  return width
}

/** At most `width` columns; what is cut off leaves a `…`. `keep: 'end'` cuts the beginning (paths). */
export function cut(text: string, width: number, keep: 'start' | 'end' = 'start'): string {
  if (text.length * 2 <= width || displayWidth(text) <= width) return text
  if (width < 1) return ''
  // Only so many characters can be seen: a text of any length costs no more than the width.
  const characters = [...(keep === 'start' ? text.slice(0, width * 2) : text.slice(-width * 2))]
  if (keep === 'end') characters.reverse()
  const kept: string[] = []
  let room = width - 1
  for (const character of characters) {
    room -= displayWidth(character)
    if (room < 0) break
    kept.push(character)
  }
  return keep === 'start' ? `${kept.join('')}…` : `…${kept.reverse().join('')}`
}

/** Filled with blanks up to `width` columns; longer text is cut. */
export function pad(text: string, width: number, keep: 'start' | 'end' = 'start'): string {
  const fitting = cut(text, width, keep)
  return fitting + ' '.repeat(Math.max(0, width - displayWidth(fitting)))
}

/** Words in lines of at most `width` columns; a word that is longer is broken. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  let used = 0
  const flush = (): void => {
    if (line !== '') lines.push(line)
    line = ''
    used = 0
  }
  for (const word of text.split(' ')) {
    const needed = displayWidth(word)
    if (used > 0 && used + 1 + needed > width) flush()
    if (used > 0) {
      line += ' '
      used++
    }
    if (used + needed <= width) {
      line += word
      used += needed
      continue
    }
    for (const character of word) {
      const columns = displayWidth(character)
      if (used + columns > width) flush()
      line += character
      used += columns
    }
  }
  flush()
  return lines
}

/**
 * Escapes hidden characters in texts of logs and fits text into terminal columns.
 *
 * Control characters, escape sequences, bidi overrides and line separators would move the cursor, reorder a line or
 * forge one. They occur in any text of a log: names of nodes, files and pods, errors.
 *
 * Authority: Unicode general categories Cc, Cf, Zl, Zp, Cs; East Asian Width (UAX #11) for the width.
 */
import { eastAsianWidth } from 'get-east-asian-width'

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu
const HIDDEN_EXCEPT_LINE_ENDS = /[^\P{Cc}\t\r\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Escapes every UTF-16 unit as `\uXXXX`, which JSON decodes to the same character. */
function escapeUnits(character: string): string {
  let out = ''
  for (let i = 0; i < character.length; i++) {
    out += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  }
  return out
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** Escapes every hidden character, including tab and line ends: the result is one line. */
export function printable(text: string): string {
  return text.replace(HIDDEN, (character) => SHORT_ESCAPES[character] ?? escapeUnits(character))
}

/**
 * Escapes hidden characters except tab, CR and LF as `\uXXXX`, for machine formats.
 *
 * In JSON text this changes no value: JSON.stringify has already escaped the characters that strings may not contain.
 */
export function escapeHidden(text: string): string {
  return text.replace(HIDDEN_EXCEPT_LINE_ENDS, escapeUnits)
}

/** Terminal columns of printable text. Combining marks count as one, so the result is never too small. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += eastAsianWidth(character.codePointAt(0) as number)
  return width
}

/** Cuts text to at most `width` columns with a `…`. `keep: 'end'` cuts the beginning, as for paths. */
export function cut(text: string, width: number, keep: 'start' | 'end' = 'start'): string {
  if (text.length * 2 <= width || displayWidth(text) <= width) return text
  if (width < 1) return ''
  // No more UTF-16 units than these can be visible: the cost depends on the width, not on the text.
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

/** Cuts the middle of text to at most `width` columns with a `…`. */
export function cutMiddle(text: string, width: number): string {
  if (text.length * 2 <= width || displayWidth(text) <= width) return text
  const head = cut(text, Math.ceil(width / 2))
  return head + cut(text, width - displayWidth(head) + 1, 'end').slice(1)
}

/** Pads text with blanks to `width` columns; cuts longer text. */
export function pad(text: string, width: number, keep: 'start' | 'end' | 'both' = 'start'): string {
  const fitting = keep === 'both' ? cutMiddle(text, width) : cut(text, width, keep)
  return fitting + ' '.repeat(Math.max(0, width - displayWidth(fitting)))
}

/** Wraps words into lines of at most `width` columns; breaks longer words. */
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

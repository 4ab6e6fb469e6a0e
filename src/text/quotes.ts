/** Quotation marks of Go's strconv.Quote in a text. */

const BACKSLASH = 92
const QUOTE = 34

/** Whether a quote is open at the end; escaped quotes do not count. */
export function endsInsideQuotes(text: string): boolean {
  if (!text.includes('"')) return false
  let isInside = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === BACKSLASH) i++
    else if (c === QUOTE) isInside = !isInside
  }
  return isInside
}

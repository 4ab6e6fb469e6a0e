/** Finds where a pasted JSON document ends: counts brackets outside of strings, line by line. */
export class JsonDepth {
  #depth = 0
  /** A string is open at the end of the line: the edge of a screen broke it. */
  isInString = false
  /** Where the document ends in its last line; null: it is not complete. */
  end: number | null = null

  read(line: string): void {
    let isEscaped = false
    for (let at = 0; at < line.length; at++) {
      const c = line.charCodeAt(at)
      if (isEscaped) isEscaped = false
      else if (c === 92) isEscaped = this.isInString
      else if (c === 34) this.isInString = !this.isInString
      else if (this.isInString) continue
      else if (c === 123 || c === 91) this.#depth++
      else if ((c === 125 || c === 93) && --this.#depth === 0) {
        this.end = at + 1
        return
      }
    }
  }
}

/** Beginnings of lines that are no rest of a line that the edge of a screen broke: of a log, a prompt, a fence. */
export const NO_REST: RegExp = /^(?:[IWEF]\d{4} |[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:|\d{4}-\d\d-\d\dT|```)/
export const PROMPT: RegExp = /[$#] /

const WORD = /^\s*(?:-?\d[\d.eE+-]*|true|false|null),?\s*$/
const NO_JSON = /^\s*(?:[^\s{}[\]",:]|\[[A-Za-z])/

/** Whether a line within a JSON document is text, so that the document was cut before it. */
export function isText(line: string, isInString: boolean): boolean {
  if (isInString) return NO_REST.test(line) || PROMPT.test(line)
  return NO_JSON.test(line) && !WORD.test(line)
}

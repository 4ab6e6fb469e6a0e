/** Finds where a pasted JSON document ends: counts brackets outside of strings, line by line. */
export class JsonDepth {
  #depth = 0
  #isInString = false
  /** Lines read, and the length of the last one that belongs to the document. */
  #lines = 0
  #lastLength = 0
  isComplete = false

  read(line: string): void {
    this.#lines++
    let isEscaped = false
    for (let at = 0; at < line.length; at++) {
      const c = line.charCodeAt(at)
      if (isEscaped) isEscaped = false
      else if (c === 92) isEscaped = this.#isInString
      else if (c === 34) this.#isInString = !this.#isInString
      else if (!this.#isInString && (c === 123 || c === 91)) this.#depth++
      else if (!this.#isInString && (c === 125 || c === 93)) this.#depth--
      else continue
      if (this.#depth === 0 && !this.#isInString) {
        this.isComplete = true
        this.#lastLength = at + 1
        return
      }
    }
  }

  /** Returns the text of the document, without what follows it in its last line, and without marks before its first. */
  cut(lines: readonly string[]): string {
    const text = [
      ...lines.slice(0, this.#lines - 1),
      (lines[this.#lines - 1] ?? '').slice(0, this.#lastLength),
    ].join('\n')
    return text.slice(Math.max(0, text.search(/[{[]/)))
  }
}

/** Regular expressions for engines, in the syntax that RE2 and Go share. */

/** Returns an expression for all names that match one of the globs: `*` is any text, `?` any character. */
export function globExpression(globs: readonly string[]): string {
  const forms = globs.map((glob) =>
    [...glob].map((char) => (char === '*' ? '.*' : char === '?' ? '.' : escaped(char))).join(''),
  )
  return `^(?:${forms.join('|')})$`
}

/** Returns an expression for one text. */
export function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

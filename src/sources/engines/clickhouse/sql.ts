/** Names and values in queries of ClickHouse, escaped as every release since 18 reads them. */

/** Returns a name of a database, table or column in backquotes. */
export function identifier(name: string): string {
  return `\`${escapedText(name).replaceAll('`', '\\`')}\``
}

/** Returns a text in quotes. */
export function literal(text: string): string {
  return `'${escapedText(text).replaceAll("'", "\\'")}'`
}

function escapedText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\0', '\\0')
}

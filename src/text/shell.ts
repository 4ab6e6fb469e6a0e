/** Commands as a shell takes them, for people who run them themselves. */

/** Words that no shell changes. */
const PLAIN = /^[\w@%+=:,./-]+$/

/** Quotes each word that needs it. */
export function shellCommand(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}

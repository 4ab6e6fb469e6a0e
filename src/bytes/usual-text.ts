/** A sample of the text that is searched, for choosing what to search first. */

/**
 * What most input looks like. A search looks first for bytes that are rare in such text, so a good sample makes it fast;
 * no sample changes what is found.
 */
export interface UsualText {
  /** ASCII characters by frequency, the most frequent first. Others count as rare. */
  readonly frequentCharacters: string
  /** Text that occurs all the time, in any order. */
  readonly phrases: string
}

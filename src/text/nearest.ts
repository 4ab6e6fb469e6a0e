/** Finds the word that a mistyped one was meant to be. */

/** Most characters that differ between a word and what was meant to be it. */
const MOST_EDITS = 2

/** The candidate with the fewest differing characters; undefined if all differ in more than two. */
export function nearestWord(word: string, candidates: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let least = MOST_EDITS + 1
  for (const candidate of candidates) {
    const edits = editDistance(word, candidate)
    // A word of two letters is two edits from any other.
    if (edits < least && edits < candidate.length) {
      nearest = candidate
      least = edits
    }
  }
  return nearest
}

/** Counts the insertions, deletions and replacements that make one text of another. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_EDITS) return Number.POSITIVE_INFINITY
  let before = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row[j] = Math.min(
        (before[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (before[j - 1] as number) + Number(a[i - 1] !== b[j - 1]),
      )
    before = row
  }
  return before[b.length] as number
}

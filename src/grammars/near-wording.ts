/**
 * The known message that an unknown one is nearest to, by the words that both have.
 *
 * Input: a message that no grammar knows. Output: the known one, or null. A guess is for people who look at the line, and no
 * evidence. Authority: the wordings of the grammars; Kubernetes 1.37, nodelifecycle.
 */
import type { TextGrammar } from './message-table.ts'

/** Messages of releases that no grammar knows yet. */
const NEWER: readonly string[] = [
  'Lease from cache was stale, but live lease is fresh. Updating timestamp and pausing lease processing',
]

/** Share of the words of both that both must have. */
const LEAST_SHARED = 0.5

interface Known {
  readonly message: string
  readonly words: ReadonlySet<string>
}

/** Returns what finds the nearest message. It collects the known ones when it is first asked. */
export function wordingGuesser(grammars: readonly TextGrammar[]): (message: string) => string | null {
  let known: readonly Known[] | null = null
  return (message) => {
    known ??= knownMessages(grammars)
    const words = wordsOf(message)
    const [best] = known
      .map((one) => ({ message: one.message, share: shareOf(words, one.words) }))
      .sort((a, b) => b.share - a.share)
    return best && best.share >= LEAST_SHARED ? best.message : null
  }
}

function knownMessages(grammars: readonly TextGrammar[]): readonly Known[] {
  const messages = grammars.flatMap(({ wordings }) => wordings.flatMap((wording) => wording.messages ?? []))
  return [...new Set([...messages, ...NEWER])].map((message) => ({ message, words: wordsOf(message) }))
}

/** Words of three letters or more: others are names, numbers and articles. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[a-z']{3,30}/g) ?? [])
}

function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const word of a) if (b.has(word)) both++
  return both / Math.max(a.size + b.size - both, 1)
}

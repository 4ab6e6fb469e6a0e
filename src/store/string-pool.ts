/**
 * Observations in, the same for keeping: what many say alike they share, and no text is a part of the line that it
 * was cut from, for such a part keeps all of the line in memory. An observation takes 280 bytes so, not 850.
 */
import type { Observation } from '../model/index.ts'
import { isFailedAttempt } from '../model/kinds.ts'

/** So many texts are remembered at once; where each is another (ports in errors), those before are no help. */
const MAX_REMEMBERED = 10_000

/** For the observations of one source. */
export class StringPool {
  readonly #texts = new Map<string, string>()

  /** Changes the texts of `o` in place. Conditions are shared by the grammar that reads them. */
  internTexts(o: Observation): void {
    const own = o as unknown as Record<string, unknown>
    for (const name in own) {
      const value = own[name]
      if (typeof value === 'string') own[name] = this.#intern(value)
    }
  }

  #intern(text: string): string {
    const before = this.#texts.get(text)
    if (before !== undefined) return before
    if (this.#texts.size === MAX_REMEMBERED) this.#texts.clear()
    const own = copyString(text)
    this.#texts.set(own, own)
    return own
  }
}

/** The same text in memory of its own; half characters survive. */
function copyString(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}

/** An honest failure with its error has 600 characters. */
const OBSERVATION_CHARACTERS = 2048

/** How many others it takes the room of: a failed try has an object of its own in the fold, a long text its characters. */
export function weightOf(o: Observation): number {
  return (isFailedAttempt(o) ? 2 : 1) + Math.floor(charactersOf(o) / OBSERVATION_CHARACTERS)
}

function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 1
  let sum = 1
  for (const name in value) sum += charactersOf((value as Readonly<Record<string, unknown>>)[name])
  return sum
}

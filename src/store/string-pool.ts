/**
 * Prepares observations for keeping: equal strings are shared, and no string references the line it was cut from, because
 * V8 keeps the whole line for a slice. An observation then takes 280 bytes instead of 850.
 */
import type { Observation } from '../model/index.ts'
import { isFailedAttempt } from '../model/kinds.ts'

/** Limits the strings of a pool. If all strings differ (ports in errors), older ones are no help, so the pool is emptied. */
const MAX_STRINGS = 10_000

/** The strings of one source. */
export class StringPool {
  readonly #strings = new Map<string, string>()

  /**
   * Replaces the strings of `o` in place. Leaves conditions alone: the grammar that reads them shares them. Returns the
   * characters of all texts in it.
   */
  internTexts(o: Observation): number {
    const own = o as unknown as Record<string, unknown>
    let characters = 1
    for (const name in own) {
      const value = own[name]
      if (typeof value === 'string') own[name] = this.#intern(value)
      characters += charactersOf(value)
    }
    return characters
  }

  #intern(text: string): string {
    const before = this.#strings.get(text)
    if (before !== undefined) return before
    if (this.#strings.size === MAX_STRINGS) this.#strings.clear()
    const own = copyString(text)
    this.#strings.set(own, own)
    return own
  }
}

/** Copies a string so that it references no other. Keeps lone surrogates. */
export function copyString(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}

/** Characters that count as one observation: a failed request with its error usually has 600. */
const OBSERVATION_CHARACTERS = 2048

/**
 * Returns the memory of an observation with so many characters in units of a usual one. A failed attempt counts twice,
 * because the analysis makes an object of it; long strings count by their length.
 */
export function weightOf(o: Observation, characters: number): number {
  return (isFailedAttempt(o) ? 2 : 1) + Math.floor(characters / OBSERVATION_CHARACTERS)
}

function charactersOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 1
  let sum = 1
  for (const name in value) sum += charactersOf((value as Readonly<Record<string, unknown>>)[name])
  return sum
}

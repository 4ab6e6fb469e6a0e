/**
 * Observations in, the same out for keeping: what many say alike they share, and no text is a part of the line that
 * it was cut from, for such a part keeps all of the line in memory. A stale line takes 280 bytes so, not 850.
 */
import type { NodeCondition, Observation } from './types.ts'

/** So many texts are remembered at once; where each is another (ports in errors), those before are no help. */
const MAX_REMEMBERED = 10_000

/** For the observations of one source. */
export class Sharing {
  readonly #texts = new Map<string, string>()
  readonly #conditions = new Map<string, NodeCondition>()

  shared(o: Observation): Observation {
    const own: Record<string, unknown> = { ...o }
    for (const [name, value] of Object.entries(o))
      if (typeof value === 'string') own[name] = this.#text(value)
    if (o.kind === 'node.stale' && o.condition) own.condition = this.#condition(o.condition)
    return own as unknown as Observation
  }

  #text(text: string): string {
    return remembered(this.#texts, text, apart)
  }

  #condition(condition: NodeCondition): NodeCondition {
    return remembered(this.#conditions, JSON.stringify(condition), (key) => JSON.parse(key) as NodeCondition)
  }
}

function remembered<T>(known: Map<string, T>, key: string, make: (key: string) => T): T {
  const before = known.get(key)
  if (before !== undefined) return before
  if (known.size === MAX_REMEMBERED) known.clear()
  const value = make(key)
  known.set(apart(key), value)
  return value
}

/** The same text in memory of its own; half characters survive. */
function apart(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}

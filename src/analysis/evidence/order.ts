/** Order and identity of observations. */
import type { Observation } from '../../model/index.ts'

/** The order in which observations are told: by time, those without one last, then by where they stand. */
export function inTime(a: Observation, b: Observation): number {
  return (
    (a.timeUs ?? Number.POSITIVE_INFINITY) - (b.timeUs ?? Number.POSITIVE_INFINITY) ||
    order(a.source, b.source) ||
    a.line - b.line ||
    order(a.kind, b.kind)
  )
}

/** By time, source and line; what another source tells again (a rotated file and the journal), or an object shows again, once. */
export function once(observations: readonly Observation[]): Observation[] {
  const sorted = [...observations].sort(inTime)
  const seen = new Map<string, string>()
  let atUs: number | null = null
  const kept: Observation[] = []
  for (const [i, o] of sorted.entries()) {
    if (o.timeUs !== atUs) {
      seen.clear()
      atUs = o.timeUs
    }
    // Most stand alone at their time, and what they share with others need not be known.
    if (o.timeUs !== null && (sorted[i - 1]?.timeUs === atUs || sorted[i + 1]?.timeUs === atUs)) {
      const key = sameness(o)
      const source = seen.get(key)
      if (source !== undefined && (source !== o.source || o.component === 'api-object')) continue
      if (source === undefined) seen.set(key, o.source)
    }
    kept.push(o)
  }
  return kept
}

/** All that two tellings of one record share, whatever envelope they came in. */
function sameness(o: Observation): string {
  const { source: _s, line: _l, host: _h, clock: _c, resolutionUs: _r, ...facts } = o
  return JSON.stringify(facts)
}

export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Those of one kind, in their order. */
export function ofKind<K extends Observation['kind']>(
  observations: readonly Observation[],
  kind: K,
): Observation<K>[] {
  return observations.filter((o) => o.kind === kind) as unknown as Observation<K>[]
}

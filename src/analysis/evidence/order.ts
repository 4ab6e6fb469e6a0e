/** Order and identity of observations. */
import type { Observation } from '../../model/index.ts'

/** Compares times; null comes last. */
export function compareTimes(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a - b
}

/** Compares observations by time, source, line and kind. */
export function compareObservations(a: Observation, b: Observation): number {
  return (
    compareTimes(a.timeUs, b.timeUs) || order(a.source, b.source) || a.line - b.line || order(a.kind, b.kind)
  )
}

/** Stamps this fine don't repeat: two equal records of one source are one that was written twice. */
const FINE_US = 1

/**
 * Sorts observations and drops repeats: records that another source (a rotated file, the journal) or an object shows
 * again, or that a source contains twice.
 */
export function sortOnce<T extends Observation>(observations: readonly T[]): T[] {
  const sorted = [...observations].sort(compareObservations)
  const seen = new Map<string, string>()
  let atUs: number | null = null
  const kept: T[] = []
  for (const [i, o] of sorted.entries()) {
    if (o.timeUs !== atUs) {
      seen.clear()
      atUs = o.timeUs
    }
    // Most stand alone at their time, so they need no key.
    if (o.timeUs !== null && (sorted[i - 1]?.timeUs === atUs || sorted[i + 1]?.timeUs === atUs)) {
      const key = recordKey(o)
      const source = seen.get(key)
      const isRepeated = source !== o.source || o.component === 'api-object' || o.resolutionUs <= FINE_US
      if (source !== undefined && isRepeated) continue
      if (source === undefined) seen.set(key, o.source)
    }
    kept.push(o)
  }
  return kept
}

/** Returns what two copies of one record share, whatever envelope they came in. */
function recordKey(o: Observation): string {
  const { source: _s, line: _l, host: _h, clock: _c, resolutionUs: _r, ...facts } = o
  return JSON.stringify(facts)
}

export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

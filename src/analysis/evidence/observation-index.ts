/** The observations of one node, by time and by kind. */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Observation, ObservationKind } from '../../model/index.ts'

/** Indexes observations by kind, so that no rule searches all of them again. */
export class ObservationIndex {
  /** In the order given: by time, source, line. */
  readonly all: readonly Observation[]
  readonly #byKind = new Map<ObservationKind, Observation[]>()

  constructor(observations: readonly Observation[]) {
    this.all = observations
    for (const o of observations) {
      const ofKind = this.#byKind.get(o.kind)
      if (ofKind) ofKind.push(o)
      else this.#byKind.set(o.kind, [o])
    }
  }

  /** Returns the observations of one kind from `fromUs` to `toUs`, both included, in order. */
  within<K extends ObservationKind>(kind: K, fromUs: number, toUs: number): readonly Observation<K>[] {
    const all = this.of(kind)
    // One without a time comes last.
    const at = (i: number): number => all[i]?.timeUs ?? Number.POSITIVE_INFINITY
    const from = firstIndexWhere(all.length, (i) => at(i) >= fromUs)
    const until = firstIndexWhere(all.length, (i) => all[i]?.timeUs == null || at(i) > toUs)
    return all.slice(from, until)
  }

  /** Returns the observations of one kind, in order. */
  of<K extends ObservationKind>(kind: K): readonly Observation<K>[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly Observation<K>[]
  }
}

/** When a Node object was deleted; what is registered under its name afterwards begins anew. */
import type { Boundary } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { stampedBoundary } from '../evidence/boundary.ts'
import type { ObservationIndex } from '../evidence/observation-index.ts'

/** The controller's line, its Events and the record of the request are within this. */
const SAME_DELETION_US: number = 60 * SECOND_US

/** Ranks what saw the deletion before the Event about it, and before the one that announces it. */
const RANKS: Readonly<Record<string, number>> = { RemovingNode: 1, DeletingNode: 2 }

export interface Deletion {
  readonly boundary: Boundary
  /** When a node of the name was registered or seen alive afterwards; null: none was. */
  readonly nextUs: number | null
}

/** Finds the deletions of a node, by time. */
export function findDeletions(observations: ObservationIndex): Deletion[] {
  const deletions: { best: ReturnType<typeof timed>[number]; endUs: number }[] = []
  for (const o of timed(observations)) {
    const last = deletions.at(-1)
    if (!last || o.timeUs - last.endUs > SAME_DELETION_US) deletions.push({ best: o, endUs: o.timeUs })
    else {
      last.endUs = o.timeUs
      if (rank(o) < rank(last.best)) last.best = o
    }
  }
  return deletions.map(({ best, endUs }) => ({
    boundary: stampedBoundary(best),
    nextUs: aliveAfter(observations, endUs),
  }))
}

function timed(observations: ObservationIndex) {
  return observations.of('node.deleted').flatMap((o) => (o.timeUs === null ? [] : { ...o, timeUs: o.timeUs }))
}

function rank({ reason }: { readonly reason: string | null }): number {
  return RANKS[reason ?? ''] ?? 0
}

function aliveAfter(observations: ObservationIndex, endUs: number): number | null {
  const signs = [observations.of('node.registered'), observations.of('node.ready')]
  const times = signs.flatMap((list) => list.flatMap(({ timeUs }) => timeUs ?? [])).filter((us) => us > endUs)
  return times.reduce<number | null>((first, us) => Math.min(first ?? us, us), null)
}

/** What shows when a node existed. */
interface Existence {
  readonly deletions: readonly Deletion[]
  /** The first moment that the evidence shows of the node; null: none. */
  readonly firstUs: number | null
  /** What to add to a time of the control plane to get one on the timeline's clock. */
  readonly shiftUs: number
}

/** Returns when the node existed, by time: from its first moment in evidence on, but for the time between a deletion and the next registration. */
export function existingSpans({ deletions, firstUs, shiftUs }: Existence): Interval[] {
  if (firstUs === null) return []
  const spans: Interval[] = []
  let startUs: number | null = firstUs
  for (const { boundary, nextUs } of deletions) {
    const atUs = boundary.atUs + shiftUs
    if (startUs !== null && atUs >= startUs) spans.push({ startUs, endUs: atUs })
    startUs = nextUs === null ? null : nextUs + shiftUs
  }
  return startUs === null ? spans : [...spans, { startUs, endUs: Number.POSITIVE_INFINITY }]
}

/** When a Node object was deleted; what is registered under its name afterwards begins anew. */
import type { Boundary } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between, exactly, witnessOf } from '../evidence/boundary.ts'
import type { ObservationIndex } from '../evidence/observation-index.ts'

/** The controller's line, its Events and the record of the request are within this. */
const SAME_DELETION_US: number = 60 * SECOND_US

/** Ranks what saw the deletion before the Event about it, and before the one that announces it. */
const RANKS: Readonly<Record<string, number>> = { RemovingNode: 1, DeletingNode: 2 }

export interface Deletion {
  readonly boundary: Boundary
  /** A node of the name was registered or seen alive afterwards. */
  readonly isOver: boolean
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
  return deletions.map(({ best, endUs }) => {
    const witness = witnessOf(best)
    const isWhole = best.resolutionUs >= SECOND_US
    const bounded = isWhole ? between(witness, best.timeUs, best.timeUs + best.resolutionUs) : null
    return { boundary: bounded ?? exactly(witness, best.timeUs), isOver: isAliveAfter(observations, endUs) }
  })
}

function timed(observations: ObservationIndex) {
  return observations.of('node.deleted').flatMap((o) => (o.timeUs === null ? [] : { ...o, timeUs: o.timeUs }))
}

function rank({ reason }: { readonly reason: string | null }): number {
  return RANKS[reason ?? ''] ?? 0
}

function isAliveAfter(observations: ObservationIndex, endUs: number): boolean {
  const signs = [observations.of('node.registered'), observations.of('node.ready')]
  return signs.some((list) => list.some(({ timeUs }) => timeUs !== null && timeUs > endUs))
}

/** The Node objects of one node, indexed once: what they show of its heartbeats and marks. */

import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { NodeCondition, Observation, SourceLine } from '../../model/index.ts'
import { parseInstant } from '../../time/instant.ts'
import { groupBy } from '../evidence/group-by.ts'

/** Conditions that the kubelet does not post. */
const NOT_OF_KUBELET: ReadonlySet<string | null> = new Set(['NetworkUnavailable'])

export class SeenNodes {
  /** When the kubelet last posted its conditions, as far as an object shows it; null: none does. */
  readonly newestHeartbeatUs: number | null
  /** All heartbeats, by time. */
  readonly #allUs: readonly number[]
  /** By line. */
  readonly #bySource: ReadonlyMap<string, Observation<'node.seen'>[]>
  /** The newest heartbeat of a node that was marked, by the time of the mark. */
  readonly #heartbeatsUs = new Map<number, number>()

  constructor(seen: readonly Observation<'node.seen'>[]) {
    this.#bySource = groupBy(seen, ({ source }) => source)
    const times: number[] = []
    for (const o of seen) {
      for (const { type, lastHeartbeatTime } of o.conditions) {
        const timeUs = NOT_OF_KUBELET.has(type) ? null : timeOf(lastHeartbeatTime)
        if (timeUs !== null) times.push(timeUs)
      }
      const ready = readyOf(o)
      const markUs = markOf(ready)
      const heartbeatUs = timeOf(ready?.lastHeartbeatTime)
      if (markUs === null || heartbeatUs === null) continue
      this.#heartbeatsUs.set(markUs, Math.max(this.#heartbeatsUs.get(markUs) ?? heartbeatUs, heartbeatUs))
    }
    for (const ofSource of this.#bySource.values()) ofSource.sort((a, b) => a.line - b.line)
    this.#allUs = times.sort((a, b) => a - b)
    this.newestHeartbeatUs = this.#allUs.at(-1) ?? null
  }

  /**
   * Returns the mark that the object shows which was printed before a line, else the one after it; null: the node was
   * not marked Unknown then, or no object of that source shows it.
   */
  markAt({ source, line }: SourceLine): number | null {
    const ofSource = this.#bySource.get(source) ?? []
    const after = firstIndexWhere(ofSource.length, (i) => (ofSource[i]?.line ?? 0) > line)
    const nearest = ofSource[after - 1] ?? ofSource[after]
    return nearest ? markOf(readyOf(nearest)) : null
  }

  /** Returns the newest heartbeat up to a time; null: no object shows one. */
  heartbeatBefore(timeUs: number): number | null {
    return this.#allUs[firstIndexWhere(this.#allUs.length, (i) => (this.#allUs[i] ?? 0) > timeUs) - 1] ?? null
  }

  /** Returns the newest heartbeat that an object shows beside a mark; null: none does. */
  heartbeatAtMark(markUs: number): number | null {
    return this.#heartbeatsUs.get(markUs) ?? null
  }
}

function readyOf({ conditions }: Observation<'node.seen'>): NodeCondition | undefined {
  return conditions.find(({ type }) => type === 'Ready')
}

function markOf(ready: NodeCondition | undefined): number | null {
  return ready?.status === 'Unknown' ? timeOf(ready.lastTransitionTime) : null
}

function timeOf(printed: string | null | undefined): number | null {
  return printed == null ? null : parseInstant(printed)
}

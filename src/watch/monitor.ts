/**
 * What arrives about leases and nodes, turned into events. A node's lateness is measured by the clock of this machine at
 * the arrival of a changed lease, as the controller measures it, so the node's own clock proves nothing. Only what the
 * API server proves counts as silence: a change after the one that is missing, or a list without it.
 */
import { SECOND_US } from '../time/instant.ts'
import type { NodeInTrouble, WatchEvent } from './types.ts'

/** A lease, as it arrives. */
export interface LeaseChange {
  readonly node: string
  readonly renewedUs: number
  readonly durationSeconds: number
}

/** A Node object, as it arrives. */
export interface NodeChange {
  readonly node: string
  /** Status of the condition Ready. */
  readonly status: string
  readonly reason: string | null
  readonly changedUs: number | null
  /** When the taint was added that evicts pods; null: there is none. */
  readonly evictingSinceUs: number | null
}

interface NodeState {
  renewedUs: number | null
  arrivedUs: number
  /** Whether the renewal arrived when it happened; else it is older than its arrival. */
  isExact: boolean
  durationSeconds: number
  isLate: boolean
  isReady: boolean
  evictingSinceUs: number | null
}

/** Leases are renewed four times in their duration. */
const RENEWALS_IN_DURATION = 4

/** The toleration that the API server gives each pod, in seconds. */
const DEFAULT_TOLERATION_SECONDS = 300

export class Monitor {
  readonly #nodes = new Map<string, NodeState>()
  readonly #graceUs: number
  readonly #onEvent: (event: WatchEvent) => void
  /** All changes of leases until then are known. */
  #provedUs = 0
  #isBlind = false

  constructor(graceSeconds: number, onEvent: (event: WatchEvent) => void) {
    this.#graceUs = graceSeconds * SECOND_US
    this.#onEvent = onEvent
  }

  /** All changes of leases until then have arrived. */
  proved(us: number): void {
    this.#provedUs = Math.max(this.#provedUs, us)
  }

  /** The leases are not watched: what happens to them is unknown until `restored`. */
  lost(): void {
    this.#isBlind = true
  }

  restored(): void {
    this.#isBlind = false
  }

  /** `isExact`: it arrives when it happens. */
  lease({ node, renewedUs, durationSeconds }: LeaseChange, nowUs: number, isExact: boolean): void {
    const state = this.#stateOf(node, nowUs)
    const before = state.renewedUs
    // A list repeats what is known, and an object may change without a renewal.
    if (before === renewedUs) return
    const wasLate = state.isLate
    state.renewedUs = renewedUs
    state.arrivedUs = nowUs
    state.isExact = isExact
    state.durationSeconds = durationSeconds
    state.isLate = false
    if (wasLate && before !== null)
      this.#onEvent({
        ...{ kind: 'renewed', atUs: nowUs, node, renewedUs, lastRenewalUs: before },
        // Of several renewals that were missed a list shows the last; a clock that was set back measures nothing.
        silenceSeconds: isExact && renewedUs > before ? (renewedUs - before) / SECOND_US : null,
      })
  }

  node({ node, status, reason, changedUs, evictingSinceUs }: NodeChange, nowUs: number): void {
    const state = this.#stateOf(node, nowUs)
    const isReady = status === 'True'
    if (state.isReady && !isReady)
      this.#onEvent({ kind: 'not-ready', atUs: nowUs, node, markedUs: changedUs, status, reason })
    if (evictingSinceUs !== null && state.evictingSinceUs !== evictingSinceUs)
      this.#onEvent({
        ...{ kind: 'tainted', atUs: nowUs, node, taintedUs: evictingSinceUs },
        evictionUs: evictingSinceUs + DEFAULT_TOLERATION_SECONDS * SECOND_US,
      })
    if (!state.isReady && isReady) this.#onEvent({ kind: 'ready', atUs: nowUs, node, readyUs: changedUs })
    state.isReady = isReady
    state.evictingSinceUs = evictingSinceUs
  }

  /** The Node object is gone; its lease may stay for a while. */
  deleted(node: string, nowUs: number): void {
    if (this.#nodes.delete(node)) this.#onEvent({ kind: 'deleted', atUs: nowUs, node })
  }

  /** The lease is gone: without it nothing is known of renewals. */
  leaseDeleted(node: string): void {
    const state = this.#nodes.get(node)
    if (state) Object.assign(state, { renewedUs: null, isLate: false })
  }

  /** The leases that are listed are all there are. */
  onlyLeases(names: ReadonlySet<string>): void {
    for (const node of this.#nodes.keys()) if (!names.has(node)) this.leaseDeleted(node)
  }

  /** Called about once a second. */
  tick(nowUs: number): void {
    for (const [node, state] of this.#nodes) {
      if (state.renewedUs === null || state.isLate) continue
      if (this.#provedUs - state.arrivedUs < 2 * intervalUs(state)) continue
      state.isLate = true
      this.#onEvent({
        ...{ kind: 'late', atUs: nowUs, node, lastRenewalUs: state.renewedUs },
        notReadyFromUs: state.isReady && state.isExact ? state.arrivedUs + this.#graceUs : null,
      })
    }
  }

  /** The nodes that are late or NotReady, in the order in which they came. */
  inTrouble(nowUs: number): readonly NodeInTrouble[] {
    return [...this.#nodes].flatMap(([node, state]) => {
      const { isLate } = state
      if (state.isReady && !isLate) return []
      const isExact = state.isExact && !this.#isBlind
      const knownUs = this.#isBlind ? this.#provedUs : nowUs
      const dueUs = state.arrivedUs + intervalUs(state)
      const notReadyInUs = state.arrivedUs + this.#graceUs - nowUs
      return [
        {
          node,
          lateSeconds: isLate ? (knownUs - dueUs) / SECOND_US : null,
          silentSeconds: isLate ? (this.#provedUs - state.arrivedUs) / SECOND_US : null,
          isAtLeast: isLate && !isExact,
          notReadyInSeconds:
            isLate && state.isReady && isExact ? Math.max(0, notReadyInUs / SECOND_US) : null,
          isReady: state.isReady,
          evictionUs:
            state.evictingSinceUs === null
              ? null
              : state.evictingSinceUs + DEFAULT_TOLERATION_SECONDS * SECOND_US,
        },
      ]
    })
  }

  #stateOf(node: string, nowUs: number): NodeState {
    let state = this.#nodes.get(node)
    if (!state) {
      state = {
        ...{ renewedUs: null, arrivedUs: nowUs, isExact: false, durationSeconds: 40 },
        ...{ isLate: false, isReady: true, evictingSinceUs: null },
      }
      this.#nodes.set(node, state)
    }
    return state
  }
}

function intervalUs({ durationSeconds }: NodeState): number {
  return (durationSeconds / RENEWALS_IN_DURATION) * SECOND_US
}

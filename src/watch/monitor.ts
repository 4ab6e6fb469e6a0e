/**
 * What arrives about leases and nodes, turned into events. A node's lateness is measured by the clock of this machine at
 * the arrival of a changed lease, as the controller measures it, so the node's own clock proves nothing. Only what the
 * API server proves counts as silence: an answer, asked for after the arrival, that still has the same renewal. A watch
 * proves none: of two changes the second may wait in a connection that stalls.
 */
import { SECOND_US } from '../time/instant.ts'
import type { NodeInTrouble, WatchEvent, Watched } from './types.ts'

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
  /** From the last renewals, by the node's clock, to their arrivals. */
  lagsUs: readonly number[]
  /** All renewals until then have arrived. */
  provedUs: number
  /** Whether there is a Node object. */
  isRegistered: boolean
  durationSeconds: number
  isLate: boolean
  isReady: boolean
  evictingSinceUs: number | null
}

/** Leases are renewed four times in their duration. */
const RENEWALS_IN_DURATION = 4

/** The toleration that the API server gives each pod, in seconds. */
const DEFAULT_TOLERATION_SECONDS = 300

/** A renewal with a lag that exceeds the least of the last ones by this was held up on its way. */
const HELD_UP_US = 1_000_000

/** Lags that are compared: after so many renewals a clock that was set is taken as it is. */
const MOST_LAGS = 3

export class Monitor {
  readonly #nodes = new Map<string, NodeState>()
  readonly #graceUs: number
  readonly #onEvent: (event: WatchEvent) => void
  /** What is not watched: what happens to it is unknown until `restored`. */
  readonly #blind = new Set<Watched>()

  constructor(graceSeconds: number, onEvent: (event: WatchEvent) => void) {
    this.#graceUs = graceSeconds * SECOND_US
    this.#onEvent = onEvent
  }

  lost(what: Watched): void {
    this.#blind.add(what)
  }

  restored(what: Watched): void {
    this.#blind.delete(what)
  }

  /** `isAtOnce`: it arrives when it happens, unless the connection stalls. */
  lease({ node, renewedUs, durationSeconds }: LeaseChange, nowUs: number, isAtOnce: boolean): void {
    const state = this.#stateOf(node, nowUs)
    const before = state.renewedUs
    // A list repeats what is known, and an object may change without a renewal.
    if (before === renewedUs) return
    const lagUs = nowUs - renewedUs
    const isExact = isAtOnce && state.lagsUs.every((other) => lagUs - other < HELD_UP_US)
    if (isAtOnce) state.lagsUs = [...state.lagsUs, lagUs].slice(-MOST_LAGS)
    const wasLate = state.isLate
    state.renewedUs = renewedUs
    state.arrivedUs = nowUs
    state.isExact = isExact
    state.provedUs = nowUs
    state.durationSeconds = durationSeconds
    state.isLate = false
    if (wasLate && before !== null)
      this.#onEvent({
        ...{ kind: 'renewed', atUs: nowUs, node, renewedUs, lastRenewalUs: before },
        // Of several renewals that were missed a list shows the last; a clock that was set back measures nothing.
        silenceSeconds: isAtOnce && renewedUs > before ? (renewedUs - before) / SECOND_US : null,
      })
  }

  /** Returns whether something was reported. */
  node({ node, status, reason, changedUs, evictingSinceUs }: NodeChange, nowUs: number): boolean {
    const state = this.#stateOf(node, nowUs)
    const before = { isReady: state.isReady, evictingSinceUs: state.evictingSinceUs }
    state.isRegistered = true
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
    return before.isReady !== isReady || before.evictingSinceUs !== evictingSinceUs
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

  /** The nodes that are listed are all there are. */
  onlyNodes(names: ReadonlySet<string>, nowUs: number): void {
    for (const [node, { isRegistered }] of this.#nodes)
      if (isRegistered && !names.has(node)) this.deleted(node, nowUs)
  }

  /** Nodes without a renewal for two intervals by the watch: whether that is so, a list shows. */
  suspects(nowUs: number): readonly string[] {
    const suspects: string[] = []
    if (this.#blind.has('leases')) return suspects
    for (const [node, state] of this.#nodes)
      if (state.renewedUs !== null && nowUs - state.arrivedUs >= 2 * intervalUs(state)) suspects.push(node)
    return suspects
  }

  /** A lease in a list that was asked for at `askedUs`. A newer renewal arrives by the watch. */
  listed({ node, renewedUs }: LeaseChange, askedUs: number, nowUs: number): void {
    const state = this.#nodes.get(node)
    if (state?.renewedUs !== renewedUs || askedUs <= state.provedUs) return
    state.provedUs = askedUs
    if (state.isLate || askedUs - state.arrivedUs < 2 * intervalUs(state)) return
    state.isLate = true
    this.#onEvent({
      ...{ kind: 'late', atUs: nowUs, node, lastRenewalUs: state.renewedUs },
      notReadyFromUs: state.isReady && state.isExact ? state.arrivedUs + this.#graceUs : null,
    })
  }

  /** The nodes that are late or NotReady, in the order in which they came. */
  inTrouble(nowUs: number): readonly NodeInTrouble[] {
    const nodes: NodeInTrouble[] = []
    // What is not watched may be over.
    for (const [node, state] of this.#nodes)
      if (state.isLate || (!state.isReady && !this.#blind.has('nodes')))
        nodes.push(this.#troubleOf(node, state, nowUs))
    return nodes
  }

  #troubleOf(node: string, state: NodeState, nowUs: number): NodeInTrouble {
    const { isLate } = state
    const isBlind = this.#blind.has('leases')
    const isStatusKnown = !this.#blind.has('nodes')
    const isExact = state.isExact && !isBlind
    const knownUs = isBlind ? state.provedUs : nowUs
    const dueUs = state.arrivedUs + intervalUs(state)
    const notReadyInUs = state.arrivedUs + this.#graceUs - nowUs
    return {
      node,
      lateSeconds: isLate ? (knownUs - dueUs) / SECOND_US : null,
      silentSeconds: isLate ? (state.provedUs - state.arrivedUs) / SECOND_US : null,
      isAtLeast: isLate && !isExact,
      notReadyInSeconds: isLate && state.isReady && isExact ? Math.max(0, notReadyInUs / SECOND_US) : null,
      isReady: isStatusKnown ? state.isReady : null,
      evictionUs:
        state.evictingSinceUs === null || !isStatusKnown
          ? null
          : state.evictingSinceUs + DEFAULT_TOLERATION_SECONDS * SECOND_US,
      incident: null,
    }
  }

  #stateOf(node: string, nowUs: number): NodeState {
    let state = this.#nodes.get(node)
    if (!state) {
      state = {
        ...{ renewedUs: null, arrivedUs: nowUs, isExact: false, durationSeconds: 40 },
        ...{ lagsUs: [], provedUs: nowUs, isRegistered: false },
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

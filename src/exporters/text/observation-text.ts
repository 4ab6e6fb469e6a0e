/**
 * Observations as lines for people who follow a log: `10:45:17.088  w1  lease update failed: the request timed out`.
 *
 * Routine renewals and status posts are left out: of each node the first is printed, and the first after a failure,
 * with the time since the one before. Memory follows the number of nodes.
 */
import type { Observation } from '../../model/index.ts'
import { printable } from '../../text/printable.ts'
import { SECOND_US } from '../../time/instant.ts'
import { formatLocal } from '../../time/zones.ts'
import { causeWords } from '../../wording/cause-words.ts'
import { formatSpan } from '../../wording/durations.ts'
import { textOf, titleOf } from '../../wording/observation-words.ts'

/** What was printed of one node's lease. */
interface NodeState {
  lastRenewalUs: number | null
  hasFailed: boolean
}

/** Nodes that are remembered; of others every renewal is printed. */
const MAX_NODES = 10_000

/** Formats observations in the order of one stream. */
export class ObservationText {
  readonly #zone: string
  readonly #states = new Map<string, NodeState>()
  #date = ''

  constructor(zone: string) {
    this.#zone = zone
  }

  /** Returns the lines of an observation; empty for a routine one. */
  lines(o: Observation): string {
    const note = this.#note(o)
    if (note === null) return ''
    const stamp = o.timeUs === null ? null : formatLocal(o.timeUs, this.#zone)
    const date = stamp?.slice(0, 10) ?? this.#date
    const heading = date === this.#date ? '' : `${date} (${this.#zone})\n`
    this.#date = date
    const facts = 'cause' in o && o.cause ? causeWords(o.cause) : textOf(o)
    const text = `${titleOf(o.kind)}${facts === '' ? '' : `: ${facts}`}${note === '' ? '' : ` (${note})`}`
    const time = stamp?.slice(11, 23) ?? 'no time'.padEnd(12)
    return `${heading}${printable(`${time}  ${o.node ?? '–'}  ${text}`)}\n`
  }

  /** What the line adds of the node's lease; null: it is routine. */
  #note(o: Observation): string | null {
    // The message of the kubelet follows.
    if (o.kind === 'lease.request-failed' && o.component === 'kubelet') return null
    if (o.kind === 'lease.read' || o.kind === 'node-status.updated' || o.kind === 'lease.seen') return null
    const isRenewal = o.kind === 'lease.renewed'
    const isFailure = FAILURES.has(o.kind)
    if (!isRenewal && !isFailure) return ''
    const state = this.#stateOf(o.node ?? '')
    if (!state) return ''
    const { lastRenewalUs, hasFailed } = state
    const since = lastRenewalUs === null || o.timeUs === null ? null : (o.timeUs - lastRenewalUs) / SECOND_US
    if (isFailure) {
      state.hasFailed = true
      return since === null ? '' : `${formatSpan(since)} since the last renewal`
    }
    state.hasFailed = false
    state.lastRenewalUs = o.timeUs ?? lastRenewalUs
    if (lastRenewalUs !== null && !hasFailed) return null
    return since === null ? 'the first' : `again, ${formatSpan(since)} after the last renewal`
  }

  #stateOf(node: string): NodeState | null {
    const known = this.#states.get(node)
    if (known) return known
    if (this.#states.size >= MAX_NODES) return null
    const state: NodeState = { lastRenewalUs: null, hasFailed: false }
    this.#states.set(node, state)
    return state
  }
}

const FAILURES: ReadonlySet<Observation['kind']> = new Set([
  'lease.request-failed',
  'lease.update-failed',
  'lease.update-fallback',
  'lease.ensure-failed',
  'lease.retries-exhausted',
])

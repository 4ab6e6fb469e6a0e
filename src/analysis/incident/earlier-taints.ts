/**
 * Whether the evidence shows all nodes that were tainted before a pod was deleted: where one may be missing, nothing ties
 * a deletion without a node to the only one that is known.
 *
 * Authority: tainteviction, plugin/pkg/admission/defaulttolerationseconds, `report.schema.json`.
 */
import type { Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { Controller } from '../evidence/controllers.ts'

/** Pods tolerate the taint of a node for so long by default. */
const DEFAULT_TOLERATION_US: number = 300 * SECOND_US

export class EarlierTaints {
  /** When all are known, whichever process of the controller deletes a pod. */
  readonly #anyUs: number
  /** When all are known to the log of one process: from its start on. */
  readonly #startsUs = new Map<string, number>()

  /** `observations` are by time. */
  constructor(observations: readonly Observation[], controllers: readonly Controller[]) {
    const event = observations.find(isEventOfMark)
    const logsUs = controllers.flatMap(({ leads, process }) => (leads.length > 0 ? process.firstUs : []))
    this.#anyUs =
      Math.min(event?.timeUs ?? Number.POSITIVE_INFINITY, ...logsUs.slice(0, 1)) + DEFAULT_TOLERATION_US
    for (const { process } of controllers) {
      const startUs = startOf(process)
      const key = keyOf(process)
      if (startUs !== null) this.#startsUs.set(key, Math.min(startUs, this.#startsUs.get(key) ?? startUs))
    }
  }

  /**
   * Whether the evidence goes back from a deletion for as long as pods tolerate a taint by default, or to the start of
   * the controller, which queues the taints of all nodes anew. Other records than those of a log show them by themselves.
   */
  areKnownAt(o: Observation): boolean {
    const { component, timeUs } = o
    if (component !== 'kube-controller-manager' || timeUs === null) return true
    return timeUs >= this.#anyUs || timeUs >= (this.#startsUs.get(keyOf(o)) ?? Number.POSITIVE_INFINITY)
  }
}

/** Events show the marks of all nodes. */
function isEventOfMark({ kind, component, timeUs }: Observation): boolean {
  return kind === 'node.not-ready' && component === 'api-object' && timeUs !== null
}

/** Returns when a controller started or took the lead, as far as its log contains it; null: it does not. */
function startOf({ flags, firstUs, observations }: Controller['process']): number | null {
  if (flags.size > 0) return firstUs
  return observations.find(({ kind }) => kind === 'controller.leader-acquired')?.timeUs ?? null
}

function keyOf({ source, pid }: Pick<Observation, 'source' | 'pid'>): string {
  return `${pid} ${source}`
}

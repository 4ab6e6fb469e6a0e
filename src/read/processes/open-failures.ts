/**
 * Processes with a failed renewal: the prefilter stays open until their next line.
 *
 * Below `-v=6` a kubelet logs nothing when a lease renewal succeeds. That it did shows only in lines about other
 * things without another failure, which the prefilter would skip. A source may hold several nodes, so its last line
 * does not stand for all of them.
 *
 * Input: the findings of each record. Output: whether every line is needed.
 * Authority: k8s.io/component-helpers/apimachinery/lease/controller.go, which prints every attempt that failed, and as
 * `interval=` the wait before the next.
 */

import type { Finding } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { ProcessCollector } from './process-collector.ts'

const RENEW_INTERVAL_SECONDS = 10
const SILENCE_SECONDS = 20

/** Most records without one of a process that failed; after them the process counts as ended. */
const MAX_RECORDS = 10_000

/** Most processes at once, of which the one that failed first is given up. */
const MAX_PROCESSES = 1000

interface OpenFailure {
  /** A record of the process after this time shows that the next attempt did not fail. */
  readonly untilUs: number
  /** Number of the record that reported it. */
  readonly record: number
}

/** The open failures of one source. */
export class OpenFailures {
  /** In the order of their newest failures. */
  readonly #byProcess = new Map<ProcessCollector, OpenFailure>()
  #records = 0

  get pending(): boolean {
    return this.#byProcess.size > 0
  }

  /** Records a record of a process: one with a failure opens it, a later one may show its end. */
  record(process: ProcessCollector, timeUs: number | null, finding: Finding | undefined): void {
    this.#records++
    if (this.#byProcess.size > 0) this.#evictOldest()
    if (timeUs === null) return
    // A process that prints every request also prints the one that succeeds.
    const { printsRequests } = process
    const seconds = printsRequests || !finding ? null : secondsUntilRenewed(finding)
    const open = this.#byProcess.size > 0 ? this.#byProcess.get(process) : undefined
    if (seconds !== null) {
      this.#byProcess.delete(process)
      this.#byProcess.set(process, { untilUs: timeUs + seconds * SECOND_US, record: this.#records })
    } else if (open && (printsRequests || timeUs > open.untilUs)) this.#byProcess.delete(process)
  }

  #evictOldest(): void {
    for (const [process, { record }] of this.#byProcess) {
      if (this.#records - record <= MAX_RECORDS && this.#byProcess.size <= MAX_PROCESSES) break
      this.#byProcess.delete(process)
    }
  }
}

/** Returns how long after a failure no further one proves a renewal; null if the finding is no failure. */
function secondsUntilRenewed(finding: Finding): number | null {
  switch (finding.kind) {
    case 'lease.ensure-failed':
    case 'lease.retries-exhausted':
      return (finding.retryIntervalSeconds ?? RENEW_INTERVAL_SECONDS) + SILENCE_SECONDS
    case 'lease.update-failed':
    case 'lease.update-fallback':
      return RENEW_INTERVAL_SECONDS + SILENCE_SECONDS
    default:
      return null
  }
}

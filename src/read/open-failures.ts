/**
 * Who must be heard once more. Below `-v=6` a kubelet says nothing when its lease is renewed at last: that it was
 * shows only in its going on to speak of other things without another failure. Lines of other things are passed
 * over, and where several nodes stand in one file its last line is only one node's.
 *
 * Enter: failures and all that is heard. Leaves: whether every line is needed.
 * Authority: k8s.io/component-helpers/apimachinery/lease/controller.go, which prints every try that failed, and as
 * `interval=` the wait before the next.
 */

import type { Finding } from '../model/index.ts'
import { SECOND_US } from '../time/instant.ts'

const RENEW_INTERVAL_SECONDS = 10
const SILENCE_SECONDS = 20

/** So many records are looked through for one more of a process that failed; then it is taken to have ended. */
const MAX_AWAITED_RECORDS = 10_000

/** Of so many processes at most; the one that failed first gives way. */
const MAX_AWAITED_PROCESSES = 1000

interface OpenFailure {
  readonly untilUs: number
  /** How many records had been heard when it failed. */
  readonly heard: number
}

/** The processes of one source that failed and were not heard since; `P` is what stands for one. */
export class OpenFailures<P> {
  /** In the order of their newest failures. */
  readonly #awaited = new Map<P, OpenFailure>()
  #heard = 0

  get pending(): boolean {
    return this.#awaited.size > 0
  }

  /** A record of a process that says `finding`, or nothing that is understood. `timeUs` null: it prints no time. */
  hear(process: P, timeUs: number | null, finding: Finding | undefined, printsRequests: boolean): void {
    this.#heard++
    if (this.#awaited.size > 0) this.#giveUpEldest()
    if (timeUs === null) return
    const seconds = printsRequests || !finding ? null : silenceAfter(finding)
    const awaited = this.#awaited.get(process)
    if (seconds !== null) {
      this.#awaited.delete(process)
      this.#awaited.set(process, { untilUs: timeUs + seconds * SECOND_US, heard: this.#heard })
    } else if (awaited && (printsRequests || timeUs > awaited.untilUs)) this.#awaited.delete(process)
  }

  #giveUpEldest(): void {
    for (const [eldest, { heard }] of this.#awaited) {
      if (this.#heard - heard <= MAX_AWAITED_RECORDS && this.#awaited.size <= MAX_AWAITED_PROCESSES) break
      this.#awaited.delete(eldest)
    }
  }
}

/** How long after a failure its process must be silent about the next one to have succeeded; null: it is no failure. */
function silenceAfter(finding: Finding): number | null {
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

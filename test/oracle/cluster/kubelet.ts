/**
 * A kubelet process after upstream: the lease controller (component-helpers lease/controller.go) and the loop that
 * posts the node's status (kubelet_node_status.go).
 */

import { kubeletWords as words } from './kubelet-words.ts'
import type { Log } from './log.ts'
import type { Connection, Outcome } from './network.ts'
import type { Life, Task } from './scheduler.ts'
import type { KubeletSettings, Surroundings } from './surroundings.ts'
import type { Fault } from './truth.ts'

const SECOND = 1_000_000
const INTERVAL_US = 10 * SECOND
const TRIES = 5
const FIRST_BACK_OFF_US = 200_000
const LONGEST_BACK_OFF_US = 7 * SECOND

export class Kubelet {
  readonly #around: Surroundings
  readonly #settings: KubeletSettings
  readonly #life: Life
  readonly #connection: Connection = { open: false, lostUs: Number.POSITIVE_INFINITY }
  #hasLease = false
  #nextReportUs = 0

  constructor(around: Surroundings, settings: KubeletSettings, life: Life) {
    this.#around = around
    this.#settings = settings
    this.#life = life
  }

  /** Starts the process; `warm` is one that has run before the simulation begins. */
  start(warm: boolean): void {
    const { scheduler, random } = this.#around
    const { startUs } = this.#life
    this.#connection.open = warm
    this.#hasLease = warm
    const readyUs = startUs + (warm ? 0 : random.uniform(0.8, 4) * SECOND)
    if (!warm) scheduler.spawn(this.#startUp(readyUs), this.#life, startUs)
    else this.#nextReportUs = startUs + random.uniform(0, 300) * SECOND
    const phaseUs = warm ? random.uniform(0, 10) * SECOND : random.uniform(0.01, 0.3) * SECOND
    scheduler.spawn(this.#renewLease(), this.#life, readyUs + phaseUs)
    const statusUs = warm ? random.uniform(0, 10) * SECOND : random.uniform(0.05, 1) * SECOND
    scheduler.spawn(this.#postStatus(), this.#life, readyUs + statusUs)
    scheduler.spawn(this.#chat(), this.#life, startUs + random.uniform(0, this.#settings.noiseUs))
    if (this.#settings.verbosity >= 6)
      scheduler.spawn(this.#watch(), this.#life, readyUs + random.uniform(0, 9) * SECOND)
    if (this.#around.faults.some((f) => f.kind === 'runtime-down' && this.#concerns(f)))
      scheduler.spawn(this.#complain(), this.#life, readyUs)
  }

  *#startUp(readyUs: number): Task {
    const { verbosity, release, printsStart } = this.#settings
    const node = this.#around.truth.name
    if (printsStart) {
      this.#print(words.flag('node-status-update-frequency', '10s'))
      this.#print(words.flag('v', String(verbosity)))
      this.#print(words.version(release))
    }
    yield Math.max(0, readyUs - this.#now - 200_000)
    this.#print(words.registering(release, node))
    yield 40_000
    const outcome = this.#send('Post', this.#url('/api/v1/nodes'))
    yield outcome.endUs - this.#now
    if (outcome.ok) {
      this.#print(words.previouslyRegistered(release, node))
      this.#print(words.registered(release, node))
      this.#print(words.syncLoop(release))
    } else {
      this.#print(words.registerFailed(release, node, outcome.error))
      this.#print(words.syncLoop(release))
    }
  }

  *#renewLease(): Task {
    for (;;) {
      yield* this.#syncLease()
      const jitter = this.#settings.release === '1.20' ? 0 : this.#around.random.uniform(0, 0.04)
      yield INTERVAL_US * (1 + jitter)
    }
  }

  *#syncLease(): Task {
    const { release } = this.#settings
    if (this.#hasLease) {
      if (yield* this.#updateLease()) return
      this.#print(words.fallback(release))
    }
    yield* this.#ensureLease()
    this.#hasLease = true
    if (!(yield* this.#updateLease())) this.#print(words.willRetry(release))
  }

  *#updateLease(): Generator<number, boolean, void> {
    const { truth, api, random } = this.#around
    for (let i = 0; i < TRIES; i++) {
      const startUs = this.#now
      const renewTimeUs = this.#life.machine.stampOf(startUs)
      const outcome = this.#send('Put', this.#leaseUrl)
      yield* this.#until(outcome)
      const line = this.#printRequest('PUT', this.#leaseUrl, startUs, outcome)
      if (outcome.ok) {
        api.renew(truth.name, renewTimeUs)
        truth.renewals.push({ startUs, endUs: this.#now, line })
        return true
      }
      yield random.uniform(20, 300)
      const message = this.#print(words.updateFailed(this.#settings.release, outcome.error))
      truth.failures.push({
        startUs,
        endUs: this.#now,
        cause: outcome.cause,
        lines: line === null ? [message] : [line, message],
      })
      if (i > 0 && this.#settings.release === '1.20') this.#connection.open = false
      yield random.uniform(30, 2000)
    }
    return false
  }

  *#ensureLease(): Task {
    const { truth, random } = this.#around
    for (let backOffUs = FIRST_BACK_OFF_US; ; backOffUs = Math.min(backOffUs * 2, LONGEST_BACK_OFF_US)) {
      const startUs = this.#now
      const outcome = this.#send('Get', this.#leaseUrl)
      yield* this.#until(outcome)
      const line = this.#printRequest('GET', this.#leaseUrl, startUs, outcome)
      if (outcome.ok) {
        yield random.uniform(100, 900)
        return
      }
      yield random.uniform(20, 300)
      const message = this.#print(words.ensureFailed(this.#settings.release, outcome.error, backOffUs))
      truth.failures.push({
        startUs,
        endUs: this.#now,
        cause: outcome.cause,
        lines: line === null ? [message] : [line, message],
      })
      yield backOffUs + random.uniform(100, 1500)
    }
  }

  *#postStatus(): Task {
    for (;;) {
      yield* this.#syncStatus()
      const jitter = this.#settings.release === '1.20' ? 0 : this.#around.random.uniform(0, 0.04)
      yield INTERVAL_US * (1 + jitter)
    }
  }

  *#syncStatus(): Task {
    const { release } = this.#settings
    for (let i = 0; i < TRIES; i++) {
      const error = yield* this.#tryStatus(i === 0)
      if (error === null) return
      this.#print(words.statusFailed(release, error))
      yield this.#around.random.uniform(30, 2000)
    }
    this.#print(words.statusExhausted(release))
  }

  *#tryStatus(fromCache: boolean): Generator<number, string | null, void> {
    const { truth, api, random } = this.#around
    const { release } = this.#settings
    const name = truth.name
    const getUrl = this.#url(`/api/v1/nodes/${name}`, fromCache ? 'resourceVersion=0&' : '')
    let startUs = this.#now
    const get = this.#send('Get', getUrl)
    yield* this.#until(get)
    const getLine = this.#printRequest('GET', getUrl, startUs, get)
    if (!get.ok) {
      truth.statusPosts.push({
        startUs,
        endUs: this.#now,
        ok: false,
        lines: getLine === null ? [] : [getLine],
      })
      return `error getting node "${name}": ${get.error}`
    }
    const ready = !this.#isRuntimeDown
    const stored = api.node(name).ready.status
    const changed = stored !== (ready ? 'True' : 'False')
    if (!changed && this.#now < this.#nextReportUs) return null
    yield random.uniform(300, 3000)
    const recordUs = this.#now
    const stampUs = this.#life.machine.stampOf(recordUs)
    const reason = 'container runtime is down'
    if (changed) this.#print(words.recordingEvent(release, name, ready ? 'NodeReady' : 'NodeNotReady'))
    if (changed && !ready) this.#print(words.becameNotReady(release, name, stampUs, reason))
    const url = this.#url(`/api/v1/nodes/${name}/status`)
    startUs = this.#now
    const patch = this.#send('Patch', url)
    yield* this.#until(patch)
    const line = this.#printRequest('PATCH', url, startUs, patch)
    truth.statusPosts.push({ startUs, endUs: this.#now, ok: patch.ok, lines: line === null ? [] : [line] })
    if (!patch.ok) return `failed to patch status "{\\"status\\":{}}" for node "${name}": ${patch.error}`
    api.postStatus(name, { startUs: recordUs, atUs: this.#now, stampUs }, ready, reason)
    this.#nextReportUs = this.#now + 300 * SECOND * (release === '1.36' ? random.uniform(0.5, 1.5) : 1)
    return null
  }

  /** Requests about other things: lists and watches. */
  *#watch(): Task {
    for (;;) {
      const url = `https://${this.#host}/api/v1/services?resourceVersion=189`
      const startUs = this.#now
      const outcome = this.#send('Get', url)
      yield* this.#until(outcome)
      this.#printRequest('GET', url, startUs, outcome)
      yield this.#around.random.uniform(5, 25) * SECOND
    }
  }

  /** Lines about other things. */
  *#chat(): Task {
    for (;;) {
      this.#print(words.noise(this.#settings.release, this.#settings.verbosity))
      yield this.#around.random.uniform(0.2, 1.8) * this.#settings.noiseUs
    }
  }

  *#complain(): Task {
    let backOffUs = 100_000
    for (;;) {
      if (this.#isRuntimeDown)
        this.#print(words.skippingSync(this.#settings.release, 'container runtime is down'))
      backOffUs = this.#isRuntimeDown ? Math.min(backOffUs * 2, 5 * SECOND) : 100_000
      yield Math.max(backOffUs, this.#isRuntimeDown ? 0 : 500_000)
    }
  }

  /** The runtime has to be away for 30 s before the kubelet calls it down. */
  get #isRuntimeDown(): boolean {
    return this.#around.faults.some(
      (f) =>
        f.kind === 'runtime-down' &&
        this.#concerns(f) &&
        this.#now >= f.fromUs + 30 * SECOND &&
        this.#now < f.toUs + SECOND,
    )
  }

  #concerns(fault: Fault): boolean {
    return fault.nodes.includes(this.#around.truth.name)
  }

  #send(verb: string, url: string): Outcome {
    return this.#around.network.send(this.#around.truth.name, this.#connection, this.#now, verb, url)
  }

  *#until(outcome: Outcome): Task {
    yield outcome.endUs - this.#now
  }

  #printRequest(
    verb: string,
    url: string,
    startUs: number,
    outcome: Outcome,
  ): ReturnType<Log['print']> | null {
    if (this.#settings.verbosity < 6) return null
    const ms = Math.floor((this.#now - startUs) / 1000)
    const status = outcome.ok ? '200 OK' : outcome.status
    return this.#print(words.request(this.#settings.release, { verb, url, status, ms }))
  }

  #print(message: Parameters<Log['print']>[2]): ReturnType<Log['print']> {
    return this.#around.log.print(this.#now, this.#life.pid, message)
  }

  get #now(): number {
    return this.#around.scheduler.nowUs
  }

  get #host(): string {
    return `${this.#around.network.settings.apiHost}:6443`
  }

  get #leaseUrl(): string {
    return this.#url(
      `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${this.#around.truth.name}`,
    )
  }

  #url(path: string, query = ''): string {
    return `https://${this.#host}${path}?${query}timeout=10s`
  }
}

/**
 * The node lifecycle controller after upstream (pkg/controller/nodelifecycle): monitorNodeHealth, tryUpdateNodeHealth,
 * processTaintBaseEviction, handleDisruption, the NoExecute taint pass and the taint eviction controller.
 */
import type { Random } from '../random.ts'
import type { ApiServer, StoredNode } from './api-server.ts'
import { controllerWords as words } from './controller-words.ts'
import type { Line, Log } from './log.ts'
import type { Condition, Message, Release } from './message.ts'
import type { Life, Scheduler, Task } from './scheduler.ts'
import type { ClusterTruth, NodeTruth } from './truth.ts'

const SECOND = 1_000_000
const PASS_US = 5 * SECOND
const TYPES = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const
const EVICTIONS_PER_SECOND = 0.1

export interface ControllerSettings {
  readonly release: Release
  readonly verbosity: number
  readonly graceUs: number
}

export interface Pod {
  readonly name: string
  readonly node: string
  readonly tolerationUs: number
}

/** What the controller remembers of a node. */
interface Health {
  probeUs: number
  heartbeatUs: number
  /** renewTime of the lease it compares with; null after a change of the Ready condition. */
  leaseUs: number | null
}

export interface ControllerSurroundings {
  readonly scheduler: Scheduler
  readonly api: ApiServer
  readonly random: Random
  readonly truth: ClusterTruth
  readonly pods: readonly Pod[]
  readonly log: Log
}

/** One process that leads. */
export class Controller {
  readonly #around: ControllerSurroundings
  readonly #settings: ControllerSettings
  readonly #life: Life
  readonly #health = new Map<string, Health>()
  /** Nodes in the queue for a NoExecute taint, and those that were in it. */
  readonly #queue: string[] = []
  readonly #queued = new Set<string>()
  readonly #taintSeen = new Map<string, number>()
  #zoneState: 'Initial' | 'Normal' | 'PartialDisruption' | 'FullDisruption' = 'Initial'
  #rate = EVICTIONS_PER_SECOND
  #nextTokenUs = 0
  #spreadUs = 0

  constructor(around: ControllerSurroundings, settings: ControllerSettings, life: Life) {
    this.#around = around
    this.#settings = settings
    this.#life = life
  }

  /** Leads from `atUs` on. A warm one has led for long and knows every node. */
  lead(atUs: number, warm: boolean): void {
    const { scheduler, random, api, truth } = this.#around
    if (warm) {
      this.#zoneState = 'Normal'
      for (const node of api.nodes.values())
        this.#health.set(node.name, {
          probeUs: atUs,
          heartbeatUs: node.ready.heartbeatUs,
          leaseUs: node.renewTimeUs,
        })
    }
    truth.leaderships.push({ log: this.#around.log, fromUs: atUs, toUs: this.#life.endUs })
    scheduler.spawn(this.#monitor(), this.#life, atUs + (warm ? random.uniform(0, PASS_US) : 1000))
    scheduler.spawn(this.#taint(), this.#life, atUs + random.uniform(0, 100_000))
    scheduler.spawn(this.#evict(), this.#life, atUs + random.uniform(0, 100_000))
  }

  *#monitor(): Task {
    for (;;) {
      this.#spreadUs = 0
      this.#pass()
      yield PASS_US + this.#spreadUs + this.#around.random.uniform(200, 1500)
    }
  }

  #pass(): void {
    const { api } = this.#around
    const nodes = [...api.nodes.values()]
    for (const node of nodes)
      if (!this.#health.has(node.name) && !this.#isKnown(node.name)) {
        this.#print(1, words.observedNode(this.#settings.release, node.name))
        this.#print(2, words.registeredNode(this.#settings.release, node.name))
      }
    const ready = new Map<string, boolean>()
    for (const node of nodes) {
      const observed = node.ready.status
      this.#update(node)
      const current = node.ready.status
      this.#processTaint(node, this.#settings.release === '1.36' ? current : observed)
      if (current !== 'True' && observed === 'True') {
        this.#print(2, words.notReady(this.#settings.release, node.name))
        this.#print(2, words.podsNotReady(this.#settings.release, node.name))
      }
      ready.set(node.name, current === 'True')
    }
    this.#handleDisruption([...ready.values()])
  }

  #isKnown(name: string): boolean {
    return this.#health.has(name)
  }

  /** tryUpdateNodeHealth. */
  #update(node: StoredNode): void {
    const { api } = this.#around
    const nowUs = this.#now
    const saved = this.#health.get(node.name)
    const savedLeaseUs = saved?.leaseUs ?? null
    let health = saved
    if (health === undefined) {
      this.#print(0, words.missingTimestamp(this.#settings.release, node.name))
      health = { probeUs: nowUs, heartbeatUs: node.ready.heartbeatUs, leaseUs: null }
    } else if (Math.floor(health.heartbeatUs / SECOND) !== Math.floor(node.ready.heartbeatUs / SECOND)) {
      health = { probeUs: nowUs, heartbeatUs: node.ready.heartbeatUs, leaseUs: null }
    }
    if (node.renewTimeUs !== null && (savedLeaseUs === null || savedLeaseUs < node.renewTimeUs)) {
      health.leaseUs = node.renewTimeUs
      health.probeUs = nowUs
    }
    this.#health.set(node.name, health)
    if (nowUs <= health.probeUs + this.#settings.graceUs) return
    const lines: Line[] = []
    for (const type of TYPES) {
      const ageUs = this.#now - health.probeUs
      const line = this.#print(
        2,
        words.stale(this.#settings.release, node.name, ageUs, conditionOf(type, node.ready)),
      )
      if (line !== null) lines.push(line)
    }
    this.#nodeTruth(node.name).staleLooks.push({ atUs: nowUs, probeUs: health.probeUs, lines })
    if (node.ready.status === 'Unknown') return
    this.#spreadUs += this.#around.random.uniform(1000, 8000)
    api.markUnknown(node.name, this.#now, this.#life.machine.stampOf(this.#now))
    health.leaseUs = node.renewTimeUs
  }

  #processTaint(node: StoredNode, status: Condition['status']): void {
    const { release } = this.#settings
    if (status === 'True') {
      if (this.#unqueue(node)) this.#print(2, words.healthyAgain(release, node.name))
      return
    }
    const own = status === 'Unknown' ? 'unreachable' : 'not-ready'
    if (node.taint !== null && node.taint !== own) {
      node.taint = own
      return
    }
    if (node.taint === null) {
      this.#queued.delete(node.name)
      const waiting = this.#queue.indexOf(node.name)
      if (waiting >= 0) this.#queue.splice(waiting, 1)
    }
    if (this.#queued.has(node.name)) return
    this.#queued.add(node.name)
    if (node.taint === null) this.#queue.push(node.name)
    const line = this.#print(
      2,
      words.queued(release, node.name, status, this.#life.machine.stampOf(this.#now)),
    )
    this.#nodeTruth(node.name).queued.push({ atUs: this.#now, line })
  }

  /** markNodeAsReachable: taints off, out of the queue. Returns whether it was in the queue. */
  #unqueue(node: StoredNode): boolean {
    node.taint = null
    this.#taintSeen.delete(node.name)
    const waiting = this.#queue.indexOf(node.name)
    if (waiting >= 0) this.#queue.splice(waiting, 1)
    return this.#queued.delete(node.name)
  }

  #handleDisruption(ready: readonly boolean[]): void {
    const { release } = this.#settings
    const down = ready.filter((isReady) => !isReady).length
    const state =
      down === ready.length && down > 0
        ? 'FullDisruption'
        : down > 2 && down / ready.length >= 0.55
          ? 'PartialDisruption'
          : 'Normal'
    const was = this.#zoneState
    if (state === 'FullDisruption' && was === 'FullDisruption') return
    if (state === 'FullDisruption') {
      this.#print(0, words.disruption(release, true))
      for (const node of this.#around.api.nodes.values()) this.#unqueue(node)
      this.#rate = 0
      this.#zoneState = state
      return
    }
    if (was === 'FullDisruption') {
      this.#print(0, words.disruption(release, false))
      for (const health of this.#health.values()) health.probeUs = this.#now
    } else if (was !== state) this.#print(0, words.zoneState(release, state))
    this.#rate = state === 'Normal' ? EVICTIONS_PER_SECOND : 0
    this.#zoneState = state
  }

  /** doNoExecuteTaintingPass, every 100 ms. */
  *#taint(): Task {
    const { api } = this.#around
    for (;;) {
      if (this.#queue.length > 0 && this.#rate > 0 && this.#now >= this.#nextTokenUs) {
        const node = api.node(this.#queue.shift() as string)
        this.#nextTokenUs = this.#now + SECOND / this.#rate
        node.taint = node.ready.status === 'False' ? 'not-ready' : 'unreachable'
        node.taintedAtUs = this.#now
      }
      yield 100_000
    }
  }

  /** The taint eviction controller: deletes a pod when its toleration has run out. */
  *#evict(): Task {
    const { api, pods } = this.#around
    const deleted = new Set<string>()
    for (;;) {
      for (const node of api.nodes.values()) {
        if (node.taint === null) this.#taintSeen.delete(node.name)
        else if (!this.#taintSeen.has(node.name)) this.#taintSeen.set(node.name, this.#now)
      }
      for (const pod of pods) {
        const seenUs = this.#taintSeen.get(pod.node)
        if (seenUs === undefined || deleted.has(pod.name) || this.#now < seenUs + pod.tolerationUs) continue
        deleted.add(pod.name)
        const line = this.#print(0, words.deletingPod(this.#settings.release, pod.name)) as Line
        this.#nodeTruth(pod.node).evictions.push({ atUs: this.#now, pod: pod.name, line })
      }
      yield 20_000
    }
  }

  /** Each line of a pass a little later than the one before. */
  #print(verbosity: number, message: Message): Line | null {
    if (verbosity > this.#settings.verbosity) return null
    this.#spreadUs += Math.round(this.#around.random.uniform(8, 180))
    return this.#around.log.print(this.#now, this.#life.pid, message)
  }

  #nodeTruth(name: string): NodeTruth {
    const node = this.#around.truth.nodes.find((n) => n.name === name)
    if (node === undefined) throw new Error(`no node ${name}`)
    return node
  }

  get #now(): number {
    return this.#around.scheduler.nowUs + Math.round(this.#spreadUs)
  }
}

function conditionOf(type: string, ready: Condition): Condition {
  if (type === 'Ready') return ready
  const named = {
    MemoryPressure: ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    DiskPressure: ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    PIDPressure: ['KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  }[type] as [string, string]
  if (ready.status === 'Unknown') return { ...ready, type }
  return { ...ready, type, status: 'False', reason: named[0], message: named[1] }
}

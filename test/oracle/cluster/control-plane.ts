/** The replicas of the controller manager: who leads when, and what the others print. */
import { Controller, type ControllerSettings, type ControllerSurroundings } from './controller.ts'
import { controllerWords as words } from './controller-words.ts'
import type { Log } from './log.ts'
import type { Life, Task } from './scheduler.ts'
import type { Fault } from './truth.ts'

const SECOND = 1_000_000
const LOCK_US = 15 * SECOND

export interface Replica {
  readonly log: Log
  readonly printsStart: boolean
}

/**
 * Plans the lives of the replicas: the first leads, a `controller-killed` fault ends its process, and an API server
 * that refuses everybody makes the leader give up its lock and exit.
 */
export function startControlPlane(
  around: Omit<ControllerSurroundings, 'log'>,
  settings: ControllerSettings,
  replicas: readonly Replica[],
  faults: readonly Fault[],
  endUs: number,
): void {
  const { scheduler, random, truth } = around
  const nodeCount = truth.nodes.length
  const ends = faults
    .filter(
      (f) =>
        f.kind === 'controller-killed' ||
        ((f.kind === 'refused' || f.kind === 'unavailable') && f.nodes.length === nodeCount),
    )
    .sort((a, b) => a.fromUs - b.fromUs)
  let pid = 1099
  let leader = 0
  // A log that shows its process start is one of a controller that does not know the nodes yet.
  let warm = replicas[0]?.printsStart !== true
  let fromUs = truth.startUs + (warm ? 0 : Math.round(random.uniform(0.3, 12) * SECOND))
  const lives = replicas.map((replica) => aLife(replica, pid++, truth.startUs))
  const standBys = replicas.slice(1)
  for (const replica of standBys) printStart(replica, lives[replicas.indexOf(replica)] as Life, true)
  for (let i = 0; i <= ends.length; i++) {
    const fault = ends[i]
    const replica = replicas[leader] as Replica
    const life = lives[leader] as Life
    const controller = new Controller({ ...around, log: replica.log }, settings, life)
    if (i === 0 && replica.printsStart) printStart(replica, life, false)
    const dies = fault === undefined ? Number.POSITIVE_INFINITY : deathOf(fault)
    life.endUs = dies
    scheduler.spawn(chat(replica.log, life), life, fromUs + random.uniform(0, 60) * SECOND)
    controller.lead(fromUs, warm)
    if (fault === undefined) break
    const refuses = fault.kind !== 'controller-killed'
    const lockFreeUs = refuses
      ? Math.max(fault.toUs + random.uniform(0.5, 12) * SECOND, dies + LOCK_US)
      : dies + LOCK_US
    const acquiredUs = Math.round(lockFreeUs + random.uniform(0.2, 11) * SECOND)
    if (acquiredUs >= endUs) {
      if (refuses) printLoss(replica, life, fault)
      break
    }
    if (refuses) printLoss(replica, life, fault)
    leader = (leader + 1) % replicas.length
    const next = replicas[leader] as Replica
    if ((lives[leader] as Life).endUs !== Number.POSITIVE_INFINITY) {
      const startUs = Math.round(
        refuses ? acquiredUs - random.uniform(0.3, 10) * SECOND : dies + random.uniform(1, 12) * SECOND,
      )
      lives[leader] = aLife(next, pid++, Math.min(startUs, acquiredUs - 100_000))
      scheduler.spawn(
        printStartTask(next, lives[leader] as Life),
        lives[leader] as Life,
        (lives[leader] as Life).startUs,
      )
    }
    const nextLife = lives[leader] as Life
    scheduler.spawn(printAcquired(next, nextLife), nextLife, acquiredUs)
    warm = false
    fromUs = Math.round(acquiredUs + random.uniform(0.3, 12) * SECOND)
  }

  function deathOf(fault: Fault): number {
    return fault.kind === 'controller-killed'
      ? fault.fromUs
      : Math.round(fault.fromUs + random.uniform(10, 14) * SECOND)
  }

  function aLife(replica: Replica, ownPid: number, startUs: number): Life {
    return { machine: replica.log.machine, pid: ownPid, startUs, endUs: Number.POSITIVE_INFINITY }
  }

  function printStart(replica: Replica, life: Life, standby: boolean): void {
    scheduler.spawn(startTask(replica, life, standby), life, truth.startUs)
  }

  function* startTask(replica: Replica, life: Life, standby: boolean): Task {
    yield* printFlags(replica, life)
    replica.log.print(scheduler.nowUs, life.pid, words.attemptingLock(settings.release))
    if (standby) return
    yield 20_000
    replica.log.print(scheduler.nowUs, life.pid, words.acquiredLock(settings.release))
  }

  function* printStartTask(replica: Replica, life: Life): Task {
    yield* printFlags(replica, life)
    replica.log.print(scheduler.nowUs, life.pid, words.attemptingLock(settings.release))
  }

  function* printFlags(replica: Replica, life: Life): Task {
    if (replica.printsStart) {
      if (settings.verbosity >= 1) {
        const print = (name: string, value: string): void =>
          void replica.log.print(scheduler.nowUs, life.pid, words.flag(name, value))
        print('node-monitor-grace-period', `${settings.graceUs / SECOND}s`)
        print('node-monitor-period', '5s')
        print('v', String(settings.verbosity))
      }
      replica.log.print(scheduler.nowUs, life.pid, words.starting(settings.release))
    }
    yield 5000
  }

  function* printAcquired(replica: Replica, life: Life): Task {
    replica.log.print(scheduler.nowUs, life.pid, words.acquiredLock(settings.release))
    yield 1
  }

  function printLoss(replica: Replica, life: Life, fault: Fault): void {
    scheduler.spawn(lossTask(replica, life), life, Math.max(fault.fromUs + SECOND / 2, truth.startUs))
  }

  function* lossTask(replica: Replica, life: Life): Task {
    const error = `Get "https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": dial tcp 172.18.0.2:6443: connect: connection refused`
    while (scheduler.nowUs + 2 * SECOND < life.endUs - 10_000) {
      replica.log.print(scheduler.nowUs, life.pid, words.lockError(settings.release, error))
      yield 2 * SECOND
    }
    yield Math.max(0, life.endUs - 5000 - scheduler.nowUs)
    replica.log.print(scheduler.nowUs, life.pid, words.lostLock(settings.release))
    yield 200
    replica.log.print(scheduler.nowUs, life.pid, words.leaderElectionLost(settings.release))
  }

  function* chat(log: Log, life: Life): Task {
    for (;;) {
      if (settings.verbosity >= 2) log.print(scheduler.nowUs, life.pid, words.noise())
      yield random.uniform(20, 140) * SECOND
    }
  }
}

/** Short forms of what the analysis works on. Times are seconds after `START_US`; what is left out is unknown. */
import type { Attempt } from '../../src/analysis/node/attempts.ts'
import type { NotReadyPeriod } from '../../src/analysis/node/not-ready/not-ready-period.ts'
import type { Renewals } from '../../src/analysis/node/renewals/renewal.ts'
import { listRenewals } from '../../src/analysis/node/renewals/renewals.ts'
import type { Silence } from '../../src/analysis/node/silences/silences.ts'
import type { Boundary, Facts, Observation, ObservationKind } from '../../src/model/index.ts'
import type { ProcessReading } from '../../src/store/reading.ts'
import { SECOND_US } from '../../src/time/instant.ts'

export const NODE = 'worker'
export const START_US: number = Date.UTC(2026, 10, 22, 10) * 1000

export const us = (seconds: number): number => START_US + Math.round(seconds * SECOND_US)

/** An exact boundary on the node's clock. */
export function boundary(seconds: number, more: Partial<Boundary> = {}): Boundary {
  return {
    atUs: us(seconds),
    earliestUs: us(seconds),
    latestUs: us(seconds),
    exact: true,
    clock: NODE,
    from: 'lease.renewed',
    source: 'kubelet.log',
    line: 1,
    ...more,
  }
}

/** A boundary that the controller manager stamped. */
export function controllerBoundary(seconds: number, more: Partial<Boundary> = {}): Boundary {
  return boundary(seconds, { clock: 'control-plane', from: 'node.stale', source: 'kcm.log', ...more })
}

export function period(
  startSeconds: number,
  endSeconds: number,
  more: Partial<NotReadyPeriod> = {},
): NotReadyPeriod {
  return {
    startUs: us(startSeconds),
    endUs: us(endSeconds),
    status: 'Unknown',
    lastSeen: controllerBoundary(startSeconds),
    measuredFromReset: false,
    markedNotReady: null,
    isMarkedByKubelet: false,
    complaints: [],
    taintQueued: null,
    readyAgain: controllerBoundary(endSeconds),
    seenAgain: null,
    lastStaleUs: null,
    notBeforeUs: null,
    wasUnknown: false,
    stale: true,
    heartbeatAhead: null,
    ...more,
  }
}

export function silence(fromSeconds: number, toSeconds: number, more: Partial<Silence> = {}): Silence {
  return {
    lastRenewal: boundary(fromSeconds),
    firstRenewalAfter: boundary(toSeconds),
    attempts: [],
    open: false,
    ...more,
  }
}

export function attempt(seconds: number, more: Partial<Attempt> = {}): Attempt {
  return {
    witness: { kind: 'lease.update-failed', source: 'kubelet.log', line: 1, clock: NODE },
    atUs: us(seconds),
    startUs: us(seconds - 10),
    earliestStartUs: us(seconds - 10),
    latestStartUs: us(seconds - 10),
    timeoutUs: 10 * SECOND_US,
    pid: 1,
    cause: null,
    alsoCauses: [],
    error: null,
    declaredIntervalSeconds: null,
    ...more,
  }
}

/** Renewals that took 5 ms each. */
export function renewals(seconds: readonly number[]): Renewals {
  return listRenewals(
    seconds.map((s, i) => ({
      atUs: us(s),
      startUs: us(s) - 5_000,
      latencyMs: 4,
      verb: 'PUT',
      statusCode: 200,
      witness: { kind: 'lease.renewed', source: 'kubelet.log', line: i + 1, clock: NODE },
    })),
  )
}

/** An observation of the controller manager about the node. */
export function observation<K extends ObservationKind>(
  kind: K,
  seconds: number,
  facts: Facts[K],
  more: Partial<Observation> = {},
): Observation<K> {
  return {
    kind,
    timeUs: us(seconds),
    resolutionUs: 1,
    node: NODE,
    clock: 'control-plane',
    component: 'kube-controller-manager',
    source: 'kcm.log',
    line: 1,
    pid: 1,
    host: null,
    ...facts,
    ...more,
  } as unknown as Observation<K>
}

/** A process of the controller manager that prints lifecycle lines. */
export function controllerProcess(
  firstSeconds: number,
  lastSeconds: number,
  more: Partial<ProcessReading> = {},
): ProcessReading {
  return {
    source: 'kcm.log',
    host: null,
    pid: 1,
    component: 'kube-controller-manager',
    node: null,
    name: null,
    failedLists: null,
    lostWatches: [],
    runsKubelet: false,
    firstUs: us(firstSeconds),
    lastUs: us(lastSeconds),
    isFixed: false,
    previousUs: null,
    firstLine: 1,
    lastLine: 2,
    lastError: null,
    clockJumps: [],
    pauses: [],
    printsRequests: false,
    requestTimes: null,
    printsLifecycle: true,
    flags: new Map(),
    kubernetesVersion: null,
    observations: [],
    requests: new Map(),
    stale: new Map(),
    ...more,
  }
}

/** A line of the controller about a node that it sees no more, with the condition before the mark. */
export function staleLine(
  seconds: number,
  lastSeenSeconds: number,
  { status = 'True', ...more }: Partial<Observation> & { readonly status?: 'True' | 'Unknown' } = {},
): Observation<'node.stale'> {
  const condition = {
    type: 'Ready',
    status,
    reason: null,
    message: null,
    lastHeartbeatTime: null,
    lastTransitionTime: null,
  }
  const facts = { conditionType: 'Ready', durationSeconds: seconds - lastSeenSeconds, condition }
  return observation('node.stale', seconds, facts, more)
}

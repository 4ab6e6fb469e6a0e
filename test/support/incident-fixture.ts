/** Incidents made by hand: a closed outage, an open one with nulls everywhere, one of the cluster. */
import { NO_BOUNDARIES } from '../../src/analysis/evidence/boundary.ts'
import type {
  Boundary,
  Incident,
  IntervalBounds,
  Intervals,
  ObservationKind,
  Spread,
} from '../../src/model/index.ts'
import { HOSTILE, us } from './fixture-values.ts'

export { NO_BOUNDARIES }

const NO_INTERVALS = {
  silenceSeconds: null,
  toFirstFailureSeconds: null,
  failingSeconds: null,
  detectionSeconds: null,
  graceSeconds: null,
  notReadySeconds: null,
  recoverySeconds: null,
  toEvictionSeconds: null,
} satisfies Intervals & IntervalBounds

const NO_SPREAD: Spread = { count: 0, min: null, p50: null, max: null }

export const BARE: Incident = {
  id: '__proto__@1',
  node: '__proto__',
  kind: 'lease-outage',
  startUs: us('10:50:00'),
  endUs: null,
  open: true,
  endedBy: null,
  boundaries: NO_BOUNDARIES,
  intervals: NO_INTERVALS,
  intervalBounds: NO_INTERVALS,
  crossClock: [],
  evidence: [],
  faultWindow: null,
  cause: { category: 'unknown', where: 'unknown', confidence: 'low', error: null, alsoCauses: [] },
  retries: {
    tries: 0,
    failures: 0,
    declaredIntervalsSeconds: NO_SPREAD,
    observedIntervalsSeconds: NO_SPREAD,
  },
  missedRenewals: null,
  claims: [],
  expected: { markedNotReady: null, firstEviction: null, reason: null },
  deviation: { markedNotReady: null, reason: null },
  evictions: [],
  verdict: '',
}

const exact = (time: string, from: ObservationKind, line: number): Boundary => {
  const atUs = us(time)
  return {
    atUs,
    earliestUs: atUs,
    latestUs: atUs,
    exact: true,
    clock: 'demo-worker',
    from,
    source: 'kubelet.log',
    line,
  }
}

const controller = (time: string, from: ObservationKind, line: number): Boundary => ({
  ...exact(time, from, line),
  clock: 'control-plane',
  source: 'kcm.log',
})

export const CLOSED: Incident = {
  ...BARE,
  id: 'demo-worker@2026-11-22T10:44:46.909546Z',
  node: 'demo-worker',
  startUs: us('10:44:46.909546'),
  endUs: us('10:46:04.009546'),
  open: false,
  boundaries: {
    ...NO_BOUNDARIES,
    lastRenewal: { ...exact('10:44:46.909546', 'lease.renewed', 10380), earliestUs: us('10:44:46.900546') },
    firstFailure: exact('10:44:56.909546', 'lease.ensure-failed', 10385),
    lastFailure: exact('10:45:57.000001', 'lease.ensure-failed', 10399),
    firstRenewalAfter: exact('10:46:04.009546', 'lease.renewed', 10400),
    controllerLastSeen: {
      ...controller('10:44:44.5', 'node.stale', 70),
      earliestUs: us('10:44:42'),
      latestUs: us('10:44:47'),
      exact: false,
    },
    markedNotReady: controller('10:45:31.25', 'node.not-ready', 77),
    readyAgain: {
      ...controller('10:46:06.5', 'node.healthy-again', 99),
      earliestUs: null,
      latestUs: us('10:46:09'),
      exact: false,
    },
  },
  intervals: { ...NO_INTERVALS, silenceSeconds: 77.1, detectionSeconds: 44.340454, recoverySeconds: -1.25 },
  intervalBounds: {
    ...NO_INTERVALS,
    silenceSeconds: [77.1, 77.1],
    detectionSeconds: [44.3, null],
    recoverySeconds: [-5, -1],
  },
  crossClock: ['detectionSeconds', 'recoverySeconds'],
  evidence: [
    { boundary: 'lastRenewal', source: 'kubelet.log', line: 10380 },
    { boundary: 'markedNotReady', source: 'kcm.log', line: 77 },
  ],
  faultWindow: { earliestUs: us('10:44:47'), latestUs: us('10:44:56.8') },
  cause: {
    category: 'network-unreachable',
    where: 'node-network',
    confidence: 'high',
    error: HOSTILE,
    alsoCauses: [{ cause: 'timeout', firstAtUs: us('10:45:06') }],
  },
  retries: {
    tries: 9,
    failures: 8,
    declaredIntervalsSeconds: { count: 8, min: 7, p50: 7, max: 7 },
    observedIntervalsSeconds: { count: 8, min: 7.0000000001, p50: 7.5, max: 10 },
  },
  missedRenewals: 6,
  expected: {
    markedNotReady: { earliestUs: us('10:45:24'), latestUs: us('10:45:34') },
    firstEviction: { earliestUs: us('10:50:24'), latestUs: null },
    reason: null,
  },
  deviation: { markedNotReady: 'in-time', reason: null },
  evictions: [
    { pod: 'default/web-0', atUs: us('10:50:31'), source: 'kcm.log', line: 120, tiedBy: 'object' },
    { pod: '@evil', atUs: null, source: 'kcm.log', line: 121, tiedBy: null },
  ],
  verdict: 'demo-worker stopped renewing its lease for 77.1 s: its network was unreachable.',
}

export const CLUSTER: Incident = {
  ...BARE,
  id: 'cluster@2026-11-22T10:44:46.909546Z',
  node: null,
  kind: 'cluster-outage',
  startUs: us('10:44:46.909546'),
  members: [CLOSED.id, BARE.id],
  nodes: ['demo-worker', '__proto__'],
  first: 'demo-worker',
  affected: 2,
  seen: 3,
  verdict: 'Two of three nodes stopped renewing at once.',
}

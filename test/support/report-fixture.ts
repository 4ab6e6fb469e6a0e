/** A report made by hand: a closed outage, an open one with nulls everywhere, one of the cluster, hostile texts. */

import type {
  Boundaries,
  Boundary,
  ExportOptions,
  Incident,
  IntervalBounds,
  Intervals,
  Observation,
  ObservationKind,
  Provenance,
  Report,
  Spread,
} from '../../src/model/index.ts'
import { parseInstant } from '../../src/time/instant.ts'

export const us = (text: string): number => parseInstant(`2026-11-22T${text}Z`) as number

/** What a log may hold to fool a terminal, a spreadsheet or a JSON reader. */
export const HOSTILE =
  '=cmd|\' /C calc\'!A0 "q",\u001b[2J\u009b31m\u202egnp\u2028x\r\nforged: line\u0000\ud800'

export const PLAIN: ExportOptions = { timeZone: 'UTC', color: false, width: 80 }

export async function written(pieces: Iterable<string> | AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

export const NO_BOUNDARIES: Boundaries = {
  lastRenewal: null,
  firstFailure: null,
  lastFailure: null,
  firstRenewalAfter: null,
  controllerLastSeen: null,
  markedNotReady: null,
  taintQueued: null,
  firstEviction: null,
  readyAgain: null,
}

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
  expected: { markedNotReady: null, firstEviction: null },
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

const CLOSED: Incident = {
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
  },
  deviation: { markedNotReady: 'in-time', reason: null },
  evictions: [
    { pod: 'default/web-0', atUs: us('10:50:31'), source: 'kcm.log', line: 120, tiedBy: 'object' },
    { pod: '@evil', atUs: null, source: 'kcm.log', line: 121, tiedBy: null },
  ],
  verdict: 'demo-worker stopped renewing its lease for 77.1 s: its network was unreachable.',
}

const CLUSTER: Incident = {
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

const AT: Provenance = {
  timeUs: us('10:44:56.909546'),
  resolutionUs: 1,
  node: 'demo-worker',
  clock: 'demo-worker',
  component: 'kubelet',
  source: 'kubelet.log',
  line: 10385,
  pid: 228,
  host: 'demo-worker',
}

export const OBSERVATIONS: readonly Observation[] = [
  {
    ...AT,
    kind: 'lease.ensure-failed',
    error: HOSTILE,
    cause: 'network-unreachable',
    alsoCauses: ['dns', 'timeout'],
    causeDetail: null,
    retryIntervalSeconds: 7,
  },
  { ...AT, kind: 'lease.renewed', verb: 'PUT', statusCode: 200, latencyMs: 6 },
  {
    ...AT,
    kind: 'lease.renewed',
    verb: 'PUT',
    statusCode: 200,
    latencyMs: null,
    receivedUs: us('10:44:56.9'),
  },
  { ...AT, kind: 'lease.request-failed', verb: 'GET', statusCode: null, latencyMs: null },
  {
    ...AT,
    kind: 'lease.seen',
    renewTimeUs: us('10:44:46.9'),
    managedTimeUs: null,
    holderIdentity: 'demo-worker',
    leaseDurationSeconds: 40,
  },
  {
    ...AT,
    kind: 'node.stale',
    conditionType: 'Ready',
    durationSeconds: 40.009546,
    condition: {
      type: 'Ready',
      status: 'True',
      reason: 'KubeletReady',
      message: '-1+1',
      lastHeartbeatTime: '2026-11-22T10:40:00.000000Z',
      lastTransitionTime: null,
    },
  },
  { ...AT, kind: 'node.stale', conditionType: null, durationSeconds: 40, condition: null },
  {
    ...AT,
    kind: 'node.seen',
    timeUs: null,
    node: null,
    clock: null,
    conditions: [],
    taints: [
      { key: 'a', effect: 'NoSchedule', timeAdded: null },
      { key: 'b', effect: 'NoExecute', timeAdded: '2026-11-22T10:45:31.000000Z' },
    ],
  },
  { ...AT, kind: 'kubelet.started' },
]

const EMPTY = { count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null }

export const REPORT: Report = {
  schemaVersion: 1,
  leasegap: '0.1.0',
  window: { startUs: us('10:31:02'), endUs: us('11:02:47') },
  assumptions: [{ name: 'graceSeconds', value: 40, of: null, because: 'the default of 1.27' }],
  sources: [
    {
      name: 'kubelet.log',
      envelopes: ['journald-short', 'klog-text'],
      components: ['kubelet'],
      nodes: ['demo-worker'],
      clocks: ['demo-worker'],
      kubernetesVersion: { min: '1.27', max: '1.36' },
      verbosity: 6,
      bytes: 1_234_567,
      lines: 12_345,
      records: 1300,
      observations: 1204,
      firstAtUs: us('10:31:02'),
      lastAtUs: us('11:02:47'),
      coverage: [{ startUs: us('10:31:02'), endUs: us('11:02:47') }],
      problems: 2,
    },
    {
      name: `logs/${HOSTILE}/${'very-long-directory-name/'.repeat(5)}kcm.log`,
      envelopes: [],
      components: [],
      nodes: [],
      clocks: [],
      kubernetesVersion: null,
      verbosity: null,
      bytes: 0,
      lines: 0,
      records: 0,
      observations: 0,
      firstAtUs: null,
      lastAtUs: null,
      coverage: [],
      problems: 0,
    },
  ],
  nodes: [
    {
      node: 'demo-worker',
      clock: 'demo-worker',
      heartbeat: {
        renewals: 180,
        failures: 8,
        firstAtUs: us('10:31:02'),
        lastAtUs: us('11:02:47'),
        intervalSeconds: { count: 179, min: 10, mean: 10.2, p50: 10.1, p95: 10.3, p99: 10.4, max: 10.4 },
        latencyMs: { count: 180, min: 2, mean: 5, p50: 3, p95: 9, p99: 90, max: 210 },
      },
      incidents: [CLOSED.id],
      state: 'renewing',
      clockOffset: { offsetSeconds: -0.25, earliestSeconds: -0.5, latestSeconds: null, pairs: 12 },
      availability: {
        share: 0.95948501,
        coveredSeconds: 1905,
        outages: 2,
        outageSeconds: 77.18,
        longestSeconds: 77.1,
        meanBetweenSeconds: 600,
        flapping: false,
      },
    },
    {
      node: '__proto__',
      clock: 'control-plane',
      heartbeat: {
        renewals: 0,
        failures: 0,
        firstAtUs: null,
        lastAtUs: null,
        intervalSeconds: EMPTY,
        latencyMs: EMPTY,
      },
      incidents: [],
      state: 'unknown',
      clockOffset: null,
      availability: {
        share: null,
        coveredSeconds: null,
        outages: 1,
        outageSeconds: null,
        longestSeconds: null,
        meanBetweenSeconds: null,
        flapping: false,
      },
    },
  ],
  incidents: [CLOSED, BARE, CLUSTER],
  causes: [
    { category: 'network-unreachable', outages: 1, totalSeconds: 77.1 },
    { category: 'unknown', outages: 1, totalSeconds: null },
  ],
  timeline: OBSERVATIONS.map((observation, i) => ({ observation, omitted: i === 0 ? 17 : 0 })),
  unassignedEvictions: [{ pod: 'web-1', atUs: null, source: 'kcm.log', line: 130, tiedBy: null }],
  warnings: [
    {
      code: 'slow-renewals',
      node: 'demo-worker',
      fromUs: us('10:40:00'),
      toUs: null,
      value: 9.2,
      limit: 10,
    },
  ],
  problems: [
    { code: 'broken-record', source: HOSTILE, line: 17, offset: 900, count: 3, excerpt: HOSTILE },
    { code: 'unreadable', source: 'x.log', line: null, offset: null, count: 1, excerpt: 'no such file' },
  ],
  *heartbeats() {
    const row = { node: 'demo-worker', clock: 'demo-worker', source: 'kubelet.log' }
    yield {
      ...row,
      atUs: us('10:31:02'),
      startedAtUs: null,
      latencyMs: null,
      intervalSeconds: null,
      verb: null,
      statusCode: null,
      line: 1,
    }
    yield {
      ...row,
      atUs: us('10:31:12.1'),
      startedAtUs: us('10:31:12.093'),
      latencyMs: 6,
      intervalSeconds: 10.1,
      verb: 'PUT',
      statusCode: 200,
      line: 2,
    }
  },
}

export const EMPTY_REPORT: Report = {
  ...REPORT,
  window: { startUs: null, endUs: null },
  assumptions: [],
  sources: [],
  nodes: [],
  incidents: [],
  causes: [],
  timeline: [],
  unassignedEvictions: [],
  warnings: [],
  problems: [],
  heartbeats: () => [],
}

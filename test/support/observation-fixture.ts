/** Observations made by hand, of several kinds and with missing values. */
import type { Observation, Provenance } from '../../src/model/index.ts'
import { HOSTILE, us } from './fixture-values.ts'

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

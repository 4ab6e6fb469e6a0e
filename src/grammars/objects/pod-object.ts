/**
 * Pod objects that the taint manager evicted.
 *
 * Input: a Pod with the condition DisruptionTarget. Output: pod.eviction-marked and pod.evicted with the pod's node,
 * which neither the controller's log line nor an audit event without bodies contains. Without the condition, an
 * evicted pod can't be distinguished from a deleted one and gives no finding.
 *
 * The time of the request is deletionTimestamp minus deletionGracePeriodSeconds. This holds before and after the kubelet
 * deletes the pod with a grace period of 0, which moves deletionTimestamp back. Times are whole seconds on the control
 * plane's clock.
 *
 * Authority: core/v1 Pod, condition DisruptionTarget with reason DeletionByTaintManager, on by default from 1.26.
 */
import type { Finding, Grammar, JsonValue, LogRecord } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { at, instant, integer, isKind, objects, qualifiedName, text } from './fields.ts'

/** Limits a grace period to a year; real ones are at most hours. */
const MAX_GRACE_SECONDS = 366 * 86_400

function parse(record: LogRecord): readonly Finding[] | undefined {
  const object = record.object
  if (!object || !isKind(object, 'Pod', '')) return undefined
  const pod = qualifiedName(at(object, 'metadata', 'namespace'), at(object, 'metadata', 'name'))
  const target = objects(at(object, 'status', 'conditions')).find(
    ({ type, status, reason }) =>
      type === 'DisruptionTarget' && status === 'True' && reason === 'DeletionByTaintManager',
  )
  if (pod === null || !target) return undefined

  const facts = { node: text(at(object, 'spec', 'nodeName')), clockSide: 'control-plane', pod } as const
  const marked = instant(target.lastTransitionTime)
  const findings: Finding[] = [
    { kind: 'pod.eviction-marked', ...facts, ...(marked ?? { timeUs: null, resolutionUs: SECOND_US }) },
  ]
  const deletion = instant(at(object, 'metadata', 'deletionTimestamp'))
  const grace = gracePeriodSeconds(at(object, 'metadata', 'deletionGracePeriodSeconds'))
  if (deletion !== null && grace !== null) {
    const timeUs = deletion.timeUs - grace * SECOND_US
    findings.push({ kind: 'pod.evicted', ...facts, timeUs, resolutionUs: deletion.resolutionUs })
  }
  return findings
}

/** Returns a grace period; null for other values. A larger number would shift the request to an absurd time. */
function gracePeriodSeconds(value: JsonValue | undefined): number | null {
  const seconds = integer(value)
  return seconds !== null && seconds >= 0 && seconds <= MAX_GRACE_SECONDS ? seconds : null
}

const samples: Grammar['samples'] = [
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        deletionGracePeriodSeconds: 30,
        deletionTimestamp: '2026-11-22T11:59:47Z',
        name: 't20-a',
        namespace: 'default',
      },
      spec: { nodeName: 'demo-worker' },
      status: {
        conditions: [
          {
            lastTransitionTime: '2026-11-22T11:59:17Z',
            message: 'Taint manager: deleting due to NoExecute taint',
            reason: 'DeletionByTaintManager',
            status: 'True',
            type: 'DisruptionTarget',
          },
        ],
      },
    }),
    origin: 'kubectl get pods --watch of a v1.30.14 cluster; trimmed',
    kubernetes: '1.26–1.36',
    findings: [
      { kind: 'pod.eviction-marked', node: 'demo-worker', pod: 'default/t20-a' },
      { kind: 'pod.evicted', node: 'demo-worker', pod: 'default/t20-a' },
    ],
  },
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        deletionGracePeriodSeconds: 30,
        deletionTimestamp: '2026-11-22T11:59:47Z',
        name: 'deleted-by-a-user',
        namespace: 'default',
      },
      spec: { nodeName: 'demo-worker' },
      status: { conditions: [{ lastTransitionTime: '2026-11-22T11:57:24Z', status: 'True', type: 'Ready' }] },
    }),
    origin: 'constructed',
    kubernetes: null,
    findings: [],
  },
]

export const podObject: Grammar = {
  name: 'pod-object',
  title: 'Pod objects evicted for a taint',
  component: 'api-object',
  literals: ['conditions'],
  samples,
  parse,
}

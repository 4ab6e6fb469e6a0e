/**
 * A Pod object that the taint manager evicted, to when and from which node. This ties an eviction to its
 * node, which neither the controller's line nor an audit event without bodies does.
 *
 * Authority: core/v1 Pod, condition DisruptionTarget with reason DeletionByTaintManager: on by default from
 * 1.26. Before, and without it, an evicted pod looks like one that somebody deleted, and nothing is said.
 *
 * deletionTimestamp is the request plus the grace period, and moves back when the kubelet at last deletes
 * the pod with a grace of 0; less deletionGracePeriodSeconds it is the request, both times. Control plane's
 * clock, whole seconds.
 */

import type { Finding, Grammar, JsonValue, LogRecord } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { at, instant, integer, isKind, objects, qualifiedName, text } from './fields.ts'

/** A year; the longest that makes sense are hours. */
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

  const of = { node: text(at(object, 'spec', 'nodeName')), clockSide: 'control-plane', pod } as const
  const marked = instant(target.lastTransitionTime)
  const findings: Finding[] = [
    { kind: 'pod.eviction-marked', ...of, ...(marked ?? { timeUs: null, resolutionUs: SECOND_US }) },
  ]
  const ends = instant(at(object, 'metadata', 'deletionTimestamp'))
  const grace = gracePeriodSeconds(at(object, 'metadata', 'deletionGracePeriodSeconds'))
  if (ends !== null && grace !== null) {
    const timeUs = ends.timeUs - grace * SECOND_US
    findings.push({ kind: 'pod.evicted', ...of, timeUs, resolutionUs: ends.resolutionUs })
  }
  return findings
}

/** Null for what can't be one: a number beyond any date would shift the request to an absurd time. */
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

/**
 * A Node object to what it shows: itself, when Ready turned, and taints with the time they were added.
 *
 * Authority: core/v1 Node; node-lifecycle controller and kubelet setters; 1.14–1.36.
 *
 * An object tells no time of printing, so `node.seen` has the record's time, mostly none; its conditions
 * speak. Who stamped lastTransitionTime: a status Unknown is written by the node controller, on the control
 * plane's clock; True and False by the kubelet, on the node's. lastHeartbeatTime is the kubelet's and may
 * be minutes old on a healthy node. timeAdded of a taint is the control plane's.
 */

import type { Finding, Grammar, JsonObject, LogRecord, NodeCondition, Taint } from '../../model/index.ts'
import { formatInstant } from '../../time/instant.ts'
import { categoryOfNotReady } from '../not-ready-cause.ts'
import { at, instant, isKind, objects, text } from './fields.ts'

/** The taints by which the control plane takes a node down; effect NoSchedule often has no time. */
const HEALTH_TAINTS = new Set(['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready'])

function parse(record: LogRecord): readonly Finding[] | undefined {
  const node = record.object
  if (!node || !isKind(node, 'Node', '')) return undefined
  const name = text(at(node, 'metadata', 'name'))
  const conditions = objects(at(node, 'status', 'conditions'))
  const taints = objects(at(node, 'spec', 'taints'))
  if (name === null || (conditions.length === 0 && taints.length === 0)) return undefined

  const seen: Finding = {
    kind: 'node.seen',
    node: name,
    clockSide: 'control-plane',
    conditions: conditions.map(readCondition),
    taints: taints.map(readTaint).filter((taint) => taint !== null),
  }
  const ready = conditions.find((condition) => condition.type === 'Ready')
  return [
    seen,
    ...(ready ? readinessOf(name, ready) : []),
    ...taints.map((taint) => taintedOf(name, taint)).filter((finding) => finding !== null),
  ]
}

function readCondition(condition: JsonObject): NodeCondition {
  return {
    type: text(condition.type),
    status: text(condition.status),
    reason: text(condition.reason),
    message: text(condition.message),
    lastHeartbeatTime: formatInstant(instant(condition.lastHeartbeatTime)?.timeUs ?? null),
    lastTransitionTime: formatInstant(instant(condition.lastTransitionTime)?.timeUs ?? null),
  }
}

function readTaint(taint: JsonObject): Taint | null {
  const key = text(taint.key)
  const effect = text(taint.effect)
  if (key === null || effect === null) return null
  return { key, effect, timeAdded: formatInstant(instant(taint.timeAdded)?.timeUs ?? null) }
}

/**
 * When Ready turned, and why. Nothing where no time of it is told: `node.seen` holds the condition as it
 * is.
 */
function readinessOf(node: string, ready: JsonObject): readonly Finding[] {
  const turned = instant(ready.lastTransitionTime)
  if (turned === null) return []
  const status = text(ready.status)
  const reason = text(ready.reason)
  const message = text(ready.message)
  const category = categoryOfNotReady(reason, message)
  const byNode = { node, clockSide: 'node', ...turned } as const
  switch (status) {
    case 'Unknown':
      return [
        { kind: 'node.not-ready', node, clockSide: 'control-plane', ...turned, status, reason, category },
      ]
    case 'False':
      return [
        { kind: 'node.not-ready', ...byNode, status, reason, category },
        { kind: 'kubelet.not-ready', ...byNode, reason, message, category },
      ]
    case 'True':
      return [{ kind: 'node.ready', ...byNode, status, reason }]
    default:
      return []
  }
}

function taintedOf(node: string, taint: JsonObject): Finding | null {
  const key = text(taint.key)
  const effect = text(taint.effect)
  const added = instant(taint.timeAdded)
  if (key === null || effect === null || added === null || !HEALTH_TAINTS.has(key)) return null
  return { kind: 'node.tainted', node, clockSide: 'control-plane', ...added, taint: key, effect }
}

const ORIGIN = 'kubectl get nodes --watch of a v1.30.14 cluster; trimmed'

const samples: Grammar['samples'] = [
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'demo-worker', resourceVersion: '483' },
      spec: {
        taints: [
          { effect: 'NoExecute', key: 'node.kubernetes.io/unreachable', timeAdded: '2026-11-22T11:58:57Z' },
          { effect: 'NoSchedule', key: 'dedicated' },
        ],
      },
      status: {
        conditions: [
          {
            lastHeartbeatTime: '2026-11-22T11:57:10Z',
            lastTransitionTime: '2026-11-22T11:58:52Z',
            message: 'Kubelet stopped posting node status.',
            reason: 'NodeStatusUnknown',
            status: 'Unknown',
            type: 'Ready',
          },
        ],
      },
    }),
    origin: ORIGIN,
    kubernetes: '1.14–1.36',
    findings: [
      {
        kind: 'node.seen',
        node: 'demo-worker',
        conditions: [
          {
            type: 'Ready',
            status: 'Unknown',
            reason: 'NodeStatusUnknown',
            message: 'Kubelet stopped posting node status.',
            lastHeartbeatTime: '2026-11-22T11:57:10.000000Z',
            lastTransitionTime: '2026-11-22T11:58:52.000000Z',
          },
        ],
        taints: [
          {
            key: 'node.kubernetes.io/unreachable',
            effect: 'NoExecute',
            timeAdded: '2026-11-22T11:58:57.000000Z',
          },
          { key: 'dedicated', effect: 'NoSchedule', timeAdded: null },
        ],
      },
      { kind: 'node.not-ready', node: 'demo-worker', status: 'Unknown', reason: 'NodeStatusUnknown' },
      {
        kind: 'node.tainted',
        node: 'demo-worker',
        taint: 'node.kubernetes.io/unreachable',
        effect: 'NoExecute',
      },
    ],
  },
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'demo-worker' },
      status: {
        conditions: [
          {
            lastHeartbeatTime: '2026-11-22T12:06:06Z',
            lastTransitionTime: '2026-11-22T12:04:34Z',
            message: 'container runtime is down',
            reason: 'KubeletNotReady',
            status: 'False',
            type: 'Ready',
          },
        ],
      },
    }),
    origin: ORIGIN,
    kubernetes: '1.15–1.36',
    findings: [
      { kind: 'node.seen', node: 'demo-worker', taints: [] },
      { kind: 'node.not-ready', node: 'demo-worker', status: 'False', reason: 'KubeletNotReady' },
      {
        kind: 'kubelet.not-ready',
        node: 'demo-worker',
        reason: 'KubeletNotReady',
        message: 'container runtime is down',
      },
    ],
  },
]

export const nodeObject: Grammar = {
  name: 'node-object',
  title: 'Node objects',
  component: 'api-object',
  literals: ['conditions', 'taint'],
  samples,
  parse,
}

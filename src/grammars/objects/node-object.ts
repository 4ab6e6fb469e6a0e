/**
 * Node objects.
 *
 * Input: a Node. Output: node.seen at the record's time, mostly null; the last transition of the condition Ready; the
 * taints with the time they were added. The clock of lastTransitionTime depends on the status: the node controller
 * writes Unknown, on the control plane's clock; the kubelet writes True and False, on the node's. lastHeartbeatTime is
 * the kubelet's and may be minutes old on a healthy node. timeAdded of a taint is on the control plane's clock. Labels
 * show zone and pool.
 *
 * Authority: core/v1 Node; node-lifecycle controller and kubelet setters; 1.14–1.36.
 */
import type { Finding, Grammar, JsonObject, LogRecord, NodeCondition, Taint } from '../../model/index.ts'
import { formatInstant } from '../../time/instant.ts'
import { categoryOfNotReady } from '../not-ready-cause.ts'
import { at, instant, isKind, object, objects, text } from './fields.ts'
import { nodeLabels } from './node-labels.ts'

/** Taints that the control plane sets on unhealthy nodes. Those with the effect NoSchedule often have no time. */
const HEALTH_TAINTS = new Set(['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready'])

function parse(record: LogRecord): readonly Finding[] | undefined {
  const node = record.object
  if (!node || !isKind(node, 'Node', '')) return undefined
  const name = text(at(node, 'metadata', 'name'))
  const conditions = objects(at(node, 'status', 'conditions'))
  const taints = objects(at(node, 'spec', 'taints'))
  const labels = object(at(node, 'metadata', 'labels'))
  // Conditions that were pasted alone name no node.
  const isBare = name === null && conditions.some(({ lastHeartbeatTime }) => text(lastHeartbeatTime) !== null)
  if ((name === null && !isBare) || (conditions.length === 0 && taints.length === 0)) return undefined

  const seen: Finding = {
    kind: 'node.seen',
    node: name,
    clockSide: 'control-plane',
    conditions: conditions.map(parseCondition),
    taints: taints.map(parseTaint).filter((taint) => taint !== null),
    ...(labels ? { labels: nodeLabels(labels) } : {}),
  }
  const ready = conditions.find((condition) => condition.type === 'Ready')
  return [
    seen,
    ...(ready ? readyTransition(name, ready) : []),
    ...taints.map((taint) => nodeTainted(name, taint)).filter((finding) => finding !== null),
  ]
}

function parseCondition(condition: JsonObject): NodeCondition {
  return {
    type: text(condition.type),
    status: text(condition.status),
    reason: text(condition.reason),
    message: text(condition.message),
    lastHeartbeatTime: formatInstant(instant(condition.lastHeartbeatTime)?.timeUs ?? null),
    lastTransitionTime: formatInstant(instant(condition.lastTransitionTime)?.timeUs ?? null),
  }
}

function parseTaint(taint: JsonObject): Taint | null {
  const key = text(taint.key)
  const effect = text(taint.effect)
  if (key === null || effect === null) return null
  return { key, effect, timeAdded: formatInstant(instant(taint.timeAdded)?.timeUs ?? null) }
}

/** Returns the last transition of the condition Ready; nothing if it has no time, since node.seen contains the condition. */
function readyTransition(node: string | null, ready: JsonObject): readonly Finding[] {
  const transition = instant(ready.lastTransitionTime)
  if (transition === null) return []
  const status = text(ready.status)
  const reason = text(ready.reason)
  const message = text(ready.message)
  const category = categoryOfNotReady(reason, message)
  const byNode = { node, clockSide: 'node', ...transition } as const
  switch (status) {
    case 'Unknown':
      return [
        { kind: 'node.not-ready', node, clockSide: 'control-plane', ...transition, status, reason, category },
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

/** Returns node.tainted for a health taint with a time; null for other taints. */
function nodeTainted(node: string | null, taint: JsonObject): Finding | null {
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

/**
 * Event objects of kubelet, node controller and taint manager, about nodes and about evicted pods, to what
 * they say.
 *
 * Authority: core/v1 and events.k8s.io/v1 Event (v1beta1 alike), client-go tools/record, kubelet events,
 * controllers nodelifecycle and tainteviction; 1.14–1.36.
 *
 * An aggregated Event tells its first and its last time and forgets those between: both are findings. The
 * older fields are whole seconds, eventTime and series are microseconds. Events of the kubelet have the
 * node's clock, the others the control plane's. A node is matched by name: what the kubelet writes as its
 * uid is no uid.
 */

import type { Finding, Grammar, JsonObject, LogRecord } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { at, type Instant, instant, isKind, object, qualifiedName, text } from './fields.ts'

function parse(record: LogRecord): readonly Finding[] | undefined {
  const event = record.object
  if (!event || !(isKind(event, 'Event', '') || isKind(event, 'Event', 'events.k8s.io'))) return undefined
  const about = object(event.involvedObject) ?? object(event.regarding)
  const said =
    about?.kind === 'Node' ? aboutNode(event, about) : about?.kind === 'Pod' ? aboutPod(event, about) : []
  if (said.length === 0) return undefined
  return occurrences(event).flatMap((when) => said.map((finding) => ({ ...finding, ...when })))
}

/** An Event object names no cause. */
const EVENT = { reason: null, category: null, isEvent: true } as const

function aboutNode(event: JsonObject, about: JsonObject): readonly Finding[] {
  const node = text(about.name)
  if (node === null) return []
  const byKubelet = reporter(event) === 'kubelet'
  const by = { node, clockSide: byKubelet ? 'node' : 'control-plane' } as const
  switch (event.reason) {
    case 'NodeNotReady':
      return byKubelet
        ? [
            { kind: 'node.not-ready', ...by, ...EVENT, status: 'False' },
            { kind: 'kubelet.not-ready', ...by, reason: null, message: null, category: null },
          ]
        : [{ kind: 'node.not-ready', ...by, ...EVENT, status: null }]
    case 'NodeReady':
      return [{ kind: 'node.ready', ...by, status: 'True', reason: null, isEvent: true }]
    case 'RegisteredNode':
      return [{ kind: 'node.registered', ...by }]
    // kube-proxy too reports Starting and names the node. A reboot is told by the kubelet started after it.
    case 'Starting':
    case 'Rebooted':
      return byKubelet ? [{ kind: 'kubelet.started', ...by }] : []
    case 'Shutdown':
    case 'NodeShutdown':
      return byKubelet ? [{ kind: 'kubelet.shutdown', ...by }] : []
    default:
      return []
  }
}

/**
 * Evictions. The taint manager does not say from which node; the eviction without taints (up to 1.26) does.
 */
function aboutPod(event: JsonObject, about: JsonObject): readonly Finding[] {
  const pod = qualifiedName(about.namespace, about.name)
  const message = text(event.message) ?? text(event.note) ?? ''
  if (pod === null) return []
  if (event.reason === 'NodeControllerEviction') {
    const before = message.lastIndexOf(' from Node ')
    const node = before < 0 ? null : text(message.slice(before + ' from Node '.length))
    return [{ kind: 'pod.eviction-marked', node, clockSide: 'control-plane', pod }]
  }
  if (event.reason !== 'TaintManagerEviction') return []
  const of = { node: null, clockSide: 'control-plane', pod } as const
  if (message.startsWith('Marking for deletion')) return [{ kind: 'pod.eviction-marked', ...of }]
  if (message.startsWith('Cancelling deletion')) return [{ kind: 'pod.eviction-cancelled', ...of }]
  return []
}

function reporter(event: JsonObject): string | null {
  return (
    text(at(event, 'source', 'component')) ??
    text(at(event, 'deprecatedSource', 'component')) ??
    text(event.reportingComponent) ??
    text(event.reportingController)
  )
}

/**
 * First and last time, one entry where they are the same to their resolution; a null time where none is
 * told.
 */
function occurrences(event: JsonObject): readonly { timeUs: number | null; resolutionUs: number }[] {
  const first =
    instant(event.eventTime) ?? instant(event.firstTimestamp) ?? instant(event.deprecatedFirstTimestamp)
  const last =
    instant(at(event, 'series', 'lastObservedTime')) ??
    instant(event.lastTimestamp) ??
    instant(event.deprecatedLastTimestamp)
  if (first === null || last === null) return [first ?? last ?? { timeUs: null, resolutionUs: SECOND_US }]
  return apart(first, last) ? [first, last] : [first]
}

function apart(first: Instant, last: Instant): boolean {
  return last.timeUs - first.timeUs >= Math.max(first.resolutionUs, last.resolutionUs)
}

const ORIGIN = 'kubectl get events -o json of a v1.30.14 cluster; trimmed'

const samples: Grammar['samples'] = [
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      count: 1,
      eventTime: null,
      firstTimestamp: '2026-11-22T10:45:41Z',
      involvedObject: { kind: 'Node', name: 'demo-worker' },
      kind: 'Event',
      lastTimestamp: '2026-11-22T10:45:41Z',
      message: 'Node demo-worker status is now: NodeNotReady',
      metadata: { name: 'demo-worker.18c0a1', namespace: 'default' },
      reason: 'NodeNotReady',
      source: { component: 'node-controller' },
      type: 'Normal',
    }),
    origin: ORIGIN,
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'node.not-ready', node: 'demo-worker', status: null, reason: null }],
  },
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      count: 2,
      eventTime: null,
      firstTimestamp: '2026-11-22T10:42:13Z',
      involvedObject: { kind: 'Node', name: 'demo-worker', uid: 'demo-worker' },
      kind: 'Event',
      lastTimestamp: '2026-11-22T10:48:25Z',
      message: 'Node demo-worker status is now: NodeReady',
      reason: 'NodeReady',
      source: { component: 'kubelet', host: 'demo-worker' },
    }),
    origin: ORIGIN,
    kubernetes: '1.14–1.36',
    findings: [
      { kind: 'node.ready', node: 'demo-worker' },
      { kind: 'node.ready', node: 'demo-worker' },
    ],
  },
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      count: 1,
      firstTimestamp: '2026-11-22T12:05:39Z',
      involvedObject: { kind: 'Pod', name: 'web-t60', namespace: 'default' },
      kind: 'Event',
      lastTimestamp: '2026-11-22T12:05:39Z',
      message: 'Marking for deletion Pod default/web-t60',
      reason: 'TaintManagerEviction',
      source: { component: 'taint-eviction-controller' },
    }),
    origin: ORIGIN,
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'pod.eviction-marked', node: null, pod: 'default/web-t60' }],
  },
  {
    text: JSON.stringify({
      apiVersion: 'events.k8s.io/v1',
      deprecatedFirstTimestamp: null,
      eventTime: '2026-11-22T12:06:19.364129Z',
      kind: 'Event',
      note: 'Cancelling deletion of Pod default/web-default',
      reason: 'TaintManagerEviction',
      regarding: { kind: 'Pod', name: 'web-default', namespace: 'default' },
      reportingController: 'taint-eviction-controller',
    }),
    origin: 'constructed from a core/v1 Event of a v1.30.14 cluster',
    kubernetes: '1.29–1.36',
    findings: [{ kind: 'pod.eviction-cancelled', node: null, pod: 'default/web-default' }],
  },
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      firstTimestamp: '2026-11-22T10:42:13Z',
      involvedObject: { kind: 'Node', name: 'demo-worker' },
      kind: 'Event',
      reason: 'Starting',
      source: { component: 'kube-proxy', host: 'demo-worker' },
    }),
    origin: 'constructed',
    kubernetes: null,
    findings: [],
  },
]

export const eventObject: Grammar = {
  name: 'event-object',
  title: 'Event objects about nodes and evictions',
  component: 'api-object',
  literals: ['involvedObject', 'regarding'],
  samples,
  parse,
}

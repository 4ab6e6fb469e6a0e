/**
 * Event objects of kubelet, node controller and taint manager about nodes and evicted pods.
 *
 * Input: an Event. Output: findings at its first and at its last time; an aggregated Event keeps none between. The older
 * time fields are whole seconds, eventTime and series are microseconds. Events of the kubelet are on the node's clock,
 * the others on the control plane's. A node is matched by name, because the kubelet writes its name as the uid.
 *
 * Authority: core/v1 and events.k8s.io/v1 and v1beta1 Event, client-go tools/record, kubelet events, controllers
 * nodelifecycle and tainteviction; 1.14–1.36.
 */
import type { Finding, Grammar, JsonObject, LogRecord } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { at, type Instant, instant, isKind, object, qualifiedName, text } from './fields.ts'

function parse(record: LogRecord): readonly Finding[] | undefined {
  const event = record.object
  if (!event || !(isKind(event, 'Event', '') || isKind(event, 'Event', 'events.k8s.io'))) return undefined
  const about = object(event.involvedObject) ?? object(event.regarding)
  const findings =
    about?.kind === 'Node'
      ? nodeFindings(event, about)
      : about?.kind === 'Pod'
        ? podFindings(event, about)
        : []
  if (findings.length === 0) return undefined
  return occurrences(event).flatMap((when) => findings.map((finding) => ({ ...finding, ...when })))
}

/** Facts of a transition from an Event, which names no cause. */
const TRANSITION = { reason: null, category: null, isEvent: true } as const

function nodeFindings(event: JsonObject, about: JsonObject): readonly Finding[] {
  const node = text(about.name)
  if (node === null) return []
  const isFromKubelet = reporter(event) === 'kubelet'
  const facts = { node, clockSide: isFromKubelet ? 'node' : 'control-plane' } as const
  switch (event.reason) {
    case 'NodeNotReady':
      return isFromKubelet
        ? [
            { kind: 'node.not-ready', ...facts, ...TRANSITION, status: 'False' },
            { kind: 'kubelet.not-ready', ...facts, reason: null, message: null, category: null },
          ]
        : [{ kind: 'node.not-ready', ...facts, ...TRANSITION, status: null }]
    case 'NodeReady':
      return [{ kind: 'node.ready', ...facts, status: 'True', reason: null, isEvent: true }]
    case 'RegisteredNode':
      return [{ kind: 'node.registered', ...facts }]
    case 'RemovingNode':
    case 'DeletingNode':
      return [{ kind: 'node.deleted', ...facts, reason: event.reason }]
    // kube-proxy also records Starting for a node. The kubelet records Rebooted when it starts after a reboot.
    case 'Starting':
    case 'Rebooted':
      return isFromKubelet ? [{ kind: 'kubelet.started', ...facts }] : []
    case 'Shutdown':
    case 'NodeShutdown':
      return isFromKubelet ? [{ kind: 'kubelet.shutdown', ...facts }] : []
    default:
      return []
  }
}

/** Returns the evictions of an Event. The taint manager does not name the node; the eviction without taints, to 1.26, does. */
function podFindings(event: JsonObject, about: JsonObject): readonly Finding[] {
  const pod = qualifiedName(about.namespace, about.name)
  const message = text(event.message) ?? text(event.note) ?? ''
  if (pod === null) return []
  if (event.reason === 'NodeControllerEviction') {
    const before = message.lastIndexOf(' from Node ')
    const node = before < 0 ? null : text(message.slice(before + ' from Node '.length))
    return [{ kind: 'pod.eviction-marked', node, clockSide: 'control-plane', pod }]
  }
  if (event.reason !== 'TaintManagerEviction') return []
  const facts = { node: null, clockSide: 'control-plane', pod } as const
  if (message.startsWith('Marking for deletion')) return [{ kind: 'pod.eviction-marked', ...facts }]
  if (message.startsWith('Cancelling deletion')) return [{ kind: 'pod.eviction-cancelled', ...facts }]
  return []
}

/** Returns the component that recorded an Event; null if it is missing. */
function reporter(event: JsonObject): string | null {
  return (
    text(at(event, 'source', 'component')) ??
    text(at(event, 'deprecatedSource', 'component')) ??
    text(event.reportingComponent) ??
    text(event.reportingController)
  )
}

/** Returns first and last time; one entry if they are equal within their resolution; a null time if the Event has none. */
function occurrences(event: JsonObject): readonly { timeUs: number | null; resolutionUs: number }[] {
  const first =
    instant(event.eventTime) ?? instant(event.firstTimestamp) ?? instant(event.deprecatedFirstTimestamp)
  const last =
    instant(at(event, 'series', 'lastObservedTime')) ??
    instant(event.lastTimestamp) ??
    instant(event.deprecatedLastTimestamp)
  if (first === null || last === null) return [first ?? last ?? { timeUs: null, resolutionUs: SECOND_US }]
  return differ(first, last) ? [first, last] : [first]
}

/** Tests whether two times differ by more than their resolution. */
function differ(first: Instant, last: Instant): boolean {
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
      firstTimestamp: '2026-11-22T12:01:17Z',
      involvedObject: { kind: 'Node', name: 'demo-worker' },
      kind: 'Event',
      reason: 'RemovingNode',
      source: { component: 'node-controller' },
    }),
    origin: 'constructed',
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'node.deleted', node: 'demo-worker', reason: 'RemovingNode' }],
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

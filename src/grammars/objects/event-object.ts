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
  const printed = record.object
  const event = printed && (flatEvent(printed) ?? printed)
  if (!event || !(isKind(event, 'Event', '') || isKind(event, 'Event', 'events.k8s.io'))) return undefined
  const findings = findingsOfEvent(event)
  if (findings.length === 0) return undefined
  return occurrences(event).flatMap((when) => findings.map((finding) => ({ ...finding, ...when })))
}

/** Returns the findings of an Event, without its times. */
export function findingsOfEvent(event: JsonObject): readonly Finding[] {
  const about = object(event.involvedObject) ?? object(event.regarding)
  if (about?.kind === 'Node') return nodeFindings(event, about)
  return about?.kind === 'Pod' ? podFindings(event, about) : []
}

/**
 * Returns an Event as exporters of events keep it, as core/v1 has it: the object as `Node/NAME`, the source a text. Null
 * for other objects.
 */
function flatEvent(flat: JsonObject): JsonObject | null {
  const [, kind, name] = /^(Node|Pod)\/(.+)$/.exec(text(flat.object) ?? '') ?? []
  if (kind === undefined || name === undefined || text(flat.reason) === null) return null
  const isDated = flat.firstTimestamp !== undefined || flat.lastTimestamp !== undefined
  if (!isDated || flat.kind !== undefined) return null
  return {
    kind: 'Event',
    apiVersion: 'v1',
    involvedObject: { kind, name, namespace: kind === 'Pod' ? (flat.namespace ?? null) : null },
    reason: flat.reason ?? null,
    message: flat.message ?? flat._entry ?? null,
    source: { component: text(flat.source) },
    firstTimestamp: flat.firstTimestamp ?? null,
    lastTimestamp: flat.lastTimestamp ?? null,
  }
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
    // The cluster autoscaler also records the steps before.
    case 'ScaleDown':
      return eventText(event).startsWith('node removed')
        ? [{ kind: 'node.deleted', ...facts, reason: 'ScaleDown' }]
        : []
    case 'SystemOOM':
      return [{ kind: 'kubelet.oom', ...facts, clockSide: 'node', victim: victimOf(eventText(event)) }]
    // kube-proxy also records Starting for a node. The kubelet records Rebooted when it starts after a reboot.
    case 'Starting':
      return isFromKubelet ? [{ kind: 'kubelet.started', ...facts }] : []
    case 'Rebooted':
      return isFromKubelet ? [{ kind: 'kubelet.started', ...facts, isReboot: true }] : []
    case 'Shutdown':
    case 'NodeShutdown':
      return isFromKubelet ? [{ kind: 'kubelet.shutdown', ...facts }] : []
    default:
      return []
  }
}

function eventText(event: JsonObject): string {
  return text(event.message) ?? text(event.note) ?? ''
}

/** Returns the process of `System OOM encountered, victim process: java, pid: 22970`. */
export function victimOf(message: string): string | null {
  return /victim process: ([^,]+)/.exec(message)?.[1] ?? null
}

/** Returns the evictions of an Event. The taint manager does not name the node; the eviction without taints, to 1.26, does. */
function podFindings(event: JsonObject, about: JsonObject): readonly Finding[] {
  const pod = qualifiedName(about.namespace, about.name)
  const message = eventText(event)
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
      _entry: 'Node worker-1 status is now: NodeNotReady',
      count: 1,
      firstTimestamp: '2023-04-05T12:02:08Z',
      lastTimestamp: '2023-04-05T12:02:08Z',
      namespace: 'default',
      object: 'Node/worker-1',
      origin: 'shoot',
      reason: 'NodeNotReady',
      source: 'node-controller',
    }),
    origin: 'Gardener documentation, event logging; the name changed',
    kubernetes: null,
    findings: [{ kind: 'node.not-ready', node: 'worker-1', status: null }],
  },
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      firstTimestamp: '2022-07-13T08:39:38Z',
      involvedObject: { kind: 'Node', name: 'worker-1', uid: 'worker-1' },
      kind: 'Event',
      message: 'System OOM encountered, victim process: java, pid: 22970',
      reason: 'SystemOOM',
      source: { component: 'kubelet', host: 'worker-1' },
    }),
    origin: 'constructed from a table of events',
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'kubelet.oom', node: 'worker-1', victim: 'java' }],
  },
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      firstTimestamp: '2026-11-22T10:42:13Z',
      involvedObject: { kind: 'Node', name: 'worker-1' },
      kind: 'Event',
      message: 'Deleting node worker-1 because it does not exist in the cloud provider',
      reason: 'DeletingNode',
      source: { component: 'cloud-node-lifecycle-controller' },
    }),
    origin: 'constructed from a table of events',
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'node.deleted', node: 'worker-1', reason: 'DeletingNode' }],
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
  literals: ['involvedObject', 'regarding', 'NodeNotReady', 'NodeReady', 'SystemOOM'],
  samples,
  parse,
}

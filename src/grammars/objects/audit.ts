/**
 * Audit events of kube-apiserver about nodes.
 *
 * Input: an audit event. Output: requests of a kubelet for its Lease, its status and other objects; the update by which
 * the node controller marks a silent node; deletions of nodes; evictions. Only finished requests count: stage ResponseComplete, or Panic,
 * which is a failure. Many audit policies omit leases, so a missing event proves nothing. All times are on the API
 * server's clock.
 *
 * Authority: apiserver pkg/apis/audit v1 and v1beta1, nodeidentifier, controllers nodelifecycle and tainteviction;
 * 1.14–1.36.
 */
import type { Finding, Grammar, JsonObject, LogRecord, RequestFacts } from '../../model/index.ts'
import { at, instant, integer, isKind, qualifiedName, text } from './fields.ts'

const NODE_USER = 'system:node:'
const SERVICE_ACCOUNT = 'system:serviceaccount:kube-system:'

const HTTP_VERBS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['list', 'GET'],
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETE'],
])

/** A finished request. */
interface FinishedRequest {
  readonly event: JsonObject
  readonly verb: string
  readonly user: string
  /** `resource` or `resource/subresource`. */
  readonly resource: string
  readonly namespace: string | null
  readonly name: string | null
  readonly succeeded: boolean
  readonly timeUs: number | null
  readonly request: RequestFacts
}

function parseRequest(event: JsonObject): FinishedRequest | undefined {
  const panicked = event.stage === 'Panic'
  if (!panicked && event.stage !== 'ResponseComplete') return undefined
  const verb = text(event.verb)
  const user = text(at(event, 'user', 'username'))
  if (verb === null || user === null) return undefined

  const received = instant(event.requestReceivedTimestamp)?.timeUs ?? null
  const done = instant(event.stageTimestamp)?.timeUs ?? null
  const latencyUs = received === null || done === null ? -1 : done - received
  const statusCode = integer(at(event, 'responseStatus', 'code'))
  const subresource = text(at(event, 'objectRef', 'subresource'))
  const resource = text(at(event, 'objectRef', 'resource')) ?? ''
  return {
    event,
    verb,
    user,
    resource: subresource === null ? resource : `${resource}/${subresource}`,
    namespace: text(at(event, 'objectRef', 'namespace')),
    name: text(at(event, 'objectRef', 'name')),
    succeeded: !panicked && statusCode !== null && statusCode >= 200 && statusCode < 300,
    timeUs: done,
    request: {
      verb: HTTP_VERBS.get(verb) ?? verb,
      statusCode,
      latencyMs: latencyUs < 0 ? null : Math.floor(latencyUs / 1000),
      // A request received after its response gives no bound.
      ...(received === null || latencyUs < 0 ? {} : { receivedUs: received }),
    },
  }
}

function parse(record: LogRecord): Finding | undefined {
  if (!record.object || !isKind(record.object, 'Event', 'audit.k8s.io')) return undefined
  const call = parseRequest(record.object)
  if (!call) return undefined
  if (call.verb === 'delete' && call.resource === 'nodes' && call.name !== null && call.succeeded)
    return { kind: 'node.deleted', node: call.name, timeUs: call.timeUs, reason: null }
  return call.user.startsWith(NODE_USER) ? requestOfKubelet(call) : requestOfController(call)
}

function requestOfKubelet(call: FinishedRequest): Finding | undefined {
  const node = text(call.user.slice(NODE_USER.length))
  if (node === null) return undefined
  const { verb, timeUs, request } = call

  // The name of a new object is in the body, which many audit events lack.
  const isOwn = call.name === node || (call.name === null && verb === 'create')
  if (call.resource === 'leases' && call.namespace === 'kube-node-lease' && isOwn) {
    const isWrite = verb === 'update' || verb === 'patch' || verb === 'create'
    if (isWrite || verb === 'get') {
      const kind = !call.succeeded ? 'lease.request-failed' : isWrite ? 'lease.renewed' : 'lease.read'
      return { kind, node, timeUs, ...request }
    }
  }
  if (call.resource === 'nodes/status' && verb === 'patch' && isOwn && call.succeeded) {
    return { kind: 'node-status.updated', node, timeUs, ...request }
  }

  // A watch completes when it ends, minutes after its first response.
  if (verb === 'watch' || request.statusCode === null || call.event.stage === 'Panic') return undefined
  // The node authorizer requires this group of a kubelet; the literal `nodes` depends on it.
  const groups = at(call.event, 'user', 'groups')
  if (!Array.isArray(groups) || !groups.includes('system:nodes')) return undefined
  return { kind: 'api.answered', node, timeUs, ...request }
}

function requestOfController(call: FinishedRequest): Finding | undefined {
  const controller = controllerOf(call)
  if (controller === null || !call.succeeded) return undefined
  const { verb, resource, timeUs } = call

  // The controller updates a node's status only to set the conditions of a silent node to Unknown.
  if (resource === 'nodes/status' && verb === 'update' && controller === 'node-controller' && call.name) {
    return {
      kind: 'node.not-ready',
      node: call.name,
      timeUs,
      status: 'Unknown',
      reason: null,
      category: null,
    }
  }
  const pod = qualifiedName(call.namespace, call.name)
  if (resource === 'pods' && verb === 'delete' && pod !== null) {
    // The pod's node is in the response's body, which only the level RequestResponse logs.
    const node = text(at(call.event, 'responseObject', 'spec', 'nodeName'))
    return { kind: 'pod.evicted', node, timeUs, pod }
  }
  return undefined
}

/** Returns the controller that sent a request, if it is one of the two that act on silent nodes; null for others. */
function controllerOf(call: FinishedRequest): 'node-controller' | 'taint-eviction-controller' | null {
  let name = ''
  if (call.user.startsWith(SERVICE_ACCOUNT)) name = call.user.slice(SERVICE_ACCOUNT.length)
  else if (call.user === 'system:kube-controller-manager') {
    // Without service account credentials all controllers are one user; the end of the user agent names the controller.
    const agent = text(call.event.userAgent) ?? ''
    name = agent.slice(Math.max(agent.lastIndexOf('/'), agent.lastIndexOf(':')) + 1)
  }
  return name === 'node-controller' || name === 'taint-eviction-controller' ? name : null
}

const ORIGIN = 'audit log of a kubeadm-like cluster, v1.30.14, a worker cut off from the network; trimmed'

const samples: Grammar['samples'] = [
  {
    text: JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      stage: 'ResponseComplete',
      verb: 'update',
      user: { username: 'system:node:demo-worker', groups: ['system:nodes', 'system:authenticated'] },
      userAgent: 'kubelet/v1.30.14 (linux/amd64) kubernetes/4e295fa',
      objectRef: { resource: 'leases', namespace: 'kube-node-lease', name: 'demo-worker' },
      responseStatus: { metadata: {}, code: 200 },
      requestReceivedTimestamp: '2026-11-22T11:57:21.004517Z',
      stageTimestamp: '2026-11-22T11:57:21.007689Z',
    }),
    origin: ORIGIN,
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'lease.renewed', node: 'demo-worker', verb: 'PUT', statusCode: 200, latencyMs: 3 }],
  },
  {
    text: JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      stage: 'ResponseComplete',
      verb: 'patch',
      user: { username: 'system:node:demo-worker', groups: ['system:nodes', 'system:authenticated'] },
      objectRef: { resource: 'pods', namespace: 'default', name: 't20-a', subresource: 'status' },
      responseStatus: { metadata: {}, code: 200 },
      requestReceivedTimestamp: '2026-11-22T11:57:24.570925Z',
      stageTimestamp: '2026-11-22T11:57:24.607200Z',
    }),
    origin: ORIGIN,
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'api.answered', node: 'demo-worker', verb: 'PATCH', statusCode: 200, latencyMs: 36 }],
  },
  {
    text: JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      stage: 'ResponseComplete',
      verb: 'update',
      user: { username: 'system:serviceaccount:kube-system:node-controller' },
      objectRef: { resource: 'nodes', name: 'demo-worker', subresource: 'status' },
      responseStatus: { metadata: {}, code: 200 },
      requestReceivedTimestamp: '2026-11-22T11:58:52.524176Z',
      stageTimestamp: '2026-11-22T11:58:52.530429Z',
    }),
    origin: ORIGIN,
    kubernetes: '1.20–1.30',
    findings: [{ kind: 'node.not-ready', node: 'demo-worker', status: 'Unknown', reason: null }],
  },
  {
    text: JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      stage: 'ResponseComplete',
      verb: 'delete',
      user: { username: 'system:serviceaccount:kube-system:node-controller' },
      objectRef: { resource: 'pods', namespace: 'default', name: 't20-a' },
      responseStatus: { metadata: {}, code: 200 },
      requestReceivedTimestamp: '2026-11-22T11:59:17.588828Z',
      stageTimestamp: '2026-11-22T11:59:17.591060Z',
    }),
    origin: ORIGIN,
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'pod.evicted', node: null, pod: 'default/t20-a' }],
  },
  {
    text: JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      stage: 'ResponseComplete',
      verb: 'delete',
      user: { username: 'system:serviceaccount:kube-system:cluster-autoscaler' },
      objectRef: { resource: 'nodes', name: 'demo-worker' },
      responseStatus: { metadata: {}, code: 200 },
      requestReceivedTimestamp: '2026-11-22T12:01:17.588828Z',
      stageTimestamp: '2026-11-22T12:01:17.591060Z',
    }),
    origin: 'constructed',
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'node.deleted', node: 'demo-worker', reason: null }],
  },
]

/** The time of a finding is that of the response; `receivedUs`, the time of the request, is its lower bound. */
export const audit: Grammar = {
  name: 'audit',
  title: 'kube-apiserver audit events',
  component: 'kube-apiserver',
  // A kubelet's group system:nodes and requests for nodes contain `nodes`; taint-eviction-controller contains `taint`.
  literals: ['kube-node-lease', 'nodes', 'node-controller', 'taint'],
  samples,
  parse,
}

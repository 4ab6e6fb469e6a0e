/**
 * Audit events of kube-apiserver to what they tell of nodes: requests of a kubelet for its Lease, its
 * status and anything else; the node controller's marking of a silent node; evictions. Only finished
 * requests count: stage ResponseComplete, or Panic, which is a failure.
 *
 * Authority: apiserver pkg/apis/audit v1 (v1beta1 alike), nodeidentifier, controller nodelifecycle and
 * tainteviction; 1.14–1.36. Many audit policies leave leases out: absence proves nothing. All times are the
 * API server's clock.
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

/** A finished request, as the API server saw it. */
interface Call {
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

function readCall(event: JsonObject): Call | undefined {
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
      // A request that came after its answer bounds nothing.
      ...(received === null || latencyUs < 0 ? {} : { receivedUs: received }),
    },
  }
}

function parse(record: LogRecord): Finding | undefined {
  if (!record.object || !isKind(record.object, 'Event', 'audit.k8s.io')) return undefined
  const call = readCall(record.object)
  if (!call) return undefined
  return call.user.startsWith(NODE_USER) ? byKubelet(call) : byController(call)
}

function byKubelet(call: Call): Finding | undefined {
  const node = text(call.user.slice(NODE_USER.length))
  if (node === null) return undefined
  const { verb, timeUs, request } = call

  // The name of an object being created is in the body, which an audit event need not hold.
  const own = call.name === node || (call.name === null && verb === 'create')
  if (call.resource === 'leases' && call.namespace === 'kube-node-lease' && own) {
    const writes = verb === 'update' || verb === 'patch' || verb === 'create'
    if (writes || verb === 'get') {
      const kind = !call.succeeded ? 'lease.request-failed' : writes ? 'lease.renewed' : 'lease.read'
      return { kind, node, timeUs, ...request }
    }
  }
  if (call.resource === 'nodes/status' && verb === 'patch' && own && call.succeeded) {
    return { kind: 'node-status.updated', node, timeUs, ...request }
  }

  // A watch completes when it is over, minutes after it was answered.
  if (verb === 'watch' || request.statusCode === null || call.event.stage === 'Panic') return undefined
  // A kubelet is in this group, or the node authorizer does not know it; the needle `nodes` relies on it.
  const groups = at(call.event, 'user', 'groups')
  if (!Array.isArray(groups) || !groups.includes('system:nodes')) return undefined
  return { kind: 'api.answered', node, timeUs, ...request }
}

function byController(call: Call): Finding | undefined {
  const controller = controllerOf(call)
  if (controller === null || !call.succeeded) return undefined
  const { verb, resource, timeUs } = call

  // The controller writes a node's status for one reason: to set the conditions of a silent node to Unknown.
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
    // Only the levels that log bodies tell where the pod ran.
    const node = text(at(call.event, 'responseObject', 'spec', 'nodeName'))
    return { kind: 'pod.evicted', node, timeUs, pod }
  }
  return undefined
}

/** Which of the two controllers that act on silent nodes asked; null for everybody else. */
function controllerOf(call: Call): 'node-controller' | 'taint-eviction-controller' | null {
  let name = ''
  if (call.user.startsWith(SERVICE_ACCOUNT)) name = call.user.slice(SERVICE_ACCOUNT.length)
  else if (call.user === 'system:kube-controller-manager') {
    // Without service account credentials all controllers are one user; the agent's end tells them apart.
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
]

/**
 * Facts of a request carry `receivedUs`, the lower bound of when it was done; the finding's time is the
 * answer's.
 */
export const audit: Grammar = {
  name: 'audit',
  title: 'kube-apiserver audit events',
  component: 'kube-apiserver',
  // `nodes` is in a kubelet's group system:nodes and in requests for nodes, `taint` in the name of the
  // taint-eviction-controller.
  literals: ['kube-node-lease', 'nodes', 'node-controller', 'taint'],
  samples,
  parse,
}

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
import { auditSamples } from '../samples/audit.ts'
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
  return (
    requestForLease(call) ??
    (call.user.startsWith(NODE_USER) ? requestOfKubelet(call) : requestOfController(call))
  )
}

/**
 * Returns a request for a node's Lease. What writes it renews it, whatever its user: not every kubelet has the name of
 * its node. A person renews nothing, and only a kubelet reads the Lease for its node.
 */
function requestForLease(call: FinishedRequest): Finding | undefined {
  const { verb, user, timeUs, request, succeeded } = call
  if (call.resource !== 'leases' || call.namespace !== 'kube-node-lease') return undefined
  const agent = text(call.event.userAgent)
  const isKubelet = user.startsWith(NODE_USER) || (agent?.startsWith('kubelet/') ?? false)
  const isPerson =
    !isKubelet && !user.startsWith('system:') && (agent === null || agent.startsWith('kubectl'))
  const node = call.name ?? nodeOfNewLease(call)
  // A kubelet that writes the Lease of another node is only one that was answered.
  if (node === null || isPerson || (user.startsWith(NODE_USER) && user !== NODE_USER + node)) return undefined
  const isWrite = verb === 'update' || verb === 'patch' || verb === 'create'
  if (!isWrite && !(verb === 'get' && isKubelet)) return undefined
  const kind = !succeeded ? 'lease.request-failed' : isWrite ? 'lease.renewed' : 'lease.read'
  return { kind, node, timeUs, ...request }
}

/** The name of a new object is in the body, which many audit events lack; the Lease has that of its node's user. */
function nodeOfNewLease({ verb, user, event }: FinishedRequest): string | null {
  if (verb !== 'create') return null
  const created =
    at(event, 'responseObject', 'metadata', 'name') ?? at(event, 'requestObject', 'metadata', 'name')
  return text(created) ?? (user.startsWith(NODE_USER) ? text(user.slice(NODE_USER.length)) : null)
}

function requestOfKubelet(call: FinishedRequest): Finding | undefined {
  const node = text(call.user.slice(NODE_USER.length))
  if (node === null) return undefined
  const { verb, timeUs, request } = call

  if (call.resource === 'nodes/status' && verb === 'patch' && call.name === node && call.succeeded) {
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

/** The time of a finding is that of the response; `receivedUs`, the time of the request, is its lower bound. */
export const audit: Grammar = {
  name: 'audit',
  title: 'kube-apiserver audit events',
  component: 'kube-apiserver',
  // A kubelet's group system:nodes and requests for nodes contain `nodes`; taint-eviction-controller contains `taint`.
  literals: ['kube-node-lease', 'nodes', 'node-controller', 'taint'],
  samples: auditSamples,
  parse,
}

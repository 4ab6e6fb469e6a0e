/**
 * Objects inside other objects: watch events `{"type", "object"}`, lists of any kind, batches of audit events.
 *
 * Input: a wrapper of one level; nothing nests them deeper. Output: the findings of the inner objects. A DELETED event
 * contains the object's last state, which is evidence like any other; that of a Node is node.deleted, too. BOOKMARK and ERROR events contain no object that a
 * grammar knows.
 *
 * Authority: apimachinery meta/v1 WatchEvent and List, audit.k8s.io EventList; 1.14–1.36.
 */
import type { Finding, Grammar, JsonObject, LogRecord } from '../../model/index.ts'
import { audit } from './audit.ts'
import { eventObject } from './event-object.ts'
import { at, instant, isKind, object, objects, text } from './fields.ts'
import { leaseObject } from './lease-object.ts'
import { nodeObject } from './node-object.ts'
import { podObject } from './pod-object.ts'

/** Grammars of inner objects. */
const INNER: readonly Grammar[] = [audit, leaseObject, nodeObject, eventObject, podObject]

const WATCH_TYPES = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'])

function parse(record: LogRecord): readonly Finding[] | undefined {
  if (!record.object) return undefined
  const findings = innerObjects(record.object).flatMap((inner) => parseInner({ ...record, object: inner }))
  const all = [...findings, ...nodeDeletion(record.object)]
  return all.length === 0 ? undefined : all
}

/** Returns the findings of the first grammar that knows the object; their kinds exclude one another. */
function parseInner(record: LogRecord): readonly Finding[] {
  for (const grammar of INNER) {
    const found = grammar.parse(record)
    if (!found) continue
    const findings = Array.isArray(found) ? (found as readonly Finding[]) : [found as Finding]
    const { component } = grammar
    return component === wrappers.component
      ? findings
      : findings.map((finding) => ({ component, ...finding }))
  }
  return []
}

/** Returns the deletion of a Node that a watch shows; its time is that of the request to delete it, where the object has it. */
function nodeDeletion({ type, object: inner }: JsonObject): Finding[] {
  const node = object(inner)
  const name = text(at(node, 'metadata', 'name'))
  if (type !== 'DELETED' || !node || !isKind(node, 'Node', '') || name === null) return []
  const requested = instant(at(node, 'metadata', 'deletionTimestamp'))
  return [{ kind: 'node.deleted', node: name, clockSide: 'control-plane', ...requested, reason: null }]
}

/** Returns the inner objects; none if the object is no wrapper. Items of a typed list inherit their kind from the list. */
function innerObjects(wrapper: JsonObject): readonly JsonObject[] {
  if (typeof wrapper.type === 'string' && WATCH_TYPES.has(wrapper.type)) {
    const inner = object(wrapper.object)
    return inner ? [inner] : []
  }
  const kind = text(wrapper.kind)
  if (kind === null || !kind.endsWith('List')) return []
  const inherited = { kind: kind.slice(0, -'List'.length), apiVersion: wrapper.apiVersion }
  return objects(wrapper.items).map((item) => (item.kind === undefined ? { ...item, ...inherited } : item))
}

const LEASE = {
  metadata: { name: 'demo-worker', namespace: 'kube-node-lease' },
  spec: {
    holderIdentity: 'demo-worker',
    leaseDurationSeconds: 40,
    renewTime: '2026-11-22T11:57:10.861309Z',
  },
}

const SEEN = { kind: 'lease.seen', node: 'demo-worker', holderIdentity: 'demo-worker' } as const

const RENEWAL = {
  stage: 'ResponseComplete',
  verb: 'update',
  user: { username: 'system:node:demo-worker', groups: ['system:nodes', 'system:authenticated'] },
  objectRef: { resource: 'leases', namespace: 'kube-node-lease', name: 'demo-worker' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-11-22T11:57:21.004517Z',
  stageTimestamp: '2026-11-22T11:57:21.007689Z',
}

const samples: Grammar['samples'] = [
  {
    text: JSON.stringify({
      type: 'MODIFIED',
      object: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...LEASE },
    }),
    origin: 'kubectl get leases --watch --output-watch-events -o json of a v1.30.14 cluster; trimmed',
    kubernetes: '1.16–1.36',
    findings: [SEEN],
  },
  {
    text: JSON.stringify({
      type: 'DELETED',
      object: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'demo-worker', deletionTimestamp: '2026-11-22T12:01:17Z' },
        status: { conditions: [{ type: 'Ready', status: 'Unknown' }] },
      },
    }),
    origin: 'constructed',
    kubernetes: '1.14–1.36',
    findings: [
      { kind: 'node.seen', node: 'demo-worker', taints: [] },
      { kind: 'node.deleted', node: 'demo-worker', reason: null },
    ],
  },
  {
    text: JSON.stringify({
      apiVersion: 'v1',
      items: [{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...LEASE }],
      kind: 'List',
    }),
    origin: 'kubectl get leases -o json of a v1.30.14 cluster; trimmed to one line',
    kubernetes: '1.16–1.36',
    findings: [SEEN],
  },
  {
    text: JSON.stringify({
      kind: 'LeaseList',
      apiVersion: 'coordination.k8s.io/v1',
      metadata: { resourceVersion: '322' },
      items: [LEASE],
    }),
    origin: 'constructed: the same lease as the API server lists it',
    kubernetes: '1.16–1.36',
    findings: [SEEN],
  },
  {
    text: JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [RENEWAL] }),
    origin: 'constructed: a batch as a webhook receives it, from an audit log of a v1.30.14 cluster',
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'lease.renewed', node: 'demo-worker', verb: 'PUT', statusCode: 200, latencyMs: 3 }],
  },
]

export const wrappers: Grammar = {
  name: 'wrappers',
  title: 'watch events and lists',
  component: 'api-object',
  literals: [...new Set(['DELETED', ...INNER.flatMap((grammar) => grammar.literals)])],
  samples,
  parse,
}

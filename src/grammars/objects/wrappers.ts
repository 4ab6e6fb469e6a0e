/**
 * Objects inside other objects, to the findings of what is inside: watch events `{"type", "object"}`, lists
 * of any kind, batches of audit events. One level: nothing nests them deeper.
 *
 * Authority: apimachinery meta/v1 WatchEvent and List, audit.k8s.io EventList; 1.14–1.36.
 *
 * What is deleted is evidence like any other: a DELETED event holds the object's last state. BOOKMARK and
 * ERROR events hold no object that says something, and need no rule of their own.
 */
import type { Finding, Grammar, JsonObject, LogRecord } from '../../model/index.ts'
import { audit } from './audit.ts'
import { eventObject } from './event-object.ts'
import { object, objects, text } from './fields.ts'
import { leaseObject } from './lease-object.ts'
import { nodeObject } from './node-object.ts'
import { podObject } from './pod-object.ts'

const INSIDE: readonly Grammar[] = [audit, leaseObject, nodeObject, eventObject, podObject]

const WATCH_TYPES = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'])

function parse(record: LogRecord): readonly Finding[] | undefined {
  if (!record.object) return undefined
  const findings = contents(record.object).flatMap((inner) => read({ ...record, object: inner }))
  return findings.length === 0 ? undefined : findings
}

/** What the first grammar that knows the object finds; kinds exclude one another. */
function read(record: LogRecord): readonly Finding[] {
  for (const grammar of INSIDE) {
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

/** The objects inside; none when this is no wrapper. Items of a typed list leave their kind to the list. */
function contents(wrapper: JsonObject): readonly JsonObject[] {
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
  literals: [...new Set(INSIDE.flatMap((grammar) => grammar.literals))],
  samples,
  parse,
}

/**
 * A node's Lease object to the renewal it shows. The Lease of a node lies in namespace kube-node-lease and
 * has the node's name; leader locks and other leases lie elsewhere and say nothing about nodes.
 *
 * Authority: coordination.k8s.io v1 and v1beta1, kubelet nodelease; 1.14–1.36.
 *
 * An object tells no time of printing. Its evidence is renewTime, stamped by the node's own clock when it
 * began the renewal: that is the finding's time, null where the object has none. The API server's stamp of
 * the same write stands in managedFields, which kubectl hides unless asked.
 */
import type { Finding, Grammar, JsonObject, LogRecord } from '../../model/index.ts'
import { at, instant, integer, isKind, object, objects, text } from './fields.ts'

function parse(record: LogRecord): Finding | undefined {
  const lease = record.object
  if (!lease || !isKind(lease, 'Lease', 'coordination.k8s.io')) return undefined
  if (at(lease, 'metadata', 'namespace') !== 'kube-node-lease') return undefined
  const node = text(at(lease, 'metadata', 'name'))
  if (node === null) return undefined

  const renewed = instant(at(lease, 'spec', 'renewTime'))
  return {
    kind: 'lease.seen',
    node,
    clockSide: 'node',
    timeUs: renewed?.timeUs ?? null,
    resolutionUs: renewed?.resolutionUs ?? 1,
    renewTimeUs: renewed?.timeUs ?? null,
    managedTimeUs: managedTimeUs(lease),
    holderIdentity: text(at(lease, 'spec', 'holderIdentity')),
    leaseDurationSeconds: integer(at(lease, 'spec', 'leaseDurationSeconds')),
  }
}

/**
 * When the API server stored the renewal, whole seconds: the newest stamp of an entry that owns renewTime.
 */
function managedTimeUs(lease: JsonObject): number | null {
  let newest: number | null = null
  for (const entry of objects(at(lease, 'metadata', 'managedFields'))) {
    if (object(at(entry, 'fieldsV1', 'f:spec', 'f:renewTime')) === null) continue
    const time = instant(entry.time)?.timeUs ?? null
    if (time !== null && (newest === null || time > newest)) newest = time
  }
  return newest
}

const samples: Grammar['samples'] = [
  {
    text: JSON.stringify({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        creationTimestamp: '2026-11-22T11:57:00Z',
        managedFields: [
          {
            apiVersion: 'coordination.k8s.io/v1',
            fieldsType: 'FieldsV1',
            fieldsV1: {
              'f:spec': { 'f:holderIdentity': {}, 'f:leaseDurationSeconds': {}, 'f:renewTime': {} },
            },
            manager: 'kubelet',
            operation: 'Update',
            time: '2026-11-22T11:57:10Z',
          },
        ],
        name: 'demo-worker',
        namespace: 'kube-node-lease',
      },
      spec: {
        holderIdentity: 'demo-worker',
        leaseDurationSeconds: 40,
        renewTime: '2026-11-22T11:57:10.861309Z',
      },
    }),
    origin: 'kubectl get leases --watch of a v1.30.14 cluster; trimmed',
    kubernetes: '1.16–1.36',
    findings: [
      {
        kind: 'lease.seen',
        node: 'demo-worker',
        renewTimeUs: Date.parse('2026-11-22T11:57:10.861Z') * 1000 + 309,
        managedTimeUs: Date.parse('2026-11-22T11:57:10Z') * 1000,
        holderIdentity: 'demo-worker',
        leaseDurationSeconds: 40,
      },
    ],
  },
]

export const leaseObject: Grammar = {
  name: 'lease-object',
  title: 'Lease objects of nodes',
  component: 'api-object',
  literals: ['kube-node-lease'],
  samples,
  parse,
}

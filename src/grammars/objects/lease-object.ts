/**
 * Lease objects of nodes.
 *
 * Input: a Lease in the namespace kube-node-lease; leader locks and other leases have other namespaces. Output:
 * lease.seen. The time of the finding is renewTime, from the node's clock at the start of the renewal; null if the object
 * has none. managedFields contain the API server's time of the same write; kubectl omits them by default.
 *
 * Authority: coordination.k8s.io v1 and v1beta1, kubelet nodelease; 1.14–1.36.
 */
import type { Finding, Grammar, JsonObject, LogRecord } from '../../model/index.ts'
import { HOUR_US } from '../../time/instant.ts'
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
    managedTimeUs: managedTimeUs(lease, renewed?.timeUs ?? null),
    holderIdentity: text(at(lease, 'spec', 'holderIdentity')),
    leaseDurationSeconds: integer(at(lease, 'spec', 'leaseDurationSeconds')),
  }
}

/** A time that is further from renewTime is of another write: 1.21 does not move it with each renewal. */
const SAME_WRITE_US: number = HOUR_US

/**
 * Returns when the API server stored the renewal, in whole seconds: the newest time of an entry that owns renewTime.
 * Null where it is the time of the creation, or too far away to be of the same write.
 */
function managedTimeUs(lease: JsonObject, renewTimeUs: number | null): number | null {
  let newest: number | null = null
  for (const entry of objects(at(lease, 'metadata', 'managedFields'))) {
    if (object(at(entry, 'fieldsV1', 'f:spec', 'f:renewTime')) === null) continue
    const time = instant(entry.time)?.timeUs ?? null
    if (time !== null && (newest === null || time > newest)) newest = time
  }
  const createdUs = instant(at(lease, 'metadata', 'creationTimestamp'))?.timeUs ?? null
  if (newest === null || newest === createdUs || renewTimeUs === null) return null
  return Math.abs(newest - renewTimeUs) > SAME_WRITE_US ? null : newest
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

import { describe, expect, test } from 'vitest'
import { find, us } from '../../support/object-findings.ts'

describe('leaseObject', () => {
  const owner = (time: string, owned: object): object => ({ fieldsV1: { 'f:spec': owned }, time })
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'demo-worker', namespace: 'kube-node-lease' },
    spec: { renewTime: '2026-11-22T11:57:10.861309Z' },
  }

  test("takes renewTime, on the clock of the node, instead of the record's time", () => {
    expect(find(lease, us('2026-11-22T13:00:00Z'))).toEqual([
      {
        kind: 'lease.seen',
        node: 'demo-worker',
        clockSide: 'node',
        timeUs: us('2026-11-22T11:57:10.861309Z'),
        resolutionUs: 1,
        renewTimeUs: us('2026-11-22T11:57:10.861309Z'),
        managedTimeUs: null,
        holderIdentity: null,
        leaseDurationSeconds: null,
      },
    ])
  })

  test('gives no time to a lease that was never renewed', () => {
    expect(find({ ...lease, spec: { renewTime: null } })).toMatchObject([{ timeUs: null, renewTimeUs: null }])
    expect(find({ ...lease, spec: { renewTime: '0001-01-01T00:00:00Z' } })).toMatchObject([{ timeUs: null }])
  })

  test("takes the API server's time from the entry that owns renewTime", () => {
    const managedFields = [
      owner('2026-11-22T11:57:11Z', { 'f:renewTime': {} }),
      owner('2026-11-22T11:57:09Z', { 'f:renewTime': {} }),
      owner('2026-11-22T11:59:00Z', { 'f:holderIdentity': {} }),
    ]
    expect(find({ ...lease, metadata: { ...lease.metadata, managedFields } })).toMatchObject([
      { managedTimeUs: us('2026-11-22T11:57:11Z') },
    ])
  })

  test('ignores leases of other namespaces', () => {
    expect(find({ ...lease, metadata: { name: 'kube-scheduler', namespace: 'kube-system' } })).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { find, kinds } from '../../support/object-findings.ts'

describe('wrappers', () => {
  const renewal = {
    stage: 'ResponseComplete',
    verb: 'update',
    user: { username: 'system:node:demo-worker' },
    objectRef: { resource: 'leases', namespace: 'kube-node-lease', name: 'demo-worker' },
    responseStatus: { code: 200 },
  }
  const lease = (name: string): object => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
  })

  test('keeps order and kind of the items', () => {
    const items = [lease('demo-worker2'), { ...lease('x'), kind: 'ConfigMap' }, null, lease('demo-worker')]
    expect(find({ kind: 'List', apiVersion: 'v1', items }).map(({ node }) => node)).toEqual([
      'demo-worker2',
      'demo-worker',
    ])
  })

  test('gives the findings of a batch of audit events the component kube-apiserver', () => {
    expect(find({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [renewal] })).toMatchObject([
      { kind: 'lease.renewed', component: 'kube-apiserver' },
    ])
  })

  test('does not take a list of core events for audit events', () => {
    expect(find({ kind: 'EventList', apiVersion: 'v1', items: [renewal] })).toEqual([])
  })

  test('parses deleted objects, but no bookmarks, errors and unknown types', () => {
    expect(kinds({ type: 'DELETED', object: lease('demo-worker') })).toEqual(['lease.seen'])
    expect(kinds({ type: 'Normal', object: lease('demo-worker') })).toEqual([])
    const bookmark = { kind: 'Node', apiVersion: 'v1', metadata: { resourceVersion: '707' } }
    expect(kinds({ type: 'BOOKMARK', object: bookmark })).toEqual([])
    expect(kinds({ type: 'ERROR', object: { kind: 'Status', apiVersion: 'v1', code: 410 } })).toEqual([])
  })

  test('ignores wrappers inside wrappers', () => {
    const list = { kind: 'List', apiVersion: 'v1', items: [lease('demo-worker')] }
    expect(kinds({ type: 'ADDED', object: list })).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { find, kinds, us } from '../../support/object-findings.ts'

describe('audit', () => {
  const renewal = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    stage: 'ResponseComplete',
    verb: 'update',
    user: { username: 'system:node:demo-worker', groups: ['system:nodes', 'system:authenticated'] },
    userAgent: 'kubelet/v1.30.14 (linux/amd64) kubernetes/4e295fa',
    objectRef: { resource: 'leases', namespace: 'kube-node-lease', name: 'demo-worker' },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: '2026-11-22T11:57:21.004517Z',
    stageTimestamp: '2026-11-22T11:57:21.007689Z',
  }
  const ofController = {
    ...renewal,
    user: { username: 'system:serviceaccount:kube-system:node-controller' },
    userAgent: 'kube-controller-manager/v1.30.14',
  }

  test('gives a renewal the time of its response and keeps the time of its receipt', () => {
    expect(find(renewal)).toEqual([
      {
        kind: 'lease.renewed',
        node: 'demo-worker',
        timeUs: us('2026-11-22T11:57:21.007689Z'),
        receivedUs: us('2026-11-22T11:57:21.004517Z'),
        verb: 'PUT',
        statusCode: 200,
        latencyMs: 3,
      },
    ])
  })

  test('gives no latency without a receipt, or with one after the response', () => {
    const { requestReceivedTimestamp: _, ...unreceived } = renewal
    expect(find(unreceived)).toMatchObject([{ kind: 'lease.renewed', latencyMs: null }])
    expect(find(unreceived)[0]).not.toHaveProperty('receivedUs')
    expect(find({ ...renewal, requestReceivedTimestamp: '2026-11-22T11:58:00.000000Z' })).toMatchObject([
      { latencyMs: null },
    ])
  })

  test.each([
    ['create', 201, 'lease.renewed', 'POST'],
    ['patch', 200, 'lease.renewed', 'PATCH'],
    ['get', 200, 'lease.read', 'GET'],
    ['get', 404, 'lease.request-failed', 'GET'],
    ['update', 409, 'lease.request-failed', 'PUT'],
    ['update', 504, 'lease.request-failed', 'PUT'],
    ['delete', 200, 'api.answered', 'DELETE'],
  ])('parses %s with status %i as %s', (verb, code, kind, httpVerb) => {
    expect(find({ ...renewal, verb, responseStatus: { code } })).toMatchObject([
      { kind, verb: httpVerb, statusCode: code },
    ])
  })

  test('parses a panic as a failed request, with any status', () => {
    expect(find({ ...renewal, stage: 'Panic' })).toMatchObject([{ kind: 'lease.request-failed' }])
    expect(find({ ...renewal, stage: 'Panic', responseStatus: null })).toMatchObject([
      { kind: 'lease.request-failed', statusCode: null },
    ])
  })

  test('ignores unfinished requests and watches', () => {
    expect(find({ ...renewal, stage: 'RequestReceived' })).toEqual([])
    expect(find({ ...renewal, stage: 'ResponseStarted' })).toEqual([])
    expect(find({ ...renewal, verb: 'watch' })).toEqual([])
  })

  test('does not take a leader lock or the lease of another node for a renewal', () => {
    const lock = { resource: 'leases', namespace: 'kube-system', name: 'kube-controller-manager' }
    expect(kinds({ ...ofController, objectRef: lock })).toEqual([])
    expect(kinds({ ...renewal, objectRef: { ...renewal.objectRef, name: 'demo-worker2' } })).toEqual([
      'api.answered',
    ])
    expect(
      kinds({ ...renewal, user: { username: 'kubernetes-admin' }, userAgent: 'kubectl/v1.30.14' }),
    ).toEqual([])
  })

  test("takes only a successful PATCH of the kubelet's own status for a status update", () => {
    const status = { resource: 'nodes', subresource: 'status', name: 'demo-worker' }
    const patch = { ...renewal, verb: 'patch', objectRef: status }
    expect(kinds(patch)).toEqual(['node-status.updated'])
    expect(kinds({ ...patch, responseStatus: { code: 500 } })).toEqual(['api.answered'])
    expect(kinds({ ...patch, objectRef: { ...status, name: 'demo-worker2' } })).toEqual(['api.answered'])
    expect(kinds({ ...patch, objectRef: { ...status, subresource: 'proxy' } })).toEqual(['api.answered'])
  })

  const pod = { resource: 'pods', namespace: 'default', name: 't20-a' }

  test.each([
    ['system:serviceaccount:kube-system:node-controller', '', true],
    ['system:serviceaccount:kube-system:taint-eviction-controller', '', true],
    ['system:kube-controller-manager', 'kube-controller-manager/v1.30.14/node-controller', true],
    [
      'system:kube-controller-manager',
      'kube-controller-manager/v1.30.14/system:serviceaccount:kube-system:taint-eviction-controller',
      true,
    ],
    ['system:kube-controller-manager', 'kube-controller-manager/v1.30.14', false],
    ['system:serviceaccount:kube-system:job-controller', '', false],
    ['system:serviceaccount:kube-system:pod-garbage-collector', '', false],
    ['system:serviceaccount:default:node-controller', '', false],
    ['kubernetes-admin', 'curl/node-controller', false],
  ])('decides whether a pod deleted by %s (%s) was evicted: %s', (username, userAgent, evicted) => {
    const deletion = { ...renewal, verb: 'delete', user: { username }, userAgent, objectRef: pod }
    expect(find(deletion)).toMatchObject(
      evicted ? [{ kind: 'pod.evicted', pod: 'default/t20-a', node: null }] : [],
    )
    expect(find({ ...deletion, responseStatus: { code: 404 } })).toEqual([])
  })

  test('takes the node of an evicted pod from the response body', () => {
    const responseObject = { kind: 'Pod', spec: { nodeName: 'demo-worker' } }
    expect(find({ ...ofController, verb: 'delete', objectRef: pod, responseObject })).toMatchObject([
      { kind: 'pod.evicted', node: 'demo-worker' },
    ])
  })

  test('takes only a successful update of a status by the node controller for a mark as Unknown', () => {
    const objectRef = { resource: 'nodes', subresource: 'status', name: 'demo-worker' }
    expect(find({ ...ofController, objectRef })).toMatchObject([
      { kind: 'node.not-ready', node: 'demo-worker', status: 'Unknown' },
    ])
    expect(find({ ...ofController, objectRef, verb: 'patch' })).toEqual([])
    expect(find({ ...ofController, objectRef, responseStatus: { code: 409 } })).toEqual([])
    expect(find({ ...ofController, objectRef: { resource: 'nodes', name: 'demo-worker' } })).toEqual([])
  })
})

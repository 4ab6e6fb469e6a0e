/** What single objects prove, when, and on whose clock. */
import { describe, expect, test } from 'vitest'
import { objectGrammars } from '../../../src/grammars/objects/index.ts'
import type { Finding, JsonObject, LogRecord } from '../../../src/model/index.ts'
import { SECOND_US } from '../../../src/time/instant.ts'

/** Microseconds of an RFC 3339 time, read independently of the code under test. */
function us(text: string): number {
  const [, seconds, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) as unknown as [string, string, string?]
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'))
}

function find(content: unknown, timeUs: number | null = null): readonly Finding[] {
  const message = typeof content === 'string' ? content : null
  const record: LogRecord = {
    source: 'x',
    line: 1,
    timeUs,
    host: null,
    process: null,
    pid: null,
    statement: message === null ? null : { severity: null, file: null, message, values: null },
    object: message === null ? (content as JsonObject) : null,
  }
  return objectGrammars.flatMap((grammar) => {
    const found = grammar.parse(record)
    return found === undefined ? [] : (found as Finding | readonly Finding[])
  })
}

const kinds = (object: unknown): readonly string[] => find(object).map(({ kind }) => kind)

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

  test('a renewal has the time of its answer and keeps the time of its receipt', () => {
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

  test('without a receipt there is no latency, and none below zero', () => {
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
  ])('%s answered %i is %s', (verb, code, kind, httpVerb) => {
    expect(find({ ...renewal, verb, responseStatus: { code } })).toMatchObject([
      { kind, verb: httpVerb, statusCode: code },
    ])
  })

  test('a panic is a failed request, whatever its code', () => {
    expect(find({ ...renewal, stage: 'Panic' })).toMatchObject([{ kind: 'lease.request-failed' }])
    expect(find({ ...renewal, stage: 'Panic', responseStatus: null })).toMatchObject([
      { kind: 'lease.request-failed', statusCode: null },
    ])
  })

  test('unfinished requests and watches say nothing', () => {
    expect(find({ ...renewal, stage: 'RequestReceived' })).toEqual([])
    expect(find({ ...renewal, stage: 'ResponseStarted' })).toEqual([])
    expect(find({ ...renewal, verb: 'watch' })).toEqual([])
  })

  test('a leader lock and the lease of another node are no renewal', () => {
    const lock = { resource: 'leases', namespace: 'kube-system', name: 'kube-controller-manager' }
    expect(kinds({ ...ofController, objectRef: lock })).toEqual([])
    expect(kinds({ ...renewal, objectRef: { ...renewal.objectRef, name: 'demo-worker2' } })).toEqual([
      'api.answered',
    ])
    expect(kinds({ ...renewal, user: { username: 'kubernetes-admin' } })).toEqual([])
  })

  test('only a PATCH of the own status that succeeded is a status update', () => {
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
  ])('a pod deleted by %s (%s) is evicted: %s', (username, userAgent, evicted) => {
    const deletion = { ...renewal, verb: 'delete', user: { username }, userAgent, objectRef: pod }
    expect(find(deletion)).toMatchObject(
      evicted ? [{ kind: 'pod.evicted', pod: 'default/t20-a', node: null }] : [],
    )
    expect(find({ ...deletion, responseStatus: { code: 404 } })).toEqual([])
  })

  test('an audit log with bodies names the node of an evicted pod', () => {
    const responseObject = { kind: 'Pod', spec: { nodeName: 'demo-worker' } }
    expect(find({ ...ofController, verb: 'delete', objectRef: pod, responseObject })).toMatchObject([
      { kind: 'pod.evicted', node: 'demo-worker' },
    ])
  })

  test('the node controller writes a status to mark it Unknown; its other writes are not that', () => {
    const objectRef = { resource: 'nodes', subresource: 'status', name: 'demo-worker' }
    expect(find({ ...ofController, objectRef })).toMatchObject([
      { kind: 'node.not-ready', node: 'demo-worker', status: 'Unknown' },
    ])
    expect(find({ ...ofController, objectRef, verb: 'patch' })).toEqual([])
    expect(find({ ...ofController, objectRef, responseStatus: { code: 409 } })).toEqual([])
    expect(find({ ...ofController, objectRef: { resource: 'nodes', name: 'demo-worker' } })).toEqual([])
  })
})

describe('leases', () => {
  const owner = (time: string, owned: object): object => ({ fieldsV1: { 'f:spec': owned }, time })
  const lease = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'demo-worker', namespace: 'kube-node-lease' },
    spec: { renewTime: '2026-11-22T11:57:10.861309Z' },
  }

  test('renewTime is the time, on the clock of the node, whatever the record says', () => {
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

  test('a lease never renewed has no time', () => {
    expect(find({ ...lease, spec: { renewTime: null } })).toMatchObject([{ timeUs: null, renewTimeUs: null }])
    expect(find({ ...lease, spec: { renewTime: '0001-01-01T00:00:00Z' } })).toMatchObject([{ timeUs: null }])
  })

  test('the API server’s stamp is that of the entry that owns renewTime', () => {
    const managedFields = [
      owner('2026-11-22T11:57:11Z', { 'f:renewTime': {} }),
      owner('2026-11-22T11:57:09Z', { 'f:renewTime': {} }),
      owner('2026-11-22T11:59:00Z', { 'f:holderIdentity': {} }),
    ]
    expect(find({ ...lease, metadata: { ...lease.metadata, managedFields } })).toMatchObject([
      { managedTimeUs: us('2026-11-22T11:57:11Z') },
    ])
  })

  test('leases elsewhere are no node’s', () => {
    expect(find({ ...lease, metadata: { name: 'kube-scheduler', namespace: 'kube-system' } })).toEqual([])
  })
})

describe('nodes', () => {
  const node = (conditions: readonly object[], taints: readonly object[] = []): object => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'demo-worker' },
    spec: { taints },
    status: { conditions },
  })
  const ready = (status: string, reason: string): object => ({
    type: 'Ready',
    status,
    reason,
    lastTransitionTime: '2026-11-22T11:58:52Z',
  })
  const turned = { timeUs: us('2026-11-22T11:58:52Z'), resolutionUs: SECOND_US }

  test.each([
    ['Unknown', 'NodeStatusUnknown', 'control-plane', ['node.not-ready']],
    ['Unknown', 'NodeStatusNeverUpdated', 'control-plane', ['node.not-ready']],
    ['False', 'KubeletNotReady', 'node', ['node.not-ready', 'kubelet.not-ready']],
    ['True', 'KubeletReady', 'node', ['node.ready']],
  ])('Ready %s for %s was stamped by the %s', (status, reason, clockSide, turns) => {
    const [seen, ...others] = find(node([ready(status, reason)]))
    expect(seen).toMatchObject({ kind: 'node.seen' })
    expect(seen).not.toHaveProperty('timeUs')
    expect(others).toMatchObject(turns.map((kind) => ({ kind, clockSide, reason, ...turned })))
    expect(others).toHaveLength(turns.length)
  })

  test('other conditions and a Ready without a time turn nothing', () => {
    const pressure = { ...ready('Unknown', 'NodeStatusUnknown'), type: 'MemoryPressure' }
    expect(kinds(node([pressure, { type: 'Ready', status: 'Unknown' }]))).toEqual(['node.seen'])
  })

  test('taints with a time are findings, others only seen', () => {
    const timeAdded = '2026-11-22T11:58:57Z'
    const key = 'node.kubernetes.io/unreachable'
    const taints = [
      { key, effect: 'NoExecute', timeAdded },
      { key, effect: 'NoSchedule' },
      { key: 'example.com/maintenance', effect: 'NoExecute', timeAdded },
    ]
    const [seen, ...others] = find(node([], taints))
    expect(seen).toMatchObject({ kind: 'node.seen', taints: [{ key }, { key, timeAdded: null }, {}] })
    expect(others).toEqual([
      {
        kind: 'node.tainted',
        node: 'demo-worker',
        clockSide: 'control-plane',
        timeUs: us(timeAdded),
        resolutionUs: SECOND_US,
        taint: key,
        effect: 'NoExecute',
      },
    ])
  })
})

describe('events', () => {
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    reason: 'NodeReady',
    involvedObject: { kind: 'Node', name: 'demo-worker', uid: 'demo-worker' },
    source: { component: 'kubelet', host: 'demo-worker' },
    firstTimestamp: '2026-11-22T10:42:13Z',
    lastTimestamp: '2026-11-22T10:42:13Z',
  }
  const times = (object: object): readonly unknown[] => find(object).map(({ timeUs }) => timeUs)

  test.each([
    ['NodeReady', 'kubelet', 'node', ['node.ready']],
    ['NodeNotReady', 'kubelet', 'node', ['node.not-ready', 'kubelet.not-ready']],
    ['NodeNotReady', 'node-controller', 'control-plane', ['node.not-ready']],
    ['RegisteredNode', 'node-controller', 'control-plane', ['node.registered']],
    ['Starting', 'kubelet', 'node', ['kubelet.started']],
    ['Rebooted', 'kubelet', 'node', ['kubelet.started']],
    ['NodeShutdown', 'kubelet', 'node', ['kubelet.shutdown']],
    ['Starting', 'kube-proxy', 'node', []],
    ['NodeHasSufficientMemory', 'kubelet', 'node', []],
  ])('%s of %s has the clock of the %s', (reason, component, clockSide, said) => {
    const found = find({ ...event, reason, source: { component } })
    expect(found).toMatchObject(said.map((kind) => ({ kind, node: 'demo-worker', clockSide })))
    expect(found).toHaveLength(said.length)
  })

  test('who reports it is found where newer events say so', () => {
    const { source: _, involvedObject, ...rest } = event
    const modern = { ...rest, apiVersion: 'events.k8s.io/v1', regarding: involvedObject, reason: 'Starting' }
    expect(kinds({ ...modern, reportingController: 'kubelet' })).toEqual(['kubelet.started'])
    expect(kinds({ ...modern, deprecatedSource: { component: 'kubelet' } })).toEqual(['kubelet.started'])
    expect(kinds(modern)).toEqual([])
  })

  test('the first and the last of several are two findings', () => {
    expect(times({ ...event, count: 3, lastTimestamp: '2026-11-22T10:48:25Z' })).toEqual([
      us('2026-11-22T10:42:13Z'),
      us('2026-11-22T10:48:25Z'),
    ])
    const series = { count: 2, lastObservedTime: '2026-11-22T10:48:25.5Z' }
    const modern = { ...event, firstTimestamp: null, lastTimestamp: null, series }
    expect(find({ ...modern, eventTime: '2026-11-22T10:42:13.25Z' })).toMatchObject([
      { timeUs: us('2026-11-22T10:42:13.25Z') },
      { timeUs: us('2026-11-22T10:48:25.5Z') },
    ])
  })

  test('one time told twice is one finding, the finer', () => {
    expect(find({ ...event, eventTime: '2026-11-22T10:42:13.987654Z' })).toMatchObject([
      { timeUs: us('2026-11-22T10:42:13.987654Z'), resolutionUs: 1 },
    ])
    expect(find(event)).toMatchObject([{ resolutionUs: SECOND_US }])
    expect(times({ ...event, firstTimestamp: null, lastTimestamp: 5 })).toEqual([null])
  })

  test('a pod told that its node is not ready says nothing about which node', () => {
    const involvedObject = { kind: 'Pod', namespace: 'default', name: 'web-0' }
    expect(find({ ...event, reason: 'NodeNotReady', involvedObject })).toEqual([])
  })

  test('the eviction without taints names the node', () => {
    const involvedObject = { kind: 'Pod', namespace: 'default', name: 'web-0' }
    const message = 'Marking for deletion Pod web-0 from Node demo-worker'
    expect(find({ ...event, reason: 'NodeControllerEviction', involvedObject, message })).toMatchObject([
      { kind: 'pod.eviction-marked', pod: 'default/web-0', node: 'demo-worker', clockSide: 'control-plane' },
    ])
  })
})

describe('pods', () => {
  const evicted = (deletionTimestamp: string, deletionGracePeriodSeconds: number): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 't20-a', namespace: 'default', deletionTimestamp, deletionGracePeriodSeconds },
    spec: { nodeName: 'demo-worker' },
    status: {
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'DeletionByTaintManager',
          lastTransitionTime: '2026-11-22T11:59:17Z',
        },
      ],
    },
  })

  test('the eviction is the request, before and after the kubelet deletes the pod at last', () => {
    const requested = us('2026-11-22T11:59:17Z')
    for (const pod of [evicted('2026-11-22T11:59:47Z', 30), evicted('2026-11-22T11:59:17Z', 0)]) {
      expect(find(pod)).toMatchObject([
        { kind: 'pod.eviction-marked', node: 'demo-worker', timeUs: requested, resolutionUs: SECOND_US },
        { kind: 'pod.evicted', node: 'demo-worker', timeUs: requested, clockSide: 'control-plane' },
      ])
    }
  })

  test('an absurd grace period shifts nothing', () => {
    expect(kinds(evicted('2026-11-22T11:59:47Z', 1e15))).toEqual(['pod.eviction-marked'])
    expect(kinds(evicted('2026-11-22T11:59:47Z', -30))).toEqual(['pod.eviction-marked'])
  })
})

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

  test('items keep their order and their kind', () => {
    const items = [lease('demo-worker2'), { ...lease('x'), kind: 'ConfigMap' }, null, lease('demo-worker')]
    expect(find({ kind: 'List', apiVersion: 'v1', items }).map(({ node }) => node)).toEqual([
      'demo-worker2',
      'demo-worker',
    ])
  })

  test('a batch of audit events is the API server’s word', () => {
    expect(find({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [renewal] })).toMatchObject([
      { kind: 'lease.renewed', component: 'kube-apiserver' },
    ])
  })

  test('a list of core events is none of audit events', () => {
    expect(find({ kind: 'EventList', apiVersion: 'v1', items: [renewal] })).toEqual([])
  })

  test('what is deleted is evidence too; bookmarks, errors and unknown types are none', () => {
    expect(kinds({ type: 'DELETED', object: lease('demo-worker') })).toEqual(['lease.seen'])
    expect(kinds({ type: 'Normal', object: lease('demo-worker') })).toEqual([])
    const bookmark = { kind: 'Node', apiVersion: 'v1', metadata: { resourceVersion: '707' } }
    expect(kinds({ type: 'BOOKMARK', object: bookmark })).toEqual([])
    expect(kinds({ type: 'ERROR', object: { kind: 'Status', apiVersion: 'v1', code: 410 } })).toEqual([])
  })

  test('nothing nests deeper', () => {
    const list = { kind: 'List', apiVersion: 'v1', items: [lease('demo-worker')] }
    expect(kinds({ type: 'ADDED', object: list })).toEqual([])
  })
})

describe('what kubectl describes', () => {
  const node = (...lines: readonly string[]): string =>
    ['Name:    demo-worker', 'Roles:   <none>', ...lines].join('\n')
  const row = (status: string, turned: string, ...rest: readonly string[]): string =>
    ['  Ready', status, 'Sun, 22 Nov 2026 11:57:10 +0000', turned, ...rest].join('   ')
  const HEAD = 'Conditions:'

  test('times have their zone, and the clock and fineness that the object’s have', () => {
    const turned = row('False', 'Sun, 22 Nov 2026 12:58:52 +0100', 'KubeletNotReady', 'runtime  is down')
    const at = { timeUs: us('2026-11-22T11:58:52Z'), resolutionUs: SECOND_US, clockSide: 'node' }
    expect(find(node(HEAD, turned))).toMatchObject([
      { kind: 'node.seen' },
      { kind: 'node.not-ready', status: 'False', ...at },
      { kind: 'kubelet.not-ready', reason: 'KubeletNotReady', message: 'runtime  is down', ...at },
    ])
    const lease = [
      'Lease:',
      '  HolderIdentity:  <unset>',
      '  RenewTime:       Sun, 22 Nov 2026 11:58:12 +0000',
    ]
    expect(find(node(...lease, HEAD))).toMatchObject([
      { kind: 'lease.seen', holderIdentity: null, clockSide: 'node', resolutionUs: SECOND_US },
    ])
  })

  test('a time that is none turns nothing', () => {
    for (const turned of ['Sun, 32 Nov 2026 11:58:52 +0000', 'Sun, 22 Nov 2026 11:58:52 CET', '<unset>']) {
      expect(kinds(node(HEAD, row('Unknown', turned, 'NodeStatusUnknown')))).not.toContain('node.not-ready')
    }
  })

  test('what is printed below can not replace the head', () => {
    const lease = ['Name: demo-worker', 'Namespace: kube-node-lease', 'Kind: Lease']
    const version = 'API Version: coordination.k8s.io/v1'
    expect(find([...lease, version, 'Events:', 'Name: other', 'Kind: Node'].join('\n'))).toMatchObject([
      { kind: 'lease.seen', node: 'demo-worker', timeUs: null },
    ])
  })
})

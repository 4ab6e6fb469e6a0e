import { describe, expect, test } from 'vitest'
import { SECOND_US } from '../../../src/time/instant.ts'
import { find, kinds, us } from '../../support/object-findings.ts'

describe('eventObject', () => {
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
  ])('puts %s of %s on the clock of the %s', (reason, component, clockSide, expected) => {
    const found = find({ ...event, reason, source: { component } })
    expect(found).toMatchObject(expected.map((kind) => ({ kind, node: 'demo-worker', clockSide })))
    expect(found).toHaveLength(expected.length)
  })

  test('takes the reporter from the fields of events.k8s.io', () => {
    const { source: _, involvedObject, ...rest } = event
    const modern = { ...rest, apiVersion: 'events.k8s.io/v1', regarding: involvedObject, reason: 'Starting' }
    expect(kinds({ ...modern, reportingController: 'kubelet' })).toEqual(['kubelet.started'])
    expect(kinds({ ...modern, deprecatedSource: { component: 'kubelet' } })).toEqual(['kubelet.started'])
    expect(kinds(modern)).toEqual([])
  })

  test('returns two findings for the first and the last time of an aggregated event', () => {
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

  test('returns one finding with the finer time for two equal times', () => {
    expect(find({ ...event, eventTime: '2026-11-22T10:42:13.987654Z' })).toMatchObject([
      { timeUs: us('2026-11-22T10:42:13.987654Z'), resolutionUs: 1 },
    ])
    expect(find(event)).toMatchObject([{ resolutionUs: SECOND_US }])
    expect(times({ ...event, firstTimestamp: null, lastTimestamp: 5 })).toEqual([null])
  })

  test('ignores a NodeNotReady event of a pod, which names no node', () => {
    const involvedObject = { kind: 'Pod', namespace: 'default', name: 'web-0' }
    expect(find({ ...event, reason: 'NodeNotReady', involvedObject })).toEqual([])
  })

  test('takes the node from an eviction without taints', () => {
    const involvedObject = { kind: 'Pod', namespace: 'default', name: 'web-0' }
    const message = 'Marking for deletion Pod web-0 from Node demo-worker'
    expect(find({ ...event, reason: 'NodeControllerEviction', involvedObject, message })).toMatchObject([
      { kind: 'pod.eviction-marked', pod: 'default/web-0', node: 'demo-worker', clockSide: 'control-plane' },
    ])
  })
})

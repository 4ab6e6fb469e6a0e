import { describe, expect, test } from 'vitest'
import { SECOND_US } from '../../../src/time/instant.ts'
import { find, kinds, us } from '../../support/object-findings.ts'

describe('nodeObject', () => {
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
  const transition = { timeUs: us('2026-11-22T11:58:52Z'), resolutionUs: SECOND_US }

  test.each([
    ['Unknown', 'NodeStatusUnknown', 'control-plane', ['node.not-ready']],
    ['Unknown', 'NodeStatusNeverUpdated', 'control-plane', ['node.not-ready']],
    ['False', 'KubeletNotReady', 'node', ['node.not-ready', 'kubelet.not-ready']],
    ['True', 'KubeletReady', 'node', ['node.ready']],
  ])(
    'puts the transition to Ready %s (%s) on the clock of the %s',
    (status, reason, clockSide, kindsFound) => {
      const [seen, ...others] = find(node([ready(status, reason)]))
      expect(seen).toMatchObject({ kind: 'node.seen' })
      expect(seen).not.toHaveProperty('timeUs')
      expect(others).toMatchObject(kindsFound.map((kind) => ({ kind, clockSide, reason, ...transition })))
      expect(others).toHaveLength(kindsFound.length)
    },
  )

  test('finds no transition in other conditions or in a Ready without a time', () => {
    const pressure = { ...ready('Unknown', 'NodeStatusUnknown'), type: 'MemoryPressure' }
    expect(kinds(node([pressure, { type: 'Ready', status: 'Unknown' }]))).toEqual(['node.seen'])
  })

  test('returns health taints with a time as findings and lists the others in node.seen', () => {
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

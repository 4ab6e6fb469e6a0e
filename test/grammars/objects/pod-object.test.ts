import { describe, expect, test } from 'vitest'
import { SECOND_US } from '../../../src/time/instant.ts'
import { find, kinds, us } from '../../support/object-findings.ts'

describe('podObject', () => {
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

  test('takes the time of the request before and after the kubelet deletes the pod', () => {
    const requested = us('2026-11-22T11:59:17Z')
    for (const pod of [evicted('2026-11-22T11:59:47Z', 30), evicted('2026-11-22T11:59:17Z', 0)]) {
      expect(find(pod)).toMatchObject([
        { kind: 'pod.eviction-marked', node: 'demo-worker', timeUs: requested, resolutionUs: SECOND_US },
        { kind: 'pod.evicted', node: 'demo-worker', timeUs: requested, clockSide: 'control-plane' },
      ])
    }
  })

  test('ignores an invalid grace period', () => {
    expect(kinds(evicted('2026-11-22T11:59:47Z', 1e15))).toEqual(['pod.eviction-marked'])
    expect(kinds(evicted('2026-11-22T11:59:47Z', -30))).toEqual(['pod.eviction-marked'])
  })
})

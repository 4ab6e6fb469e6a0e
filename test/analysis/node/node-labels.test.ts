import { describe, expect, it } from 'vitest'
import { newestLabels as labelsOf } from '../../../src/analysis/node/node-labels.ts'
import type { NodeLabels, Observation } from '../../../src/model/index.ts'
import { observation } from '../../support/analysis-fixture.ts'

function seen(heartbeat: string | null, labels: Partial<NodeLabels> | null): Observation<'node.seen'> {
  const condition = {
    ...{ type: 'Ready', status: 'True', reason: null, message: null, lastTransitionTime: null },
    lastHeartbeatTime: heartbeat === null ? null : `2026-11-22T10:${heartbeat}Z`,
  }
  const all = labels && { region: null, zone: null, pool: null, ...labels }
  return observation(
    'node.seen',
    0,
    { conditions: [condition], taints: [], ...(all ? { labels: all } : {}) },
    { timeUs: null },
  )
}

const newestLabels = (all: readonly Observation<'node.seen'>[]): NodeLabels => labelsOf(all).labels

describe('newestLabels', () => {
  it('returns those of the newest object, in any order', () => {
    const objects = [seen('00:00', { zone: 'a' }), seen('05:00', { zone: 'b' }), seen(null, { zone: 'c' })]
    for (const order of [objects, objects.toReversed()])
      expect(newestLabels(order)).toEqual({ region: null, zone: 'b', pool: null })
  })

  it('knows nothing of a label that the newest object has no more', () => {
    expect(newestLabels([seen('00:00', { zone: 'a', pool: 'x' }), seen('05:00', { pool: 'x' })])).toEqual({
      region: null,
      zone: null,
      pool: 'x',
    })
  })

  it('passes over objects that print no labels', () => {
    expect(newestLabels([seen('00:00', { zone: 'a' }), seen('05:00', null)]).zone).toBe('a')
    expect(newestLabels([seen('05:00', null)])).toEqual({ region: null, zone: null, pool: null })
  })

  it('knows nothing of a label in which objects of one age differ', () => {
    const twice = [seen('00:00', { zone: 'a', pool: 'x' }), seen('00:00', { zone: 'b', pool: 'x' })]
    for (const order of [twice, twice.toReversed()])
      expect(newestLabels(order)).toEqual({ region: null, zone: null, pool: 'x' })
  })

  it('lists the labels of which objects have several values, not those that some lack', () => {
    const objects = [seen('00:00', { zone: 'a', pool: 'x' }), seen('05:00', { region: 'eu', zone: 'b' })]
    expect(labelsOf(objects).changedLabels).toEqual(['zone'])
    expect(labelsOf([seen('00:00', { zone: 'a' }), seen('05:00', null)]).changedLabels).toEqual([])
  })
})

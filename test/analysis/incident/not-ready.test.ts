/** Edges of the fold that no slice of a real log holds: long spells, controllers that began late, pods of one name. */
import { describe, expect, it } from 'vitest'
import { assignEvictions } from '../../../src/analysis/incident/evictions.ts'
import { findNotReadyPeriods } from '../../../src/analysis/node/not-ready-periods.ts'
import type { Facts, Observation, ObservationKind } from '../../../src/model/index.ts'
import { SECOND_US } from '../../../src/time/instant.ts'

const START_US = Date.UTC(2026, 10, 22, 10) * 1000

function told<K extends ObservationKind>(
  kind: K,
  atSeconds: number,
  facts: Facts[K],
  line: number,
): Observation<K> {
  return {
    kind,
    timeUs: START_US + atSeconds * SECOND_US,
    resolutionUs: 1,
    node: kind.startsWith('pod.') ? null : 'w',
    clock: 'control-plane',
    component: 'kube-controller-manager',
    source: 'kcm.log',
    line,
    pid: 1,
    host: null,
    ...facts,
  } as unknown as Observation<K>
}

const condition = (lastTransitionTime: string) => ({
  type: 'Ready',
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: null,
  lastHeartbeatTime: null,
  lastTransitionTime,
})

describe('a spell', () => {
  it('of 200,000 stale lines, eleven days of them, is one', () => {
    const lines = Array.from({ length: 200_000 }, (_, i) =>
      told(
        'node.stale',
        40 + i * 5,
        { conditionType: 'Ready', durationSeconds: 40 + i * 5, condition: null },
        i + 1,
      ),
    )
    const spells = findNotReadyPeriods(lines, { node: 'w', shiftUs: 0, resetsUs: [] })
    expect(spells.map(({ lastSeen }) => lastSeen?.atUs)).toEqual([START_US])
  })

  it('keeps a mark that is older than the controller only where a reset explains it', () => {
    const line = told(
      'node.stale',
      41,
      { conditionType: 'Ready', durationSeconds: 41, condition: condition('2026-11-22T06:00:00.000000Z') },
      1,
    )
    const marked = (resets: readonly number[]): (number | undefined)[] =>
      findNotReadyPeriods([line], { node: 'w', shiftUs: 0, resetsUs: resets }).map(
        (spell) => spell.markedNotReady?.atUs,
      )
    expect(marked([START_US])).toEqual([START_US - 4 * 3600 * SECOND_US])
    expect(marked([])).toEqual([undefined])
  })

  it('is marked by the record of the process, then by its audit event, the object, the Event', () => {
    const mark = (component: Observation['component'], atSeconds: number, line: number) => ({
      ...told('node.not-ready', atSeconds, { status: 'Unknown', reason: null, category: null }, line),
      component,
    })
    const event = { ...mark('api-object', 1, 1), isEvent: true as const }
    const object = mark('api-object', 2, 2)
    const audit = mark('kube-apiserver', 3, 3)
    const record = mark('kube-controller-manager', 4, 4)
    const best = (...of: Observation[]): (number | undefined)[] =>
      findNotReadyPeriods(of, { node: 'w', shiftUs: 0, resetsUs: [] }).map(
        (spell) => spell.markedNotReady?.line,
      )
    expect(best(event, object, audit, record)).toEqual([4])
    expect(best(event, object, audit)).toEqual([3])
    expect(best(event, object)).toEqual([2])
    expect(best(event)).toEqual([1])
  })
})

describe('evictions', () => {
  const span = { node: 'w', startUs: START_US, endUs: START_US + 600 * SECOND_US }

  it('of two pods of one name in two namespaces are two', () => {
    const { byPeriod } = assignEvictions(
      [told('pod.evicted', 300, { pod: 'a/web-0' }, 1), told('pod.evicted', 301, { pod: 'b/web-0' }, 2)],
      [span],
    )
    expect(byPeriod.get(span)?.map(({ pod }) => pod)).toEqual(['a/web-0', 'b/web-0'])
  })

  it('are in the order of time, whichever line told them first', () => {
    const marked = {
      ...told('pod.eviction-marked', 299, { pod: 'a/late' }, 9),
      component: 'api-object' as const,
    }
    const { byPeriod } = assignEvictions(
      [
        marked,
        told('pod.evicted', 300, { pod: 'a/early' }, 1),
        told('pod.evicted', 301, { pod: 'a/late' }, 2),
      ],
      [span],
    )
    expect(byPeriod.get(span)?.map(({ pod, line }) => [pod, line])).toEqual([
      ['a/early', 1],
      ['a/late', 2],
    ])
  })

  it('without a node and with two nodes tainted are nobody’s', () => {
    const other = { ...span, node: 'x' }
    const { unassigned } = assignEvictions([told('pod.evicted', 300, { pod: 'a/web-0' }, 1)], [span, other])
    expect(unassigned.map(({ pod, tiedBy }) => [pod, tiedBy])).toEqual([['a/web-0', null]])
  })
})

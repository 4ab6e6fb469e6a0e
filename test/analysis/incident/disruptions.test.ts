/** Disruption of zones, by observations made by hand, and what a report states of it. */
import { describe, expect, it } from 'vitest'
import { findDisruptions } from '../../../src/analysis/incident/disruptions.ts'
import { analyze } from '../../../src/api/analyze.ts'
import type { Incident } from '../../../src/model/index.ts'
import { observation, us } from '../../support/analysis-fixture.ts'
import { event, list } from '../../support/objects.ts'

const zone = (seconds: number, state: string, name = 'a') =>
  observation('zone.state', seconds, { zone: name, state })
const entered = (seconds: number) => observation('cluster.disruption-entered', seconds, {})
const left = (seconds: number) => observation('cluster.disruption-left', seconds, {})

describe('findDisruptions', () => {
  it('takes disruption mode from its begin to its end, or to no end', () => {
    expect(findDisruptions([left(60), entered(10)], 3)).toMatchObject([
      { state: 'full-disruption', startUs: us(10), endUs: us(60) },
    ])
    expect(findDisruptions([entered(10)], 3)).toMatchObject([{ endUs: Number.POSITIVE_INFINITY }])
  })

  it('takes the states of the only zone', () => {
    const states = [zone(0, 'PartialDisruption'), zone(20, 'FullDisruption'), zone(50, 'Normal')]
    expect(findDisruptions(states, 3).map(({ state, startUs, endUs }) => [state, startUs, endUs])).toEqual([
      ['partial-disruption', us(0), us(20)],
      ['full-disruption', us(20), us(50)],
    ])
  })

  it('takes no state of a zone where several are in evidence', () => {
    expect(findDisruptions([zone(0, 'PartialDisruption'), zone(5, 'Normal', 'b')], 3)).toEqual([])
  })

  it('knows that partial disruption spares no node of a large zone', () => {
    expect(findDisruptions([zone(0, 'PartialDisruption')], 51)).toEqual([])
    expect(findDisruptions([zone(0, 'PartialDisruption')], 50)).toHaveLength(1)
  })
})

describe('the verdict of an outage of several nodes', () => {
  const line = (at: string, rest: string) => `I0310 ${at}.000000       1 ${rest}\n`
  const state = (at: string, newState: string) =>
    line(
      at,
      `node_lifecycle_controller.go:1042] "Controller detected that zone is now in new state" zone="" newState="${newState}"`,
    )
  const ENTERED = line(
    '10:05:01',
    'node_lifecycle_controller.go:1106] "Controller detected that all Nodes are not-Ready. Entering master disruption mode"',
  )
  const LEFT = line(
    '10:08:00',
    'node_lifecycle_controller.go:1126] "Controller detected that some Nodes are Ready. Exiting master disruption mode"',
  )

  async function cluster(
    log: string,
    ready: readonly string[] = ['w1', 'w2'],
  ): Promise<Incident | undefined> {
    const events = list(
      event('w1', 'NodeNotReady', '10:05:00'),
      event('w2', 'NodeNotReady', '10:05:00'),
      ...ready.map((name) =>
        event(name, 'NodeReady', name === 'w1' ? '10:07:50' : '10:07:55', { from: 'kubelet' }),
      ),
    )
    const sources = [
      { name: 'events.json', data: events },
      ...(log === '' ? [] : [{ name: 'kcm.log', data: log }]),
    ]
    return (await analyze(sources, { year: 2026 })).incidents.find(({ kind }) => kind === 'cluster-outage')
  }

  it('states when all were back, bounded, and what disruption mode did', async () => {
    const verdict = (await cluster(ENTERED + LEFT))?.verdict
    expect(verdict).toContain('The last of them was back at 2026-03-10T10:07:55.000Z–10:07:56.000Z')
    expect(verdict).toContain(
      'From 2026-03-10T10:05:01.000Z to 2026-03-10T10:08:00.000Z the controller was in full disruption mode and held evictions back',
    )
  })

  it('states no disruption without a line that shows it', async () => {
    expect((await cluster(''))?.verdict).not.toMatch(/disruption|evictions/)
  })

  it('states partial disruption of their zone', async () => {
    expect((await cluster(state('10:05:01', 'PartialDisruption')))?.verdict).toContain(
      'in partial disruption',
    )
  })

  it('does not state that a node was back for which no line shows it', async () => {
    expect((await cluster('', ['w1']))?.verdict).not.toContain('was back')
  })

  it('stands in a note where no node has an incident', async () => {
    const { incidents, notes } = await analyze([{ name: 'kcm.log', data: ENTERED + LEFT }], { year: 2026 })
    expect(incidents).toEqual([])
    expect(notes.find(({ code }) => code === 'disruption-mode')?.text).toContain('held evictions back')
  })
})

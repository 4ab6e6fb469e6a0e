import { describe, expect, it } from 'vitest'
import { Controllers } from '../../../src/analysis/evidence/controllers.ts'
import type { Observation } from '../../../src/model/index.ts'
import type { ProcessReading } from '../../../src/store/reading.ts'
import { StaleTable } from '../../../src/store/stale-table.ts'
import { SECOND_US } from '../../../src/time/instant.ts'
import { controllerProcess, observation, staleLine, us } from '../../support/analysis-fixture.ts'

function process(lines: readonly Observation[], more: Partial<ProcessReading> = {}): ProcessReading {
  const stale = new StaleTable()
  for (const o of lines)
    if (o.kind === 'node.stale' && o.timeUs !== null) stale.add({ ...o, timeUs: o.timeUs })
  return controllerProcess(0, 1000, {
    observations: lines.filter((o) => o.kind !== 'node.stale'),
    stale: new Map([['worker', stale]]),
    ...more,
  })
}

const acquired = (seconds: number): Observation =>
  observation('controller.leader-acquired', seconds, { lock: 'kube-system/kube-controller-manager' })
const lost = (seconds: number): Observation =>
  observation('controller.leader-lost', seconds, { lock: 'kube-system/kube-controller-manager' })

const graceOf = (
  processes: readonly ProcessReading[],
  givenSeconds: number | null = null,
): (number | string)[] => {
  const { grace } = new Controllers(processes, givenSeconds === null ? null : givenSeconds * SECOND_US)
  return [grace.minUs / SECOND_US, grace.maxUs / SECOND_US, grace.from]
}

const release = (min: string | null, max: string | null): ProcessReading =>
  controllerProcess(0, 1, { kubernetesVersion: { min, max } })

describe('a sight of a node', () => {
  it.each([
    [103, true],
    [105, true],
    [90, false],
    [120, false],
  ])('%i s on is the first pass of a controller that took the lead at 100 s: %s', (at, is) => {
    expect(new Controllers([process([acquired(100)])], null).countsFromLead(us(at))).toBe(is)
  })
})

describe('the lead of a controller', () => {
  const leadsOf = (lines: readonly Observation[]): number[][] =>
    (new Controllers([process(lines)], null).all[0]?.leads ?? []).map(({ startUs, endUs }) => [
      (startUs - us(0)) / SECOND_US,
      (endUs - us(0)) / SECOND_US,
    ])

  it('goes from the line that says so to the loss of the lock, or to the last line', () => {
    expect(leadsOf([acquired(10), lost(200)])).toEqual([[10, 200]])
    expect(leadsOf([acquired(10)])).toEqual([[10, 1000]])
  })

  it('begins with the first line about a node where no line says so', () => {
    expect(leadsOf([staleLine(90, 45), lost(200)])).toEqual([[90, 200]])
  })

  it('is not known of a process that waits for it', () => {
    expect(leadsOf([])).toEqual([])
  })

  it('ended at an unknown time before it is acquired again', () => {
    expect(leadsOf([acquired(10), staleLine(90, 45), acquired(500)])).toEqual([
      [10, 90],
      [500, 1000],
    ])
  })
})

describe('the grace period of a controller', () => {
  it('is that of its FLAG line before all else', () => {
    const flags = new Map([['node-monitor-grace-period', '1m0s']])
    expect(graceOf([process([staleLine(90, 45)], { flags })], 30)).toEqual([60, 60, 'flag'])
  })

  it('is measured by its first stale line with status True', () => {
    expect(graceOf([process([staleLine(90, 45), staleLine(95, 45, { status: 'Unknown' })])], 30)).toEqual([
      40,
      45,
      'measured',
    ])
  })

  it('is given, or else the default of its version', () => {
    expect(graceOf([release('1.33', null)], 30)).toEqual([30, 30, 'given'])
    expect(graceOf([release('1.27', '1.31')])).toEqual([40, 40, 'default'])
    expect(graceOf([release('1.32', null)])).toEqual([50, 50, 'default'])
    expect(graceOf([release('1.30', '1.33')])).toEqual([40, 50, 'default'])
    expect(graceOf([])).toEqual([40, 50, 'default'])
  })

  it('is shorter than the duration of any stale line', () => {
    expect(graceOf([process([staleLine(44, 0, { status: 'Unknown' })])])).toEqual([40, 40, 'default'])
  })

  it('belongs to the process that led, whatever the order of the inputs', () => {
    const flags = (seconds: number) => new Map([['node-monitor-grace-period', `${seconds}s`]])
    const first = process([acquired(10), lost(200)], { flags: flags(40), source: 'a.log' })
    const second = process([acquired(220)], { flags: flags(60), source: 'b.log' })
    for (const inputs of [
      [first, second],
      [second, first],
    ]) {
      const controllers = new Controllers(inputs, null)
      expect(controllers.at(us(100)).grace.minUs).toBe(40 * SECOND_US)
      expect(controllers.at(us(400)).grace.minUs).toBe(60 * SECOND_US)
    }
  })
})

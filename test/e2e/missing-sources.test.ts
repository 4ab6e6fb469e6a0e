/**
 * One outage with every subset of its sources (test/e2e/cases/everything): a missing source only removes knowledge.
 * Bounds widen, nothing contradicts the report of all sources, and no incident is added.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import type { Boundaries, Boundary, Incident } from '../../src/model/index.ts'

const CASE = 'test/e2e/cases/everything'
const SOURCES = [
  'kubelet-demo-worker.log',
  'kubelet-demo-worker2.log',
  'kube-controller-manager.log',
  'audit.log',
  'lease-watch.jsonstream',
  'node-watch.jsonstream',
  'events.json',
]

/** Timestamps of the same event differ by at most 20 ms, or by a second where only whole seconds are printed. */
const TOLERANCE_US = 20_000
const SECOND_US = 1_000_000
const COARSE: ReadonlySet<keyof Boundaries> = new Set(['markedNotReady', 'readyAgain', 'taintQueued'])

/** Every subset of the sources except none and all: 126. */
const subsets = Array.from({ length: 2 ** SOURCES.length - 2 }, (_, i) =>
  SOURCES.filter((_, bit) => (i + 1) & (1 << bit)),
)

async function incidentsOf(sources: readonly string[]): Promise<readonly Incident[]> {
  const report = await analyze(
    sources.map((source) => join(CASE, source)),
    { year: 2026 },
  )
  expect(report.problems.filter((p) => p.code === 'contradiction')).toEqual([])
  return report.incidents
}

const allIncidents = await incidentsOf(SOURCES)
const reference = allIncidents[0] as Incident

describe('all sources', () => {
  it('give one outage of one node', () => {
    expect(allIncidents.map((i) => [i.node, i.kind])).toEqual([['demo-worker', 'lease-outage']])
  })
})

describe.each(subsets.map((sources) => ({ sources, label: sources.join(' + ') })))(
  '$label',
  ({ sources }) => {
    it('gives the same outage or less of it', async () => {
      const incidents = await incidentsOf(sources)
      expect(incidents.length).toBeLessThanOrEqual(1)
      expect(incidents.length).toBe(sources.some(showsOutage) ? 1 : 0)
      for (const incident of incidents) {
        expect(incident.node).toBe('demo-worker')
        for (const [name, boundary] of Object.entries(incident.boundaries) as [
          keyof Boundaries,
          Boundary | null,
        ][])
          if (boundary) expect(findContradiction(name, boundary, reference.boundaries[name]), name).toBeNull()
        const { earliestUs, latestUs } = incident.faultWindow ?? { earliestUs: null, latestUs: null }
        expect(earliestUs ?? 0).toBeLessThanOrEqual(
          (reference.faultWindow?.earliestUs as number) + TOLERANCE_US,
        )
        expect(latestUs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(
          (reference.faultWindow?.latestUs as number) - TOLERANCE_US,
        )
      }
    })
  },
)

/** Every source except the log of the other node shows the outage. */
function showsOutage(source: string): boolean {
  return source !== 'kubelet-demo-worker2.log'
}

/** Compares a boundary of some sources with that of all sources. Returns the contradiction, or null. */
function findContradiction(name: keyof Boundaries, part: Boundary, all: Boundary | null): string | null {
  if (!all) return 'found with some sources, but not with all of them'
  const tolerance = TOLERANCE_US + (COARSE.has(name) ? SECOND_US : 0)
  const low = (part.earliestUs ?? Number.NEGATIVE_INFINITY) - tolerance
  const high = (part.latestUs ?? Number.POSITIVE_INFINITY) + tolerance
  // All logs of this cluster have the clock of one machine, so their times can be compared.
  if (all.atUs < low || all.atUs > high) return `${part.atUs} excludes ${all.atUs}`
  if (all.exact || all.earliestUs === null || all.latestUs === null) return null
  return all.earliestUs < low || all.latestUs > high ? 'narrower than with all sources' : null
}

/**
 * One outage told by every source (test/e2e/cases/everything): with a source taken away less is known, and nothing
 * else. Bounds only widen, nothing contradicts what all sources together tell, no incident appears.
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

/** Two stamps of one moment may differ by 20 ms, and by a second where only whole seconds are printed. */
const TOLERANCE_US = 20_000
const SECOND_US = 1_000_000
const COARSE: ReadonlySet<keyof Boundaries> = new Set(['markedNotReady', 'readyAgain', 'taintQueued'])

/** Every set of sources but none and all: 126. */
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

const full = await incidentsOf(SOURCES)
const whole = full[0] as Incident

it('is one outage of one node', () => {
  expect(full.map((i) => [i.node, i.kind])).toEqual([['demo-worker', 'lease-outage']])
})

describe.each(subsets.map((sources) => ({ sources, label: sources.join(' + ') })))(
  '$label',
  ({ sources }) => {
    it('tells the same or less', async () => {
      const incidents = await incidentsOf(sources)
      expect(incidents.length).toBeLessThanOrEqual(1)
      expect(incidents.length).toBe(sources.some(tellsOfOutage) ? 1 : 0)
      for (const incident of incidents) {
        expect(incident.node).toBe('demo-worker')
        for (const [name, told] of Object.entries(incident.boundaries) as [
          keyof Boundaries,
          Boundary | null,
        ][])
          if (told) expect(wrongWith(name, told, whole.boundaries[name]), name).toBeNull()
        const { earliestUs, latestUs } = incident.faultWindow ?? { earliestUs: null, latestUs: null }
        expect(earliestUs ?? 0).toBeLessThanOrEqual((whole.faultWindow?.earliestUs as number) + TOLERANCE_US)
        expect(latestUs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(
          (whole.faultWindow?.latestUs as number) - TOLERANCE_US,
        )
      }
    })
  },
)

/** The neighbour's log alone says nothing of it. */
function tellsOfOutage(source: string): boolean {
  return source !== 'kubelet-demo-worker2.log'
}

/** What is wrong with what part of the sources tell of a moment; null: nothing. */
function wrongWith(name: keyof Boundaries, told: Boundary, all: Boundary | null): string | null {
  if (!all) return 'told by part of the sources, not by all of them'
  const tolerance = TOLERANCE_US + (COARSE.has(name) ? SECOND_US : 0)
  const low = (told.earliestUs ?? Number.NEGATIVE_INFINITY) - tolerance
  const high = (told.latestUs ?? Number.POSITIVE_INFINITY) + tolerance
  // One machine stamped all logs of this cluster, so that clocks may be compared.
  if (all.atUs < low || all.atUs > high) return `${told.atUs} excludes ${all.atUs}`
  if (all.exact || all.earliestUs === null || all.latestUs === null) return null
  return all.earliestUs < low || all.latestUs > high ? 'narrower than with all sources' : null
}

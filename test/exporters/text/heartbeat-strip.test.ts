/** The cells of the table's heartbeat strip. */
import { describe, expect, it } from 'vitest'
import { drawStrips } from '../../../src/exporters/text/heartbeat-strip.ts'
import { write } from '../../../src/exporters/text/table.ts'
import type { Boundary, Heartbeat, Incident, Report } from '../../../src/model/index.ts'
import { us } from '../../support/fixture-values.ts'
import { EMPTY_REPORT, PLAIN, REPORT, written } from '../../support/report-fixture.ts'

/** A report with renewals of one node at these seconds of a window that starts at 10:00. */
function reportOf(
  windowSeconds: number,
  renewals: readonly number[],
  incidents: readonly Incident[] = [],
): Report {
  const startUs = us('10:00:00')
  const [node] = REPORT.nodes
  const [row] = [...REPORT.heartbeats()] as [Heartbeat]
  return {
    ...REPORT,
    window: { startUs, endUs: startUs + windowSeconds * 1e6 },
    nodes: [node as Report['nodes'][number]],
    incidents,
    heartbeats: () => renewals.map((seconds) => ({ ...row, atUs: startUs + seconds * 1e6 })),
  }
}

const every = (seconds: number, from: number, to: number): number[] =>
  Array.from({ length: Math.ceil((to - from) / seconds) }, (_, i) => from + i * seconds)

const at = (seconds: number): number => us('10:00:00') + seconds * 1e6

/** An exact boundary. */
const edge = (seconds: number): Boundary => {
  const [{ boundaries }] = REPORT.incidents as [Incident]
  const time = { atUs: at(seconds), earliestUs: at(seconds), latestUs: at(seconds) }
  return { ...(boundaries.firstFailure as Boundary), ...time }
}

const stripOf = (report: Report, width: number): string | undefined =>
  drawStrips(report, width)?.strip('demo-worker')

describe('drawStrips', () => {
  it('fills all cells of a healthy node at any width, even if renewals are late', () => {
    for (const width of [20, 44, 60, 200]) {
      const strip = stripOf(reportOf(3600, every(10.4, 3, 3600)), width) as string
      expect(strip).toMatch(/^▄+$/)
      expect(strip).toHaveLength(Math.min(width, 327))
    }
  })

  it('distinguishes silence, failures and recovery', () => {
    const [closed] = REPORT.incidents as [Incident]
    const boundaries = {
      ...closed.boundaries,
      lastRenewal: edge(190),
      firstFailure: edge(230),
      lastFailure: edge(340),
      firstRenewalAfter: edge(405),
    }
    const renewals = [...every(10, 0, 195), ...every(10, 405, 600)]
    expect(stripOf(reportOf(600, renewals, [{ ...closed, boundaries }]), 30)).toBe(
      '▄▄▄▄▄▄▄▄▄▄·×××××××··▄▄▄▄▄▄▄▄▄▄'.slice(0, 30),
    )
  })

  it('marks an outage that is shorter than a cell', () => {
    const [closed] = REPORT.incidents as [Incident]
    const boundaries = {
      ...closed.boundaries,
      lastRenewal: edge(1000),
      firstFailure: edge(1020),
      lastFailure: edge(1060),
      firstRenewalAfter: edge(1070),
    }
    const renewals = [...every(10, 0, 1005), ...every(10, 1070, 3600)]
    expect(stripOf(reportOf(3600, renewals, [{ ...closed, boundaries }]), 10)).toBe('▄▄▂▄▄▄▄▄▄▄')
  })

  it('draws as silent only what the bounds of an outage prove', () => {
    const [closed] = REPORT.incidents as [Incident]
    const within = (from: number | null, to: number) => ({
      ...edge(((from ?? to) + to) / 2),
      ...{ earliestUs: from === null ? null : at(from), latestUs: at(to), exact: false },
    })
    const boundaries = {
      ...closed.boundaries,
      lastRenewal: within(5, 285),
      firstFailure: edge(305),
      lastFailure: edge(325),
    }
    const stripWith = (firstRenewalAfter: Incident['boundaries']['firstRenewalAfter']) =>
      stripOf(reportOf(600, [5, 590], [{ ...closed, boundaries: { ...boundaries, firstRenewalAfter } }]), 30)
    expect(stripWith(within(345, 585))).toBe('▄             ·××·           ▄')
    expect(stripWith(within(null, 585))).toBe('▄             ·××            ▄')
  })

  it('leaves unknown cells blank and marks cells with few renewals', () => {
    expect(stripOf(reportOf(600, [...every(10, 0, 200), 450, 590]), 6)).toBe('▄▄  ▂▂')
  })

  it('explains a blank where it drew one', () => {
    const legendOf = (renewals: readonly number[]): string | undefined => {
      const strips = drawStrips(reportOf(600, renewals), 6)
      strips?.strip('demo-worker')
      return strips?.legend()
    }
    expect(legendOf([5, 590])).toContain(', blank unknown')
    expect(legendOf(every(10, 0, 600))).not.toContain('blank')
  })

  it('returns null for a report without times or renewals', () => {
    expect(drawStrips(EMPTY_REPORT, 60)).toBeNull()
    expect(drawStrips({ ...REPORT, nodes: [] }, 60)).toBeNull()
  })

  it('prints the strip beside its node in the table, with a legend', async () => {
    const text = await written(write(reportOf(600, every(10, 0, 600)), PLAIN))
    expect(text).toMatch(/\n {2}demo-worker +renewing .*▄{20,}\n/)
    expect(text).toContain(': ▄ renewed, ▂ in part, × failing, · silent')
  })
})

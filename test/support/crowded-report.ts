/** Reports that formats of other programs are checked with: the fixture, a crowded one, an empty one. */
import type { Boundary, NodeSummary, Report } from '../../src/model/index.ts'
import { HOSTILE } from './fixture-values.ts'
import { BARE, CLOSED } from './incident-fixture.ts'
import { EMPTY_REPORT, REPORT } from './report-fixture.ts'

const MINUTE_US = 60_000_000

const boundary = (atUs: number): Boundary => ({
  ...(CLOSED.boundaries.markedNotReady as Boundary),
  atUs,
  earliestUs: atUs,
  latestUs: atUs,
})

/** The fixture, an incident that overlaps its first one, and an incident with hostile texts only. */
export const CROWDED: Report = {
  ...REPORT,
  nodes: [...REPORT.nodes, { ...(REPORT.nodes[0] as NodeSummary), node: HOSTILE }],
  incidents: [
    ...REPORT.incidents,
    { ...CLOSED, id: 'overlapping', kind: 'status-outage', startUs: CLOSED.startUs + 1000 },
    {
      ...CLOSED,
      id: HOSTILE,
      node: HOSTILE,
      verdict: HOSTILE,
      open: true,
      endUs: null,
      boundaries: {
        ...BARE.boundaries,
        markedNotReady: boundary(CLOSED.startUs + MINUTE_US),
        taintQueued: boundary(CLOSED.startUs + 2 * MINUTE_US),
      },
    },
  ],
}

export const REPORTS: readonly (readonly [name: string, report: Report])[] = Object.entries({
  plain: REPORT,
  crowded: CROWDED,
  empty: EMPTY_REPORT,
})

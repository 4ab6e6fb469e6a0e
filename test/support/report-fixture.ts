/** A report made by hand, with hostile texts, and an empty report. */

import type { ExportOptions, Report } from '../../src/model/index.ts'
import { HOSTILE, us } from './fixture-values.ts'
import { BARE, CLOSED, CLUSTER } from './incident-fixture.ts'
import { OBSERVATIONS } from './observation-fixture.ts'

export const PLAIN: ExportOptions = { timeZone: 'UTC', color: false, width: 80 }

export async function written(pieces: Iterable<string> | AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

const EMPTY = { count: 0, min: null, mean: null, p50: null, p95: null, p99: null, max: null }

export const REPORT: Report = {
  schemaVersion: 1,
  leasegap: '0.1.0',
  window: { startUs: us('10:31:02'), endUs: us('11:02:47') },
  assumptions: [{ name: 'graceSeconds', value: 40, of: null, because: 'the default of 1.27' }],
  sources: [
    {
      name: 'kubelet.log',
      envelopes: ['journald-short', 'klog-text'],
      components: ['kubelet'],
      nodes: ['demo-worker'],
      clocks: ['demo-worker'],
      kubernetesVersion: { min: '1.27', max: '1.36' },
      verbosity: 6,
      bytes: 1_234_567,
      lines: 12_345,
      records: 1300,
      observations: 1204,
      firstAtUs: us('10:31:02'),
      lastAtUs: us('11:02:47'),
      coverage: [{ startUs: us('10:31:02'), endUs: us('11:02:47') }],
      problems: 2,
    },
    {
      name: `logs/${HOSTILE}/${'very-long-directory-name/'.repeat(5)}kcm.log`,
      envelopes: [],
      components: [],
      nodes: [],
      clocks: [],
      kubernetesVersion: null,
      verbosity: null,
      bytes: 0,
      lines: 0,
      records: 0,
      observations: 0,
      firstAtUs: null,
      lastAtUs: null,
      coverage: [],
      problems: 0,
    },
  ],
  nodes: [
    {
      node: 'demo-worker',
      clock: 'demo-worker',
      heartbeat: {
        renewals: 180,
        failures: 8,
        firstAtUs: us('10:31:02'),
        lastAtUs: us('11:02:47'),
        intervalSeconds: { count: 179, min: 10, mean: 10.2, p50: 10.1, p95: 10.3, p99: 10.4, max: 10.4 },
        latencyMs: { count: 180, min: 2, mean: 5, p50: 3, p95: 9, p99: 90, max: 210 },
      },
      incidents: [CLOSED.id],
      state: 'renewing',
      clockOffset: { offsetSeconds: -0.25, earliestSeconds: -0.5, latestSeconds: null, pairs: 12 },
      availability: {
        share: 0.95948501,
        shareBounds: [0.95, 0.95948501],
        coveredSeconds: 1905,
        outages: 2,
        outageSeconds: 77.18,
        outageSecondsBounds: [77.18, 95.25],
        longestSeconds: 77.1,
        longestSecondsBounds: [77.1, 77.1],
        meanBetweenSeconds: 600,
        meanBetweenSecondsBounds: [600, 600],
        flapping: false,
      },
      region: 'eu-west',
      zone: 'eu-west-a',
      pool: 'workers',
    },
    {
      node: '__proto__',
      clock: 'control-plane',
      heartbeat: {
        renewals: 0,
        failures: 0,
        firstAtUs: null,
        lastAtUs: null,
        intervalSeconds: EMPTY,
        latencyMs: EMPTY,
      },
      incidents: [],
      state: 'unknown',
      clockOffset: null,
      availability: {
        share: null,
        shareBounds: null,
        coveredSeconds: null,
        outages: 1,
        outageSeconds: null,
        outageSecondsBounds: [0, null],
        longestSeconds: null,
        longestSecondsBounds: [0, null],
        meanBetweenSeconds: null,
        meanBetweenSecondsBounds: null,
        flapping: false,
      },
      region: null,
      zone: null,
      pool: null,
    },
  ],
  incidents: [CLOSED, BARE, CLUSTER],
  causes: [
    { category: 'network-unreachable', outages: 1, totalSeconds: 77.1 },
    { category: 'unknown', outages: 1, totalSeconds: null },
  ],
  timeline: OBSERVATIONS.map((observation, i) => ({ observation, omitted: i === 0 ? 17 : 0 })),
  unassignedEvictions: [{ pod: 'web-1', atUs: null, source: 'kcm.log', line: 130, tiedBy: null }],
  notes: [
    {
      code: 'unnamed-node',
      text: 'Three failures name no node.',
      node: null,
      source: 'kubelet.log',
      claim: { code: 'note.unnamed-node', params: { source: 'kubelet.log', count: 3 }, evidence: [] },
    },
  ],
  warnings: [
    {
      code: 'slow-renewals',
      node: 'demo-worker',
      fromUs: us('10:40:00'),
      toUs: null,
      value: 9.2,
      limit: 10,
    },
  ],
  problems: [
    { code: 'broken-record', source: HOSTILE, line: 17, offset: 900, count: 3, excerpt: HOSTILE },
    { code: 'unreadable', source: 'x.log', line: null, offset: null, count: 1, excerpt: 'no such file' },
  ],
  *heartbeats() {
    const row = { node: 'demo-worker', clock: 'demo-worker', source: 'kubelet.log' }
    yield {
      ...row,
      atUs: us('10:31:02'),
      startedAtUs: null,
      latencyMs: null,
      intervalSeconds: null,
      verb: null,
      statusCode: null,
      line: 1,
    }
    yield {
      ...row,
      atUs: us('10:31:12.1'),
      startedAtUs: us('10:31:12.093'),
      latencyMs: 6,
      intervalSeconds: 10.1,
      verb: 'PUT',
      statusCode: 200,
      line: 2,
    }
  },
}

/** The report of the first incident alone, which may be none. */
export const DOUBTED_REPORT: Report = {
  ...REPORT,
  incidents: REPORT.incidents.slice(0, 1).map((incident) => ({
    ...incident,
    claims: [
      {
        code: 'lease.unseen',
        params: { node: 'demo-worker', after: null, atUs: 0, error: '' },
        evidence: [],
      },
    ],
  })),
}

export const EMPTY_REPORT: Report = {
  ...REPORT,
  window: { startUs: null, endUs: null },
  assumptions: [],
  sources: [],
  nodes: [],
  incidents: [],
  causes: [],
  timeline: [],
  unassignedEvictions: [],
  warnings: [],
  notes: [],
  problems: [],
  heartbeats: () => [],
}

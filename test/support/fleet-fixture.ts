/** Generates a report of many nodes over a long time, the largest that the page must show quickly. */

import type {
  Availability,
  Boundary,
  Heartbeat,
  Incident,
  NodeSummary,
  Observation,
  Report,
} from '../../src/model/index.ts'
import { SECOND_US } from '../../src/time/instant.ts'
import { us } from './fixture-values.ts'
import { BARE, NO_BOUNDARIES } from './incident-fixture.ts'
import { REPORT } from './report-fixture.ts'

const START_US: number = us('00:00:00')
const POOLS = ['workers', 'memory', 'gpu', 'ingress'] as const
const CAUSES = ['network-unreachable', 'connection-refused', 'timeout', 'dns', 'kubelet-stopped'] as const

export interface Fleet {
  readonly nodes: number
  readonly seconds: number
  /** One of this many nodes has incidents. */
  readonly troubledEvery: number
  readonly incidentsEach: number
  readonly renewIntervalSeconds: number
}

const nameOf = (i: number): string => `worker-${String(i).padStart(4, '0')}.eu-central.example.internal`

function edge(node: string, atUs: number, from: Boundary['from'], line: number, byNode: boolean): Boundary {
  const clock = byNode ? node : 'control-plane'
  const source = byNode ? `logs/${node}/kubelet.log` : 'logs/kube-controller-manager.log'
  return { atUs, earliestUs: atUs, latestUs: atUs, exact: true, clock, from, source, line }
}

/** Outage number `k` of node `i`: two to nine minutes at a time derived from the two numbers. */
function outage(fleet: Fleet, i: number, k: number): Incident {
  const node = nameOf(i)
  // Every third node fails in the same minute, as with a broken switch; the others are spread.
  const part = i % 3 === 0 ? 0.62 : ((i * 7919 + k * 104729) % 9973) / 9973
  const startUs = START_US + Math.floor(part * (fleet.seconds - 900)) * SECOND_US + i * 1000
  const silence = 120 + ((i * 37 + k * 11) % 420)
  const at = (seconds: number): number => startUs + Math.round(seconds * SECOND_US)
  const category = CAUSES[(i + k) % CAUSES.length] as Incident['cause']['category']
  return {
    ...BARE,
    id: `${node}@${startUs}`,
    node,
    startUs,
    endUs: at(silence),
    open: false,
    boundaries: {
      ...NO_BOUNDARIES,
      lastRenewal: edge(node, startUs, 'lease.renewed', 100 + k, true),
      firstFailure: edge(node, at(20.2), 'lease.request-failed', 110 + k, true),
      lastFailure: edge(node, at(silence - 8), 'lease.ensure-failed', 150 + k, true),
      firstRenewalAfter: edge(node, at(silence), 'lease.renewed', 160 + k, true),
      controllerLastSeen: edge(node, at(4.2), 'node.stale', 3 + i, false),
      markedNotReady: edge(node, at(44.2), 'node.not-ready', 5 + i, false),
      taintQueued: edge(node, at(49.2), 'node.taint-queued', 9 + i, false),
      readyAgain: edge(node, at(silence - 2), 'node.ready', 158 + k, true),
    },
    intervals: { ...BARE.intervals, silenceSeconds: silence, graceSeconds: 40, detectionSeconds: 44.2 },
    crossClock: ['detectionSeconds'],
    cause: {
      ...BARE.cause,
      category,
      where: 'node-network',
      confidence: 'high',
      error: `dial tcp 10.0.${i}.1`,
    },
    retries: { ...BARE.retries, tries: 20, failures: 19 },
    verdict: `${node} stopped renewing its lease for ${silence} s: ${category}.`,
  }
}

function observations(incident: Incident, i: number): Observation[] {
  const node = incident.node as string
  const base = { resolutionUs: 1, node, clock: node, pid: 1, host: node, source: `logs/${node}/kubelet.log` }
  return [20.2, 30.3, 40.4, 47.5, 54.6, 61.7].map((seconds, line) => ({
    ...base,
    kind: 'lease.ensure-failed',
    component: 'kubelet',
    timeUs: incident.startUs + Math.round(seconds * SECOND_US),
    line: 110 + line,
    error: `Get "https://api:6443/…/leases/${node}": dial tcp 10.0.${i}.1:6443: connect: network is unreachable`,
    cause: 'network-unreachable',
    alsoCauses: [],
    causeDetail: null,
    retryIntervalSeconds: 7,
  }))
}

function availabilityOf(lengths: readonly number[], coveredSeconds: number): Availability {
  const outageSeconds = lengths.reduce((sum, seconds) => sum + seconds, 0)
  const longestSeconds = Math.max(0, ...lengths)
  const share = 1 - outageSeconds / coveredSeconds
  return {
    ...{ share, shareBounds: [share, share], coveredSeconds, outages: lengths.length, outageSeconds },
    ...{ outageSecondsBounds: [outageSeconds, outageSeconds], longestSeconds },
    longestSecondsBounds: lengths.length === 0 ? null : [longestSeconds, longestSeconds],
    ...{ meanBetweenSeconds: null, meanBetweenSecondsBounds: null, flapping: false },
  }
}

export function fleetReport(fleet: Fleet): Report {
  const endUs = START_US + fleet.seconds * SECOND_US
  const troubled = (i: number): boolean => i % fleet.troubledEvery === 0
  const byNode = new Map<number, Incident[]>()
  for (let i = 0; i < fleet.nodes; i++) {
    const outages = Array.from({ length: troubled(i) ? fleet.incidentsEach : 0 }, (_, k) =>
      outage(fleet, i, k),
    )
    byNode.set(
      i,
      outages.sort((a, b) => a.startUs - b.startUs),
    )
  }
  const incidents = [...byNode.values()].flat().sort((a, b) => a.startUs - b.startUs)
  const renewals = Math.floor(fleet.seconds / 10)
  const nodes = Array.from({ length: fleet.nodes }, (_, i): NodeSummary => {
    const first = REPORT.nodes[0] as NodeSummary
    const outages = byNode.get(i) as Incident[]
    return {
      ...first,
      node: nameOf(i),
      heartbeat: { ...first.heartbeat, renewals, failures: troubled(i) ? 19 : 0 },
      incidents: outages.map(({ id }) => id),
      clockOffset: null,
      availability: availabilityOf(
        outages.map(({ intervals }) => intervals.silenceSeconds as number),
        fleet.seconds,
      ),
      region: 'eu-central',
      zone: `eu-central-${'abc'[i % 3]}`,
      pool: POOLS[i % POOLS.length] as string,
    }
  })
  return {
    ...REPORT,
    window: { startUs: START_US, endUs },
    sources: nodes.slice(0, 50).map(({ node }) => ({
      ...(REPORT.sources[0] as Report['sources'][number]),
      name: `logs/${node}/kubelet.log`,
      nodes: [node],
      coverage: [{ startUs: START_US, endUs }],
    })),
    nodes,
    incidents,
    timeline: incidents
      .flatMap((incident, i) => observations(incident, i))
      .sort((a, b) => (a.timeUs as number) - (b.timeUs as number))
      .map((observation) => ({ observation, omitted: 0 })),
    unassignedEvictions: [],
    warnings: [],
    notes: [],
    problems: [],
    *heartbeats() {
      for (let i = 0; i < fleet.nodes; i++) yield* renewalsOf(fleet, i, byNode.get(i) as Incident[])
    },
  }
}

function* renewalsOf(fleet: Fleet, i: number, outages: readonly Incident[]): Generator<Heartbeat> {
  const node = nameOf(i)
  const row = { node, clock: node, source: `logs/${node}/kubelet.log`, verb: 'PUT', statusCode: 200 }
  const endUs = START_US + fleet.seconds * SECOND_US
  const stepUs = fleet.renewIntervalSeconds * SECOND_US
  let beforeUs: number | null = null
  let next = 0
  let line = 0
  for (let atUs = START_US + (i % 97) * 100_000; atUs < endUs; atUs += stepUs + ((line * 37) % 400) * 1000) {
    line++
    while (next < outages.length && atUs > ((outages[next] as Incident).endUs as number)) next++
    if (next < outages.length && atUs > (outages[next] as Incident).startUs) continue
    const intervalSeconds: number | null = beforeUs === null ? null : (atUs - beforeUs) / SECOND_US
    beforeUs = atUs
    yield { ...row, atUs, startedAtUs: atUs - 5000, latencyMs: 3 + ((line * 13) % 40), intervalSeconds, line }
  }
}

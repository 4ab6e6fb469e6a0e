/**
 * What a report says beside incidents: sources, nodes, warnings, the window, every heartbeat.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE } from '../../model/clock.ts'
import type {
  Boundary,
  Coverage,
  Incident,
  NodeSummary,
  Observation,
  Problem,
  SourceSummary,
  VersionRange,
} from '../../model/index.ts'
import type { SourceReading } from '../../store/reading.ts'
import type { Evidence } from '../evidence/gather.ts'
import { order } from '../evidence/order.ts'
import type { NodeFold } from '../incident/node-analysis.ts'
import { clockOffset } from '../node/clock-offset.ts'
import { availabilityOf } from './availability.ts'
import type { Survey } from './distributions.ts'

export function windowOf(
  readings: readonly SourceReading[],
  everything: readonly Observation[],
): { startUs: number | null; endUs: number | null } {
  let startUs: number | null = null
  let endUs: number | null = null
  const include = (timeUs: number | null): void => {
    if (timeUs === null) return
    startUs = startUs === null ? timeUs : Math.min(startUs, timeUs)
    endUs = endUs === null ? timeUs : Math.max(endUs, timeUs)
  }
  for (const r of readings) {
    include(r.firstUs)
    include(r.lastUs)
  }
  // Objects tell of times long before anyone looked: only where nothing else dates the evidence do they count.
  if (startUs === null) for (const o of everything) include(o.timeUs)
  return { startUs, endUs }
}

/** `problems`: how many were met in it, by whatever room. */
export function summarise(reading: SourceReading, evidence: Evidence, problems: number): SourceSummary {
  const nodes = new Set<string>()
  const clocks = new Set<string>()
  let observations = 0
  let verbosity: number | null = null
  let version: VersionRange | null = null
  for (const p of reading.processes) {
    const node = evidence.nodeOf.get(p) ?? null
    if (p.component === 'kubelet' && node !== null) nodes.add(node)
    for (const o of p.observations) {
      observations++
      if (o.node !== null) nodes.add(o.node)
      if (o.clock !== null) clocks.add(o.clock)
    }
    for (const [named, lines] of p.stale) {
      observations += lines.length
      if (named !== null) nodes.add(named)
      for (const { clock } of lines.shapes) if (clock !== null) clocks.add(clock)
    }
    for (const [named, answers] of p.requests) {
      observations += answers.length
      const owner = named ?? node
      if (owner === null) continue
      nodes.add(owner)
      clocks.add(p.component === 'kubelet' ? owner : CONTROL_PLANE)
    }
    const flag = Number(p.flags.get('v') ?? Number.NaN)
    const shown = Number.isInteger(flag) ? flag : p.printsRequests ? 6 : null
    if (shown !== null) verbosity = Math.max(verbosity ?? shown, shown)
    version ??= p.kubernetesVersion
  }
  return {
    name: reading.name,
    envelopes: reading.envelopes,
    components: [...new Set(reading.processes.flatMap((p) => (p.component ? [p.component] : [])))].sort(
      order,
    ),
    nodes: [...nodes].sort(order),
    clocks: [...clocks].sort(order),
    kubernetesVersion: version,
    verbosity,
    bytes: reading.bytes,
    lines: reading.lines,
    records: reading.records,
    observations,
    firstAtUs: reading.firstUs,
    lastAtUs: reading.lastUs,
    coverage:
      reading.firstUs === null || reading.lastUs === null
        ? []
        : [{ startUs: reading.firstUs, endUs: reading.lastUs }],
    problems,
  }
}

/** `mine`: the node's incidents; `controllers`: where a controller manager would have told of an outage; `endUs`: end of the evidence. */
export function summariseNode(
  fold: NodeFold,
  survey: Survey,
  mine: readonly Incident[],
  controllers: readonly Coverage[],
  endUs: number | null,
): NodeSummary {
  const moveUs = fold.clock === CONTROL_PLANE ? 0 : (fold.offset?.atUs ?? 0)
  const seen = controllers.map((c) => ({ startUs: c.startUs + moveUs, endUs: c.endUs + moveUs }))
  return {
    node: fold.node,
    clock: fold.clock,
    heartbeat: {
      renewals: fold.beats.length,
      failures: fold.tries.length,
      firstAtUs: fold.beats.beat(0)?.atUs ?? null,
      lastAtUs: fold.beats.beat(fold.beats.length - 1)?.atUs ?? null,
      intervalSeconds: survey.intervalSeconds,
      latencyMs: survey.latencyMs,
    },
    incidents: mine.map((i) => i.id),
    state: stateOf(fold, mine),
    clockOffset: fold.offset ? clockOffset(fold.offset) : null,
    availability: availabilityOf(mine, [...fold.coverage, ...fold.stretches, ...seen], endUs),
  }
}

function stateOf(fold: NodeFold, incidents: readonly Incident[]): NodeSummary['state'] {
  const open = incidents.find((i) => i.kind === 'lease-outage' && i.open)
  if (open) return open.retries.failures > 0 ? 'failing' : 'silent'
  if (fold.beats.length > 0) return 'renewing'
  return incidents.some((i) => i.kind === 'lease-outage' && i.boundaries.firstRenewalAfter)
    ? 'renewing'
    : 'unknown'
}

export function contradictionProblem(of: { readonly a: Boundary; readonly b: Boundary }): Problem {
  return {
    code: 'contradiction',
    source: of.a.source,
    line: of.a.line,
    offset: null,
    count: 1,
    excerpt: `${of.a.from} here and ${of.b.from} at ${of.b.source}:${of.b.line} can't both be true`,
  }
}

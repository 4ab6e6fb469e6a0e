/**
 * What a report says beside incidents: sources, nodes, warnings, the window, every heartbeat.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE } from '../clock.ts'
import { SECOND_US } from '../time.ts'
import type {
  Boundary,
  Coverage,
  Heartbeat,
  Incident,
  NodeSummary,
  Observation,
  Problem,
  SourceReading,
  SourceSummary,
  VersionRange,
  Warning,
} from '../types.ts'
import { availabilityOf, FLAPPING_OUTAGES, flappingSince } from './availability.ts'
import { seconds } from './boundary.ts'
import { type Evidence, order } from './evidence.ts'
import type { NodeFold } from './node.ts'
import { clockOffset } from './offset.ts'
import type { Survey } from './survey.ts'

/** A heartbeat request is given up after 10 s. */
const REQUEST_LIMIT_MS = 10_000
/** Three eighths of the grace period: 15 s of 40 s, half as much again as the renew interval should be. */
const NARROW_MARGIN = 0.375
/** Clocks that are further apart than this make times of two logs misleading. */
const OFFSET_LIMIT_US: number = SECOND_US

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
    for (const [named, answers] of p.answers) {
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

/** `graceUs`: the shortest grace period that may apply. */
export function warningsOf(
  folds: readonly NodeFold[],
  surveys: readonly Survey[],
  graceUs: number,
): Warning[] {
  const warnings: Warning[] = []
  for (const [i, fold] of folds.entries()) {
    const { slow, widest } = surveys[i] as Survey
    if (slow)
      warnings.push({
        code: 'slow-renewals',
        node: fold.node,
        fromUs: slow.fromUs,
        toUs: slow.toUs,
        value: slow.longestMs,
        limit: REQUEST_LIMIT_MS,
      })
    if (widest && widest.us >= graceUs * NARROW_MARGIN)
      warnings.push({
        code: 'shrinking-margin',
        node: fold.node,
        fromUs: widest.fromUs,
        toUs: widest.toUs,
        value: seconds(widest.us),
        limit: seconds(graceUs),
      })
    const { offset } = fold
    if (offset && (offset.earliestUs > OFFSET_LIMIT_US || offset.latestUs < -OFFSET_LIMIT_US))
      warnings.push({
        code: 'clock-offset',
        node: fold.node,
        fromUs: fold.beats.beat(0)?.atUs ?? null,
        toUs: fold.beats.beat(fold.beats.length - 1)?.atUs ?? null,
        value: seconds(offset.atUs),
        limit: seconds(OFFSET_LIMIT_US),
      })
    for (const jump of fold.clockJumps)
      warnings.push({
        code: 'clock-jump',
        node: fold.node,
        fromUs: jump.startUs,
        toUs: jump.endUs,
        value: seconds(jump.startUs - jump.endUs),
        limit: 0,
      })
    const outages = fold.drafts.filter((d) => d.kind === 'lease-outage')
    const flapping = flappingSince(outages)
    if (flapping !== null)
      warnings.push({
        code: 'flapping',
        node: fold.node,
        fromUs: flapping,
        toUs: outages[outages.length - 1]?.startUs ?? null,
        value: outages.length,
        limit: FLAPPING_OUTAGES,
      })
  }
  return warnings
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

/** Every renewal by node and time, with its interval. */
export function* heartbeats(folds: readonly NodeFold[]): Iterable<Heartbeat> {
  for (const fold of folds) {
    let previous: number | null = null
    const moveUs = fold.clock === CONTROL_PLANE ? 0 : (fold.offset?.atUs ?? 0)
    for (const beat of fold.beats) {
      // In order on the node's clock, told as stamped.
      const movedUs = beat.witness.clock === CONTROL_PLANE ? moveUs : 0
      yield {
        node: fold.node,
        atUs: beat.atUs - movedUs,
        startedAtUs: beat.startUs - movedUs,
        latencyMs: beat.latencyMs,
        intervalSeconds: previous === null ? null : seconds(beat.atUs - previous),
        verb: beat.verb,
        statusCode: beat.statusCode,
        clock: beat.witness.clock,
        source: beat.witness.source,
        line: beat.witness.line,
      }
      previous = beat.atUs
    }
  }
}

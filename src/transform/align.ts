/**
 * Moves what nodes stamped to the control plane's clock, by the offset that was measured for each. Pure.
 *
 * Input: a report. Output: the same report on one clock, as far as the offsets reach. Everything that moves is marked:
 * its clock becomes `control-plane`, and `alignedFrom` names the node that stamped it. Bounds widen by the uncertainty
 * of the offset; what was exact stays so only if that is less than the resolution; intervals on one clock do not
 * change. An offset with 0 within its bounds proves no difference: it moves nothing, but may widen bounds. Conditions
 * quoted by objects stay as printed, and ids stay, because others refer to them. A node without a measured offset, or
 * with a clock that was set meanwhile, stays as it is and gets a warning.
 * Authority: `report.schema.json` (`clockOffset`, `crossClock`); README, "How to read a report" (clocks).
 */
import { compareObservations, order } from '../analysis/evidence/order.ts'
import { CONTROL_PLANE } from '../model/clock.ts'
import type {
  Heartbeat,
  NodeSummary,
  Note,
  Report,
  SourceSummary,
  TimelineEntry,
  Warning,
} from '../model/index.ts'
import { type Interval, includesZero } from '../model/interval.ts'
import { SECOND_US, usToSeconds } from '../time/instant.ts'
import { claim, renderClaims } from '../wording/claims.ts'
import { alignGroup, alignIncident, less, type Shift, type Shifts } from './align-incident.ts'

export interface AlignOptions {
  /**
   * Only clocks that are proved to differ, with bounds at most a second apart; the others stay, without a warning.
   * Default: every measured offset.
   */
  readonly provedOnly?: boolean
}

/** Widest bounds of an offset that moves times unasked. */
const NARROW_US: number = SECOND_US

export function align(report: Report, { provedOnly = false }: AlignOptions = {}): Report {
  const measured = shiftsOf(report)
  const shifts = provedOnly ? new Map([...measured].filter(([, shift]) => isProved(shift))) : measured
  if (provedOnly && shifts.size === 0) return report
  const sources = report.sources.map((source) => alignSource(source, shifts))
  const window = windowOf(report, sources)
  const single = report.incidents
    .filter((incident) => incident.members === undefined)
    .map((incident) => alignIncident(incident, shifts, window.endUs))
  const byId = new Map(single.map((incident) => [incident.id, incident]))
  const groups = report.incidents
    .filter((incident) => incident.members !== undefined)
    .map((group) => alignGroup(group, byId))
  const incidents = [...single, ...groups].sort((a, b) => a.startUs - b.startUs || order(a.id, b.id))
  const place = new Map(incidents.map(({ id }, i) => [id, i]))
  const inPlace = (a: string, b: string): number => (place.get(a) ?? 0) - (place.get(b) ?? 0)
  return {
    ...report,
    window,
    sources,
    nodes: report.nodes.map((node) => {
      const aligned = alignNode(node, shifts)
      return { ...aligned, incidents: [...node.incidents].sort(inPlace) }
    }),
    incidents,
    notes: provedOnly ? [...report.notes, ...notesOf(shifts)] : report.notes,
    timeline: alignTimeline(report.timeline, shifts),
    warnings: [
      ...report.warnings.map((warning) => alignWarning(warning, report.nodes, shifts)),
      ...(provedOnly ? [] : notAligned(report, shifts)),
    ],
    ...(report.nodesWithin ? { nodesWithin: nodesWithin(report.nodesWithin, shifts) } : {}),
    ...(report.thinned && {
      thinned: report.thinned.map((span) => {
        const byUs = shifts.get(span.clock)?.byUs ?? 0
        return { ...span, startUs: span.startUs - byUs, endUs: span.endUs - byUs }
      }),
    }),
    *heartbeats() {
      for (const heartbeat of report.heartbeats()) yield alignHeartbeat(heartbeat, shifts)
    },
  }
}

/** Summarises nodes over a part of the time on the clocks that they are shown on. */
function nodesWithin(
  original: NonNullable<Report['nodesWithin']>,
  shifts: Shifts,
): NonNullable<Report['nodesWithin']> {
  return (spanOf) => {
    const stampedBy = (clock: string): Interval => {
      const byUs = shifts.get(clock)?.byUs ?? 0
      const { startUs, endUs } = spanOf(clock)
      return { startUs: startUs + byUs, endUs: endUs + byUs }
    }
    return original(stampedBy).map((node) => alignNode(node, shifts))
  }
}

function notesOf(shifts: Shifts): Note[] {
  return [...shifts.values()].map(({ node, byUs }) => {
    const stated = claim('note.times-aligned', { node, aheadSeconds: usToSeconds(byUs) }, [])
    return { code: 'times-aligned', text: renderClaims([stated]), node, source: null, claim: stated }
  })
}

/** Whether the bounds exclude 0 and are close. */
function isProved({ byUs, earliestUs, latestUs }: Shift): boolean {
  return byUs !== 0 && earliestUs !== null && latestUs !== null && latestUs - earliestUs <= NARROW_US
}

function shiftsOf({ nodes, warnings }: Report): Shifts {
  const set = new Set(
    warnings.flatMap(({ code, node }) => (code === 'clock-jump' && node !== null ? [node] : [])),
  )
  const shifts = new Map<string, Shift>()
  for (const { node, clockOffset } of nodes) {
    if (clockOffset === null || set.has(node)) continue
    const us = (seconds: number | null): number | null =>
      seconds === null ? null : Math.round(seconds * SECOND_US)
    const earliestUs = us(clockOffset.earliestSeconds)
    const latestUs = us(clockOffset.latestSeconds)
    const byUs = includesZero(earliestUs, latestUs) ? 0 : (us(clockOffset.offsetSeconds) ?? 0)
    shifts.set(node, { node, byUs, earliestUs, latestUs })
  }
  return shifts
}

function alignTimeline(timeline: readonly TimelineEntry[], shifts: Shifts): TimelineEntry[] {
  return timeline
    .map((entry): TimelineEntry => {
      const { observation: o } = entry
      const shift = o.clock === null ? undefined : shifts.get(o.clock)
      if (!shift) return entry
      const own = o.kind === 'lease.seen' ? { renewTimeUs: less(o.renewTimeUs, shift.byUs) } : {}
      const observation = {
        ...o,
        ...own,
        timeUs: less(o.timeUs, shift.byUs),
        clock: CONTROL_PLANE,
        alignedFrom: shift.node,
      }
      return { ...entry, observation }
    })
    .sort((a, b) => compareObservations(a.observation, b.observation))
}

function alignHeartbeat(heartbeat: Heartbeat, shifts: Shifts): Heartbeat {
  const shift = shifts.get(heartbeat.clock)
  if (!shift) return heartbeat
  return {
    ...heartbeat,
    atUs: heartbeat.atUs - shift.byUs,
    startedAtUs: less(heartbeat.startedAtUs, shift.byUs),
    clock: CONTROL_PLANE,
    alignedFrom: shift.node,
  }
}

function alignNode(summary: NodeSummary, shifts: Shifts): NodeSummary {
  const shift = shifts.get(summary.clock)
  if (!shift) return summary
  const { heartbeat } = summary
  return {
    ...summary,
    clock: CONTROL_PLANE,
    alignedFrom: shift.node,
    heartbeat: {
      ...heartbeat,
      firstAtUs: less(heartbeat.firstAtUs, shift.byUs),
      lastAtUs: less(heartbeat.lastAtUs, shift.byUs),
    },
  }
}

/** Moves a source that one clock stamped throughout. */
function alignSource(source: SourceSummary, shifts: Shifts): SourceSummary {
  const [clock, ...others] = source.clocks
  const shift = clock === undefined || others.length > 0 ? undefined : shifts.get(clock)
  if (!shift) return source
  return {
    ...source,
    clocks: [CONTROL_PLANE],
    alignedFrom: shift.node,
    firstAtUs: less(source.firstAtUs, shift.byUs),
    lastAtUs: less(source.lastAtUs, shift.byUs),
    coverage: source.coverage.map(({ startUs, endUs }) => ({
      startUs: startUs - shift.byUs,
      endUs: endUs - shift.byUs,
    })),
  }
}

/** Takes the spans of the sources; where only objects date the evidence, the window stays. */
function windowOf({ window }: Report, sources: readonly SourceSummary[]): Report['window'] {
  const starts = sources.flatMap(({ firstAtUs }) => firstAtUs ?? [])
  const ends = sources.flatMap(({ lastAtUs }) => lastAtUs ?? [])
  if (starts.length === 0 || ends.length === 0) return window
  return {
    startUs: starts.reduce((a, b) => Math.min(a, b)),
    endUs: ends.reduce((a, b) => Math.max(a, b)),
  }
}

/** A node's warnings follow its renewals and outages, so they are on the clock of those. */
function alignWarning(warning: Warning, nodes: readonly NodeSummary[], shifts: Shifts): Warning {
  const { clock } = nodes.find(({ node }) => node === warning.node) ?? {}
  const shift = clock === undefined ? undefined : shifts.get(clock)
  if (!shift) return warning
  return {
    ...warning,
    fromUs: less(warning.fromUs, shift.byUs),
    toUs: less(warning.toUs, shift.byUs),
    alignedFrom: shift.node,
  }
}

/** Lists the nodes that stamped something on a clock without a known offset. */
function notAligned({ nodes, sources }: Report, shifts: Shifts): Warning[] {
  const clocks = new Set([...sources.flatMap((source) => source.clocks), ...nodes.map(({ clock }) => clock)])
  return nodes
    .filter(({ node }) => clocks.has(node) && !shifts.has(node))
    .map(({ node }) => ({ code: 'not-aligned', node, fromUs: null, toUs: null, value: null, limit: null }))
}

/**
 * Notes of a report: what it has to state beside its incidents, and what evidence is missing.
 *
 * Each is a claim with the lines that prove it.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { Boundary, Incident, Note, Observation } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { clusterTypeOf } from '../../wording/collect-commands.ts'
import { isCut } from '../../wording/cut-error.ts'
import { groupBy } from '../evidence/group-by.ts'
import { IntervalIndex } from '../evidence/interval-index.ts'
import { order } from '../evidence/order.ts'
import type { NotedEvidence, NotedNode } from './notable.ts'
import { note } from './note.ts'
import { outOfReachNotes } from './out-of-reach-notes.ts'
import { undatedNotes } from './undated-notes.ts'

interface NoteContext {
  readonly incidents: readonly Incident[]
  /** Nodes with a clock that was compared with the control plane's. */
  readonly compared: ReadonlySet<string>
  /** Nodes with a renewal in evidence. */
  readonly renewing: ReadonlySet<string>
}

/** Lists the notes by code, node and source. */
export function notesOf(evidence: NotedEvidence, context: NoteContext): Note[] {
  const incidentsOf = groupBy(context.incidents, ({ node }) => node)
  return [
    ...unnamedNotes(evidence),
    ...evidence.nodes.flatMap((node) => nodeNotes(node, incidentsOf.get(node.node) ?? [])),
    ...cutNotes(evidence),
    ...undatedNotes(evidence),
    ...outOfReachNotes(evidence, context.incidents),
    ...deletionNotes(evidence, context),
    ...clockNotes(evidence, context),
    ...renewalNotes(evidence, context),
    ...missingNotes(evidence, context),
    ...beforeLeasesNotes(context),
    ...clusterNotes(evidence),
  ].sort(
    (a, b) =>
      order(a.code, b.code) ||
      order(a.node ?? '', b.node ?? '') ||
      order(a.source ?? '', b.source ?? '') ||
      order(a.text, b.text),
  )
}

function unnamedNotes({ unnamed }: NotedEvidence): Note[] {
  const notes: Note[] = []
  for (const [source, observations] of groupBy(unnamed, ({ source }) => source)) {
    notes.push(
      note('unnamed-node', { source, count: observations.length }, { proof: observations, source }),
      ...registrationNotes(null, observations),
      ...notReadyNotes(null, observations),
    )
  }
  return notes
}

/** `incidents` are those of the node. */
function nodeNotes({ node, observations }: NotedNode, incidents: readonly Incident[]): Note[] {
  const hasIncident = incidents.some(({ kind }) => kind === 'not-ready')
  return [
    ...registrationNotes(node, observations),
    ...(hasIncident ? [] : notReadyNotes(node, observations)),
    ...cancellationNotes(node, observations, incidents),
  ]
}

/** A controller cancels the evictions of a node within this after the node is Ready: a few of its passes. */
const LATEST_CANCELLATION_US: number = 60 * SECOND_US

/** Cancelled evictions of all pods on a node that belong to none of its incidents. */
function cancellationNotes(
  node: string,
  observations: readonly Observation[],
  incidents: readonly Incident[],
): Note[] {
  const cancelled = observations.filter((o) => o.kind === 'pod.eviction-cancelled' && o.pod === null)
  if (cancelled.length === 0) return []
  const known = new IntervalIndex(
    incidents.map(({ startUs, endUs }) => ({
      startUs,
      endUs: (endUs ?? Number.POSITIVE_INFINITY) + LATEST_CANCELLATION_US,
    })),
  )
  const alone = cancelled.filter(({ timeUs }) => timeUs === null || !known.touches(timeUs, timeUs))
  const [first] = alone
  if (!first) return []
  return [
    note(
      'evictions-cancelled',
      { count: alone.length, node, atUs: first.timeUs },
      { proof: alone, node, source: first.source },
    ),
  ]
}

/** What the kubelet reported last of its own readiness. */
function notReadyNotes(node: string | null, observations: readonly Observation[]): Note[] {
  const last = observations.findLast((o) => o.kind === 'kubelet.not-ready')
  if (!last) return []
  const { timeUs: atUs, category, message, reason } = last
  const params = { node, atUs, category: category ?? 'unknown', message: message ?? reason } as const
  return [note('not-ready', params, { proof: [last], node })]
}

/** The registration that failed last, if none succeeded after it. That its Node does not exist is no reason. */
function registrationNotes(node: string | null, observations: readonly Observation[]): Note[] {
  const failures = observations.filter((o) => o.kind === 'node.register-failed')
  const last = failures.findLast(({ cause }) => cause !== 'not-found') ?? failures.at(-1)
  if (!last) return []
  const registered = observations.findLast((o) => o.kind === 'node.registered')
  if (registered && (registered.timeUs ?? 0) >= (last.timeUs ?? 0)) return []
  return [
    note('never-registered', { node, error: last.error, count: failures.length }, { proof: failures, node }),
  ]
}

function cutNotes({ nodes, unnamed }: NotedEvidence): Note[] {
  const cut: Observation[] = []
  for (const observations of [...nodes.map((n) => n.observations), unnamed]) {
    // Runs of attempts have the same error.
    let [last, isLastCut] = ['', false]
    for (const o of observations) {
      if (!('error' in o) || o.error === null) continue
      if (o.error !== last) [last, isLastCut] = [o.error, isCut(o.error)]
      if (isLastCut) cut.push(o)
    }
  }
  return [...groupBy(cut, ({ source }) => source)].map(([source, lines]) =>
    note('cut-lines', { source, count: lines.length }, { proof: lines, source }),
  )
}

/** Nodes that were deleted while nothing else happened to them: their incidents name a deletion that ends them. */
function deletionNotes({ nodes }: NotedEvidence, { incidents }: NoteContext): Note[] {
  const withEnd = new Set(incidents.flatMap(({ node, endedBy }) => (endedBy === null ? [] : node)))
  const deleted = nodes.flatMap(({ node, observations }) => {
    const all = withEnd.has(node) ? [] : observations.filter((o) => o.kind === 'node.deleted')
    return all.find(({ reason }) => reason !== ANNOUNCED) ?? all[0] ?? []
  })
  const [first] = deleted
  if (!first) return []
  const isOne = deleted.length === 1
  const isAnnounced = deleted.every(({ reason }) => reason === ANNOUNCED)
  const names = deleted.flatMap(({ node }) => node ?? [])
  const reasons = new Set(deleted.map(({ reason }) => reason))
  const reason = reasons.size === 1 ? first.reason : null
  const params = { nodes: names, atUs: isOne ? first.timeUs : null, reason, isAnnounced }
  return [note('deleted', params, { proof: deleted, node: onlyOf(names) })]
}

/** The Event that announces a deletion before it happens. */
const ANNOUNCED = 'DeletingNode'

/** Nodes with outages that only one of two clocks shows, and that nothing compares: they may be the same. */
function clockNotes({ nodes }: NotedEvidence, { incidents, compared }: NoteContext): Note[] {
  const outagesOf = groupBy(
    incidents.filter(({ kind }) => kind === 'lease-outage'),
    ({ node }) => node,
  )
  const names = nodes
    .map(({ node }) => node)
    .filter((node) => {
      const outages = outagesOf.get(node) ?? []
      const isShownBy = (isOwn: boolean): boolean =>
        outages.some((outage) => isShownByOne(outage, node, isOwn))
      return !compared.has(node) && isShownBy(true) && isShownBy(false)
    })
  if (names.length === 0) return []
  return [note('clocks-not-compared', { nodes: names }, { proof: [], node: onlyOf(names) })]
}

/** Whether only the node's own clock stamped what shows an outage, or only another one. */
function isShownByOne({ boundaries }: Incident, node: string, isOwn: boolean): boolean {
  const known = Object.values(boundaries).filter((b): b is Boundary => b !== null)
  return known.length > 0 && known.every(({ clock }) => (clock === node) === isOwn)
}

/** What the words for leases mean in a report about nodes without leases. */
function beforeLeasesNotes({ incidents }: NoteContext): Note[] {
  return incidents.some(({ heartbeat }) => heartbeat) ? [note('before-leases', {}, { proof: [] })] : []
}

/** Nodes of which no renewal is in evidence: what the report states about them rests on other lines. */
function renewalNotes({ nodes, isBeforeLeases }: NotedEvidence, { renewing }: NoteContext): Note[] {
  if (isBeforeLeases) return []
  const without = nodes.filter(({ node, processes }) => processes.length > 0 && !renewing.has(node))
  const [only] = without
  if (!only) return []
  const names = without.map(({ node }) => node)
  return [note('no-renewal', { nodes: names }, { proof: [], node: names.length === 1 ? only.node : null })]
}

/** Nodes that objects show not ready, and the logs that would show more. */
function missingNotes(evidence: NotedEvidence, { incidents }: NoteContext): Note[] {
  const withIncident = new Set(incidents.map(({ node }) => node))
  const notReady = evidence.nodes.flatMap((node) =>
    withIncident.has(node.node) ? [] : (seenNotReady(node) ?? []),
  )
  const { kubeletLogs: withKubelet } = evidence
  // A node that is deleted has no log any more.
  const outages = incidents.filter(
    ({ kind, endedBy }) => (kind === 'lease-outage' || kind === 'not-ready') && endedBy !== 'node-deleted',
  )
  const unexplained = outages
    .filter(({ cause }) => cause.category === 'unknown')
    .flatMap(({ node }) => node ?? [])
  const shown = notReady.flatMap(({ node }) => node ?? [])
  const withoutLog = [...new Set([...unexplained, ...shown])].filter((node) => !withKubelet.has(node))
  const unmarked = outages
    .filter(({ boundaries }) => !boundaries.markedNotReady)
    .flatMap(({ node }) => node ?? [])
  const withoutMark = evidence.controlPlane.processes.length > 0 ? [] : [...new Set(unmarked)]
  const processes = [...evidence.nodeOf.keys()]
  const cluster = clusterTypeOf({
    nodes: evidence.nodes.map(({ node }) => node),
    sources: [...new Set(processes.map(({ source }) => source))],
    processes: [...new Set(processes.flatMap(({ name }) => name ?? []))],
  })
  const missing = (log: 'kubelet' | 'controller', nodes: readonly string[]): Note[] =>
    nodes.length === 0
      ? []
      : [note('missing-evidence', { log, nodes, cluster }, { proof: [], node: onlyOf(nodes) })]
  return [
    ...(shown.length > 0
      ? [note('seen-not-ready', { nodes: shown }, { proof: notReady, node: onlyOf(shown) })]
      : []),
    ...missing('kubelet', withoutLog),
    ...missing('controller', withoutMark),
  ]
}

/** Returns the newest object of a node if it shows the node not ready; null: it does not. */
function seenNotReady({ observations }: NotedNode): Observation | null {
  const seen = observations.findLast((o) => o.kind === 'node.seen' && o.conditions.length > 0)
  if (seen?.kind !== 'node.seen') return null
  const ready = seen.conditions.find(({ type }) => type === 'Ready')
  return ready && ready.status !== 'True' ? seen : null
}

function onlyOf(names: readonly string[]): string | null {
  return names.length === 1 ? (names[0] as string) : null
}

/** Zone states, disruption mode and cancelled evictions. */
function clusterNotes({ controlPlane: { observations } }: NotedEvidence): Note[] {
  const notes: Note[] = []
  const zones = observations.filter((o) => o.kind === 'zone.state')
  for (const o of zones)
    if (o.state !== 'Normal' && o.state !== 'Initial')
      notes.push(note('zone-state', { zone: o.zone, state: o.state, atUs: o.timeUs }, { proof: [o] }))
  for (const [i, o] of observations.entries()) {
    if (o.kind !== 'cluster.disruption-entered') continue
    const left = observations.slice(i).find((next) => next.kind === 'cluster.disruption-left')
    notes.push(
      note(
        'disruption-mode',
        { fromUs: o.timeUs, untilUs: left?.timeUs ?? null },
        { proof: left ? [o, left] : [o] },
      ),
    )
  }
  const cancelled = observations.filter((o) => o.kind === 'pod.eviction-cancelled')
  if (cancelled.length > 0)
    notes.push(
      note('evictions-cancelled', { count: cancelled.length, node: null, atUs: null }, { proof: cancelled }),
    )
  return notes
}

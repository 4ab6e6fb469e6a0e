/**
 * One node's evidence becomes drafts of its incidents: its own silences and the control plane's spells, joined
 * by overlap. A pure reducer: the same evidence gives the same drafts.
 *
 * Authority: REPORT.md section 3.
 */
import { SECOND_US } from '../time.ts'
import type {
  Boundaries,
  Boundary,
  CauseCategory,
  Coverage,
  IncidentKind,
  Observation,
  ProcessReading,
  Window,
} from '../types.ts'
import {
  type Beat,
  beatsOfAnswers,
  beatsOfLeases,
  isTold,
  mergeBeats,
  type Stretch,
  stretchesOfLeases,
  stretchesOfProcesses,
} from './beats.ts'
import { between, exactly, excludes, intersect, NO_BOUNDARIES } from './boundary.ts'
import { type CauseOfTries, categoryOfNotReady, causeOfTries } from './cause.ts'
import { CONTROL_PLANE, type NodeEvidence } from './evidence.ts'
import { faultWindowOf } from './fault-window.ts'
import { type Offset, offsetOf } from './offset.ts'
import { findSilences, type HeartbeatRules, type Side, type Silence, startOf } from './outages.ts'
import { findSpells, MONITOR_PERIOD_US, type Spell, witnessOf } from './sightings.ts'
import { isFailedTry, joinTries, type Try } from './tries.ts'

/** An incident before it is compared with other nodes, judged and told. */
export interface Draft {
  readonly node: string
  readonly kind: IncidentKind
  readonly boundaries: Boundaries
  readonly open: boolean
  readonly startUs: number
  readonly endUs: number | null
  readonly tries: readonly Try[]
  readonly faultWindow: Window | null
  /** What the tries, or else the processes and conditions, say. */
  readonly category: CauseCategory
  readonly error: string | null
  readonly alsoCauses: CauseOfTries['alsoCauses']
  readonly spells: readonly Spell[]
  /** Undefined: nothing compares the node's clock with the control plane's. */
  readonly offset: Offset | undefined
  /** The last moment at which anything that speaks of the node was printed. */
  readonly lastUs: number | null
}

export interface NodeFold {
  readonly node: string
  readonly clock: string
  readonly beats: readonly Beat[]
  readonly tries: readonly Try[]
  readonly answeredInTime: number
  readonly stretches: readonly Stretch[]
  readonly clockJumps: readonly Coverage[]
  readonly drafts: readonly Draft[]
  /** Undefined: nothing compares the clocks. */
  readonly offset: Offset | undefined
  readonly contradictions: readonly { readonly a: Boundary; readonly b: Boundary }[]
  /** The last moment at which anything that speaks of the node was printed. */
  readonly lastUs: number | null
}

export interface FoldContext {
  readonly rules: HeartbeatRules
  /** Where an audit log tells every node's renewals. */
  readonly auditStretches: readonly Stretch[]
  /** When a controller began anew. */
  readonly resets: readonly number[]
  /** First and last line of the controller manager's log. */
  readonly controllerEndUs: number | null
}

export function foldNode(evidence: NodeEvidence, context: FoldContext): NodeFold {
  const { node, observations } = evidence
  const gaps = ofKind(observations, 'log.gap')
  const leases = ofKind(observations, 'lease.seen')
  const rows = evidence.answers.sorted()
  const byKubelet = beatsOfAnswers(evidence.answers, rows, false, node, 0)
  const byLease = beatsOfLeases(leases, node)
  const byNode = mergeBeats(byKubelet, byLease)
  const audited = beatsOfAnswers(evidence.answers, rows, true, CONTROL_PLANE, 0)
  const offset = offsetOf(byKubelet.length > 0 ? byKubelet : byLease, audited, leases)
  const moveUs = offset?.atUs ?? 0
  const byAudit = moveUs === 0 ? audited : beatsOfAnswers(evidence.answers, rows, true, CONTROL_PLANE, moveUs)
  // Two clocks that nothing compares can't tell whether two renewals are the same one.
  const beats = byNode.length === 0 ? audited : offset ? mergeBeats(byNode, byAudit) : byNode
  const told = observations.filter(isFailedTry)
  const ownTries = joinTries(told.filter((o) => o.component === 'kubelet'))
  const tries = ownTries.length > 0 ? ownTries : joinTries(told)
  const clock = byKubelet.length + byLease.length + ownTries.length > 0 ? node : CONTROL_PLANE
  const stretches = [
    ...stretchesOfProcesses(evidence.processes, gaps),
    ...stretchesOfLeases(leases, context.rules.renewIntervalUs),
    ...(byNode.length === 0 || offset ? context.auditStretches.map((s) => movedStretch(s, moveUs)) : []),
  ]
  const side: Side = {
    beats,
    tries,
    announcements: ofKind(observations, 'lease.retries-exhausted').map((o) => ({
      atUs: o.timeUs ?? 0,
      intervalUs: (o.retryIntervalSeconds ?? 0) * SECOND_US,
    })),
    fallbacksUs: ofKind(observations, 'lease.update-fallback').flatMap((o) =>
      o.timeUs === null ? [] : [o.timeUs],
    ),
    stretches,
    coverage: coverageOf(evidence.processes, gaps),
    clock,
    offset,
  }
  const found = findSilences(side, context.rules)
  const spells = findSpells(observations, node, moveUs, context.resets)
  const silences = found.silences.map((silence) => endedBySight(silence, spells))
  const { answeredInTime } = found
  const sight = offset ?? offsetBySight(silences, spells)
  const lastUs = lastOf(evidence, context.controllerEndUs)
  const contradictions: { a: Boundary; b: Boundary }[] = []
  const drafts: Draft[] = []
  const joined = new Set<Spell>()
  for (const silence of silences) {
    const mine = spells.filter((spell) => !joined.has(spell) && meets(silence, spell))
    for (const spell of mine) joined.add(spell)
    drafts.push(outageDraft(node, silence, mine, evidence, side, contradictions, context))
  }
  for (const spell of spells) {
    if (joined.has(spell)) continue
    const draft = spellDraft(node, spell, side, evidence, context)
    if (draft) drafts.push(draft)
  }
  drafts.push(...restartDrafts(node, evidence, beats, drafts))
  drafts.push(...statusDrafts(node, evidence, beats, drafts, context.rules))
  drafts.push(...gapDrafts(node, gaps), ...holeDrafts(node, evidence.processes, drafts))
  // The coarse pair only counts where it proves that the clocks differ.
  const differs = sight && (sight.earliestUs > 0 || sight.latestUs < 0) ? sight : undefined
  for (const [i, draft] of drafts.entries()) drafts[i] = { ...draft, lastUs, offset: draft.offset ?? differs }
  drafts.sort((a, b) => a.startUs - b.startUs || (a.kind < b.kind ? -1 : 1))
  const clockJumps = evidence.processes.flatMap((p) => p.clockJumps)
  return {
    clockJumps,
    node,
    clock,
    beats,
    tries,
    answeredInTime,
    stretches,
    drafts,
    offset: sight,
    contradictions,
    lastUs,
  }
}

/**
 * The controller last saw a renewal at most a look after it was made. With one silence and one spell that overlap
 * there is no doubt which belong together; the pair is coarse and bounds the offset to 5 s.
 */
function offsetBySight(silences: readonly Silence[], spells: readonly Spell[]): Offset | undefined {
  const [silence] = silences
  const seen = spells.filter((s) => s.lastSeen !== null && !s.measuredFromReset)
  const [spell] = seen
  const renewal = silence?.lastRenewal
  if (!silence || !spell || silences.length > 1 || seen.length > 1 || !renewal?.exact || !spell.lastSeen)
    return undefined
  if (renewal.clock === spell.lastSeen.clock || !meets(silence, spell)) return undefined
  const earliestUs = renewal.atUs - spell.lastSeen.atUs
  const latestUs = earliestUs + MONITOR_PERIOD_US
  return { atUs: Math.round((earliestUs + latestUs) / 2), earliestUs, latestUs, pairs: 1 }
}

function movedStretch(stretch: Stretch, byUs: number): Stretch {
  return { ...stretch, startUs: stretch.startUs + byUs, endUs: stretch.endUs + byUs }
}

export function ofKind<K extends Observation['kind']>(
  observations: readonly Observation[],
  kind: K,
): Observation<K>[] {
  return observations.filter((o) => o.kind === kind) as unknown as Observation<K>[]
}

/** Where the kubelet's log could have told something: its processes' spans, cut at told gaps. */
function coverageOf(
  processes: readonly ProcessReading[],
  gaps: readonly Observation<'log.gap'>[],
): { startUs: number; endUs: number }[] {
  const spans: { startUs: number; endUs: number }[] = []
  for (const p of processes) {
    let startUs = p.firstUs
    for (const gap of gaps) {
      if (gap.timeUs === null || gap.source !== p.source || gap.timeUs <= startUs || gap.timeUs >= p.lastUs)
        continue
      spans.push({ startUs, endUs: gap.timeUs })
      startUs = gap.timeUs
    }
    spans.push({ startUs, endUs: p.lastUs })
  }
  return spans
}

function lastOf(evidence: NodeEvidence, controllerEndUs: number | null): number | null {
  let last = controllerEndUs
  for (const p of evidence.processes) last = Math.max(last ?? p.lastUs, p.lastUs)
  for (const o of evidence.observations) if (o.timeUs !== null) last = Math.max(last ?? o.timeUs, o.timeUs)
  return last
}

/** How long after its first renewal a kubelet that was stopped may find itself not ready. */
const WAKING_UP_US: number = 15 * SECOND_US

/**
 * A silence and a spell are one incident when they overlap: the controller last saw the node after its last renewal,
 * at most a look later. A controller that saw a renewal after the last failed try tells of another silence.
 */
function meets(silence: Silence, spell: Spell): boolean {
  if (isOver(silence, spell)) return false
  const fromUs = (silence.lastRenewal?.earliestUs ?? startOf(silence)) - MONITOR_PERIOD_US
  // A kubelet that wakes up or starts may say Ready=False for some seconds after its first renewal.
  const lagUs = silence.tries.length === 0 ? WAKING_UP_US : 0
  const untilUs = (silence.firstRenewalAfter?.latestUs ?? Number.POSITIVE_INFINITY) + lagUs
  const spellEndUs = spell.readyAgain ? spell.endUs : Math.max(spell.endUs, spell.startUs)
  return spell.startUs <= untilUs && spellEndUs >= fromUs
}

/** Whether the controller saw a renewal after everything that this silence tells, though its end is not told. */
function isOver(silence: Silence, spell: Spell): boolean {
  const last = silence.tries.at(-1)
  if (!last || !spell.lastSeen || spell.measuredFromReset || silence.firstRenewalAfter?.exact) return false
  return spell.startUs - 2 * MONITOR_PERIOD_US > last.atUs
}

/** An open silence ends at the latest when the controller saw a renewal. */
function endedBySight(silence: Silence, spells: readonly Spell[]): Silence {
  const last = silence.tries.at(-1)
  if (!last || silence.firstRenewalAfter) return silence
  const seen = spells.find((spell) => isOver(silence, spell))?.lastSeen
  if (!seen) return silence
  const witness = { kind: seen.from, source: seen.source, line: seen.line, clock: seen.clock }
  return { ...silence, firstRenewalAfter: between(witness, last.atUs, seen.atUs), open: false }
}

function outageDraft(
  node: string,
  silence: Silence,
  spells: readonly Spell[],
  evidence: NodeEvidence,
  side: Side,
  contradictions: { a: Boundary; b: Boundary }[],
  context: FoldContext,
): Draft {
  const first = silence.tries[0]
  const last = silence.tries[silence.tries.length - 1]
  let lastRenewal = silence.lastRenewal
  const bySight = spells[0] ? renewalBySight(spells[0]) : null
  if (!lastRenewal || (lastRenewal.earliestUs === null && bySight?.earliestUs != null)) lastRenewal = bySight
  else if (bySight) {
    // Another clock's bounds narrow this one's only where the two were compared.
    const compared =
      lastRenewal.clock === bySight.clock ? bySight : side.offset && onNodeClock(bySight, side.offset)
    if (compared && excludes(lastRenewal, compared)) contradictions.push({ a: lastRenewal, b: bySight })
    if (compared) lastRenewal = intersect(lastRenewal, compared)
  }
  const endUs = silence.firstRenewalAfter?.latestUs ?? null
  const readyAgain =
    lastNotNull(spells.map((s) => s.readyAgain)) ?? readyByKubelet(evidence, startOf(silence), endUs)
  const boundaries: Boundaries = {
    ...NO_BOUNDARIES,
    ...fromSpells(spells),
    lastRenewal,
    firstFailure: first ? exactly(first.witness, first.atUs) : null,
    lastFailure: last ? exactly(last.witness, last.atUs) : null,
    firstRenewalAfter: silence.firstRenewalAfter,
    readyAgain,
  }
  const cause = causeOfTries(silence.tries)
  const category = cause?.category ?? silentCategory(silence, spells, evidence, side)
  return {
    node,
    kind: 'lease-outage',
    boundaries,
    open: silence.open,
    startUs: lastRenewal?.atUs ?? earliestOf(boundaries) ?? startOf(silence),
    endUs: silence.firstRenewalAfter?.atUs ?? (silence.open ? null : (readyAgain?.atUs ?? null)),
    tries: silence.tries,
    faultWindow: faultWindowOf(silence.tries, lastRenewal, evidence.answers, context.rules),
    category,
    error: cause?.error ?? null,
    alsoCauses: cause?.alsoCauses ?? [],
    spells,
    offset: side.offset,
    lastUs: null,
  }
}

/** A spell that no silence of the node's own side explains. */
function spellDraft(
  node: string,
  spell: Spell,
  side: Side,
  evidence: NodeEvidence,
  context: FoldContext,
): Draft | undefined {
  const renewing = renewsDuring(spell, side)
  // An object that was ready, was never stale and tells no transition is no incident.
  if (!spell.stale && !spell.markedNotReady && !spell.taintQueued) return undefined
  const kind: IncidentKind = spell.status === 'False' || renewing ? 'not-ready' : 'lease-outage'
  if (spell.status === 'False' && startedJustBefore(spell, evidence)) return undefined
  const lastRenewal = kind === 'lease-outage' ? renewalBySight(spell) : null
  const boundaries: Boundaries = { ...NO_BOUNDARIES, ...fromSpells([spell]), lastRenewal }
  const kubelet = ofKind(evidence.observations, 'kubelet.not-ready').filter(
    (o) => o.timeUs !== null && Math.abs(o.timeUs - spell.startUs) <= 60 * SECOND_US,
  )
  let category: CauseCategory = 'unknown'
  let error: string | null = null
  if (kind === 'not-ready' && spell.status !== 'Unknown') {
    for (const o of kubelet) {
      const found = categoryOfNotReady(o.reason, o.message)
      if (found === 'unknown' && category !== 'unknown') continue
      category = found
      error = o.message
      if (found !== 'unknown') break
    }
  } else if (kind === 'lease-outage') {
    const untilUs = spell.readyAgain?.atUs ?? spell.endUs
    if (endedBetween(evidence, spell.startUs - LOOK_BACK_US, untilUs)) category = 'kubelet-stopped'
    else if (coversSilently(side, spell)) category = 'kubelet-silent'
  }
  return {
    node,
    kind,
    boundaries,
    open: spell.readyAgain === null,
    startUs: lastRenewal?.atUs ?? earliestOf(boundaries) ?? spell.startUs,
    endUs: spell.readyAgain?.atUs ?? null,
    tries: [],
    faultWindow:
      kind === 'lease-outage' ? faultWindowOf([], lastRenewal, evidence.answers, context.rules) : null,
    category,
    error,
    alsoCauses: [],
    spells: [spell],
    offset: side.offset,
    lastUs: null,
  }
}

/** The controller looks every 5 s and counts from the look that saw a renewal; after a reset it counts from its own start. */
function renewalBySight(spell: Spell): Boundary | null {
  const seen = spell.lastSeen
  if (!seen) return null
  const latestUs = seen.atUs
  const witness = { kind: seen.from, source: seen.source, line: seen.line, clock: seen.clock }
  return between(witness, spell.measuredFromReset ? null : latestUs - MONITOR_PERIOD_US, latestUs)
}

/** A control plane's bounds as the node's clock would have shown them. */
function onNodeClock(b: Boundary, offset: Offset): Boundary {
  return {
    ...b,
    atUs: b.atUs + offset.atUs,
    earliestUs: b.earliestUs === null ? null : b.earliestUs + offset.earliestUs,
    latestUs: b.latestUs === null ? null : b.latestUs + offset.latestUs,
  }
}

function fromSpells(
  spells: readonly Spell[],
): Pick<Boundaries, 'controllerLastSeen' | 'markedNotReady' | 'taintQueued' | 'readyAgain'> {
  return {
    controllerLastSeen: firstNotNull(spells.map((s) => s.lastSeen)),
    markedNotReady: firstNotNull(spells.map((s) => s.markedNotReady)),
    taintQueued: firstNotNull(spells.map((s) => s.taintQueued)),
    readyAgain: lastNotNull(spells.map((s) => s.readyAgain)),
  }
}

function firstNotNull<T>(of: readonly (T | null)[]): T | null {
  return of.find((x) => x !== null) ?? null
}

function lastNotNull<T>(of: readonly (T | null)[]): T | null {
  return of.findLast((x) => x !== null) ?? null
}

function earliestOf(boundaries: Boundaries): number | null {
  let earliest: number | null = null
  for (const b of Object.values(boundaries) as (Boundary | null)[])
    if (b && (earliest === null || b.atUs < earliest)) earliest = b.atUs
  return earliest
}

/** The controller's last sight is at most a look and a renewal later than the process that renewed. */
const LOOK_BACK_US: number = 16 * SECOND_US

/** How long after the renewal the Ready condition may come back: 54 s were measured in 1.36. */
const READY_LAG_US: number = 60 * SECOND_US

function readyByKubelet(evidence: NodeEvidence, fromUs: number, untilUs: number | null): Boundary | null {
  for (const o of ofKind(evidence.observations, 'node.ready')) {
    if (o.timeUs === null || o.timeUs <= fromUs) continue
    if (untilUs !== null && o.timeUs > untilUs + READY_LAG_US) return null
    return exactly(witnessOf(o), o.timeUs)
  }
  return null
}

/** Renewals in evidence, none further apart than two intervals, from the controller's last sight to its mark. */
function renewsDuring(spell: Spell, side: Side): boolean {
  const fromUs = spell.startUs
  const untilUs = spell.markedNotReady?.atUs ?? spell.endUs
  if (!isTold(side.stretches, fromUs, Math.min(untilUs, spell.endUs))) {
    // Not told throughout: one renewal well inside the spell proves that the node was alive.
    return side.beats.some((b) => b.startUs > fromUs + MONITOR_PERIOD_US && b.atUs < untilUs)
  }
  let previous = fromUs
  for (const beat of side.beats) {
    if (beat.atUs <= fromUs) continue
    if (beat.atUs - previous > 20 * SECOND_US) return false
    previous = beat.atUs
    if (beat.atUs >= untilUs) return true
  }
  return untilUs - previous <= 20 * SECOND_US
}

/** The node's own log covers the spell and says nothing. */
function coversSilently(side: Side, spell: Spell): boolean {
  return side.coverage.some((c) => c.startUs <= spell.startUs && spell.endUs <= c.endUs)
}

/** Without a failed try: did the process end, or just fall silent? */
function silentCategory(
  silence: Silence,
  spells: readonly Spell[],
  evidence: NodeEvidence,
  side: Side,
): CauseCategory {
  const fromUs = silence.lastRenewal?.atUs ?? startOf(silence)
  const untilUs = silence.firstRenewalAfter?.atUs ?? Number.POSITIVE_INFINITY
  if (endedBetween(evidence, fromUs, untilUs)) return 'kubelet-stopped'
  const covered = side.coverage.some((c) => c.startUs <= fromUs && (untilUs <= c.endUs || spells.length > 0))
  return covered ? 'kubelet-silent' : 'unknown'
}

function endedBetween(evidence: NodeEvidence, fromUs: number, untilUs: number): boolean {
  const within = (timeUs: number | null): boolean => timeUs !== null && timeUs > fromUs && timeUs <= untilUs
  if (evidence.observations.some((o) => isLife(o) && within(o.timeUs))) return true
  return evidence.processes.some(
    (p) => p.pid !== null && within(p.firstUs) && isNewPid(p, evidence.processes),
  )
}

function isNewPid(p: ProcessReading, all: readonly ProcessReading[]): boolean {
  return all.some((other) => other.source === p.source && other.pid !== p.pid && other.firstUs < p.firstUs)
}

function isLife(o: Observation): boolean {
  return o.kind === 'kubelet.started' || o.kind === 'kubelet.stopped' || o.kind === 'kubelet.shutdown'
}

/** Every start of a kubelet writes Ready=False first: that is part of the start. */
const START_UP_US: number = 60 * SECOND_US

function startedJustBefore(spell: Spell, evidence: NodeEvidence): boolean {
  return evidence.observations.some(
    (o) =>
      o.kind === 'kubelet.started' && o.timeUs !== null && Math.abs(spell.startUs - o.timeUs) <= START_UP_US,
  )
}

/** The lease duration: a shorter hole hides no outage of the definition. */
const HOLE_US: number = 40 * SECOND_US

/** A new kubelet process within one source, outside any outage. */
function restartDrafts(
  node: string,
  evidence: NodeEvidence,
  beats: readonly Beat[],
  drafts: readonly Draft[],
): Draft[] {
  const found: Draft[] = []
  const bySource = [...evidence.processes].sort((a, b) => a.firstUs - b.firstUs)
  for (const p of bySource) {
    const before = bySource
      .filter((o) => o.source === p.source && o.pid !== p.pid && o.firstUs < p.firstUs)
      .at(-1)
    if (!before || p.pid === null || before.pid === null || before.lastUs > p.firstUs) continue
    const startUs = before.lastUs
    const endUs = p.firstUs
    if (
      drafts.some((d) => d.kind === 'lease-outage' && d.startUs <= endUs && (d.endUs ?? Infinity) >= startUs)
    )
      continue
    const lastRenewal = beats.findLast((b) => b.atUs <= startUs)
    const next = beats.find((b) => b.atUs >= endUs)
    found.push({
      ...plain(node, 'kubelet-restart', startUs, endUs),
      category: 'kubelet-stopped',
      boundaries: {
        ...NO_BOUNDARIES,
        lastRenewal: lastRenewal ? exactly(lastRenewal.witness, lastRenewal.atUs, lastRenewal.startUs) : null,
        firstRenewalAfter: next ? exactly(next.witness, next.atUs, next.startUs) : null,
      },
    })
  }
  return found
}

/** Status posts that fail while the lease is renewed. */
function statusDrafts(
  node: string,
  evidence: NodeEvidence,
  beats: readonly Beat[],
  drafts: readonly Draft[],
  rules: HeartbeatRules,
): Draft[] {
  const found: Draft[] = []
  const rounds = evidence.observations.filter(
    (o) => o.kind === 'node-status.update-failed' || o.kind === 'node-status.retries-exhausted',
  )
  let group: Observation[] = []
  const close = (): void => {
    const first = group[0]
    const last = group[group.length - 1]
    const exhausted = group.filter((o) => o.kind === 'node-status.retries-exhausted').length
    if (first?.timeUs != null && last?.timeUs != null && exhausted > 0) {
      const startUs = first.timeUs
      const endUs = last.timeUs
      const inOutage = drafts.some(
        (d) =>
          d.kind === 'lease-outage' &&
          d.startUs <= endUs + START_UP_US &&
          (d.endUs ?? Number.POSITIVE_INFINITY) >= startUs - START_UP_US,
      )
      const renewals = beats.filter(
        (b) => b.atUs >= startUs && b.atUs <= endUs + 2 * rules.renewIntervalUs,
      ).length
      if (
        !inOutage &&
        renewals > 0 &&
        renewals >= Math.floor((endUs - startUs) / (2 * rules.renewIntervalUs))
      ) {
        const failed = group.find((o) => o.kind === 'node-status.update-failed')
        const next = ofKind(evidence.observations, 'node.ready').find((o) => (o.timeUs ?? 0) > endUs)
        found.push({
          ...plain(node, 'status-outage', startUs, endUs),
          category: (failed?.kind === 'node-status.update-failed' ? failed.cause : null) ?? 'unknown',
          error: failed?.kind === 'node-status.update-failed' ? failed.error : null,
          boundaries: {
            ...NO_BOUNDARIES,
            firstFailure: exactly(witnessOf(first), startUs),
            lastFailure: exactly(witnessOf(last), endUs),
            readyAgain: next?.timeUs != null ? exactly(witnessOf(next), next.timeUs) : null,
          },
        })
      }
    }
    group = []
  }
  for (const o of rounds) {
    const last = group[group.length - 1]
    if (last?.timeUs != null && o.timeUs !== null && o.timeUs - last.timeUs > 60 * SECOND_US) close()
    if (o.timeUs !== null) group.push(o)
  }
  close()
  return found
}

/** Where the log itself says that lines are missing. */
function gapDrafts(node: string, gaps: readonly Observation<'log.gap'>[]): Draft[] {
  return gaps
    .filter((g) => g.timeUs !== null)
    .map((g) => ({
      ...plain(node, 'log-gap', g.timeUs as number, g.timeUs as number),
      error: g.reason,
    }))
}

/** A hole between two files of one kubelet, such as rotation leaves: what happened in it is unknown. */
function holeDrafts(node: string, processes: readonly ProcessReading[], drafts: readonly Draft[]): Draft[] {
  const found: Draft[] = []
  let before: ProcessReading | undefined
  for (const p of [...processes].sort((a, b) => a.firstUs - b.firstUs)) {
    if (before && p.source !== before.source && p.firstUs - before.lastUs > HOLE_US) {
      const startUs = before.lastUs
      const endUs = p.firstUs
      if (!drafts.some((d) => d.startUs <= endUs && (d.endUs ?? Number.POSITIVE_INFINITY) >= startUs))
        found.push({
          ...plain(node, 'log-gap', startUs, endUs),
          error: `nothing between ${before.source} and ${p.source}`,
        })
    }
    if (!before || p.lastUs > before.lastUs) before = p
  }
  return found
}

function plain(node: string, kind: IncidentKind, startUs: number, endUs: number): Draft {
  return {
    node,
    kind,
    boundaries: NO_BOUNDARIES,
    open: false,
    startUs,
    endUs,
    tries: [],
    faultWindow: null,
    category: 'unknown',
    error: null,
    alsoCauses: [],
    spells: [],
    offset: undefined,
    lastUs: null,
  }
}

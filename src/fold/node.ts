/**
 * One node's evidence becomes drafts of its incidents: its own silences and the control plane's spells, joined
 * by overlap. A pure reducer: the same evidence gives the same drafts.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE } from '../clock.ts'
import { SECOND_US } from '../time.ts'
import type { Coverage, Observation } from '../types.ts'
import {
  addCoarse,
  type Beats,
  beatsOfAnswers,
  beatsOfLeases,
  mergeBeats,
  type Stretch,
  stretchesOfLeases,
  stretchesOfProcesses,
} from './beats.ts'
import type { Draft } from './draft.ts'
import { type NodeEvidence, ofKind } from './evidence.ts'
import { gapsOf } from './gaps.ts'
import { coverageOf, lastOf } from './life.ts'
import { gapDrafts, holeDrafts, restartDrafts, statusDrafts } from './minor-drafts.ts'
import { type Offset, offsetOf } from './offset.ts'
import { type Contradiction, outageDraft } from './outage-draft.ts'
import { findSilences, type HeartbeatRules, type Side } from './outages.ts'
import { endedBySight, meets, offsetBySight } from './overlap.ts'
import { findSpells, type Spell } from './sightings.ts'
import { spellDraft } from './spell-draft.ts'
import { isFailedTry, joinTries, type Try } from './tries.ts'

export interface NodeFold {
  readonly node: string
  readonly clock: string
  readonly beats: Beats
  readonly tries: readonly Try[]
  readonly answeredInTime: number
  readonly stretches: readonly Stretch[]
  /** Where the kubelet's own log could have told a failure. */
  readonly coverage: readonly Coverage[]
  readonly clockJumps: readonly Coverage[]
  readonly drafts: readonly Draft[]
  /** Undefined: nothing compares the clocks. */
  readonly offset: Offset | undefined
  readonly contradictions: readonly Contradiction[]
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
  const gaps = gapsOf(observations, evidence.answers)
  const leases = ofKind(observations, 'lease.seen')
  const rows = evidence.answers.sorted()
  const byKubelet = beatsOfAnswers(evidence.answers, rows, false, node, 0)
  const isCoarse = (o: Observation<'lease.seen'>): boolean => o.resolutionUs >= SECOND_US
  const byLease = beatsOfLeases(
    leases.filter((o) => !isCoarse(o)),
    node,
  )
  const byNode = addCoarse(mergeBeats(byKubelet, byLease), beatsOfLeases(leases.filter(isCoarse), node))
  const audited = beatsOfAnswers(evidence.answers, rows, true, CONTROL_PLANE, 0)
  const offset = offsetOf(byKubelet.length > 0 ? byKubelet : byLease, audited, leases)
  const moveUs = offset?.atUs ?? 0
  const byAudit = moveUs === 0 ? audited : beatsOfAnswers(evidence.answers, rows, true, CONTROL_PLANE, moveUs)
  // Two clocks that nothing compares can't tell whether two renewals are the same one.
  const beats = byNode.length === 0 ? audited : offset ? mergeBeats(byNode, byAudit) : byNode
  const told = observations.filter(isFailedTry)
  const ownTries = joinTries(told.filter((o) => o.component === 'kubelet'))
  const tries = ownTries.length > 0 ? ownTries : joinTries(told)
  const clock = byNode.length + ownTries.length > 0 ? node : CONTROL_PLANE
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
    gaps,
    clock,
    offset,
  }
  const found = findSilences(side, context.rules)
  const seen = findSpells(observations, node, moveUs, context.resets)
  const sight = offset ?? offsetBySight(found.silences, seen, side.coverage)
  // The coarse pair only counts where it proves that the clocks differ.
  const differs = sight && (sight.earliestUs > 0 || sight.latestUs < 0) ? sight : undefined
  const spells = offset || !differs ? seen : findSpells(observations, node, differs.atUs, context.resets)
  const silences = found.silences.map((silence) => endedBySight(silence, spells))
  const { answeredInTime } = found
  const lastUs = lastOf(evidence, context.controllerEndUs)
  const contradictions: Contradiction[] = []
  const drafts: Draft[] = []
  const clockJumps = evidence.processes.flatMap((p) => p.clockJumps)
  const joined = new Set<Spell>()
  for (const silence of silences) {
    const mine = spells.filter((spell) => !joined.has(spell) && meets(silence, spell))
    for (const spell of mine) joined.add(spell)
    drafts.push(outageDraft(node, silence, mine, evidence, side, contradictions, context.rules))
  }
  for (const spell of spells) {
    if (joined.has(spell)) continue
    const draft = spellDraft(node, spell, side, evidence, context.rules)
    if (draft) drafts.push(draft)
  }
  for (const draft of gapDrafts(node, gaps, drafts)) drafts.push(draft)
  for (const draft of restartDrafts(node, evidence, beats, drafts)) drafts.push(draft)
  for (const draft of statusDrafts(node, evidence, beats, drafts, context.rules)) drafts.push(draft)
  for (const draft of holeDrafts(node, evidence.processes, drafts)) drafts.push(draft)
  for (const [i, draft] of drafts.entries())
    drafts[i] = { ...draft, lastUs, offset: draft.offset ?? differs, setBackUs: setBack(draft, clockJumps) }
  drafts.sort((a, b) => a.startUs - b.startUs || (a.kind < b.kind ? -1 : 1))
  return {
    clockJumps,
    node,
    clock,
    beats,
    tries,
    answeredInTime,
    stretches,
    coverage: side.coverage,
    drafts,
    offset: sight,
    contradictions,
    lastUs,
  }
}

/** A jump goes from its end, the newest stamp before it, back to its start, the first stamp after it. */
function setBack(draft: Draft, jumps: readonly Coverage[]): number {
  const endUs = draft.endUs ?? Number.POSITIVE_INFINITY
  return jumps
    .filter((jump) => jump.startUs > draft.startUs && jump.endUs < endUs)
    .reduce((us, jump) => us + jump.endUs - jump.startUs, 0)
}

function movedStretch(stretch: Stretch, byUs: number): Stretch {
  return { ...stretch, startUs: stretch.startUs + byUs, endUs: stretch.endUs + byUs }
}

/**
 * One node's evidence becomes drafts of its incidents: its own silences and the control plane's spells, joined
 * by overlap. A pure reducer: the same evidence gives the same drafts.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE } from '../model/clock.ts'
import type { Coverage, Observation } from '../model/index.ts'
import { SECOND_US } from '../time/instant.ts'
import type { NodeEvidence } from './evidence/gather.ts'
import { ofKind } from './evidence/order.ts'
import type { Draft } from './incident/draft.ts'
import { restartDrafts } from './incident/kubelet-restart.ts'
import { type Contradiction, outageDraft } from './incident/lease-outage.ts'
import { gapDrafts, holeDrafts } from './incident/log-gap.ts'
import type { FoldContext, NodeFold } from './incident/node-analysis.ts'
import { spellDraft } from './incident/not-ready.ts'
import { statusDrafts } from './incident/status-outage.ts'
import { isFailedTry, joinTries } from './node/attempts.ts'
import { offsetOf } from './node/clock-offset.ts'
import type { Stretch } from './node/coverage.ts'
import { stretchesOfLeases, stretchesOfProcesses } from './node/coverage.ts'
import { gapsOf } from './node/log-gaps.ts'
import { endedBySight, meets, offsetBySight } from './node/match-periods.ts'
import { findSpells, type Spell } from './node/not-ready-periods.ts'
import { coverageOf, lastOf } from './node/processes.ts'
import { addCoarse, beatsOfAnswers, beatsOfLeases, mergeBeats } from './node/renewals.ts'
import { findSilences, type Side } from './node/silences.ts'

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

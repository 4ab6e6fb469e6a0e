/**
 * A spell that no silence of the node's own side explains: the node was not ready while it renewed, or nothing but
 * the control plane tells of an outage.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Boundaries, Boundary, CauseCategory, IncidentKind } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between, NO_BOUNDARIES } from '../evidence/boundary.ts'
import type { NodeEvidence } from '../evidence/gather.ts'
import { ofKind } from '../evidence/order.ts'
import { isTold } from '../node/coverage.ts'
import { faultWindowOf } from '../node/fault-window.ts'
import { MONITOR_PERIOD_US, type Spell } from '../node/not-ready-periods.ts'
import { endOfProcess, startedJustBefore } from '../node/processes.ts'
import { beatsUntil } from '../node/renewals.ts'
import type { HeartbeatRules, Side } from '../node/silences.ts'
import { type Draft, earliestOf } from './draft.ts'
import { asStamped, fromSpells, renewalBySight } from './lease-outage.ts'
import { categoryOfNotReady } from './not-ready-cause.ts'

/** The controller's last sight is at most a look and a renewal later than the process that renewed. */
const LOOK_BACK_US: number = 16 * SECOND_US

/** A spell that no silence of the node's own side explains. */
export function spellDraft(
  node: string,
  spell: Spell,
  side: Side,
  evidence: NodeEvidence,
  rules: HeartbeatRules,
): Draft | undefined {
  const renewing = renewsDuring(spell, side)
  // An object that was ready, was never stale and tells no transition is no incident.
  if (!spell.stale && !spell.markedNotReady && !spell.taintQueued) return undefined
  const kind: IncidentKind = spell.status === 'False' || renewing ? 'not-ready' : 'lease-outage'
  if (spell.status === 'False' && startedJustBefore(spell, evidence)) return undefined
  const lastRenewal = kind === 'lease-outage' ? renewalBySight(spell, rules) : null
  const next = kind === 'lease-outage' ? asStamped(renewalAfterHole(spell, side, rules), side) : null
  const boundaries: Boundaries = {
    ...NO_BOUNDARIES,
    ...fromSpells([spell]),
    lastRenewal,
    firstRenewalAfter: next,
  }
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
    const ended = endOfProcess(evidence, side.gaps, spell.startUs - LOOK_BACK_US, untilUs)
    category = ended ?? (coversSilently(side, spell) ? 'kubelet-silent' : 'unknown')
  }
  return {
    node,
    kind,
    boundaries,
    open: spell.readyAgain === null && next === null,
    startUs: lastRenewal?.atUs ?? earliestOf(boundaries) ?? spell.startUs,
    endUs: next?.atUs ?? spell.readyAgain?.atUs ?? null,
    tries: [],
    faultWindow: kind === 'lease-outage' ? faultWindowOf([], lastRenewal, evidence.answers, rules) : null,
    category,
    error,
    alsoCauses: [],
    spells: [spell],
    offset: side.offset,
    lastUs: null,
    setBackUs: 0,
  }
}

/**
 * The renewal that the node's own side tells after a hole of its log in which the spell lies: the one that ended
 * the outage was this one or one of those that are missing.
 */
function renewalAfterHole(spell: Spell, { beats }: Side, rules: HeartbeatRules): Boundary | null {
  const i = beatsUntil(beats, spell.startUs)
  const before = beats.beat(i - 1)
  const after = beats.beat(i)
  if (!before || !after || after.atUs - before.atUs <= rules.leaseDurationUs) return null
  return between(after.witness, null, after.atUs)
}

/** Renewals in evidence, none further apart than two intervals, from the controller's last sight to its mark. */
function renewsDuring(spell: Spell, side: Side): boolean {
  const fromUs = spell.startUs
  const untilUs = spell.markedNotReady?.atUs ?? spell.endUs
  const { beats } = side
  if (!isTold(side.stretches, fromUs, Math.min(untilUs, spell.endUs))) {
    // Not told throughout: one renewal well inside the spell proves that the node was alive.
    for (let i = beatsUntil(beats, fromUs); i < beats.length && beats.atUs(i) < untilUs; i++)
      if (beats.startUs(i) > fromUs + MONITOR_PERIOD_US) return true
    return false
  }
  let previous = fromUs
  for (let i = beatsUntil(beats, fromUs); i < beats.length; i++) {
    const atUs = beats.atUs(i)
    if (atUs - previous > 20 * SECOND_US) return false
    previous = atUs
    if (atUs >= untilUs) return true
  }
  return untilUs - previous <= 20 * SECOND_US
}

/** The node's own log covers the spell and says nothing. */
function coversSilently(side: Side, spell: Spell): boolean {
  return side.coverage.some((c) => c.startUs <= spell.startUs && spell.endUs <= c.endUs)
}

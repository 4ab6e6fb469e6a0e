/**
 * A silence of the node's own side, with the spells that belong to it, becomes a lease outage.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Boundaries, Boundary, CauseCategory } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between, exactly, excludes, intersect, NO_BOUNDARIES } from '../evidence/boundary.ts'
import type { NodeEvidence } from '../evidence/gather.ts'
import { ofKind } from '../evidence/order.ts'
import { faultWindowOf } from '../node/fault-window.ts'
import { MONITOR_PERIOD_US, type Spell, witnessOf } from '../node/not-ready-periods.ts'
import { endOfProcess } from '../node/processes.ts'
import { type HeartbeatRules, type Side, type Silence, startOf } from '../node/silences.ts'
import { causeOfTries } from './cause.ts'
import { type Draft, earliestOf } from './draft.ts'

/** Two pieces of evidence that can't both be true. */
export interface Contradiction {
  readonly a: Boundary
  readonly b: Boundary
}

export function outageDraft(
  node: string,
  silence: Silence,
  spells: readonly Spell[],
  evidence: NodeEvidence,
  side: Side,
  contradictions: Contradiction[],
  rules: HeartbeatRules,
): Draft {
  const first = silence.tries[0]
  const last = silence.tries[silence.tries.length - 1]
  let lastRenewal = silence.lastRenewal
  const bySight = spells[0] ? renewalBySight(spells[0], rules) : null
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
    lastRenewal: asStamped(lastRenewal, side),
    firstFailure: first ? exactly(first.witness, first.atUs) : null,
    lastFailure: last ? exactly(last.witness, last.atUs) : null,
    firstRenewalAfter: asStamped(silence.firstRenewalAfter, side),
    readyAgain,
  }
  // A process that ended before it failed to renew is the cause, whatever its successor met first.
  const ended =
    first &&
    lastRenewal &&
    endOfProcess(evidence, side.gaps, lastRenewal.latestUs ?? lastRenewal.atUs, first.earliestStartUs)
  const cause = ended ? undefined : causeOfTries(silence.tries)
  const category = ended ?? cause?.category ?? silentCategory(silence, spells, evidence, side)
  return {
    node,
    kind: 'lease-outage',
    boundaries,
    open: silence.open,
    startUs: boundaries.lastRenewal?.atUs ?? earliestOf(boundaries) ?? startOf(silence),
    endUs: boundaries.firstRenewalAfter?.atUs ?? (silence.open ? null : (readyAgain?.atUs ?? null)),
    tries: silence.tries,
    faultWindow: faultWindowOf(silence.tries, lastRenewal, evidence.answers, rules),
    category,
    error: cause?.error ?? null,
    alsoCauses: cause?.alsoCauses ?? [],
    spells,
    offset: side.offset,
    lastUs: null,
    setBackUs: 0,
  }
}

/** The controller looks every 5 s and counts from the look that saw a renewal; after a reset it counts from its own start. */
export function renewalBySight(spell: Spell, { graceUs }: HeartbeatRules): Boundary | null {
  const seen = spell.lastSeen
  if (!seen) return null
  const witness = { kind: seen.from, source: seen.source, line: seen.line, clock: seen.clock }
  if (!spell.measuredFromReset) return between(witness, seen.atUs - MONITOR_PERIOD_US, seen.atUs)
  // A mark that is older than the new controller was made a grace period after the last renewal.
  const marked = spell.markedNotReady
  const byMarkUs = marked && marked.clock === seen.clock ? marked.atUs - graceUs : seen.atUs
  return between(witness, null, Math.min(seen.atUs, byMarkUs))
}

/** A renewal that the audit log alone tells was moved to the node's clock to be put in order; it is reported as it was stamped. */
export function asStamped(b: Boundary | null, { clock, offset }: Side): Boundary | null {
  if (!b || !offset || clock === CONTROL_PLANE || b.clock !== CONTROL_PLANE || b.from !== 'lease.renewed')
    return b
  const back = (timeUs: number | null): number | null => (timeUs === null ? null : timeUs - offset.atUs)
  return { ...b, atUs: b.atUs - offset.atUs, earliestUs: back(b.earliestUs), latestUs: back(b.latestUs) }
}

/** A control plane's bounds as the node's clock would have shown them. */
function onNodeClock(b: Boundary, offset: MeasuredOffset): Boundary {
  return {
    ...b,
    atUs: b.atUs + offset.atUs,
    earliestUs: b.earliestUs === null ? null : b.earliestUs + offset.earliestUs,
    latestUs: b.latestUs === null ? null : b.latestUs + offset.latestUs,
  }
}

export function fromSpells(
  spells: readonly Spell[],
): Pick<Boundaries, 'controllerLastSeen' | 'markedNotReady' | 'taintQueued' | 'readyAgain'> {
  return {
    controllerLastSeen: firstNotNull(spells.map(sightBeforeMark)),
    markedNotReady: firstNotNull(spells.map((s) => s.markedNotReady)),
    taintQueued: firstNotNull(spells.map((s) => s.taintQueued)),
    readyAgain: lastNotNull(spells.map((s) => s.readyAgain)),
  }
}

/** A controller that began to look after the mark saw nothing that the mark was measured from. */
function sightBeforeMark({ lastSeen, markedNotReady: marked }: Spell): Boundary | null {
  return lastSeen && marked && marked.clock === lastSeen.clock && marked.atUs < lastSeen.atUs
    ? null
    : lastSeen
}

function firstNotNull<T>(of: readonly (T | null)[]): T | null {
  return of.find((x) => x !== null) ?? null
}

function lastNotNull<T>(of: readonly (T | null)[]): T | null {
  return of.findLast((x) => x !== null) ?? null
}

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

/** Without a failed try: did the process end, or just fall silent? */
function silentCategory(
  silence: Silence,
  spells: readonly Spell[],
  evidence: NodeEvidence,
  side: Side,
): CauseCategory {
  const fromUs = silence.lastRenewal?.atUs ?? startOf(silence)
  const untilUs = silence.firstRenewalAfter?.atUs ?? Number.POSITIVE_INFINITY
  const ended = endOfProcess(evidence, side.gaps, fromUs, untilUs)
  if (ended) return ended
  const covered = side.coverage.some((c) => c.startUs <= fromUs && (untilUs <= c.endUs || spells.length > 0))
  return covered ? 'kubelet-silent' : 'unknown'
}

/**
 * Which of the control plane's spells belong to which of the node's own silences: those that overlap.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { MeasuredOffset, Span } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between } from '../evidence/boundary.ts'
import { meetingOf, type Pair } from './clock-offset.ts'
import { MONITOR_PERIOD_US, type Spell } from './not-ready-periods.ts'
import { type Silence, startOf } from './silences.ts'

/** How long after its first renewal a kubelet that was stopped may find itself not ready. */
const WAKING_UP_US: number = 15 * SECOND_US

/**
 * A silence and a spell are one incident when they overlap: the controller last saw the node after its last renewal,
 * at most a look later. A controller that saw a renewal after the last failed try tells of another silence.
 */
export function meets(silence: Silence, spell: Spell): boolean {
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
export function endedBySight(silence: Silence, spells: readonly Spell[]): Silence {
  const last = silence.tries.at(-1)
  if (!last || silence.firstRenewalAfter) return silence
  const seen = spells.find((spell) => isOver(silence, spell))?.lastSeen
  if (!seen) return silence
  const witness = { kind: seen.from, source: seen.source, line: seen.line, clock: seen.clock }
  return { ...silence, firstRenewalAfter: between(witness, last.atUs, seen.atUs), open: false }
}

/** Ready came back up to 7 s before the lease and up to 54 s after it, and is known to a look of 5 s. */
const SOONER_READY_US: number = 12 * SECOND_US
const LATER_READY_US: number = 60 * SECOND_US

/**
 * The offset of a node's clock by what the controller saw of its silences: it last saw a renewal at most a look after
 * the renewal was made. A silence and a spell belong together where they overlap; or where they last equally long
 * while the node's log, which covers the time of the spell, tells of nothing then. `coverage`: where it could have.
 */
export function offsetBySight(
  silences: readonly Silence[],
  spells: readonly Spell[],
  coverage: readonly Span[],
): MeasuredOffset | undefined {
  const seen = spells.filter((s) => s.lastSeen !== null && !s.measuredFromReset)
  const [silence] = silences
  const [spell] = seen
  if (silence && spell && silences.length === 1 && seen.length === 1) {
    const pair = pairOf(silence, spell)
    if (!pair || !(meets(silence, spell) || isDisplaced(silence, spell, coverage))) return undefined
    return { ...pair, atUs: Math.round((pair.earliestUs + pair.latestUs) / 2), pairs: 1 }
  }
  // Several are told apart by their order only where none is missing.
  if (seen.every((s) => silences.some((silence) => meets(silence, s)))) return undefined
  const pairs = silences.flatMap((silence) =>
    seen.filter((s) => isDisplaced(silence, s, coverage)).flatMap((s) => pairOf(silence, s) ?? []),
  )
  const met = meetingOf(pairs)
  return met && met.pairs === seen.length ? met : undefined
}

/** What one silence and the spell that belongs to it allow; undefined where the renewal is not known to a look. */
function pairOf(silence: Silence, spell: Spell): Pair | undefined {
  const renewal = silence.lastRenewal
  const { lastSeen } = spell
  if (!renewal || !lastSeen || renewal.clock === lastSeen.clock) return undefined
  const firstUs = renewal.exact ? renewal.atUs : renewal.earliestUs
  if (firstUs === null || renewal.latestUs === null) return undefined
  if (renewal.latestUs - firstUs > MONITOR_PERIOD_US) return undefined
  return {
    earliestUs: firstUs - lastSeen.atUs,
    latestUs: renewal.latestUs - lastSeen.atUs + MONITOR_PERIOD_US,
  }
}

/** Equally long, at a time of which the node's log tells nothing of the kind. */
function isDisplaced(silence: Silence, spell: Spell, coverage: readonly Span[]): boolean {
  const { lastRenewal, firstRenewalAfter } = silence
  const { lastSeen, readyAgain } = spell
  if (!lastRenewal || !firstRenewalAfter || !lastSeen || !readyAgain) return false
  const longer = readyAgain.atUs - lastSeen.atUs - (firstRenewalAfter.atUs - lastRenewal.atUs)
  // The last sight is up to a look later than the renewal.
  if (longer < -SOONER_READY_US - MONITOR_PERIOD_US || longer > LATER_READY_US) return false
  return coverage.some((c) => c.startUs <= spell.startUs && spell.endUs <= c.endUs)
}

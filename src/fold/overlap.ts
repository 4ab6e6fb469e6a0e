/**
 * Which of the control plane's spells belong to which of the node's own silences: those that overlap.
 *
 * Authority: REPORT.md section 2 (joining clocks by overlap).
 */
import { SECOND_US } from '../time.ts'
import { between } from './boundary.ts'
import type { Offset } from './offset.ts'
import { type Silence, startOf } from './outages.ts'
import { MONITOR_PERIOD_US, type Spell } from './sightings.ts'

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

/**
 * The controller last saw a renewal at most a look after it was made. With one silence and one spell that overlap
 * there is no doubt which belong together; the pair is coarse and bounds the offset to 5 s.
 */
export function offsetBySight(silences: readonly Silence[], spells: readonly Spell[]): Offset | undefined {
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

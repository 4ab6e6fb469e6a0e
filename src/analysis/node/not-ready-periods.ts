/**
 * One node as others see it, in its Ready condition: spells in which the node lifecycle controller called it stale, marked
 * it, queued its taint, and took all that back.
 *
 * Enters: the control plane's observations of one node by time, and the resets of the controller.
 * Leaves: spells by time. Authority: node_lifecycle_controller.go 1.14–1.36.
 */

import type { Boundary, Observation, ObservationKind } from '../../model/index.ts'
import { parseInstant, SECOND_US } from '../../time/instant.ts'
import { between, exactly, type Witness } from '../evidence/boundary.ts'

/** The controller looks at every node this often. */
export const MONITOR_PERIOD_US: number = 5 * SECOND_US

/** Lines of one look are within this; half a monitor period tells two looks apart. */
const SAME_SIGHT_US: number = MONITOR_PERIOD_US / 2

/** A mark and the stale lines or the taint that belong to it are within one look of each other. */
const SAME_LOOK_US: number = MONITOR_PERIOD_US + SAME_SIGHT_US

const SIGHTING_KINDS: readonly ObservationKind[] = [
  'node.stale',
  'node.never-posted',
  'node.not-ready',
  'node.ready',
  'node.taint-queued',
  'node.pods-not-ready',
  'node.healthy-again',
  'node.tainted',
  'node.untainted',
  'kubelet.not-ready',
]

export type Sighting = Observation<
  | 'node.stale'
  | 'node.never-posted'
  | 'node.not-ready'
  | 'node.ready'
  | 'node.taint-queued'
  | 'node.pods-not-ready'
  | 'node.healthy-again'
  | 'node.tainted'
  | 'node.untainted'
  | 'kubelet.not-ready'
>

export function isSighting(o: Observation): o is Sighting {
  return SIGHTING_KINDS.includes(o.kind)
}

export interface Spell {
  /** The controller's last sight, or else the first line, and the last line: on the node's clock, as far as it is known. */
  readonly startUs: number
  readonly endUs: number
  /** Unknown: the heartbeat stopped; False: the kubelet itself said so; null: nothing tells which. */
  readonly status: 'Unknown' | 'False' | null
  /** The median of at − duration over the stale lines; null without such lines. */
  readonly lastSeen: Boundary | null
  /** The controller measured from its own start: `lastSeen` only bounds the last renewal from above. */
  readonly measuredFromReset: boolean
  readonly markedNotReady: Boundary | null
  readonly taintQueued: Boundary | null
  readonly readyAgain: Boundary | null
  readonly first: Sighting
  /** Reason of the condition, where an object or event tells it. */
  readonly reason: string | null
  /** Stale lines were printed. */
  readonly stale: boolean
}

interface Draft {
  readonly lines: Sighting[]
  /** By the control plane's clock. */
  lastSeenUs: number | null
  /** First and last line on the node's clock, as far as it is known. */
  readonly firstUs: number
  lastUs: number
  closed: boolean
}

/**
 * `observations` in any order; `node` names the node's own clock, and what others stamped is moved by `moveUs` to it
 * for putting things in order. `resets` are the moments at which a controller began anew, by time.
 */
export function findSpells(
  observations: readonly Observation[],
  node: string,
  moveUs: number,
  resets: readonly number[],
): Spell[] {
  const orderUs = (o: Observation): number => (o.timeUs as number) + (o.clock === node ? 0 : moveUs)
  const sightings = observations
    .filter(isSighting)
    .filter((o) => o.timeUs !== null)
    .sort((a, b) => orderUs(a) - orderUs(b))
  const drafts: Draft[] = []
  for (const o of sightings) {
    const atUs = orderUs(o)
    const current = drafts[drafts.length - 1]
    if (closes(o)) {
      if (current && !current.closed) {
        current.lines.push(o)
        current.lastUs = atUs
        current.closed = o.kind === 'node.ready' || o.kind === 'node.healthy-again'
      } else if (current && atUs - current.lastUs <= 60 * SECOND_US) {
        // Ready by the object and healthy again by the controller's next look: one recovery.
        current.lines.push(o)
        current.lastUs = atUs
      }
      continue
    }
    const lastSeenUs = o.kind === 'node.stale' ? sightUs(o) : null
    if (current && belongs(current, atUs, lastSeenUs, moveUs, resets)) {
      current.lines.push(o)
      current.lastUs = atUs
      current.lastSeenUs = lastSeenUs ?? current.lastSeenUs
    } else drafts.push({ lines: [o], lastSeenUs, firstUs: atUs, lastUs: atUs, closed: false })
  }
  return drafts.map((d) => spellOf(d, node, moveUs, resets))
}

function closes(o: Sighting): boolean {
  return o.kind === 'node.ready' || o.kind === 'node.healthy-again' || o.kind === 'node.untainted'
}

function belongs(
  current: Draft,
  atUs: number,
  lastSeenUs: number | null,
  moveUs: number,
  resets: readonly number[],
): boolean {
  if (lastSeenUs !== null && current.lastSeenUs !== null) {
    // Stale lines go on for a look after the recovery; they still count from the same sight.
    if (Math.abs(lastSeenUs - current.lastSeenUs) <= SAME_SIGHT_US) return true
    if (current.closed) return false
    return lastSeenUs + moveUs <= current.lastUs + SAME_SIGHT_US || isReset(lastSeenUs, resets)
  }
  if (!current.closed) return true
  // A mark told twice (the controller's line, the object's transition, an event) around the recovery.
  return atUs - current.firstUs <= SAME_LOOK_US
}

/** When the controller last saw the node, by a line that has a time. */
function sightUs(o: Observation<'node.stale'>): number {
  return (o.timeUs as number) - Math.round(o.durationSeconds * SECOND_US)
}

/** `resets` by time: a new controller prints one for each node, so they are not looked through for each line. */
function isReset(lastSeenUs: number, resets: readonly number[]): boolean {
  let low = 0
  let high = resets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((resets[middle] as number) < lastSeenUs - SAME_SIGHT_US) low = middle + 1
    else high = middle
  }
  const next = resets[low]
  return next !== undefined && next <= lastSeenUs + SAME_SIGHT_US
}

function spellOf(draft: Draft, node: string, moveUs: number, resets: readonly number[]): Spell {
  const { lines } = draft
  const first = lines[0] as Sighting
  const onNode = (o: Sighting, timeUs: number): number => timeUs + (o.clock === node ? 0 : moveUs)
  const stale = lines.filter((o): o is Observation<'node.stale'> & Sighting => o.kind === 'node.stale')
  const sights = stale.map(sightUs).sort((a, b) => a - b)
  const measuredFromReset = sights.length > 0 && sights.some((s) => isReset(s, resets))
  const marks = lines.filter((o) => o.kind === 'node.not-ready')
  const mark = best(marks) ?? lines.find((o) => o.kind === 'kubelet.not-ready')
  const lastSeen = sightBoundary(stale, sights)
  const marked = mark ? told(mark) : markInCondition(stale)
  // A mark before the last sight is of another silence, unless the controller began to look only after it.
  const isStrange =
    marked !== null && lastSeen !== null && marked.clock === lastSeen.clock && marked.atUs < lastSeen.atUs
  const queued = lines.find((o) => o.kind === 'node.taint-queued')
  return {
    startUs: sights[0] === undefined ? onNode(first, first.timeUs as number) : sights[0] + moveUs,
    endUs: draft.lastUs,
    status: statusOf(lines),
    lastSeen,
    measuredFromReset,
    markedNotReady: isStrange && !measuredFromReset ? null : marked,
    taintQueued: queued ? told(queued) : null,
    readyAgain: recovery(lines),
    first,
    reason: lines.map((o) => (o.kind === 'node.not-ready' ? o.reason : null)).find((r) => r !== null) ?? null,
    stale: stale.length > 0,
  }
}

/** A stale line shows the condition that the controller wrote: its transition is the mark, in whole seconds. */
function markInCondition(stale: readonly Observation<'node.stale'>[]): Boundary | null {
  for (const o of stale) {
    const { condition } = o
    if (condition?.status !== 'Unknown' || condition.type !== 'Ready' || !condition.lastTransitionTime)
      continue
    const atUs = parseInstant(condition.lastTransitionTime)
    if (atUs !== null && atUs <= (o.timeUs as number)) return exactly(witnessOf(o), atUs)
  }
  return null
}

/** The controller's own record, else the transition on the object, else the event; the earliest of its sort. */
function best<T extends Sighting>(of: readonly T[]): T | undefined {
  let found: T | undefined
  for (const o of of)
    if (!found || teller(o) < teller(found) || (teller(o) === teller(found) && isBefore(o, found))) found = o
  return found
}

/** A process's own record, the audit event of the write, the transition on the object, the Event about it. */
function teller(o: Sighting): number {
  if (o.component === 'kube-apiserver') return 1
  if (o.component !== 'api-object') return 0
  const isEvent =
    (o.kind === 'node.not-ready' || o.kind === 'node.ready') && EVENT_REASONS.has(o.reason ?? '')
  return isEvent ? 3 : 2
}

const EVENT_REASONS: ReadonlySet<string> = new Set(['NodeNotReady', 'NodeReady'])

function isBefore(a: Sighting, b: Sighting): boolean {
  return (a.timeUs as number) < (b.timeUs as number)
}

function recovery(lines: readonly Sighting[]): Boundary | null {
  const ready = best(lines.filter((o) => o.kind === 'node.ready'))
  if (ready) return told(ready)
  const healthy = lines.find((o) => o.kind === 'node.healthy-again')
  if (!healthy) return null
  const atUs = healthy.timeUs as number
  return between(witnessOf(healthy), atUs - MONITOR_PERIOD_US, atUs)
}

function statusOf(lines: readonly Sighting[]): 'Unknown' | 'False' | null {
  if (lines.some((o) => o.kind === 'node.stale' || o.kind === 'node.never-posted')) return 'Unknown'
  for (const o of lines) {
    if (o.kind === 'node.taint-queued') return o.status
    if (o.kind === 'kubelet.not-ready') return 'False'
    if (o.kind === 'node.not-ready' && (o.status === 'Unknown' || o.status === 'False')) return o.status
    if (o.kind === 'node.tainted')
      return o.taint.endsWith('/unreachable') ? 'Unknown' : o.taint.endsWith('/not-ready') ? 'False' : null
  }
  return null
}

/** `sights` in order. */
function sightBoundary(
  stale: readonly Observation<'node.stale'>[],
  sights: readonly number[],
): Boundary | null {
  const first = stale[0]
  if (!first) return null
  const atUs = sights[Math.floor((sights.length - 1) / 2)] as number
  return {
    ...exactly(witnessOf(first), atUs),
    earliestUs: sights[0] as number,
    latestUs: sights[sights.length - 1] as number,
  }
}

function told(o: Sighting): Boundary {
  return exactly(witnessOf(o), o.timeUs as number)
}

export function witnessOf(o: Observation): Witness {
  return { kind: o.kind, source: o.source, line: o.line, clock: o.clock ?? 'unknown' }
}

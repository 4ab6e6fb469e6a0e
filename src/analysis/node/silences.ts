/**
 * Silences of one node as its own side tells them: where failed tries were not answered in time, and where a
 * fully told stretch shows two renewals too far apart.
 *
 * Enters: beats, tries, told stretches, by time on one clock. Leaves: silences by time, without overlap.
 * Authority: `report.schema.json`, README ("How to read a report").
 */

import type { Boundary } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import { SECOND_US } from '../../time/instant.ts'
import { between, exactly } from '../evidence/boundary.ts'
import type { Try } from './attempts.ts'
import { isTold, type Stretch } from './coverage.ts'
import type { Gap } from './log-gaps.ts'
import { type Beat, type Beats, beatsUntil, eachInterval } from './renewals.ts'

/** A try that `interval=` announced and that printed no failure within this time after it succeeded (below `-v=6`). */
const ANNOUNCED_TRY_US: number = 20 * SECOND_US

export interface HeartbeatRules {
  /** 10 s by default. */
  readonly renewIntervalUs: number
  /** The interval is stretched at random by up to 4 %, from the end of the last try (1.22 and up). */
  readonly longestIntervalUs: number
  /** The shortest grace period that may apply. */
  readonly graceUs: number
  /** 40 s: the kubelet's lease duration. */
  readonly leaseDurationUs: number
}

export interface Silence {
  /** Null: no bound is known. */
  readonly lastRenewal: Boundary | null
  readonly firstRenewalAfter: Boundary | null
  readonly tries: readonly Try[]
  /** It had not ended where the evidence does. */
  readonly open: boolean
}

/** What the kubelet sleeps between two tries to ensure its lease (component-helpers, all releases). */
const BACK_OFF_SECONDS: readonly number[] = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 7]

/** A busy kubelet begins its next try a little late. */
const RHYTHM_SLACK_US: number = SECOND_US

/** Updates that the kubelet tries before it falls back to ensure (1.16 and up). */
const UPDATES_IN_A_ROUND = 5

/** A summary line that announces the next try: `Will retry updating lease … interval="10s"`. */
export interface Announcement {
  readonly atUs: number
  readonly intervalUs: number
}

export interface Side {
  readonly beats: Beats
  readonly tries: readonly Try[]
  readonly announcements: readonly Announcement[]
  /** When the kubelet gave up updating and fell back to ensure: five updates had failed. */
  readonly fallbacksUs: readonly number[]
  readonly stretches: readonly Stretch[]
  /** Where the kubelet's log could have told a failure: first to last line of its processes, without gaps. */
  readonly coverage: readonly { readonly startUs: number; readonly endUs: number }[]
  /** Where the node's logs say that lines are missing. */
  readonly gaps: readonly Gap[]
  readonly clock: string
  readonly offset: MeasuredOffset | undefined
}

export interface Silences {
  readonly silences: readonly Silence[]
  /** Failed tries that a renewal answered in time: no incident. */
  readonly answeredInTime: number
}

export function findSilences(side: Side, rules: HeartbeatRules): Silences {
  const silences: Silence[] = []
  let answeredInTime = 0
  for (const group of groupTries(side)) {
    const silence = silenceOf(group, side, rules)
    if (silence) silences.push(silence)
    else answeredInTime += group.tries.length
  }
  eachInterval(side.beats, (fromUs, untilUs, i) => {
    if (untilUs - fromUs <= rules.leaseDurationUs || !isTold(side.stretches, fromUs, untilUs)) return
    if (silences.some((s) => overlaps(s, fromUs, untilUs))) return
    const before = side.beats.beat(i - 1) as Beat
    const after = side.beats.beat(i) as Beat
    silences.push({ lastRenewal: atBeat(before), firstRenewalAfter: atBeat(after), tries: [], open: false })
  })
  silences.sort((a, b) => startOf(a) - startOf(b))
  return { silences, answeredInTime }
}

export function atBeat(beat: Beat): Boundary {
  return exactly(beat.witness, beat.atUs, beat.startUs)
}

/** Where a silence begins to be known. */
export function startOf(s: Silence): number {
  return s.lastRenewal?.atUs ?? s.tries[0]?.atUs ?? 0
}

function overlaps(s: Silence, fromUs: number, toUs: number): boolean {
  const endUs = s.firstRenewalAfter?.atUs ?? Number.POSITIVE_INFINITY
  return startOf(s) < toUs && endUs > fromUs
}

interface TryGroup {
  readonly tries: Try[]
  readonly before: Beat | undefined
  readonly after: Beat | undefined
}

/** Tries between the same two beats, cut where an announced try printed no failure. */
function groupTries(side: Side): TryGroup[] {
  const groups: TryGroup[] = []
  let current: TryGroup | undefined
  let key = -1
  for (const t of side.tries) {
    const until = beatsUntil(side.beats, t.atUs)
    const last = current?.tries[current.tries.length - 1]
    const told = last && isTold(side.stretches, last.atUs, t.atUs)
    if (!current || !last || until !== key || (!told && t.atUs > announcedEnd(last, side))) {
      current = { tries: [], before: side.beats.beat(until - 1), after: side.beats.beat(until) }
      groups.push(current)
      key = until
    }
    current.tries.push(t)
  }
  return groups
}

/** When the next try after `last` must have printed a failure, if it failed. */
function announcedEnd(last: Try, side: Side): number {
  return nextTryUs(last, side) + ANNOUNCED_TRY_US
}

/** When the try after `last` begins: at once after an update, after the printed interval otherwise. */
function nextTryUs(last: Try, side: Side): number {
  if (last.declaredIntervalSeconds !== null) return last.atUs + last.declaredIntervalSeconds * SECOND_US
  for (const a of side.announcements)
    if (a.atUs >= last.atUs && a.atUs - last.atUs < SECOND_US) return a.atUs + a.intervalUs
  return last.atUs
}

function silenceOf(group: TryGroup, side: Side, rules: HeartbeatRules): Silence | undefined {
  const first = group.tries[0] as Try
  const last = group.tries[group.tries.length - 1] as Try
  const lastRenewal = renewalBefore(group, first, side, rules)
  const { firstRenewalAfter, open } = renewalAfter(group.after, last, side)
  if (!open && firstRenewalAfter) {
    // In time: the renewal that follows is answered less than two intervals after the one before. Where the
    // bounds leave it open, only a silence that must have been longer counts.
    const since = lastRenewal?.latestUs ?? first.latestStartUs - rules.renewIntervalUs
    const until = firstRenewalAfter.exact ? firstRenewalAfter.atUs : firstRenewalAfter.earliestUs
    if (until !== null && until - since < 2 * rules.renewIntervalUs) return undefined
  }
  return { lastRenewal, firstRenewalAfter, tries: group.tries, open }
}

/**
 * The last renewal before the first failed try: told, or by the rhythm of the lease controller. A renewal that
 * was told long before, with something untold in between, only bounds it from below.
 */
function renewalBefore(group: TryGroup, first: Try, side: Side, rules: HeartbeatRules): Boundary | null {
  const { before } = group
  // A try begins one interval after the renewal before; a later one shows that tries are missing from the log.
  const inRhythm =
    before !== undefined && first.earliestStartUs - before.atUs <= rules.longestIntervalUs + RHYTHM_SLACK_US
  if (before && inRhythm && isTold(side.stretches, before.atUs, first.earliestStartUs)) return atBeat(before)
  if (before && first.latestStartUs - before.atUs <= rules.longestIntervalUs) return atBeat(before)
  const earliestUs = first.earliestStartUs - rules.longestIntervalUs
  const latestUs = first.latestStartUs - rules.renewIntervalUs
  if (isFirst(group, first, earliestUs, side)) {
    const knownUs = before?.atUs ?? Number.NEGATIVE_INFINITY
    return between(first.witness, Math.max(earliestUs, knownUs), Math.max(latestUs, knownUs))
  }
  const lateUs =
    first.latestStartUs - backOffBefore(first) - (backOffBefore(first) > 0 ? rules.renewIntervalUs : 0)
  if (before) return between(first.witness, before.atUs, Math.max(before.atUs, lateUs))
  return backOffBefore(first) > 0 ? between(first.witness, null, lateUs) : null
}

/**
 * How long the kubelet had been backing off when a try announced `interval=`: it sleeps 200 ms, 400 ms and so on
 * before, and enters that loop only when updates have failed. 0 where nothing was announced.
 */
function backOffBefore(t: Try): number {
  const { declaredIntervalSeconds: next } = t
  if (next === null) return 0
  let sum = 0
  for (const step of BACK_OFF_SECONDS) {
    if (step >= next) break
    sum += step
  }
  return Math.round(sum * SECOND_US)
}

/**
 * Whether the first failure that is told is the first there was. A log that begins in the middle of an outage
 * tells a later one, from which the rhythm proves nothing. It is the first when the log covers the time before,
 * or when the round of updates that it begins is whole.
 */
function isFirst(group: TryGroup, first: Try, sinceUs: number, side: Side): boolean {
  if (backOffBefore(first) > 0) return false
  if (side.coverage.some((c) => c.startUs <= sinceUs && first.atUs <= c.endUs)) return true
  const fallbackUs = side.fallbacksUs.find((at) => at >= first.atUs)
  if (fallbackUs === undefined) return false
  const round = group.tries.filter((t) => t.atUs <= fallbackUs && t.witness.kind !== 'lease.ensure-failed')
  return round.length === UPDATES_IN_A_ROUND
}

function renewalAfter(
  after: Beat | undefined,
  last: Try,
  side: Side,
): { firstRenewalAfter: Boundary | null; open: boolean } {
  if (after && isTold(side.stretches, last.atUs, after.atUs))
    return { firstRenewalAfter: atBeat(after), open: false }
  const nextUs = nextTryUs(last, side)
  const deadlineUs = nextUs + ANNOUNCED_TRY_US
  if (after && after.startUs <= deadlineUs) return { firstRenewalAfter: atBeat(after), open: false }
  const covered = side.coverage.some((c) => c.startUs <= last.atUs && deadlineUs <= c.endUs)
  const printsRequests = side.stretches.some(
    (s) => s.by === 'kubelet' && s.startUs <= last.atUs && deadlineUs <= s.endUs,
  )
  if (covered && !printsRequests)
    return { firstRenewalAfter: between(last.witness, nextUs, deadlineUs), open: false }
  if (after) return { firstRenewalAfter: between(after.witness, last.atUs, after.atUs), open: false }
  return { firstRenewalAfter: null, open: true }
}

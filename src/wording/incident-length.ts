/**
 * How long an incident was, as far as its boundaries show it.
 */
import { isControlPlane } from '../model/clock.ts'
import type { BoundaryName, Incident, IncidentKind } from '../model/index.ts'
import type { Interval } from '../model/interval.ts'
import type { ClaimedDuration } from './claim-params.ts'
import { formatBoundedSpan, formatSpan, isBounded, SHOWN_SECONDS } from './durations.ts'
import { lengthSeconds } from './incident-words.ts'
import { isDoubted, paramsOf } from './params-of.ts'

/** Kinds that are as long as their incident where no interval is measured. */
const FAILING_KINDS: ReadonlySet<IncidentKind> = new Set(['lease-outage', 'not-ready', 'kubelet-restart'])

/**
 * Returns the least length of an incident that its bounds allow, in seconds; of an open one up to `endUs`, of an outage in
 * doubt the time NotReady. Returns null if nothing measures it.
 */
export function leastSeconds(incident: Incident, endUs: number | null): number | null {
  const { kind } = incident
  if (isDoubted(incident)) return leastNotReady(incident, endUs)
  const measured = leastOf(incident, 'silenceSeconds') ?? leastOf(incident, 'notReadySeconds')
  if (measured !== null) return measured
  if (!FAILING_KINDS.has(kind)) return null
  // On clocks that are a zone apart, only what one of them measured counts.
  const graceSeconds = paramsOf(incident, 'mark.grace')?.seconds ?? null
  if (incident.open && graceSeconds !== null && incident.crossClock.includes('detectionSeconds'))
    return graceSeconds
  const certain = certainSpan(incident, endUs)
  return certain.endUs === null ? null : (certain.endUs - certain.startUs) / 1e6
}

function leastNotReady(incident: Incident, openEndUs: number | null): number | null {
  const { markedNotReady } = incident.boundaries
  if (!incident.open) return leastOf(incident, 'notReadySeconds')
  if (openEndUs === null || !markedNotReady) return null
  return Math.max(0, openEndUs - (markedNotReady.latestUs ?? markedNotReady.atUs)) / 1e6
}

/** Returns for how long an outage certainly left its lease without a renewal, or its node NotReady; 0 where it may be none. */
export function leastOutageSeconds(incident: Incident, endUs: number | null): number {
  if (isDoubted(incident)) return 0
  return Math.max(0, leastSeconds(incident, shownUntilUs(incident) ?? endUs) ?? 0)
}

/**
 * Returns the time that an outage or a time NotReady certainly covers, an open one up to `openEndUs`. Its end is null if
 * the bounds allow any.
 */
function certainSpan(
  incident: Incident,
  openEndUs: number | null,
): { readonly startUs: number; readonly endUs: number | null } {
  const { kind, boundaries } = incident
  const { firstFailure, lastFailure, markedNotReady, taintQueued } = boundaries
  // Its beginning may lie before the evidence: then it was at least as long as its part in the evidence.
  const from = kind === 'not-ready' ? markedNotReady : boundaries.lastRenewal
  const startUs = from?.latestUs ?? firstFailure?.atUs ?? from?.atUs ?? incident.startUs
  if (incident.open) {
    // A mark that only an object records may be later than the last line.
    const marks = [markedNotReady, taintQueued].flatMap((b) => b?.earliestUs ?? [])
    return { startUs, endUs: Math.max(openEndUs ?? incident.startUs, ...marks) }
  }
  const to = boundaries.firstRenewalAfter ?? boundaries.readyAgain
  return { startUs, endUs: to ? (to.earliestUs ?? lastFailure?.atUs ?? null) : incident.endUs }
}

/** Returns the time that its node certainly was NotReady in an outage in doubt; null: none. `lastUs` is the end of the report. */
export function doubtedTime({ boundaries, open }: Incident, lastUs: number): Interval | null {
  const { markedNotReady, readyAgain } = boundaries
  const startUs = markedNotReady?.latestUs ?? null
  const endUs = open ? lastUs : (readyAgain?.earliestUs ?? null)
  return startUs === null || endUs === null || endUs < startUs ? null : { startUs, endUs }
}

/** Returns what a drawing of an outage or a time NotReady covers; null: its bounds allow any time. `lastUs` is the end of the report. */
export function shownTime(incident: Incident, lastUs: number): Interval | null {
  if (isDoubted(incident)) return null
  const { startUs, endUs } = certainSpan(incident, shownUntilUs(incident) ?? lastUs)
  const shown = { startUs, endUs: endUs ?? startUs }
  return shown.startUs <= shown.endUs ? shown : null
}

/** Returns an interval if both its ends are exact, else the least that its bounds allow; null if they allow any. */
function leastOf({ boundaries, intervals, intervalBounds }: Incident, name: FailingInterval): number | null {
  const isExact = INTERVAL_ENDS[name].every((end) => boundaries[end]?.exact)
  if (isExact) return intervals[name]
  const least = intervalBounds[name]?.[0] ?? null
  return least !== null && least > 0 ? least : null
}

type FailingInterval = 'silenceSeconds' | 'notReadySeconds'

const INTERVAL_ENDS: Readonly<Record<FailingInterval, readonly BoundaryName[]>> = {
  silenceSeconds: ['lastRenewal', 'firstRenewalAfter'],
  notReadySeconds: ['markedNotReady', 'readyAgain'],
}

/** Returns the last moment that shows an open outage, where the evidence goes on for long after it; else null. */
export function shownUntilUs(incident: Incident): number | null {
  const still = paramsOf(incident, 'lease.still-silent') ?? paramsOf(incident, 'not-ready.still')
  return still?.untilUs ?? paramsOf(incident, 'kubelet.ended')?.untilUs ?? null
}

/** Returns how long a cluster outage was from the first of its nodes to the last; null: nothing measures it. */
function groupLength(incident: Incident): ClaimedDuration | null {
  return paramsOf(incident, 'cluster.over')?.length ?? null
}

/** Returns how long an outage was that ended with its node; null: its ends are not both known, on one clock. */
function lengthToDeletion({ endedBy, endUs, boundaries }: Incident): ClaimedDuration | null {
  const { lastRenewal } = boundaries
  if (endedBy !== 'node-deleted' || endUs === null || !lastRenewal) return null
  const { atUs, earliestUs, latestUs, clock } = lastRenewal
  if (!isControlPlane(clock) || earliestUs === null || latestUs === null) return null
  const since = (us: number): number => (endUs - us) / 1e6
  return { seconds: since(atUs), bounds: [since(latestUs), since(earliestUs)], byTwoClocks: false }
}

function isKnown({ intervals, intervalBounds }: Incident, name: FailingInterval): boolean {
  // Ends on two clocks may overlap: a bound below zero bounds nothing.
  return intervals[name] !== null || isBounded(intervalBounds[name] ?? [null, null])
}

/** Whether only the time that the node was NotReady is known of an outage, not how long its lease was not renewed. */
export function isTimeNotReady(incident: Incident): boolean {
  const isSilenceKnown =
    incident.kind !== 'lease-outage' || (!isDoubted(incident) && isKnown(incident, 'silenceSeconds'))
  return !incident.open && !isSilenceKnown && isKnown(incident, 'notReadySeconds')
}

/** `3m32s`, `29.6 s to 31m33s`, `at least 3m10s`, `open, at least 3m10s`; empty if nothing is known of it. */
export function lengthText(incident: Incident, endUs: number | null): string {
  const { kind, open, intervals, intervalBounds } = incident
  const isInDoubt = isDoubted(incident)
  if (open && isInDoubt) return 'open'
  if (open) {
    const least = leastSeconds(incident, shownUntilUs(incident) ?? endUs) ?? 0
    return least >= SHOWN_SECONDS ? `open, at least ${formatSpan(least)}` : 'open'
  }
  for (const name of ['silenceSeconds', 'notReadySeconds'] as const) {
    if (!isKnown(incident, name) || (isInDoubt && name === 'silenceSeconds')) continue
    const length = formatBoundedSpan(intervals[name], intervalBounds[name])
    return isTimeNotReady(incident) ? `NotReady ${length}` : length
  }
  const measured = groupLength(incident) ?? lengthToDeletion(incident)
  if (measured) return formatBoundedSpan(measured.seconds, measured.bounds)
  if (kind === 'cluster-outage' || isInDoubt) return ''
  // The beginning or the end of these is in no evidence.
  const isPart = kind === 'lease-outage' || kind === 'not-ready'
  const seconds = isPart ? leastSeconds(incident, endUs) : lengthSeconds(incident)
  if (seconds === null || seconds <= 0) return ''
  const restarted = paramsOf(incident, 'kubelet.restarted')
  if (restarted?.isEndKnown === false) return `at most ${formatSpan(seconds)}`
  return isPart ? `at least ${formatSpan(seconds)}` : formatSpan(seconds)
}

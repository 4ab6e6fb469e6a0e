/**
 * An incident in one or two plain sentences that can be pasted into a post-mortem. Times are UTC; a bounded time is
 * printed with its bounds, an unknown one is left out.
 */
import type { Boundary, Incident, IntervalName } from '../model/index.ts'
import { includesZero, type MeasuredOffset } from '../model/interval.ts'
import { formatInstant } from '../time/instant.ts'
import { causeOfNode } from './cause-words.ts'
import { deviationReason } from './deviation-words.ts'

/** Bounds that are nearer than this are printed as one number. */
const ROOM_SECONDS = 0.5

/** An incident without its verdict. */
export type IncidentFacts = Omit<Incident, 'verdict'>

export interface VerdictContext {
  /** Between the node's clock and the control plane's; null: nothing compares them. */
  readonly offset: MeasuredOffset | null
  /** The last moment in evidence. */
  readonly lastUs: number | null
  /** By how much at least the node's clock was set back during it; absent: no jump is in evidence. */
  readonly setBackUs?: number
}

export function verdictOf(incident: IncidentFacts, { offset, lastUs, setBackUs }: VerdictContext): string {
  switch (incident.kind) {
    case 'lease-outage':
      return [outage(incident, offset), setBack(setBackUs ?? 0), outlook(incident, lastUs), missing(incident)]
        .filter(Boolean)
        .join(' ')
    case 'not-ready':
      return notReady(incident)
    case 'status-outage':
      return `${incident.node} could not post its status from ${when(incident.boundaries.firstFailure)} to ${when(
        incident.boundaries.lastFailure,
      )} while it renewed its lease${because(incident)}.`
    case 'kubelet-restart':
      return `The kubelet of ${incident.node} was restarted between ${instant(incident.startUs)} and ${instant(incident.endUs)}; its lease was renewed in time.`
    case 'log-gap':
      return `${incident.cause.category === 'node-reboot' ? `${incident.node} rebooted` : `Lines are missing from the log of ${incident.node}`} ${span(incident)}: nothing is known of that time.`
    case 'cluster-outage':
      return `${incident.affected} of ${incident.seen} nodes (${(incident.nodes ?? []).join(', ')}) fell silent together from ${instant(
        incident.startUs,
      )}, ${incident.first} first${because(incident)}.`
  }
}

function outage(incident: IncidentFacts, offset: MeasuredOffset | null): string {
  const { lastRenewal, firstRenewalAfter, markedNotReady, readyAgain } = incident.boundaries
  const { silenceSeconds } = incident.intervals
  const since = lastRenewal ? ` after ${when(lastRenewal)}` : ' before the evidence begins'
  const until = firstRenewalAfter
    ? ` and renewed it again at ${when(firstRenewalAfter)}${silenceSeconds === null ? '' : `, ${duration(incident, 'silenceSeconds')} later`}`
    : incident.open
      ? ' and had not renewed it when the evidence ends'
      : ''
  const first = `${incident.node} stopped renewing its lease${since}${until}${because(incident)}.`
  if (!markedNotReady) return `${first} ${unmarked(incident)}`
  const evicted = incident.evictions.length
  const pods = evicted === 0 ? '' : `, evicted ${evicted} pod${evicted === 1 ? '' : 's'}`
  const again = readyAgain ? ` and it was Ready again at ${when(readyAgain)}` : ''
  return `${first} The controller marked it not ready at ${when(markedNotReady)}${detected(incident, offset)}${judged(incident)}${pods}${again && `,${again}`}.`
}

function unmarked(incident: IncidentFacts): string {
  const { markedNotReady: deviation, reason } = incident.deviation
  if (deviation === 'never')
    return `The controller should have marked it Unknown by ${instant(incident.expected.markedNotReady?.latestUs ?? null)} and never did.`
  if (deviation === 'not-expected') return 'That was too short for the controller to mark it Unknown.'
  return `No evidence tells whether the controller marked it Unknown${reason ? ` (${deviationReason(reason)})` : ''}.`
}

/** Writes how long the controller took; across two clocks only as far as they were compared. */
function detected(incident: IncidentFacts, offset: MeasuredOffset | null): string {
  const { markedNotReady } = incident.boundaries
  const { detectionSeconds, graceSeconds } = incident.intervals
  const bySight = graceSeconds === null ? '' : `, ${round(graceSeconds)} s after it last saw a renewal`
  if (detectionSeconds === null || !markedNotReady) return bySight
  if (
    !incident.crossClock.includes('detectionSeconds') ||
    !offset ||
    includesZero(offset.earliestUs, offset.latestUs)
  )
    return `, ${duration(incident, 'detectionSeconds')} after the last renewal`
  const ahead = `${round(Math.abs(offset.atUs) / 1e6)} s ${offset.atUs > 0 ? 'ahead' : 'behind'}`
  const about = offset.latestUs - offset.earliestUs > 1e6 ? 'about ' : ''
  return `, ${about}${round(detectionSeconds + offset.atUs / 1e6)} s after the last renewal (the node's clock is ${about}${ahead})`
}

function judged(incident: IncidentFacts): string {
  const { markedNotReady: deviation, reason } = incident.deviation
  if (deviation === null) return ''
  if (deviation === 'in-time') return ', in time'
  return `, ${deviation}${reason ? ` because ${deviationReason(reason)}` : ''}`
}

function setBack(us: number): string {
  return us === 0
    ? ''
    : `The node's clock was set back by at least ${round(us / 1e6)} s in between: what its stamps span was that much longer.`
}

/** Writes what comes next for an outage that is still open. */
function outlook(incident: IncidentFacts, lastUs: number | null): string {
  if (!incident.open || lastUs === null) return ''
  const { markedNotReady: mark, firstEviction: eviction } = incident.expected
  const parts: string[] = []
  if (!incident.boundaries.markedNotReady && mark?.latestUs != null && mark.latestUs > lastUs)
    parts.push(`it is marked Unknown by ${instant(mark.latestUs)}`)
  if (!incident.boundaries.firstEviction && eviction?.earliestUs != null && eviction.earliestUs > lastUs)
    parts.push(`pods with the default toleration are evicted from ${instant(eviction.earliestUs)}`)
  return parts.length === 0 ? '' : `If nothing changes, ${parts.join(' and ')}.`
}

/** Names the evidence that is missing. */
function missing(incident: IncidentFacts): string {
  const { expected, boundaries, cause, deviation, node } = incident
  if (cause.category === 'unknown')
    return `The kubelet log of ${node} from ${instant(incident.startUs)} on would tell why.`
  if (boundaries.markedNotReady || deviation.reason !== 'not-covered' || !expected.markedNotReady) return ''
  const { earliestUs, latestUs } = expected.markedNotReady
  if (earliestUs === null || latestUs === null) return ''
  return `The controller log of ${instant(earliestUs)}–${instant(latestUs).slice(11)} would tell.`
}

function span({ startUs, endUs }: IncidentFacts): string {
  return startUs === endUs ? `at ${instant(startUs)}` : `between ${instant(startUs)} and ${instant(endUs)}`
}

function notReady(incident: IncidentFacts): string {
  const { markedNotReady, taintQueued, readyAgain } = incident.boundaries
  const from = markedNotReady ?? taintQueued
  const until = readyAgain
    ? ` until ${when(readyAgain)}`
    : incident.open
      ? ' and still was when the evidence ends'
      : ''
  const who =
    incident.cause.where === 'control-plane'
      ? ' although its lease was being renewed'
      : ' while it renewed its lease'
  return `${incident.node} was not ready from ${from ? when(from) : instant(incident.startUs)}${until}${who}${because(incident)}.`
}

function because({ cause, kind }: IncidentFacts): string {
  const { cause: words, place } = causeOfNode(cause, kind === 'cluster-outage')
  if (words === '' && place === '') return '; nothing tells why'
  if (words === '') return `; the fault lies ${place}`
  return place === '' ? `: ${words}` : `: ${words}, ${place}`
}

function when(b: Boundary | null): string {
  if (!b) return 'an unknown time'
  if (b.exact) return instant(b.atUs)
  if (b.earliestUs === null) return `${instant(b.latestUs)} at the latest`
  if (b.latestUs === null) return `${instant(b.earliestUs)} at the earliest`
  return `${instant(b.earliestUs)}–${instant(b.latestUs).slice(11)}`
}

/** Milliseconds are enough for a sentence; cut, as clocks show them. */
function instant(timeUs: number | null): string {
  const text = formatInstant(timeUs)
  return text === null ? 'an unknown time' : `${text.slice(0, 23)}Z`
}

/** An interval with its bounds, where they leave room. */
function duration({ intervals, intervalBounds }: IncidentFacts, name: IntervalName): string {
  const [least, most] = intervalBounds[name] ?? [null, null]
  if (least === null) return most === null ? `${round(intervals[name] ?? 0)} s` : `at most ${round(most)} s`
  if (most === null) return `at least ${round(least)} s`
  return most - least > ROOM_SECONDS
    ? `${round(least)} to ${round(most)} s`
    : `${round(intervals[name] ?? 0)} s`
}

function round(seconds: number): string {
  return String(Math.round(seconds * 10) / 10)
}

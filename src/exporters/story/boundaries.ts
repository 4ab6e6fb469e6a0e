/**
 * Words each known boundary of an incident in a sentence, with its time and the lines that prove it.
 */

import type { Boundary, Incident, IntervalName, Observation } from '../../model/index.ts'
import { SAME_ATTEMPT_US } from '../../model/request.ts'
import { SECOND_US } from '../../time/instant.ts'
import { causeWords } from '../../wording/cause-words.ts'
import { renderClaims } from '../../wording/claims.ts'
import { deviationReason } from '../../wording/deviation-words.ts'
import { formatBoundedSpan, formatCount, formatSpan } from '../../wording/durations.ts'
import { shownUntilUs } from '../../wording/incident-length.ts'
import { isDoubted, paramsOf } from '../../wording/params-of.ts'
import { lastSeenText } from './doubt.ts'
import { heartbeatNoun, renewedIts } from './heartbeat-words.ts'
import {
  type Background,
  boundaryEventTime,
  evidenceOf,
  exactTime,
  keyOf,
  type Sentence,
} from './sentence.ts'

/** Returns the sentences in no particular order. */
export function boundarySentences(incident: Incident, background: Background): Sentence[] {
  const { boundaries: b, kind } = incident
  const observationsByLine = new Map(background.observations.map((o) => [keyOf(o), o]))
  const of = (boundary: Boundary): Observation | undefined => observationsByLine.get(keyOf(boundary))
  const sentences: Sentence[] = []
  const add = (boundary: Boundary | null, text: (boundary: Boundary) => string): void => {
    if (boundary === null) return
    const bounded = boundary.exact ? '' : ' No line shows the exact time; the bounds follow from this one.'
    sentences.push({
      time: boundaryEventTime(boundary),
      text: text(boundary) + bounded,
      evidence: [evidenceOf(boundary)],
    })
  }
  if (kind === 'kubelet-restart') addRestart(incident, sentences)
  if (kind === 'log-gap') addGap(incident, background, sentences)
  add(b.lastRenewal, ({ exact, earliestUs }) => {
    if (isDoubted(incident)) return lastSeenText(incident)
    // Without a lower bound nothing shows that there was a renewal at all.
    if (!exact && earliestUs === null) return `No ${heartbeatNoun(incident)} of ${incident.node} came later.`
    return `${incident.node} ${renewedIts(incident)} for the last time${kind === 'kubelet-restart' ? ' before' : ''}.`
  })
  addFault(incident, sentences)
  addFailures(incident, background, of, sentences)
  add(b.controllerLastSeen, ({ atUs }) =>
    countsFromStart(atUs, background)
      ? 'The controller counted the grace period from here, according to its later lines: it had just started or become the leader.'
      : 'Last renewal or status of the node that the controller saw, according to its later lines.',
  )
  add(b.markedNotReady, (at) => markText(incident, background.offsetUs, at, of(at)))
  add(b.taintQueued, () => `The controller queued ${incident.node} for tainting.`)
  add(b.firstRenewalAfter, () => renewalText(incident))
  add(b.readyAgain, ({ from }) => {
    if (from === 'kubelet.not-ready') return `The kubelet of ${incident.node} no longer reported it NotReady.`
    const { notReadySeconds } = incident.intervals
    const since =
      notReadySeconds !== null && !incident.crossClock.includes('notReadySeconds')
        ? `, ${lengthText(incident, 'notReadySeconds')} after it was marked NotReady`
        : ''
    return `${incident.node} was Ready again${since}${readyBeforeRenewal(incident)}.`
  })
  addMissingMark(incident, sentences)
  addOpenEnd(incident, background, sentences)
  return sentences
}

/** Adds the start of the fault if the evidence bounds it. */
function addFault({ faultWindow, boundaries, retries, node, kind }: Incident, sentences: Sentence[]): void {
  if (faultWindow === null || kind !== 'lease-outage') return
  const { earliestUs, latestUs } = faultWindow
  const atUs = earliestUs ?? latestUs
  if (atUs === null) return
  const clock = (boundaries.firstFailure ?? boundaries.lastRenewal)?.clock ?? node ?? ''
  const text =
    retries.failures > 0
      ? 'The fault began in this interval, between the last successful request and the first failed one.'
      : 'The fault began in this interval, between the last successful request and the next renewal that was due.'
  sentences.push({
    time: { atUs, earliestUs, latestUs, exact: false, clock, resolutionUs: 1 },
    text,
    evidence: [],
  })
}

/** Adds the first and the last failed attempt. */
function addFailures(
  incident: Incident,
  { observations }: Background,
  of: (boundary: Boundary) => Observation | undefined,
  sentences: Sentence[],
): void {
  const { boundaries, retries, intervals, kind } = incident
  const { firstFailure, lastFailure } = boundaries
  if (!firstFailure) return
  const act = kind === 'status-outage' || incident.heartbeat ? "to post the node's status" : 'to renew'
  const message = observations.find(
    (o) =>
      o.timeUs !== null &&
      o.clock === firstFailure.clock &&
      (o.kind === 'lease.update-failed' || o.kind === 'lease.ensure-failed') &&
      Math.abs(o.timeUs - firstFailure.atUs) <= SAME_ATTEMPT_US,
  )
  const first = of(firstFailure)
  const why = [message, first].find((o) => o !== undefined && 'cause' in o && o.cause !== null)
  const because =
    why && 'cause' in why && why.cause
      ? `: ${causeWords(why.cause)}`
      : first?.kind === 'lease.request-failed'
        ? `: ${first.statusCode === null ? 'no response' : `the API server returned status ${first.statusCode}`}`
        : ''
  const after =
    intervals.toFirstFailureSeconds === null || incident.crossClock.includes('toFirstFailureSeconds')
      ? ''
      : `, ${lengthText(incident, 'toFirstFailureSeconds')} after the last ${heartbeatNoun(incident)}`
  const lines = new Map([firstFailure, ...(message ? [message] : [])].map((e) => [keyOf(e), evidenceOf(e)]))
  sentences.push({
    time: boundaryEventTime(firstFailure),
    text: `The first attempt ${act} failed${after}${because}.`,
    evidence: [...lines.values()],
  })
  if (!lastFailure || keyOf(lastFailure) === keyOf(firstFailure)) return
  const { p50 } = retries.observedIntervalsSeconds
  const pace = p50 === null ? '' : `, mostly ${formatSpan(p50)} apart`
  sentences.push({
    time: boundaryEventTime(lastFailure),
    text:
      kind === 'status-outage'
        ? `The last attempt ${act} failed.`
        : `The last of ${formatCount(retries.failures, 'failed attempt')}${pace}.`,
    evidence: [evidenceOf(lastFailure)],
  })
}

function renewalText(incident: Incident): string {
  const { node, kind, intervals, missedRenewals, crossClock, boundaries } = incident
  if (kind === 'kubelet-restart') return `${node} renewed its lease after the restart.`
  const { silenceSeconds } = intervals
  const after =
    silenceSeconds === null || crossClock.includes('silenceSeconds')
      ? ''
      : `, ${lengthText(incident, 'silenceSeconds')} after the last ${heartbeatNoun(incident)}`
  // Bounds leave room for more of them, or fewer.
  const isExact = boundaries.lastRenewal?.exact && boundaries.firstRenewalAfter?.exact
  const missed =
    missedRenewals && isExact
      ? `; ${formatCount(missedRenewals, heartbeatNoun(incident))} ${missedRenewals === 1 ? 'was' : 'were'} missed`
      : ''
  return `${node} ${renewedIts(incident)} again${after}${missed}.`
}

/** How long before its lease was renewed a node was Ready, if its bounds show that it was. */
function readyBeforeRenewal({ intervals, intervalBounds, crossClock }: Incident): string {
  const { recoverySeconds: seconds } = intervals
  const [least, most] = intervalBounds.recoverySeconds ?? [null, null]
  if (seconds === null || most === null || most >= 0 || crossClock.includes('recoverySeconds')) return ''
  const length = formatBoundedSpan(-seconds, [-most, least === null ? null : -least])
  return `, ${length} before its lease was renewed`
}

/** Formats a known interval, with its bounds where they are loose. */
function lengthText({ intervals, intervalBounds }: Incident, name: IntervalName): string {
  return formatBoundedSpan(intervals[name], intervalBounds[name])
}

/** `observation` is the one that proves the mark, if the timeline lists it. */
function markText(
  incident: Incident,
  offsetUs: number | null,
  { from }: Boundary,
  observation: Observation | undefined,
): string {
  const { node, deviation } = incident
  const status =
    observation && 'status' in observation && observation.status !== null
      ? ` (Ready=${observation.status})`
      : ''
  const who =
    from === 'kubelet.not-ready' ||
    observation?.component === 'kubelet' ||
    (observation && observation.clock === node)
      ? `The kubelet of ${node} reported it NotReady${status}`
      : `The control plane marked ${node} NotReady${status}`
  const mark = deviation.markedNotReady
  const why = deviation.reason === null ? '' : ` because ${deviationReason(deviation.reason)}`
  const verdict = mark === null ? '' : mark === 'in-time' ? ', as expected' : `, ${mark}${why}`
  const renewing = incident.claims.find(({ code }) => code === 'not-ready.renewing')
  const words = renewing === undefined ? '' : `,${renderClaims([renewing]).slice(0, -1)}`
  return `${who}${detectionText(incident, offsetUs)}${verdict}${words}.`
}

/** A controller that has just started or taken the lead assumes in its first pass that it sees the node then. */
const FIRST_PASS_US: number = 6 * SECOND_US

function countsFromStart(atUs: number, { observations }: Background): boolean {
  return observations.some(
    ({ kind, timeUs }) =>
      (kind === 'controller.reset' || kind === 'controller.leader-acquired') &&
      timeUs !== null &&
      timeUs >= atUs - FIRST_PASS_US &&
      timeUs <= atUs + SECOND_US,
  )
}

/** Time from the last renewal to the mark, corrected by the clock offset; without a renewal the controller's grace. */
function detectionText(incident: Incident, offsetUs: number | null): string {
  const { crossClock } = incident
  const last = `last ${heartbeatNoun(incident)}`
  const { detectionSeconds, graceSeconds } = incident.intervals
  if (detectionSeconds !== null && !paramsOf(incident, 'mark.grace')) {
    const crosses = crossClock.includes('detectionSeconds')
    const claimed = paramsOf(incident, 'mark.detection')
    if (claimed?.ahead)
      return `, ${formatBoundedSpan(claimed.detection.seconds, claimed.detection.bounds)} after the ${last}`
    const note = crosses && offsetUs === null ? ' (by two clocks)' : ''
    return `, ${lengthText(incident, 'detectionSeconds')} after the ${last}${note}`
  }
  return graceSeconds === null
    ? ''
    : `, ${lengthText(incident, 'graceSeconds')} after the time from which it counts the grace period`
}

/** Adds the time by which the controller should have marked the node, if it never did. */
function addMissingMark({ node, boundaries, expected, deviation }: Incident, sentences: Sentence[]): void {
  const latestUs = expected.markedNotReady?.latestUs ?? null
  if (boundaries.markedNotReady || deviation.markedNotReady !== 'never' || latestUs === null) return
  sentences.push({
    time: exactTime(latestUs, 'control-plane'),
    text: `The controller should have marked ${node} NotReady by this time but never did.`,
    evidence: [],
  })
}

/** Adds the end of the evidence to an open incident. */
function addOpenEnd(incident: Incident, { endUs }: Background, sentences: Sentence[]): void {
  const { node, kind, open } = incident
  if (!open || endUs === null) return
  const isUnknown = shownUntilUs(incident) !== null || isDoubted(incident)
  const state =
    kind === 'cluster-outage'
      ? `${isUnknown ? 'no line shows whether' : 'not'} all nodes were back`
      : isUnknown
        ? `no line shows whether ${node} has ${renewedIts(incident)} since then`
        : kind === 'lease-outage'
          ? `${node} had not ${renewedIts(incident)}`
          : `${node} was not Ready again`
  const text = `The evidence ends; ${state}.`
  sentences.push({ time: exactTime(endUs, node ?? ''), text, evidence: [] })
}

/** Adds the end of a kubelet and the start of the next: recorded by systemd or the kubelet, or its last and first line. */
function addRestart(incident: Incident, sentences: Sentence[]): void {
  const { node, startUs, endUs, claims } = incident
  const isEndKnown = paramsOf(incident, 'kubelet.restarted')?.isEndKnown ?? false
  const clock = node ?? ''
  const [end, start] = claims.find(({ code }) => code === 'kubelet.restarted')?.evidence ?? []
  sentences.push({
    time: exactTime(startUs, clock),
    text: `The kubelet of ${node} ${isEndKnown ? 'ended' : 'printed its last line'}.`,
    evidence: end ? [evidenceOf(end)] : [],
  })
  if (endUs !== null)
    sentences.push({
      time: exactTime(endUs, clock),
      text: 'The next kubelet started, or printed its first line.',
      evidence: start ? [evidenceOf(start)] : [],
    })
}

function addGap(incident: Incident, { observations }: Background, sentences: Sentence[]): void {
  const { node, startUs, endUs, cause } = incident
  const isReported = paramsOf(incident, 'log.gap')?.isReported ?? true
  const line = observations.find((o) => o.kind === 'log.gap' && o.timeUs === startUs)
  const reason = cause.error === null ? '' : `: ${cause.error}`
  const clock = node ?? ''
  sentences.push({
    time: exactTime(startUs, clock),
    text: isReported
      ? `Lines are missing from the log of ${node}${reason}.`
      : `The log of ${node} pauses${reason}.`,
    evidence: line ? [evidenceOf(line)] : [],
  })
  if (endUs !== null && endUs > startUs)
    sentences.push({ time: exactTime(endUs, clock), text: 'The log goes on.', evidence: [] })
}

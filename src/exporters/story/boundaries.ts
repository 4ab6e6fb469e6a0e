/**
 * The boundaries of an incident in a sentence each. In: an incident and what happened around it; out: sentences
 * with the moments and lines of the boundaries, in no order. A boundary that is unknown is not told.
 */
import type { Boundary, Incident, Observation } from '../../model/index.ts'
import { SAME_ATTEMPT_US } from '../../model/request.ts'
import { causeWords } from '../../wording/cause-words.ts'
import { deviationReason } from '../../wording/deviation-words.ts'
import { formatCount, formatSpan } from '../../wording/durations.ts'
import { type Background, evidenceOf, keyOf, momentOf, momentOfBoundary, type Sentence } from './sentence.ts'

export function boundarySentences(incident: Incident, background: Background): Sentence[] {
  const { boundaries: b, kind } = incident
  const found = new Map(background.observations.map((o) => [keyOf(o), o]))
  const of = (boundary: Boundary): Observation | undefined => found.get(keyOf(boundary))
  const sentences: Sentence[] = []
  const tell = (boundary: Boundary | null, text: (boundary: Boundary) => string): void => {
    if (boundary === null) return
    const bounded = boundary.exact ? '' : ' No line tells the moment; its bounds follow from this one.'
    sentences.push({
      moment: momentOfBoundary(boundary),
      text: text(boundary) + bounded,
      evidence: [evidenceOf(boundary)],
    })
  }
  if (kind === 'kubelet-restart') restart(incident, sentences)
  if (kind === 'log-gap') gap(incident, background, sentences)
  tell(
    b.lastRenewal,
    () =>
      `${incident.node} renewed its lease for the last time${kind === 'kubelet-restart' ? ' before' : ''}.`,
  )
  fault(incident, sentences)
  failures(incident, background, of, sentences)
  tell(b.controllerLastSeen, () => 'The controller last saw a renewal, by what it said later.')
  tell(b.markedNotReady, (at) => marked(incident, background.offsetUs, of(at)))
  tell(b.taintQueued, () => `The controller queued ${incident.node} to be tainted.`)
  tell(b.firstRenewalAfter, () => renewed(incident))
  tell(b.readyAgain, () => {
    const { notReadySeconds, recoverySeconds } = incident.intervals
    const since =
      notReadySeconds !== null && !incident.crossClock.includes('notReadySeconds')
        ? `, ${formatSpan(notReadySeconds)} after it was marked`
        : ''
    const before =
      recoverySeconds !== null && recoverySeconds < 0 && !incident.crossClock.includes('recoverySeconds')
        ? `, ${formatSpan(-recoverySeconds)} before its lease was renewed`
        : ''
    return `${incident.node} was Ready again${since}${before}.`
  })
  overdue(incident, sentences)
  stillOpen(incident, background, sentences)
  return sentences
}

/** Where the evidence gives bounds of its own for the beginning of the fault. */
function fault({ faultWindow, boundaries, retries, node, kind }: Incident, sentences: Sentence[]): void {
  if (faultWindow === null || kind !== 'lease-outage') return
  const { earliestUs, latestUs } = faultWindow
  const atUs = earliestUs ?? latestUs
  if (atUs === null) return
  const clock = (boundaries.firstFailure ?? boundaries.lastRenewal)?.clock ?? node ?? ''
  const text =
    retries.failures > 0
      ? 'The fault began, after the last answer to any request and before the first request without a good one.'
      : 'The fault began, after the last answer to any request and before the next renewal was due.'
  sentences.push({
    moment: { atUs, earliestUs, latestUs, exact: false, clock, resolutionUs: 1 },
    text,
    evidence: [],
  })
}

function failures(
  incident: Incident,
  { observations }: Background,
  of: (boundary: Boundary) => Observation | undefined,
  sentences: Sentence[],
): void {
  const { boundaries, retries, intervals, kind } = incident
  const { firstFailure, lastFailure } = boundaries
  if (!firstFailure) return
  const act = kind === 'status-outage' ? "to post the node's status" : 'to renew'
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
        ? `: ${first.statusCode === null ? 'no answer came' : `the API server answered ${first.statusCode}`}`
        : ''
  const after =
    intervals.toFirstFailureSeconds === null || incident.crossClock.includes('toFirstFailureSeconds')
      ? ''
      : `, ${formatSpan(intervals.toFirstFailureSeconds)} after the last renewal`
  const lines = new Map([firstFailure, ...(message ? [message] : [])].map((e) => [keyOf(e), evidenceOf(e)]))
  sentences.push({
    moment: momentOfBoundary(firstFailure),
    text: `The first try ${act} failed${after}${because}.`,
    evidence: [...lines.values()],
  })
  if (!lastFailure || keyOf(lastFailure) === keyOf(firstFailure)) return
  const { p50 } = retries.observedIntervalsSeconds
  const pace = p50 === null ? '' : `, mostly ${formatSpan(p50)} apart`
  sentences.push({
    moment: momentOfBoundary(lastFailure),
    text:
      kind === 'status-outage'
        ? `The last try ${act} failed.`
        : `The last of ${formatCount(retries.failures, 'failed try', 'failed tries')}${pace}.`,
    evidence: [evidenceOf(lastFailure)],
  })
}

function renewed({ node, kind, intervals, missedRenewals, crossClock }: Incident): string {
  if (kind === 'kubelet-restart') return `${node} renewed its lease after the restart.`
  const { silenceSeconds } = intervals
  const after =
    silenceSeconds === null || crossClock.includes('silenceSeconds')
      ? ''
      : `, ${formatSpan(silenceSeconds)} after the last renewal`
  const missed = missedRenewals ? `; ${formatCount(missedRenewals, 'renewal')} had been missed` : ''
  return `${node} renewed its lease again${after}${missed}.`
}

function marked(incident: Incident, offsetUs: number | null, told: Observation | undefined): string {
  const { node, cause, deviation } = incident
  const status = told && 'status' in told && told.status !== null ? ` (Ready: ${told.status})` : ''
  const who =
    told?.component === 'kubelet' || (told && told.clock === node)
      ? `${node} reported itself not ready${status}`
      : `The control plane marked ${node} not ready${status}`
  const judged = deviation.markedNotReady
  const why = deviation.reason === null ? '' : ` because ${deviationReason(deviation.reason)}`
  const verdict = judged === null ? '' : judged === 'in-time' ? ', in time' : `, ${judged} by the model${why}`
  const renewing =
    incident.kind === 'not-ready'
      ? cause.where === 'control-plane'
        ? ', although its lease was being renewed'
        : ', while its lease was being renewed'
      : ''
  return `${who}${detection(incident, offsetUs)}${verdict}${renewing}.`
}

/** How long it took, by what was measured between two clocks; without a renewal by the controller's own count. */
function detection({ intervals, crossClock }: Incident, offsetUs: number | null): string {
  const { detectionSeconds, graceSeconds } = intervals
  if (detectionSeconds !== null) {
    const crosses = crossClock.includes('detectionSeconds')
    const about = crosses && offsetUs !== 0 && offsetUs !== null ? 'about ' : ''
    const seconds = detectionSeconds + (crosses ? (offsetUs ?? 0) / 1e6 : 0)
    const note = crosses && offsetUs === null ? ' by two clocks' : ''
    return `, ${about}${formatSpan(seconds)} after the last renewal${note}`
  }
  return graceSeconds === null ? '' : `, ${formatSpan(graceSeconds)} after it last saw a renewal`
}

/** What the control plane should have done and did not. */
function overdue({ node, boundaries, expected, deviation }: Incident, sentences: Sentence[]): void {
  const latestUs = expected.markedNotReady?.latestUs ?? null
  if (boundaries.markedNotReady || deviation.markedNotReady !== 'never' || latestUs === null) return
  sentences.push({
    moment: momentOf(latestUs, 'control-plane'),
    text: `The controller should have marked ${node} not ready by then, and never did.`,
    evidence: [],
  })
}

function stillOpen({ node, kind, open }: Incident, { endUs }: Background, sentences: Sentence[]): void {
  if (!open || endUs === null) return
  const state =
    kind === 'lease-outage'
      ? `${node} had not renewed its lease`
      : kind === 'cluster-outage'
        ? 'not all nodes were back'
        : `${node} was not ready again`
  const text = `The evidence ends; ${state}.`
  sentences.push({ moment: momentOf(endUs, node ?? ''), text, evidence: [] })
}

function restart({ node, startUs, endUs }: Incident, sentences: Sentence[]): void {
  const clock = node ?? ''
  const text = `The kubelet of ${node} printed its last line before the restart.`
  sentences.push({ moment: momentOf(startUs, clock), text, evidence: [] })
  if (endUs !== null)
    sentences.push({
      moment: momentOf(endUs, clock),
      text: 'The next kubelet printed its first line.',
      evidence: [],
    })
}

function gap(
  { node, startUs, endUs, cause }: Incident,
  { observations }: Background,
  sentences: Sentence[],
): void {
  const line = observations.find((o) => o.kind === 'log.gap' && o.timeUs === startUs)
  const reason = cause.error === null ? '' : `: ${cause.error}`
  const clock = node ?? ''
  sentences.push({
    moment: momentOf(startUs, clock),
    text: `Lines are missing from the log of ${node}${reason}.`,
    evidence: line ? [evidenceOf(line)] : [],
  })
  if (endUs !== null && endUs > startUs)
    sentences.push({ moment: momentOf(endUs, clock), text: 'The log goes on.', evidence: [] })
}

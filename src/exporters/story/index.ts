/**
 * Stories of incidents: sentences in the order of events, each with its time and evidence, and advice.
 *
 * Reads no source. Times keep the clock that stamped them. The order allows for the measured offset of a node's clock
 * from the control plane's; without one, times are compared as they are.
 */
import type { Boundary, ClockOffset, Incident, Observation, Report } from '../../model/index.ts'
import { includesZero } from '../../model/interval.ts'
import { causeSentence } from '../../wording/cause-words.ts'
import { offsetText } from '../../wording/claim-text.ts'
import { deviationReason } from '../../wording/deviation-words.ts'
import { formatCount } from '../../wording/durations.ts'
import { nodeName } from '../../wording/incident-words.ts'
import { isDoubted } from '../../wording/params-of.ts'
import { type Advice, adviceFor } from './advice.ts'
import { boundarySentences } from './boundaries.ts'
import { doubtSentences, lastSeenText } from './doubt.ts'
import { heartbeatNoun, renewedIts, renewingIts } from './heartbeat-words.ts'
import { newsOf } from './news.ts'
import {
  type Background,
  boundaryEventTime,
  type Evidence,
  evidenceOf,
  exactTime,
  keyOf,
  type Sentence,
} from './sentence.ts'

export interface Story {
  readonly incident: Incident
  /** Sentences with a time in the order of events, then those on the whole incident. */
  readonly sentences: readonly Sentence[]
  readonly next: Advice
  /** End of the evidence. */
  readonly endUs: number | null
}

/** Maximum number of members or evictions with a sentence each; the rest is counted. */
const LISTED_EVENTS = 8

/** Events up to this long after the end belong to it: the controller removes taints in its next monitor pass. */
const AFTERMATH_US = 10_000_000
/** A kubelet reports its runtime down up to this long before the node is marked not ready. */
const PRELUDE_US = 60_000_000

/** Builds the stories of incidents of the report, in their order. */
export function storiesOf(report: Report, incidents: readonly Incident[]): Story[] {
  const observations = new Map<string | null, Observation[]>()
  for (const { observation } of report.timeline) {
    // Events of the cluster are searched for every incident, so only news are kept.
    const isOfCluster = observation.node === null && observation.component !== 'kubelet'
    if (isOfCluster && newsOf(observation) === undefined) continue
    const ofNode = observations.get(observation.node)
    if (ofNode) ofNode.push(observation)
    else observations.set(observation.node, [observation])
  }
  const offsets = new Map(report.nodes.map(({ node, clockOffset }) => [node, clockOffset]))
  const byId = new Map(report.incidents.map((incident) => [incident.id, incident]))
  return incidents.map((incident) => {
    const { node } = incident
    const clockOffset = node === null ? null : (offsets.get(node) ?? null)
    const offsetUs = offsetUsOf(clockOffset)
    const candidates = [
      ...(observations.get(node) ?? []),
      ...(node === null ? [] : (observations.get(null) ?? [])),
    ]
    const members = (incident.members ?? []).flatMap((id) => byId.get(id) ?? [])
    return storyOf(incident, members, {
      observations: candidates.filter((o) => isDuring(o, incident, offsetUs ?? 0)),
      clockOffset,
      offsetUs,
      endUs: report.window.endUs,
    })
  })
}

/** Offset of the node's clock; 0 if its bounds include 0, null if it was not measured. */
function offsetUsOf(offset: ClockOffset | null): number | null {
  if (offset === null) return null
  const { offsetSeconds, earliestSeconds, latestSeconds } = offset
  return includesZero(earliestSeconds, latestSeconds) ? 0 : Math.round(offsetSeconds * 1e6)
}

/** Sorts incidents by start, with the members of a cluster-outage directly after it. */
export function inStoryOrder({ incidents }: Report): Incident[] {
  const byId = new Map(incidents.map((incident) => [incident.id, incident]))
  const heads = new Map<string, Incident>()
  for (const head of incidents) for (const id of head.members ?? []) heads.set(id, head)
  const ordered = new Set<Incident>()
  for (const incident of incidents) {
    const head = heads.get(incident.id) ?? incident
    ordered.add(head)
    for (const id of head.members ?? []) {
      const member = byId.get(id)
      if (member) ordered.add(member)
    }
  }
  return [...ordered]
}

/** Is true for an observation within the incident, on the control plane's clock if the offset is known. */
function isDuring(o: Observation, { node, startUs, endUs }: Incident, offsetUs: number): boolean {
  if (o.timeUs === null) return false
  const timeUs = o.clock === node ? o.timeUs - offsetUs : o.timeUs
  const fromUs = startUs - offsetUs - (o.kind === 'kubelet.not-ready' ? PRELUDE_US : 0)
  return timeUs >= fromUs && (endUs === null || timeUs <= endUs - offsetUs + AFTERMATH_US)
}

function storyOf(incident: Incident, members: readonly Incident[], background: Background): Story {
  const { offsetUs } = background
  const named = incident.kind === 'cluster-outage' ? incident : { ...incident, node: nodeName(incident) }
  const sentences = [
    ...doubtSentences(named),
    ...boundarySentences(named, background),
    ...memberSentences(members),
    ...evictionSentences(named),
  ]
  const cited = new Set(sentences.flatMap(({ evidence }) => evidence.map(keyOf)))
  sentences.push(...newsSentences(background.observations, cited))
  const orderUs = ({ time }: Sentence): number => {
    if (time === null) return Number.POSITIVE_INFINITY
    // A time in whole seconds is truncated: the event is later than it, and after its cause.
    const us = (time.exact ? time.atUs : (time.earliestUs ?? time.atUs)) + time.resolutionUs - 1
    return time.clock === incident.node ? us - (offsetUs ?? 0) : us
  }
  sentences.sort((a, b) => orderUs(a) - orderUs(b))
  return {
    incident,
    sentences: [...sentences, ...summarySentences(named, background)].map(capitalized),
    next: adviceFor(incident, offsetUs),
    endUs: background.endUs,
  }
}

/** The name of a node begins a sentence as it is; the words for one without a name do not. */
function capitalized(sentence: Sentence): Sentence {
  const { text } = sentence
  return text.startsWith(nodeName({ node: null })) ? { ...sentence, text: `T${text.slice(1)}` } : sentence
}

/** A sentence for the first observation of each subject, unless `cited` contains its line. */
function newsSentences(observations: readonly Observation[], cited: ReadonlySet<string>): Sentence[] {
  const subjects = new Set<string>()
  const sentences: Sentence[] = []
  for (const o of observations) {
    const news = newsOf(o)
    if (!news || o.timeUs === null || subjects.has(news.subject)) continue
    subjects.add(news.subject)
    if (cited.has(keyOf(o))) continue
    sentences.push({
      time: exactTime(o.timeUs, o.clock ?? '', o.resolutionUs),
      text: news.text,
      evidence: [evidenceOf(o)],
    })
  }
  return sentences
}

const TIES = {
  object: 'the Pod or Node object',
  event: 'an Event',
  audit: 'the audit log',
  'only-tainted-node': 'the taints: no other node was tainted then',
} as const

function evictionSentences({ node, evictions, boundaries }: Incident): Sentence[] {
  const clock = boundaries.firstEviction?.clock ?? ''
  const sentences = evictions.slice(0, LISTED_EVENTS).map((eviction): Sentence => {
    const { pod, atUs, tiedBy } = eviction
    const tie = tiedBy === null ? '' : ` (${node} is known from ${TIES[tiedBy]})`
    return {
      time: atUs === null ? null : exactTime(atUs, clock),
      text: `Pod ${pod} was evicted${tie}.`,
      evidence: [evidenceOf(eviction)],
    }
  })
  const rest = evictions.slice(LISTED_EVENTS)
  const last = rest.findLast(({ atUs }) => atUs !== null)
  if (rest.length > 0) {
    sentences.push({
      time: last?.atUs == null ? null : exactTime(last.atUs, clock),
      text: `Until then ${formatCount(rest.length, 'more pod')} ${rest.length === 1 ? 'was' : 'were'} evicted.`,
      evidence: last ? [evidenceOf(last)] : [],
    })
  }
  return sentences
}

/** Sentences of a cluster-outage: each member's last renewal, and the last member to recover. */
function memberSentences(members: readonly Incident[]): Sentence[] {
  const sentences = members.slice(0, LISTED_EVENTS).flatMap((member): Sentence[] => {
    const { node, startUs, boundaries } = member
    const last = boundaries.lastRenewal
    const known = isDoubted(member)
      ? lastSeenText(member)
      : `${node} ${renewedIts(member)} for the last time.`
    const unknown = `${node} had stopped ${renewingIts(member)}; its last ${heartbeatNoun(member)} is not in the logs.`
    const text = last ? known : unknown
    return [
      {
        time: last ? boundaryEventTime(last) : exactTime(startUs, node ?? ''),
        text,
        evidence: last ? [evidenceOf(last)] : [],
      },
    ]
  })
  const more = members.length - LISTED_EVENTS
  const latest = members[members.length - 1]
  if (more > 0 && latest) {
    const clock = latest.boundaries.lastRenewal?.clock ?? latest.node ?? ''
    const text = `Until then ${formatCount(more, 'more node')} had stopped renewing.`
    const { lastRenewal } = latest.boundaries
    const time = lastRenewal ? boundaryEventTime(lastRenewal) : exactTime(latest.startUs, clock)
    sentences.push({ time, text, evidence: [] })
  }
  return [...sentences, ...backSentence(members)]
}

/** When the last of the members was back, and which it was where bounds on one clock show it. */
function backSentence(members: readonly Incident[]): Sentence[] {
  const latestOf = ({ atUs, latestUs }: Boundary): number => latestUs ?? atUs
  const ends = members
    .flatMap(({ node, boundaries }) => {
      const end = boundaries.firstRenewalAfter ?? boundaries.readyAgain
      return end ? [{ node, end }] : []
    })
    .sort((a, b) => latestOf(a.end) - latestOf(b.end))
  const back = ends.pop()
  if (!back) return []
  const { node, end } = back
  const isLast = ends.every(
    (e) => e.end.clock === end.clock && end.earliestUs !== null && latestOf(e.end) < end.earliestUs,
  )
  const count = ends.length + 1
  const who =
    count === members.length ? 'All nodes were back' : `${count} of ${members.length} nodes were back`
  const text = isLast && count > 1 ? `${who}; ${node} was the last.` : `${who}.`
  return [{ time: boundaryEventTime(end), text, evidence: [evidenceOf(end)] }]
}

/** Sentences on the whole incident: a mark that is not in evidence, the clock offset, the cause. */
function summarySentences(
  incident: Incident,
  { observations, clockOffset, offsetUs }: Background,
): Sentence[] {
  const { cause, deviation, node } = incident
  const sentence = (text: string, evidence: readonly Evidence[] = []): Sentence => ({
    time: null,
    text,
    evidence,
  })
  const sentences: Sentence[] = []
  if (incident.boundaries.markedNotReady === null && deviation.reason !== null) {
    sentences.push(
      sentence(
        deviation.markedNotReady === 'not-expected'
          ? `The controller did not have to mark ${node} NotReady: ${deviationReason(deviation.reason)}.`
          : `The logs do not show whether the controller marked ${node} NotReady: ${deviationReason(deviation.reason)}.`,
      ),
    )
  }
  if (clockOffset && offsetUs !== null && Math.abs(offsetUs) >= 1e6) {
    const off = offsetText(clockOffset)
    sentences.push(sentence(`The clock of ${node} was ${off}; the order above takes this into account.`))
  }
  const proof = observations.find((o) => 'error' in o && o.error !== null && o.error === cause.error)
  if (incident.kind !== 'log-gap' && incident.kind !== 'kubelet-restart')
    sentences.push(sentence(causeSentence(cause), proof ? [evidenceOf(proof)] : []))
  return sentences
}

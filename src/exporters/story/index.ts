/**
 * One incident told in the order it happened. In: an incident and its report; out: sentences, each with the
 * moment it speaks of and the lines that tell it, and what to check next. Pure; no source is read here.
 *
 * Moments keep the clock that stamped them. Where a node's clock was measured against the control plane's, the
 * order allows for the difference; where it was not, stamps are compared as they are.
 */
import type { ClockOffset, Incident, Observation, Report } from '../../model/index.ts'
import { includesZero } from '../../model/interval.ts'
import { causeSentence } from '../../wording/cause-words.ts'
import { deviationReason } from '../../wording/deviation-words.ts'
import { formatCount, formatSpan } from '../../wording/durations.ts'
import { type Advice, adviceFor } from './advice.ts'
import { boundarySentences } from './boundaries.ts'
import { newsOf } from './news.ts'
import {
  type Background,
  type Evidence,
  evidenceOf,
  keyOf,
  momentOf,
  momentOfBoundary,
  type Sentence,
} from './sentence.ts'

export interface Story {
  readonly incident: Incident
  /** Those with a moment in the order they happened, then those of the whole. */
  readonly sentences: readonly Sentence[]
  readonly next: Advice
}

/** Members and evictions are told one by one up to here, then counted. */
const TOLD_ONE_BY_ONE = 8

/** Taints are taken off by the controller's next look. */
const AFTERMATH_US = 10_000_000
/** A kubelet reports its runtime down up to this long before the node is marked for it. */
const PRELUDE_US = 60_000_000

/** The stories of these incidents of the report, in their order. */
export function storiesOf(report: Report, incidents: readonly Incident[]): Story[] {
  const observations = new Map<string | null, Observation[]>()
  for (const { observation } of report.timeline) {
    // What happens to the cluster is looked through for every incident: only news is kept of it.
    if (observation.node === null && newsOf(observation) === undefined) continue
    const mine = observations.get(observation.node)
    if (mine) mine.push(observation)
    else observations.set(observation.node, [observation])
  }
  const offsets = new Map(report.nodes.map(({ node, clockOffset }) => [node, offsetUsOf(clockOffset)]))
  const byId = new Map(report.incidents.map((incident) => [incident.id, incident]))
  return incidents.map((incident) => {
    const { node } = incident
    const offsetUs = node === null ? null : (offsets.get(node) ?? null)
    const told = [...(observations.get(node) ?? []), ...(node === null ? [] : (observations.get(null) ?? []))]
    const members = (incident.members ?? []).flatMap((id) => byId.get(id) ?? [])
    return storyOf(incident, members, {
      observations: told.filter((o) => concerns(o, incident, offsetUs ?? 0)),
      offsetUs,
      endUs: report.window.endUs,
    })
  })
}

/** Bounds that allow for none prove none. */
function offsetUsOf(offset: ClockOffset | null): number | null {
  if (offset === null) return null
  const { offsetSeconds, earliestSeconds, latestSeconds } = offset
  return includesZero(earliestSeconds, latestSeconds) ? 0 : Math.round(offsetSeconds * 1e6)
}

/** All incidents by start; the members of a cluster-outage right after it. */
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

/** Whether it happened while the incident lasted, on the control plane's clock where the clocks were compared. */
function concerns(o: Observation, { node, startUs, endUs }: Incident, offsetUs: number): boolean {
  if (o.timeUs === null) return false
  const timeUs = o.clock === node ? o.timeUs - offsetUs : o.timeUs
  const fromUs = startUs - offsetUs - (o.kind === 'kubelet.not-ready' ? PRELUDE_US : 0)
  return timeUs >= fromUs && (endUs === null || timeUs <= endUs - offsetUs + AFTERMATH_US)
}

function storyOf(incident: Incident, members: readonly Incident[], background: Background): Story {
  const { offsetUs } = background
  const sentences = [
    ...boundarySentences(incident, background),
    ...memberSentences(members),
    ...evictionSentences(incident),
  ]
  const told = new Set(sentences.flatMap(({ evidence }) => evidence.map(keyOf)))
  sentences.push(...newsSentences(background.observations, told))
  const orderUs = ({ moment }: Sentence): number => {
    if (moment === null) return Number.POSITIVE_INFINITY
    // A stamp of whole seconds is cut: it happened after it, and after what it followed from.
    const us = (moment.exact ? moment.atUs : (moment.earliestUs ?? moment.atUs)) + moment.resolutionUs - 1
    return moment.clock === incident.node ? us - (offsetUs ?? 0) : us
  }
  sentences.sort((a, b) => orderUs(a) - orderUs(b))
  return {
    incident,
    sentences: [...sentences, ...closing(incident, background)],
    next: adviceFor(incident, offsetUs),
  }
}

/** Each piece of news once, and not what a boundary tells with the same line. */
function newsSentences(observations: readonly Observation[], told: ReadonlySet<string>): Sentence[] {
  const subjects = new Set<string>()
  const sentences: Sentence[] = []
  for (const o of observations) {
    const news = newsOf(o)
    if (!news || o.timeUs === null || subjects.has(news.subject)) continue
    subjects.add(news.subject)
    if (told.has(keyOf(o))) continue
    sentences.push({
      moment: momentOf(o.timeUs, o.clock ?? '', o.resolutionUs),
      text: news.text,
      evidence: [evidenceOf(o)],
    })
  }
  return sentences
}

const TIES = {
  object: 'by the Pod or Node object',
  event: 'by an Event',
  audit: 'by the audit log',
  'only-tainted-node': 'as the only node tainted then',
} as const

function evictionSentences({ node, evictions, boundaries }: Incident): Sentence[] {
  const clock = boundaries.firstEviction?.clock ?? ''
  const sentences = evictions.slice(0, TOLD_ONE_BY_ONE).map((eviction): Sentence => {
    const { pod, atUs, tiedBy } = eviction
    const tie = tiedBy === null ? '' : `, tied to ${node} ${TIES[tiedBy]}`
    return {
      moment: atUs === null ? null : momentOf(atUs, clock),
      text: `Pod ${pod} was evicted${tie}.`,
      evidence: [evidenceOf(eviction)],
    }
  })
  const rest = evictions.slice(TOLD_ONE_BY_ONE)
  const last = rest.findLast(({ atUs }) => atUs !== null)
  if (rest.length > 0) {
    sentences.push({
      moment: last?.atUs == null ? null : momentOf(last.atUs, clock),
      text: `Until then ${formatCount(rest.length, 'more pod')} ${rest.length === 1 ? 'was' : 'were'} evicted.`,
      evidence: last ? [evidenceOf(last)] : [],
    })
  }
  return sentences
}

/** On a cluster-outage: who fell silent, and who was the last to come back. */
function memberSentences(members: readonly Incident[]): Sentence[] {
  const sentences = members.slice(0, TOLD_ONE_BY_ONE).flatMap(({ node, startUs, boundaries }): Sentence[] => {
    const last = boundaries.lastRenewal
    const text = last
      ? `${node} renewed its lease for the last time.`
      : `${node} had stopped renewing its lease; its last renewal is not in evidence.`
    return [
      {
        moment: last ? momentOfBoundary(last) : momentOf(startUs, node ?? ''),
        text,
        evidence: last ? [evidenceOf(last)] : [],
      },
    ]
  })
  const more = members.length - TOLD_ONE_BY_ONE
  const latest = members[members.length - 1]
  if (more > 0 && latest) {
    const clock = latest.boundaries.lastRenewal?.clock ?? latest.node ?? ''
    const text = `Until then ${formatCount(more, 'more node')} had fallen silent.`
    sentences.push({ moment: momentOf(latest.startUs, clock), text, evidence: [] })
  }
  const ends = members.flatMap(({ node, boundaries }) => {
    const end = boundaries.firstRenewalAfter ?? boundaries.readyAgain
    return end ? [{ node, end }] : []
  })
  const back = ends.sort((a, b) => a.end.atUs - b.end.atUs).at(-1)
  if (back) {
    const text =
      ends.length === members.length
        ? `${back.node} was the last to be back.`
        : `${back.node} was the last of ${ends.length} nodes to be back; ${members.length - ends.length} were not.`
    sentences.push({ moment: momentOfBoundary(back.end), text, evidence: [evidenceOf(back.end)] })
  }
  return sentences
}

/** What is said of the whole: what the controller need not have done, the clocks, the cause. */
function closing(incident: Incident, { observations, offsetUs }: Background): Sentence[] {
  const { cause, deviation, node } = incident
  const whole = (text: string, evidence: readonly Evidence[] = []): Sentence => ({
    moment: null,
    text,
    evidence,
  })
  const sentences: Sentence[] = []
  if (incident.boundaries.markedNotReady === null && deviation.reason !== null) {
    sentences.push(
      whole(
        deviation.markedNotReady === 'not-expected'
          ? `The controller did not have to mark ${node} not ready: ${deviationReason(deviation.reason)}.`
          : `Whether the controller marked ${node} not ready is not in evidence: ${deviationReason(deviation.reason)}.`,
      ),
    )
  }
  if (offsetUs !== null && Math.abs(offsetUs) >= 1e6) {
    const ahead = `${formatSpan(Math.abs(offsetUs) / 1e6)} ${offsetUs > 0 ? 'ahead of' : 'behind'}`
    sentences.push(
      whole(`The clock of ${node} was ${ahead} the control plane's; the order above allows for it.`),
    )
  }
  const named = observations.find((o) => 'error' in o && o.error !== null && o.error === cause.error)
  if (incident.kind !== 'log-gap' && incident.kind !== 'kubelet-restart')
    sentences.push(whole(causeSentence(cause), named ? [evidenceOf(named)] : []))
  return sentences
}

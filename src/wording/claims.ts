/**
 * Claims in words: the one place that turns a claim into text.
 *
 * A claim starts a sentence or continues the one before it. Times are UTC; a bounded time is printed with its bounds.
 */
import type { Claim, SourceLine } from '../model/index.ts'
import { causeOfNode } from './cause-words.ts'
import type { ClaimCode, ClaimParams, ClaimWords, ResumptionSign } from './claim-params.ts'
import { counted, cutText, durationText, instantText, rounded, sinceText, timeText } from './claim-text.ts'
import { deviationReason } from './deviation-words.ts'
import { expectedReason } from './expected-words.ts'
import { NOTE_WORDS } from './note-words.ts'

/** Names a node that no line names. */
export const UNNAMED_NODE = 'an unnamed node'

/** Characters of an error that a sentence quotes. */
const QUOTED_CHARACTERS = 300

/** Names the inference of a renewal that no record shows. */
const SIGN_WORDS: Readonly<Record<ResumptionSign, string>> = {
  'failures-stop': 'by the absence of further failures',
  'kubelet-starts': 'by the start of its kubelet without a failure',
  'controller-sees-it': 'by what the controller found next',
}

const WORDS: { readonly [C in ClaimCode]: ClaimWords<C> } = {
  'lease.stopped': {
    starts: true,
    text: ({ node, after }) =>
      `${node} stopped renewing its lease${after ? sinceText(after) : ' before the evidence begins'}`,
  },
  'lease.never-renewed': {
    starts: true,
    text: ({ node, sinceUs, isStart }) =>
      `${node} had not renewed its lease since ${isStart ? 'its kubelet started' : 'the first line of its log'} at ${instantText(sinceUs)}`,
  },
  'kubelet.ended': {
    starts: true,
    text: ({ node, endUs, ends, open }) => {
      const times = ends > 1 ? `${ends} times from ${instantText(endUs)} on` : `at ${instantText(endUs)}`
      const next = open ? ', and none that works follows in the evidence' : ''
      return `The kubelet of ${node} ended ${times}, before which no line shows a renewal of its lease${next}`
    },
  },
  'kubelet.last-error': {
    starts: true,
    text: ({ text }) =>
      `The last error that it had printed was ${JSON.stringify(text.slice(0, QUOTED_CHARACTERS))}`,
  },
  'lease.resumed': {
    starts: false,
    text: ({ at, silence, inferred }) =>
      ` and${inferred === null ? '' : `, ${SIGN_WORDS[inferred]},`} renewed it again at ${timeText(at)}${silence ? `, ${durationText(silence, 'later')}` : ''}`,
  },
  'lease.still-silent': { starts: false, text: () => ' and had not renewed it when the evidence ends' },
  cause: {
    starts: false,
    text: ({ several, ...cause }) => {
      const { cause: words, place } = causeOfNode(cause, several)
      if (words === '') return `; the fault lies ${place}`
      return place === '' ? `: ${words}` : `: ${words}, ${place}`
    },
  },
  'cause.unknown': { starts: false, needsNoProof: true, text: () => '; no line shows why' },
  'mark.made': {
    starts: true,
    text: ({ at, byKubelet }) =>
      byKubelet
        ? `Its kubelet reported itself not ready at ${timeText(at)}`
        : `The controller marked it not ready at ${timeText(at)}`,
  },
  'eviction.not-due': {
    starts: true,
    text: ({ reason }) => `No eviction was due: ${expectedReason(reason)}`,
  },
  'node.deleted': { starts: true, text: ({ at }) => `The node was deleted at ${timeText(at)}` },
  'mark.detection': {
    starts: false,
    text: ({ detection, aheadSeconds, approximate }) => {
      if (aheadSeconds === null) return `, ${durationText(detection, 'after the last renewal')}`
      const about = approximate ? 'about ' : ''
      const ahead = `${rounded(Math.abs(aheadSeconds))} s ${aheadSeconds > 0 ? 'ahead' : 'behind'}`
      return `, ${about}${rounded(detection.seconds + aheadSeconds)} s after the last renewal (the node's clock is ${about}${ahead})`
    },
  },
  'mark.grace': {
    starts: false,
    text: ({ seconds }) => `, ${rounded(seconds)} s after it last saw a renewal or a status of the node`,
  },
  'mark.judged': {
    starts: false,
    text: ({ deviation, reason }) =>
      deviation === 'in-time'
        ? ', in time'
        : `, ${deviation}${reason ? ` because ${deviationReason(reason)}` : ''}`,
  },
  'mark.never': {
    starts: true,
    text: ({ latestUs }) =>
      `The controller should have marked it Unknown by ${instantText(latestUs)} and never did`,
  },
  'mark.not-expected': {
    starts: true,
    text: ({ reason }) =>
      reason === null || reason === 'renewed-in-time'
        ? 'That was too short for the controller to mark it Unknown'
        : `The controller had no mark to make: ${deviationReason(reason)}`,
  },
  'mark.no-evidence': {
    starts: true,
    needsNoProof: true,
    text: ({ reason }) =>
      `No evidence shows whether the controller marked it Unknown${reason ? ` (${deviationReason(reason)})` : ''}`,
  },
  'pods.evicted': { starts: false, text: ({ count }) => `, evicted ${count} pod${count === 1 ? '' : 's'}` },
  'node.ready-again': { starts: false, text: ({ at }) => `, and it was Ready again at ${timeText(at)}` },
  'node.out-of-memory': {
    starts: true,
    text: ({ atUs, victim }) =>
      `Its kubelet recorded at ${instantText(atUs)} that the node was out of memory${victim === null ? '' : ` and that ${cutText(victim)} was killed`}`,
  },
  'clock.set-back': {
    starts: true,
    text: ({ seconds }) =>
      `The node's clock was set back by at least ${rounded(seconds)} s in between: what its stamps span was that much longer`,
  },
  'outlook.mark': {
    starts: true,
    text: ({ latestUs }) => `If nothing changes, it is marked Unknown by ${instantText(latestUs)}`,
  },
  'outlook.eviction': {
    starts: ({ continues }) => !continues,
    text: ({ earliestUs, continues }) =>
      `${continues ? ' and' : 'If nothing changes,'} pods with the default toleration are evicted from ${instantText(earliestUs)}`,
  },
  'missing.kubelet-log': {
    starts: true,
    needsNoProof: true,
    text: ({ node, fromUs }) =>
      `The kubelet log of ${node ?? 'the node'} from ${instantText(fromUs)} on would show why`,
  },
  'missing.controller-log': {
    starts: true,
    needsNoProof: true,
    text: ({ earliestUs, latestUs }) =>
      `The controller log of ${instantText(earliestUs)}–${instantText(latestUs).slice(11)} would show it`,
  },
  'not-ready': {
    starts: true,
    text: ({ node, from, fromUs, byKubelet }) =>
      `${byKubelet ? `The kubelet of ${node} reported it` : `${node} was`} not ready from ${from ? timeText(from) : instantText(fromUs)}`,
  },
  'not-ready.until': {
    starts: false,
    text: ({ at, inferred }) =>
      ` until ${timeText(at)}${inferred ? ', by the absence of further reports' : ''}`,
  },
  'not-ready.still': { starts: false, text: () => ' and still was when the evidence ends' },
  'not-ready.renewing': {
    starts: false,
    text: ({ although, byOwnClock }) =>
      although
        ? ' although its lease was being renewed'
        : ` while${byOwnClock ? ', by its own clock,' : ''} it renewed its lease`,
  },
  'status.failed': {
    starts: true,
    text: ({ node, from, until }) =>
      `${node} could not post its status${from || until ? ` from ${timeText(from)} to ${timeText(until)}` : ''}; no failure of its lease was printed`,
  },
  'kubelet.restarted': {
    starts: true,
    text: ({ node, startUs, endUs }) =>
      `The kubelet of ${node} was restarted between ${instantText(startUs)} and ${instantText(endUs)}`,
  },
  'restart.renewed': {
    starts: false,
    text: ({ at, seconds }) =>
      `; its lease was renewed at ${timeText(at)}${seconds === null ? '' : `, ${rounded(seconds)} s after the renewal before`}`,
  },
  'restart.no-renewal': {
    starts: false,
    needsNoProof: true,
    text: () => '; no line shows when its lease was renewed next',
  },
  'log.gap': {
    starts: true,
    text: ({ node, startUs, endUs, rebooted }) => {
      const span =
        startUs === endUs
          ? `at ${instantText(startUs)}`
          : `between ${instantText(startUs)} and ${instantText(endUs)}`
      return `${rebooted ? `${node} rebooted` : `Lines are missing from the log of ${node}`} ${span}: nothing is known of that time`
    },
  },
  ...NOTE_WORDS,
  'cluster.over': {
    starts: true,
    text: ({ at, deleted }) =>
      `The last of them was back at ${timeText(at)}${deleted === 0 ? '' : `; ${counted(deleted, 'node')} ${deleted === 1 ? 'was' : 'were'} deleted`}`,
  },
  'cluster.disruption': {
    starts: true,
    text: ({ state, fromUs, untilUs }) => {
      const span = `From ${instantText(fromUs)}${untilUs === null ? ' on' : ` to ${instantText(untilUs)}`}`
      return state === 'full-disruption'
        ? `${span} the controller saw full disruption and held evictions back`
        : `${span} their zone of at most 50 nodes was in partial disruption, in which only its first node gets a NoExecute taint`
    },
  },
  'cluster.outage': {
    starts: true,
    text: ({ affected, seen, nodes, first, from }) =>
      `${affected} of ${seen} nodes (${nodes.join(', ')}) stopped renewing their leases from ${timeText(from)}${first === null ? '' : `, ${first} first`}`,
  },
}

/** Every code. */
export const CLAIM_CODES: readonly ClaimCode[] = Object.keys(WORDS) as ClaimCode[]

/** Makes a claim; `evidence` may contain nulls for boundaries that are unknown. */
export function claim<C extends ClaimCode>(
  code: C,
  params: ClaimParams[C],
  evidence: readonly (SourceLine | null | undefined)[],
): Claim {
  const lines = evidence.flatMap((e) => (e ? { source: e.source, line: e.line } : []))
  return { code, params, evidence: lines }
}

/** Whether a claim with this code is false or idle without a line that proves it. */
export function needsProof({ code }: Pick<Claim, 'code'>): boolean {
  return WORDS[code as ClaimCode].needsNoProof !== true
}

/** Writes claims, in this order, as sentences. */
export function renderClaims(claims: readonly Claim[]): string {
  let text = ''
  for (const { code, params } of claims) {
    // Only `claim` makes claims, so that the parameters fit the code.
    const { starts, text: write } = WORDS[code as ClaimCode] as ClaimWords<never>
    const isStart = typeof starts === 'boolean' ? starts : starts(params as never)
    const words = write(params as never)
    const sentence = words.startsWith(UNNAMED_NODE) ? `A${words.slice(1)}` : words
    text += `${isStart && text !== '' ? '. ' : ''}${isStart ? sentence : words}`
  }
  return text === '' ? '' : `${text}.`
}

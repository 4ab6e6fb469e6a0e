/**
 * Claims in words: the one place that turns a claim into text.
 *
 * A claim starts a sentence or continues the one before it. A bounded time is printed with its bounds.
 */
import type { Claim, SourceLine } from '../model/index.ts'
import { causeOfNode } from './cause-words.ts'
import type { ClaimCode, ClaimFormat, ClaimParams, ClaimWords, ResumptionSign } from './claim-params.ts'
import {
  aheadText,
  counted,
  cutText,
  durationText,
  instantText,
  listed,
  periodText,
  rangeText,
  sinceText,
  timeText,
  UTC_FORMAT,
} from './claim-text.ts'
import { instantly } from './claimed-time.ts'
import { CLUSTER_WORDS } from './cluster-words.ts'
import { deviationReason } from './deviation-words.ts'
import { formatSpan } from './durations.ts'
import { expectedReason } from './expected-words.ts'
import { NOTE_WORDS } from './note-words.ts'

/** Names a node that no line names. */
export const UNNAMED_NODE = 'an unnamed node'

/** Characters of an error that a sentence quotes. */
const QUOTED_CHARACTERS = 300

/** The admission default for unreachable and not-ready. */
const DEFAULT_TOLERATION_SECONDS = 300

/** Names the inference of a renewal that no record shows. */
const SIGN_WORDS: Readonly<Record<ResumptionSign, string>> = {
  'failures-stop': 'judging by the absence of further failures',
  'kubelet-starts': 'judging by the start of its kubelet without a failure',
  'controller-sees-it': 'judging by what the controller found next',
}

const WORDS: { readonly [C in ClaimCode]: ClaimWords<C> } = {
  'lease.stopped': {
    starts: true,
    text: ({ node, after, heartbeat }, format) =>
      `${node} stopped ${heartbeat ? 'posting its status' : 'renewing its lease'}${after ? sinceText(after, format) : ' before the evidence begins'}`,
  },
  'lease.unseen': {
    starts: true,
    text: ({ node, after, atUs, error }, times) =>
      `The controller saw no renewal of the lease of ${node}${after ? sinceText(after, times) : ''}, but it lost its own watch of Leases by ${instantText(atUs, times)} (${cutText(error)}): ${node} may have renewed its lease`,
  },
  'lease.heartbeat-ahead': {
    starts: true,
    text: ({ node, after, heartbeatUs, seconds }, times) =>
      `The controller saw no renewal of the lease of ${node}${after ? sinceText(after, times) : ''}, but the last heartbeat that it saw is stamped ${instantText(heartbeatUs, times)}, ${formatSpan(seconds)} later than its own line: ${node} may have renewed its lease with a clock that was set back`,
  },
  'lease.never-renewed': {
    starts: true,
    text: ({ node, sinceUs, isStart }, format) =>
      `${node} had not renewed its lease since ${isStart ? 'its kubelet started' : 'the first line of its log'} at ${instantText(sinceUs, format)}`,
  },
  'kubelet.ended': {
    starts: true,
    text: ({ node, endUs, ends, open, untilUs }, format) => {
      const end = instantText(endUs, format)
      const until =
        untilUs === undefined
          ? ' before the evidence ends'
          : ` by ${instantText(untilUs, format)} (nothing is known after that)`
      const next = open ? ` and no working kubelet followed${until}` : ''
      return `The kubelet of ${node} ended ${ends > 1 ? `${ends} times from ${end} on` : `at ${end}`}${next}; no earlier renewal of its lease is in the logs`
    },
  },
  'kubelet.last-error': {
    starts: true,
    text: ({ text }) =>
      `The last error that it logged was ${JSON.stringify(text.slice(0, QUOTED_CHARACTERS))}`,
  },
  'lease.resumed': {
    starts: false,
    text: ({ at, silence, inferred, heartbeat }, format) =>
      ` and${inferred === null ? '' : `, ${SIGN_WORDS[inferred]},`} ${heartbeat ? 'posted' : 'renewed'} it again at ${timeText(at, format)}${silence ? `, ${durationText(silence, 'later')}` : ''}`,
  },
  'lease.still-silent': {
    starts: false,
    text: ({ untilUs, heartbeat }, format) =>
      ` and still had not ${heartbeat ? 'posted' : 'renewed'} it ${untilUs === null ? 'when the evidence ends' : `by ${instantText(untilUs, format)} (nothing is known after that)`}`,
  },
  cause: {
    starts: false,
    text: ({ several, shownBy, ...cause }) => {
      const { cause: words, place } = causeOfNode(cause, shownBy === undefined ? several : shownBy.length > 1)
      if (words === '') return `; the fault lies ${place}`
      if (shownBy !== undefined)
        return `; of ${listed(shownBy)}, the logs show why: ${words}${place === '' ? '' : `, ${place}`}`
      return place === '' ? `: ${words}` : `: ${words}, ${place}`
    },
  },
  'cause.unknown': { starts: false, needsNoProof: true, text: () => '; the logs do not show why' },
  'mark.made': {
    starts: true,
    text: ({ at, byKubelet }, format) =>
      byKubelet
        ? `Its kubelet reported it NotReady at ${timeText(at, format)}`
        : `The controller marked it NotReady at ${timeText(at, format)}`,
  },
  'eviction.not-due': {
    starts: true,
    text: ({ reason }) => `No eviction was due: ${expectedReason(reason)}`,
  },
  'node.deleted': {
    starts: true,
    text: ({ at }, format) => `The node was deleted at ${timeText(at, format)}`,
  },
  'mark.detection': {
    starts: false,
    text: ({ detection, ahead, heartbeat }) =>
      `, ${durationText(detection, `after the last ${heartbeat ? 'post' : 'renewal'}`)}${ahead ? ` (the node's clock is ${aheadText(ahead.seconds, ahead.bounds)})` : ''}`,
  },
  'mark.grace': {
    starts: false,
    text: ({ seconds }) => `, ${formatSpan(seconds)} after it last saw a renewal or a status of the node`,
  },
  'mark.counted': {
    starts: false,
    text: ({ fromUs }, format) => `, counting from its own start at ${instantText(fromUs, format)}`,
  },
  'mark.judged': {
    starts: false,
    text: ({ deviation, reason }) =>
      deviation === 'in-time'
        ? ', as expected'
        : `, ${deviation}${reason ? ` because ${deviationReason(reason)}` : ''}`,
  },
  'mark.never': {
    starts: true,
    text: ({ latestUs }, format) =>
      `The controller should have marked it NotReady by ${instantText(latestUs, format)} but never did`,
  },
  'mark.not-expected': {
    starts: true,
    text: ({ reason }) =>
      reason === null || reason === 'renewed-in-time'
        ? 'That was too short for the controller to mark it NotReady'
        : `The controller did not have to mark it NotReady: ${deviationReason(reason)}`,
  },
  'mark.no-evidence': {
    starts: true,
    needsNoProof: true,
    text: ({ reason }) =>
      `The logs do not show whether the controller marked it NotReady${reason ? `: ${deviationReason(reason)}` : ''}`,
  },
  'pods.evicted': { starts: false, text: ({ count }) => `, and evicted ${counted(count, 'pod')}` },
  'node.ready-again': {
    starts: false,
    text: ({ at }, format) => `; it was Ready again at ${timeText(at, format)}`,
  },
  'node.out-of-memory': {
    starts: true,
    text: ({ atUs, victim }, format) =>
      `Its kubelet recorded at ${instantText(atUs, format)} that the node was out of memory${victim === null ? '' : ` and that ${cutText(victim)} was killed`}`,
  },
  'clock.set-back': {
    starts: true,
    text: ({ seconds }) =>
      `The node's clock was set back by at least ${formatSpan(seconds)} during the outage, which lasted that much longer than its timestamps show`,
  },
  'outlook.mark': {
    starts: true,
    text: ({ latestUs }, format) =>
      `Unless the node recovers first, it is marked NotReady by ${instantText(latestUs, format)}`,
  },
  'outlook.eviction': {
    starts: ({ continues }) => !continues,
    text: ({ earliestUs, continues, tolerationSeconds }, format) =>
      `${continues ? ', and' : 'Unless the node recovers first,'} pods with ${tolerationSeconds === DEFAULT_TOLERATION_SECONDS ? 'the default toleration' : `a toleration of ${formatSpan(tolerationSeconds)}`} are evicted from ${instantText(earliestUs, format)} on`,
  },
  'missing.kubelet-log': {
    starts: true,
    needsNoProof: true,
    text: ({ node, fromUs }, format) =>
      `To see why, add the kubelet log of ${node ?? 'the node'} from ${instantText(fromUs, format)} on`,
  },
  'missing.controller-log': {
    starts: true,
    needsNoProof: true,
    text: ({ earliestUs, latestUs }, format) =>
      `Add the kube-controller-manager log from ${instantText(earliestUs, format)} to ${instantText(latestUs, format)}`,
  },
  'not-ready': {
    starts: true,
    text: ({ node, from, fromUs, byKubelet, untilUs }, format) => {
      const since = from ?? instantly(fromUs)
      const time =
        untilUs === null ? `from ${timeText(since, format)}` : rangeText(since, instantly(untilUs), format)
      return `${byKubelet ? `The kubelet of ${node} reported it` : `${node} was`} NotReady ${time}`
    },
  },
  'not-ready.until': {
    starts: false,
    text: ({ at }, format) => ` until ${timeText(at, format)}`,
  },
  'not-ready.still': {
    starts: false,
    text: ({ untilUs }, format) =>
      untilUs === null
        ? ' on, and it still was when the evidence ends'
        : ` on, and it still was at ${instantText(untilUs, format)} (nothing is known after that)`,
  },
  'not-ready.renewing': {
    starts: false,
    text: ({ although, byOwnClock }) =>
      although
        ? ' although its lease was being renewed'
        : ` while${byOwnClock ? ', by its own clock,' : ''} it renewed its lease`,
  },
  'not-ready.evicted': {
    starts: true,
    text: ({ count }) => `${counted(count, 'pod')} ${count === 1 ? 'was' : 'were'} evicted`,
  },
  'status.failed': {
    starts: true,
    text: ({ node, from, until, heartbeat }, format) =>
      `${heartbeat ? '' : 'While no failed renewal of its lease was logged, '}${node} could not post its status${from || until ? ` ${rangeText(from, until, format)}` : ''}`,
  },
  'kubelet.restarted': {
    starts: true,
    text: ({ node, startUs, endUs, isEndKnown }, format) => {
      const end = instantText(endUs, format)
      return isEndKnown
        ? `The kubelet of ${node} was restarted ${periodText(startUs, endUs, format)}`
        : `The kubelet of ${node} was restarted by ${end}; the one before printed its last line at ${instantText(startUs, format)}`
    },
  },
  'restart.renewed': {
    starts: false,
    text: ({ at, seconds }, format) =>
      `; its lease was renewed at ${timeText(at, format)}${seconds === null ? '' : `, ${formatSpan(seconds)} after the previous renewal`}`,
  },
  'restart.no-renewal': {
    starts: false,
    needsNoProof: true,
    text: () => '; the logs do not show when its lease was renewed next',
  },
  'log.gap': {
    starts: true,
    text: ({ node, startUs, endUs, rebooted, isReported }, format) => {
      const period = periodText(startUs, endUs, format)
      if (!rebooted && !isReported)
        return `The log of ${node} has no line ${period}; it does not show whether lines are missing, the machine was suspended, or its clock was set forward`
      return `${rebooted ? `${node} rebooted` : `Lines are missing from the log of ${node}`} ${period}; nothing is known about that period`
    },
  },
  ...NOTE_WORDS,
  ...CLUSTER_WORDS,
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
export function renderClaims(claims: readonly Claim[], format: ClaimFormat = UTC_FORMAT): string {
  let text = ''
  for (const { code, params } of claims) {
    // Only `claim` makes claims, so that the parameters fit the code.
    const { starts, text: write } = WORDS[code as ClaimCode] as ClaimWords<never>
    const isStart = typeof starts === 'boolean' ? starts : starts(params as never)
    const words = write(params as never, format)
    const sentence = words.startsWith(UNNAMED_NODE) ? `A${words.slice(1)}` : words
    text += `${isStart && text !== '' ? '. ' : ''}${isStart ? sentence : words}`
  }
  return text === '' ? '' : `${text}.`
}

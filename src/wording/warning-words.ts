/** Warnings in sentences, with the remedy where there is one. */
import type { Warning, WarningCode } from '../model/index.ts'
import type { ClaimFormat } from './claim-params.ts'
import { aheadText, instantText, periodText } from './claim-text.ts'
import { formatSpan } from './durations.ts'

/** What a sentence prints of a warning. */
interface WarningFacts {
  readonly node: string
  readonly value: number
  readonly limit: number
  readonly fromUs: number | null
  readonly valueBounds: readonly [number, number] | null
  readonly period: string
  readonly isAligned: boolean
}

const WORDS: { readonly [C in WarningCode]: (facts: WarningFacts, format: ClaimFormat) => string } = {
  'slow-renewals': ({ node, value, limit, period }) =>
    `Lease renewals of ${node} took up to ${formatSpan(value / 1000)}${period} (the kubelet gives up after ${formatSpan(limit / 1000)}).`,
  'shrinking-margin': ({ node, value, limit, period }) =>
    `${node} went ${formatSpan(value)} without a renewal${period} (the grace period is at least ${formatSpan(limit)}).`,
  flapping: ({ node, value, fromUs }, format) =>
    `${node} is flapping: ${value} lease outages, three or more within an hour since ${instantText(fromUs, format)}.`,
  'clock-offset': ({ node, value, valueBounds, isAligned }) =>
    `The clock of ${node} is ${aheadText(value, valueBounds, 'ahead of')} the control plane's; ${isAligned ? 'its times are corrected by that' : '--align corrects its times'}.`,
  'clock-jump': ({ node, value, period }) => {
    const jump = `The clock of ${node} jumped ${value < 0 ? 'back' : 'forward'} by ${formatSpan(Math.abs(value))}${period}`
    return mayBeWinterTime(value)
      ? `${jump}; if that is the end of summer time, set the zone of its log with --input-tz.`
      : `${jump}.`
  },
  'not-aligned': ({ node }) =>
    `Times of ${node} are not aligned: nothing compares its clock with the control plane's.`,
}

/** Lines are seldom a minute apart. */
const LONGEST_PAUSE_SECONDS = 60

/** Whether a step back is an hour, less the time between the lines around it. */
function mayBeWinterTime(seconds: number): boolean {
  return seconds >= -3600 && seconds <= LONGEST_PAUSE_SECONDS - 3600
}

/** Returns a warning as a sentence. */
export function warningText(warning: Warning, format: ClaimFormat): string {
  const { code, node, fromUs, toUs, value, valueBounds = null, limit, alignedFrom } = warning
  const end = code === 'clock-jump' ? fromUs : toUs
  const period = fromUs === null ? '' : ` ${periodText(fromUs, end, format)}`
  const facts = {
    node: node ?? 'the node',
    value: value ?? 0,
    limit: limit ?? 0,
    fromUs,
    period,
    valueBounds,
  }
  return WORDS[code]({ ...facts, isAligned: alignedFrom !== undefined }, format)
}

/** Warnings in sentences, with the remedy where there is one. */
import type { Warning, WarningCode } from '../model/index.ts'
import type { TimeFormat } from './claim-params.ts'
import { instantText, periodText } from './claim-text.ts'
import { formatSpan } from './durations.ts'

/** What a sentence prints of a warning. */
interface WarningFacts {
  readonly node: string
  readonly value: number
  readonly limit: number
  readonly fromUs: number | null
  readonly period: string
  readonly isAligned: boolean
}

const WORDS: { readonly [C in WarningCode]: (facts: WarningFacts, times: TimeFormat) => string } = {
  'slow-renewals': ({ node, value, limit, period }) =>
    `Lease renewals of ${node} took up to ${formatSpan(value / 1000)}${period} (the kubelet gives up after ${formatSpan(limit / 1000)}).`,
  'shrinking-margin': ({ node, value, limit, period }) =>
    `${node} went ${formatSpan(value)} without a renewal${period} (NotReady after ${formatSpan(limit)}).`,
  flapping: ({ node, value, fromUs }, times) =>
    `${node} is flapping: ${value} lease outages, three or more within an hour since ${instantText(fromUs, times)}.`,
  'clock-offset': ({ node, value, isAligned }) =>
    `The clock of ${node} is ${formatSpan(Math.abs(value))} ${value > 0 ? 'ahead of' : 'behind'} the control plane's; ${isAligned ? 'its times are corrected by that' : '--align corrects its times'}.`,
  'clock-jump': ({ node, value, period }) =>
    `The clock of ${node} jumped ${value < 0 ? 'back' : 'forward'} by ${formatSpan(Math.abs(value))}${period}.`,
  'not-aligned': ({ node }) =>
    `Times of ${node} are not aligned: nothing compares its clock with the control plane's.`,
}

/** Returns a warning as a sentence. */
export function warningText(warning: Warning, times: TimeFormat): string {
  const { code, node, fromUs, toUs, value, limit, alignedFrom } = warning
  const end = code === 'clock-jump' ? fromUs : toUs
  const period = fromUs === null ? '' : ` ${periodText(fromUs, end, times)}`
  const facts = { node: node ?? 'the node', value: value ?? 0, limit: limit ?? 0, fromUs, period }
  return WORDS[code]({ ...facts, isAligned: alignedFrom !== undefined }, times)
}

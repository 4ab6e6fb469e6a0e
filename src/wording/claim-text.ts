/** Times, durations, names and counts as claims print them. */
import type { ClockOffset } from '../model/index.ts'
import { formatInstant } from '../time/instant.ts'
import type { ClaimedDuration, ClaimedTime, ClaimFormat, ClaimParams } from './claim-params.ts'
import { formatBoundedSpan } from './durations.ts'

/** Full names of sources, and RFC 3339 in UTC; milliseconds are enough for a sentence, and are cut as clocks cut them. */
export const UTC_FORMAT: ClaimFormat = {
  instant: utcText,
  source: (name) => name,
  rangeEnd: (_startUs, endUs) => utcText(endUs).slice(11),
}

function utcText(timeUs: number): string {
  return `${(formatInstant(timeUs) ?? '').slice(0, 23)}Z`
}

export function sinceText(time: ClaimedTime, format: ClaimFormat): string {
  // Without a lower bound nothing shows that there was a renewal at all.
  if (!time.exact && time.earliestUs === null) return ` no later than ${instantText(time.latestUs, format)}`
  if (!time.exact && time.latestUs === null) return ` no earlier than ${instantText(time.earliestUs, format)}`
  return ` after ${timeText(time, format)}`
}

export function timeText(time: ClaimedTime | null, format: ClaimFormat): string {
  if (!time) return 'an unknown time'
  const { atUs, earliestUs, latestUs, exact } = time
  if (exact) return instantText(atUs, format)
  if (earliestUs === null) return `${instantText(latestUs, format)} at the latest`
  if (latestUs === null) return `${instantText(earliestUs, format)} at the earliest`
  const start = instantText(earliestUs, format)
  const end = format.rangeEnd(earliestUs, latestUs)
  return start.endsWith(end) ? start : `${start}–${end}`
}

export function instantText(timeUs: number | null, format: ClaimFormat): string {
  return timeUs === null ? 'an unknown time' : format.instant(timeUs)
}

/** `at 10:44:56`, `between 10:44:56 and 10:45:06`. */
export function periodText(startUs: number, endUs: number | null, format: ClaimFormat): string {
  const [start, end] = [format.instant(startUs), instantText(endUs, format)]
  return start === end ? `at ${start}` : `between ${start} and ${end}`
}

/** `from 10:44:56 to 10:45:06`; `at 10:44:56` where both print alike. */
export function rangeText(from: ClaimedTime | null, until: ClaimedTime | null, format: ClaimFormat): string {
  const [start, end] = [timeText(from, format), timeText(until, format)]
  return start === end ? `at ${start}` : `from ${start} to ${end}`
}

/**
 * A duration with its bounds, where they are loose, what it counts from (`later`, or `after` an event), and whether two
 * clocks measured it. A negative one is `before` the event.
 */
export function durationText({ seconds, bounds, byTwoClocks }: ClaimedDuration, from: string): string {
  const [least, most] = bounds ?? [seconds, seconds]
  const isBefore = most !== null && most < 0
  const length = isBefore
    ? formatBoundedSpan(-seconds, [negated(most), negated(least)])
    : formatBoundedSpan(seconds, bounds)
  return `${length} ${isBefore ? from.replace(/^after /, 'before ') : from}${byTwoClocks ? ' (by two clocks)' : ''}`
}

/** `about 3.2 s ahead`, `25.0 s to 30.0 s behind`: a clock that is known to be off. */
export function aheadText(seconds: number, bounds: ClaimedDuration['bounds'], ahead = 'ahead'): string {
  if (seconds > 0) return `${formatBoundedSpan(seconds, bounds)} ${ahead}`
  const [least, most] = bounds ?? [null, null]
  return `${formatBoundedSpan(-seconds, bounds && [negated(most), negated(least)])} behind`
}

/** `25.0 s to 30.0 s behind the control plane's`: the clock of a node. */
export function offsetText({ offsetSeconds, earliestSeconds, latestSeconds }: ClockOffset): string {
  return `${aheadText(offsetSeconds, [earliestSeconds, latestSeconds], 'ahead of')} the control plane's`
}

function negated(seconds: number | null): number | null {
  return seconds === null ? null : -seconds
}

/** Number of characters of an error that a sentence quotes. */
const LONGEST_QUOTE = 200

export function cutText(text: string): string {
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`
}

/** Number of names that a sentence lists. */
const MOST_LISTED = 5

export function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED
  return `${names.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Which zone the nodes of an outage are of, and that the others renewed. */
export function zoneText({ zone, region, nodes, others }: ClaimParams['cluster.zone']): string {
  const name = region === null ? zone : `${zone} of region ${region}`
  const rest =
    others === 1
      ? 'the node of another zone renewed its lease'
      : `the ${others} nodes of other zones renewed their leases`
  return `These are all ${nodes} nodes of zone ${name} in evidence, and ${rest} meanwhile`
}

/** Times, durations, names and counts as claims print them. */
import { formatInstant } from '../time/instant.ts'
import type { ClaimedDuration, ClaimedTime } from './claim-params.ts'

/** Bounds that are nearer than this are printed as one number. */
const ROOM_SECONDS = 0.5

export function sinceText(time: ClaimedTime): string {
  // Without a lower bound nothing shows that there was a renewal at all.
  if (!time.exact && time.earliestUs === null) return ` no later than ${instantText(time.latestUs)}`
  if (!time.exact && time.latestUs === null) return ` no earlier than ${instantText(time.earliestUs)}`
  return ` after ${timeText(time)}`
}

export function timeText(time: ClaimedTime | null): string {
  if (!time) return 'an unknown time'
  const { atUs, earliestUs, latestUs, exact } = time
  if (exact) return instantText(atUs)
  if (earliestUs === null) return `${instantText(latestUs)} at the latest`
  if (latestUs === null) return `${instantText(earliestUs)} at the earliest`
  return `${instantText(earliestUs)}–${instantText(latestUs).slice(11)}`
}

/** Milliseconds are enough for a sentence; cut, as clocks show them. */
export function instantText(timeUs: number | null): string {
  const text = formatInstant(timeUs)
  return text === null ? 'an unknown time' : `${text.slice(0, 23)}Z`
}

/** A duration with its bounds, where they leave room, what it counts from, and whether two clocks measured it. */
export function durationText(duration: ClaimedDuration, from: string): string {
  return `${lengthText(duration)} ${from}${duration.byTwoClocks ? ' by two clocks' : ''}`
}

function lengthText({ seconds, bounds }: ClaimedDuration): string {
  const [least, most] = bounds ?? [null, null]
  if (least === null) return most === null ? `${rounded(seconds)} s` : `at most ${rounded(most)} s`
  if (most === null) return `at least ${rounded(least)} s`
  return most - least > ROOM_SECONDS ? `${rounded(least)} to ${rounded(most)} s` : `${rounded(seconds)} s`
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
  return `${names.slice(0, MOST_LISTED).join(', ')}${more > 0 ? ` and ${more} more nodes` : ''}`
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

export function rounded(seconds: number): string {
  return String(Math.round(seconds * 10) / 10)
}

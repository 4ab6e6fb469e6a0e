/** Boundaries, windows and bounds of an incident as short text. */
import type { Boundary, Deviation, Incident, TimeBounds } from '../model/index.ts'
import { deviationReason } from '../wording/deviation-words.ts'
import { formatSpan, type Page } from './layout.ts'

const DEVIATION_TITLES: { readonly [D in Deviation]: string } = {
  'in-time': 'marked in time',
  early: 'marked too early',
  late: 'marked too late',
  never: 'never marked',
  'not-expected': 'no mark expected',
}

/** `10:44:56.909`, or `~10:44:46.1 – 10:44:56.9` where it is bounded. */
export function boundaryTime(page: Page, boundary: Boundary, dated: boolean): string {
  const { atUs, earliestUs, latestUs, exact } = boundary
  const text = (timeUs: number, digits: number): string => {
    const moment = page.moment(timeUs, digits)
    return dated ? moment.slice(5) : moment.slice(11)
  }
  if (exact) return ` ${text(atUs, 3)}`
  if (earliestUs !== null && latestUs !== null) {
    return `~${text(earliestUs, 1)} – ${page.clock(latestUs, 1)}`
  }
  if (latestUs !== null) return `~before ${text(latestUs, 1)}`
  return earliestUs === null ? `~${text(atUs, 1)}` : `~after ${text(earliestUs, 1)}`
}

export function boundsText(min: number | null, max: number | null): string {
  if (min === null) return max === null ? '' : `at most ${formatSpan(max)}`
  return max === null ? `at least ${formatSpan(min)}` : `${formatSpan(min)} to ${formatSpan(max)}`
}

export function windowText(page: Page, window: TimeBounds | null): string {
  if (window === null) return ''
  const { earliestUs, latestUs } = window
  if (earliestUs !== null && latestUs !== null) {
    return `between ${page.clock(earliestUs, 1)} and ${page.clock(latestUs, 1)}`
  }
  if (earliestUs !== null) return `after ${page.clock(earliestUs, 1)}`
  return latestUs === null ? '' : `before ${page.clock(latestUs, 1)}`
}

export function expectedText(page: Page, { expected, deviation }: Incident): string {
  const marked = windowText(page, expected.markedNotReady)
  const evicted = windowText(page, expected.firstEviction)
  const parts = [
    ...(marked === '' ? [] : [`not ready ${marked}`]),
    ...(evicted === '' ? [] : [`first eviction ${evicted}`]),
    ...(deviation.markedNotReady === null ? [] : [DEVIATION_TITLES[deviation.markedNotReady]]),
    ...(deviation.reason === null ? [] : [deviationReason(deviation.reason)]),
  ]
  return parts.join('; ')
}

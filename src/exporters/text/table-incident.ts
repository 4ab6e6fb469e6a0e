/**
 * Formats one incident of the table: heading, verdict, timeline with the lines that prove it.
 *
 * A `~` marks a time that is known between bounds only, a `*` a time on a clock other than the node's.
 */
import type { Boundary, ClockOffset, Incident, SecondsBounds } from '../../model/index.ts'
import { cut, cutMiddle, displayWidth, pad, printable, wrap } from '../../text/printable.ts'
import { SECOND_US } from '../../time/instant.ts'
import { clockFootnote } from '../../wording/clock-words.ts'
import { formatBoundedSpan, formatSpan } from '../../wording/durations.ts'
import { lengthText } from '../../wording/incident-length.ts'
import { BOUNDARY_NAMES, boundaryTitle, maySame, subject } from '../../wording/incident-words.ts'
import { paramsOf } from '../../wording/params-of.ts'
import {
  boundedTime,
  consequences,
  evictedPods,
  shortTime,
  startText,
  titleText,
  verdictText,
} from '../incident-layout.ts'
import type { TextLayout, Tone } from '../layout.ts'
import type { NodeNames } from '../node-names.ts'

export const INDENT = '   '

const SHOWN_PODS = 5
/** Members of a cluster outage that are listed; the rest is counted. */
const SHOWN_MEMBERS = 12
/** Narrower terminals have no room for milliseconds, nor for evidence narrower than this. */
const NARROW = 60
const MIN_EVIDENCE = 12

/** Bounds that are further apart are printed in whole seconds. */
const VERY_LOOSE_US = 10 * SECOND_US

/** What an incident is printed with. */
export interface IncidentContext {
  readonly names: NodeNames
  /** Of the incident's node; null if it was not measured. */
  readonly clockOffset: ClockOffset | null
  /** End of the evidence. */
  readonly endUs: number | null
  /** Members of a cluster outage. */
  readonly members: readonly Incident[]
}

const TONES: { readonly [N in keyof Incident['boundaries']]?: Tone } = {
  firstFailure: 'bad',
  lastFailure: 'bad',
  markedNotReady: 'warn',
  taintQueued: 'warn',
  firstEviction: 'warn',
  firstRenewalAfter: 'good',
  readyAgain: 'good',
}

/** `3 of 5 nodes`, `ip-10-0-3-17`: without the domain that the nodes share. */
export function subjectText(incident: Incident, names: NodeNames): string {
  return incident.node === null ? subject(incident) : names.short(incident.node)
}

export function* incidentLines(
  layout: TextLayout,
  incident: Incident,
  context: IncidentContext,
): Generator<string> {
  const { names } = context
  const title = titleText(incident, context.endUs)
  const number = `${incident.number}. `
  // The heading has a line more for a long name.
  const name = cutMiddle(subjectText(incident, names), layout.width - displayWidth(number) - 1)
  for (const line of wrap(`${number}${name}: ${title}`, layout.width))
    yield `${layout.tint('strong', line)}\n`
  const verdict = names.shorten(printable(verdictText(layout, incident)), nodesOf(incident))
  for (const line of wrap(verdict, layout.width - INDENT.length)) yield `${INDENT}${line}\n`
  yield* timeline(layout, incident, context)
  if (incident.evictions.length > 0) {
    const pods = `evicted: ${evictedPods(incident.evictions, SHOWN_PODS)}`
    for (const line of wrap(pods, layout.width - INDENT.length)) yield `${INDENT}${line}\n`
  }
  yield* memberLines(layout, context)
}

function nodesOf({ node, nodes }: Incident): readonly string[] {
  return node === null ? (nodes ?? []) : [node]
}

/** One row of the timeline. */
interface Row {
  readonly since: string
  readonly time: string
  readonly title: string
  readonly tone: Tone | undefined
  readonly boundary: Boundary
}

/** The boundaries in the order of events, with their time since the first. */
function* timeline(layout: TextLayout, incident: Incident, context: IncidentContext): Generator<string> {
  const { names, clockOffset } = context
  const { boundaries } = incident
  // A `+` of the node's clock against the control plane's, where that is known.
  const aheadUs = clockOffset === null || maySame(clockOffset) ? 0 : clockOffset.offsetSeconds * 1e6
  const clocks = new Set(BOUNDARY_NAMES.flatMap((name) => boundaries[name]?.clock ?? []))
  // Times that one clock stamped need no mark.
  const isOwn = ({ clock }: Boundary): boolean =>
    clocks.size < 2 || incident.alignedFrom !== undefined || clock === incident.node
  const commonUs = (boundary: Boundary): number =>
    isOwn(boundary) && incident.alignedFrom === undefined ? boundary.atUs - aheadUs : boundary.atUs
  // What the bounds of the offset leave between the times of two clocks.
  const roomBetween = (a: Boundary, b: Boundary): SecondsBounds => {
    const { offsetSeconds = 0, earliestSeconds, latestSeconds } = (aheadUs === 0 ? null : clockOffset) ?? {}
    if (incident.alignedFrom !== undefined || isOwn(a) === isOwn(b)) return [0, 0]
    const [below, above] = [
      (earliestSeconds ?? offsetSeconds) - offsetSeconds,
      (latestSeconds ?? offsetSeconds) - offsetSeconds,
    ]
    return isOwn(a) ? [below, above] : [-above, -below]
  }
  // A time between two clocks that show no common one is no time.
  const areApart =
    incident.crossClock.includes('detectionSeconds') && paramsOf(incident, 'mark.grace') !== null
  const known = BOUNDARY_NAMES.flatMap((name) => {
    const boundary = boundaries[name]
    const isRepeated = name === 'lastFailure' && boundary?.atUs === boundaries.firstFailure?.atUs
    return boundary === null || isRepeated ? [] : [{ name, boundary }]
  }).sort((a, b) => commonUs(a.boundary) - commonUs(b.boundary))
  const [first] = known
  if (!first) return
  const isDated = new Set(known.map(({ boundary }) => layout.date(boundary.atUs))).size > 1
  const digits = layout.width < NARROW ? 0 : 3
  const rows = known.map(({ name, boundary }): Row => {
    // The blank stands below the `~` of bounded times.
    const time = boundary.exact
      ? ` ${shortTime(layout, boundary.atUs, isDated, digits)}`
      : boundedTime(layout, boundary, isDated, digitsOf(boundary)).replace(' – ', '–')
    return {
      since:
        areApart && isOwn(boundary) !== isOwn(first.boundary)
          ? ''
          : sinceText(first.boundary, boundary, commonUs, roomBetween(first.boundary, boundary)),
      time: `${time}${isOwn(boundary) ? '' : '*'}`,
      title: boundaryTitle(incident, name),
      tone: TONES[name],
      boundary,
    }
  })
  const sinceWidth = Math.max(...rows.map(({ since }) => since.length))
  const timeWidth = Math.max(...rows.map(({ time }) => displayWidth(time)))
  const titleWidth = Math.max(...rows.map(({ title }) => title.length))
  const room = layout.width - INDENT.length - sinceWidth - timeWidth - titleWidth - 5
  for (const { since, time, title, tone, boundary } of rows) {
    const source = names.shorten(layout.source(boundary.source), nodesOf(incident))
    const evidence = room < MIN_EVIDENCE ? '' : `  ${placeText(source, boundary.line, room)}`
    const padded = evidence === '' ? title : pad(title, titleWidth)
    const shown = tone ? layout.tint(tone, padded) : padded
    const begin = `${INDENT}${pad(since, sinceWidth)} ${pad(time, timeWidth)}`
    // Bounds may leave no room for what happened.
    if (room < -2) yield `${begin.trimEnd()}\n${INDENT}  ${shown}\n`
    else yield `${begin}  ${shown}${layout.tint('faint', evidence)}\n`
  }
  const foreign = clockFootnote(rows.flatMap(({ boundary }) => (isOwn(boundary) ? [] : [boundary.clock])))
  if (incident.alignedFrom === undefined && foreign !== '') {
    const compared = clockOffset === null ? ', which nothing compares with that of the node' : ''
    for (const line of wrap(printable(foreign + compared), layout.width - INDENT.length))
      yield `${INDENT}${layout.tint('faint', line)}\n`
  }
}

function digitsOf({ earliestUs, latestUs }: Boundary): number {
  return earliestUs !== null && latestUs !== null && latestUs - earliestUs > VERY_LOOSE_US ? 0 : 1
}

/** `kubelet.log:200`; a long name loses its middle, never its line. */
function placeText(source: string, line: number, width: number): string {
  const suffix = `:${line}`
  return `${cutMiddle(source, Math.max(width - suffix.length, 4))}${suffix}`
}

/** `T+44.2s` since the first boundary; both bounds where these are loose: `T+22.6s…21m20s`. */
function sinceText(
  first: Boundary,
  boundary: Boundary,
  commonUs: (boundary: Boundary) => number,
  [below, above]: SecondsBounds,
): string {
  if (boundary === first) return 'T+0'
  const seconds = (commonUs(boundary) - commonUs(first)) / 1e6
  const shift = seconds - (boundary.atUs - first.atUs) / 1e6
  const difference = (a: number | null, b: number | null, room: number | null): number | null =>
    a === null || b === null ? null : (a - b) / 1e6 + shift + (room ?? 0)
  const isExact = boundary.exact && first.exact && below === above
  const bounds = isExact
    ? null
    : ([
        difference(boundary.earliestUs, first.latestUs, below),
        difference(boundary.latestUs, first.earliestUs, above),
      ] as const)
  const [least, most] = bounds ?? [seconds, seconds]
  if (least === null || most === null) return ''
  const text = least <= 0 && most > 1 ? `0 to ${formatSpan(most)}` : formatBoundedSpan(seconds, [least, most])
  return `T+${text
    .replace('about ', '')
    .replace(' to ', '…')
    .replace(/ (?=m?s)/g, '')}`
}

/** The members of a cluster outage, one line each. */
function* memberLines(layout: TextLayout, { names, members, endUs }: IncidentContext): Generator<string> {
  const rows = members
    .slice(0, SHOWN_MEMBERS)
    .map((member) => [
      `${member.number}.`,
      subjectText(member, names),
      startText(member, (timeUs) => layout.timeOfDay(timeUs)),
      [lengthText(member, endUs), ...consequences(member)].join(', '),
    ])
  const widthOf = (column: number, most: number): number =>
    Math.min(most, Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))))
  const nameWidth = widthOf(1, 30)
  const numberWidth = widthOf(0, 8)
  for (const [number = '', name = '', start, rest] of rows)
    yield `${INDENT}${cut(`${number.padStart(numberWidth)} ${pad(name, nameWidth, 'both')}  ${start}  ${rest}`, layout.width - INDENT.length)}\n`
  if (members.length > SHOWN_MEMBERS)
    yield `${INDENT}and ${members.length - SHOWN_MEMBERS} more nodes (-o json lists all)\n`
}

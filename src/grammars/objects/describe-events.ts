/**
 * Reads the events at the end of a description. Their ages count back from the moment of printing.
 *
 * That moment is known where an event stands in the conditions too: the newest NodeNotReady of the node controller is the
 * transition of Ready to Unknown, the newest NodeReady of the kubelet that to True. Else the events have no time.
 * Authority: kubectl describe, 1.2–1.36; apimachinery util/duration, HumanDuration.
 */
import type { Age, Finding, JsonObject } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { parseAges, timeOfAge } from './ages.ts'
import { findingsOfEvent } from './event-object.ts'
import { instant } from './fields.ts'

export interface EventRow {
  readonly reason: string
  readonly from: string
  readonly message: string
  /** Of its last and its first occurrence, the newest first; empty if it is not printed. */
  readonly ages: readonly Age[]
}

/** Parses the rows of the table; the head and other lines are none. */
export function parseEventRows(lines: readonly string[]): readonly EventRow[] {
  return lines.flatMap((line) => {
    const columns = line.split(/ {2,}|\t+/)
    const [type, reason, age, from, ...message] = columns
    if (!isType(type)) return olderRow(columns)
    if (!reason || !age || !from) return []
    return [{ reason, from: from.split(',')[0] as string, message: message.join('  '), ages: parseAges(age) }]
  })
}

function isType(text: string | undefined): boolean {
  return text === 'Normal' || text === 'Warning'
}

/**
 * Parses a row of kubectl up to 1.8: when it was seen first and last, how often, from where (`{kubelet worker-1}` up to
 * 1.5), about which part of an object, which is usually empty, then type, reason and message.
 */
function olderRow([first, last, count, from, ...rest]: readonly string[]): EventRow[] {
  const [type, reason, ...message] = isType(rest[0]) ? rest : rest.slice(1)
  if (!first || !last || !from || !isType(type) || !reason || !/^\d{1,9}$/.test(count ?? '')) return []
  const component = /^\{?([^\s,}]+)/.exec(from)?.[1] ?? from
  const age = count === '1' ? last : `${last} (x${count} over ${first})`
  return [{ reason, from: component, message: message.join('  '), ages: parseAges(age) }]
}

/** Returns the node that the messages of events name; null if none does, or several are named. */
export function nodeOfEvents(rows: readonly EventRow[]): string | null {
  const names = new Set(
    rows.map(({ message }) => /^Node (\S+) (?:status is now|event): /.exec(message)?.[1] ?? null),
  )
  names.delete(null)
  return names.size === 1 ? ([...names][0] as string) : null
}

/** Returns the findings of a node's events, but for the one that `ready`, its condition, contains with its time. */
export function eventFindings(
  rows: readonly EventRow[],
  node: string | null,
  ready: JsonObject | null,
): readonly Finding[] {
  const anchor = anchorOf(rows, ready)
  return rows.flatMap((row) => {
    if (/^Node(?:Not)?Ready$/.test(row.reason) && !row.message.startsWith('Node ')) return []
    const name = node ?? nodeOfEvents([row])
    if (name === null) return []
    const { reason, from, message } = row
    const event = { involvedObject: { kind: 'Node', name }, reason, message, source: { component: from } }
    const findings = findingsOfEvent(event)
    const ages: readonly (Age | null)[] = row.ages.length === 0 ? [null] : row.ages
    return ages.flatMap((age) => {
      if (anchor && age && anchor.row === row && age === row.ages[0]) return []
      const when = timeOf(anchor, age)
      return findings.map((finding) => ({ ...finding, ...when }))
    })
  })
}

/** Returns when the description was printed, as far as an event that `ready` dates shows it. */
export function printedAt(
  rows: readonly EventRow[],
  ready: JsonObject | null,
): Pick<Finding, 'timeUs' | 'resolutionUs'> {
  const anchor = anchorOf(rows, ready)
  if (!anchor) return {}
  // The transition is cut to its second and the age to its unit.
  return { timeUs: anchor.printedUs, resolutionUs: SECOND_US + (anchor.row.ages[0] as Age).unitUs }
}

interface Anchor {
  readonly row: EventRow
  readonly printedUs: number
}

/** Returns the moment of printing, and the event that shows it. */
function anchorOf(rows: readonly EventRow[], ready: JsonObject | null): Anchor | null {
  const transition = instant(ready?.lastTransitionTime)
  if (!ready || !transition) return null
  const changes = rows.filter(({ reason, ages }) => /^Node(?:Not)?Ready$/.test(reason) && ages.length > 0)
  changes.sort((a, b) => (a.ages[0] as Age).us - (b.ages[0] as Age).us)
  const [newest] = changes
  if (!newest) return null
  const { reason, from } = newest
  const isUnknown = ready.status === 'Unknown' && reason === 'NodeNotReady' && from !== 'kubelet'
  const isTrue = ready.status === 'True' && reason === 'NodeReady' && from === 'kubelet'
  if (!isUnknown && !isTrue) return null
  return { row: newest, printedUs: transition.timeUs + (newest.ages[0] as Age).us }
}

/** Without an anchor the age stays, for a moment of printing that the user gives. */
function timeOf(anchor: Anchor | null, age: Age | null): Pick<Finding, 'timeUs' | 'resolutionUs' | 'age'> {
  if (anchor && age) return timeOfAge(anchor.printedUs, age)
  return { timeUs: null, resolutionUs: SECOND_US, ...(age ? { age } : {}) }
}

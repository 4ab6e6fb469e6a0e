/** Titles of incidents, their boundaries and intervals. */
import type { BoundaryName, ClockOffset, Incident, IntervalName } from '../model/index.ts'
import { includesZero } from '../model/interval.ts'
import { printable } from '../text/printable.ts'
import { formatCount } from './durations.ts'
import { isDoubted, paramsOf } from './params-of.ts'

/** What people call the boundaries; their order is the order of columns. */
export const BOUNDARY_TITLES: { readonly [N in BoundaryName]: string } = {
  lastRenewal: 'last renewal',
  firstFailure: 'first failed attempt',
  lastFailure: 'last failed attempt',
  firstRenewalAfter: 'first renewal again',
  controllerLastSeen: 'last seen by controller',
  markedNotReady: 'marked NotReady',
  taintQueued: 'queued for taint',
  firstEviction: 'first eviction',
  readyAgain: 'Ready again',
}

/** Names a boundary of an incident: what a controller that counts from its own start saw last is no sight. */
export function boundaryTitle(incident: Incident, name: BoundaryName): string {
  if (name === 'lastRenewal' && isDoubted(incident)) return 'last renewal seen'
  const isStart = name === 'controllerLastSeen' && paramsOf(incident, 'mark.counted') !== null
  if (isStart) return 'controller counts from'
  const title = BOUNDARY_TITLES[name]
  return incident.heartbeat ? title.replace('renewal', 'status') : title
}

/** What people call the intervals; their order is the order of columns. */
export const INTERVAL_TITLES: { readonly [N in IntervalName]: string } = {
  silenceSeconds: 'silence',
  toFirstFailureSeconds: 'to first failure',
  failingSeconds: 'failing',
  detectionSeconds: 'detection',
  graceSeconds: 'grace',
  notReadySeconds: 'NotReady',
  recoverySeconds: 'recovery',
  toEvictionSeconds: 'to eviction',
}

export const BOUNDARY_NAMES: readonly BoundaryName[] = Object.keys(BOUNDARY_TITLES) as BoundaryName[]

export const INTERVAL_NAMES: readonly IntervalName[] = Object.keys(INTERVAL_TITLES) as IntervalName[]

export function kindTitle(kind: Incident['kind']): string {
  return kind === 'not-ready' ? 'NotReady' : kind.replaceAll('-', ' ')
}

/** `2 outages, 1 of them possible`, `1 possible outage`. */
export function outageCount(outages: number, inDoubt: number): string {
  if (inDoubt < outages)
    return `${formatCount(outages, 'outage')}${inDoubt === 0 ? '' : `, ${inDoubt} of them possible`}`
  return formatCount(outages, inDoubt === 0 ? 'outage' : 'possible outage')
}

/** What a title is made of. */
export interface TitleFacts {
  readonly kind: Incident['kind']
  /** The node may have renewed. */
  readonly isInDoubt?: boolean
}

/** `lease outage`, `possible lease outage` where the node may have renewed. */
export function titleOf({ kind, isInDoubt = false }: TitleFacts): string {
  return `${isInDoubt ? 'possible ' : ''}${kindTitle(kind)}`
}

export function incidentTitle(incident: Pick<Incident, 'kind' | 'claims'>): string {
  return titleOf({ kind: incident.kind, isInDoubt: isDoubted(incident) })
}

/** `2 lease outages`, `1 NotReady period`, `1 possible lease outage`. */
export function countOfKind(facts: TitleFacts, count: number): string {
  return formatCount(count, facts.kind === 'not-ready' ? 'NotReady period' : titleOf(facts))
}

/** Names the node of an incident in a sentence. */
export function nodeName({ node }: Pick<Incident, 'node'>): string {
  return node ?? 'the unnamed node'
}

/** Names the node of an incident, or the number of its nodes. */
export function subject({ kind, node, nodes, affected, seen }: Incident): string {
  if (node !== null) return printable(node)
  if (kind !== 'cluster-outage') return 'unnamed node'
  const count = affected ?? nodes?.length
  return count === undefined ? 'cluster' : `${count}${seen === undefined ? '' : ` of ${seen}`} nodes`
}

/** Returns the length of an incident as people measure it; null if it is unknown. */
export function lengthSeconds({ intervals, startUs, endUs }: Incident): number | null {
  return (
    intervals.silenceSeconds ?? intervals.notReadySeconds ?? (endUs === null ? null : (endUs - startUs) / 1e6)
  )
}

/** Whether the bounds of an offset prove no difference. */
export function maySame({ earliestSeconds, latestSeconds }: ClockOffset): boolean {
  return includesZero(earliestSeconds, latestSeconds)
}

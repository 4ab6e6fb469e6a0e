/** Texts of a tooltip or panel for a fact, a renewal or an incident. */

import { formatSpan } from '../../wording/durations.ts'
import { titleOf } from '../../wording/incident-words.ts'
import { linkedFacts } from '../chart/lanes/lane-incidents.ts'
import { FACT, type Fact, type IncidentView, type Model } from '../chart/model.ts'
import type { Renewal, RenewalColumns } from '../chart/renewal-columns.ts'
import { formatDateTime } from '../chart/zone-format.ts'

export interface Tooltip {
  readonly title: string
  /** Label and value. */
  readonly pairs: readonly (readonly [string, string])[]
  /** `kubelet.log:123`; empty without a single line. */
  readonly place: string
  /** Text of the record; empty if the title contains it all. */
  readonly text: string
  /** The line itself; empty if it was not read again. */
  readonly quote: string
}

export function textAt(model: Model, index: number | null): string {
  return index === null ? '' : (model.texts[index] ?? '')
}

export function placeOf(model: Model, fact: Fact): string {
  return `${textAt(model, fact[FACT.source])}:${fact[FACT.line]}`
}

/** `2026-11-22 10:44:56.909`, or the known bounds of a bounded time. */
export function boundedTime({ zone }: Model, fact: Fact, digits: number): string {
  const [atUs, earliestUs, latestUs] = [fact[FACT.atUs], fact[FACT.earliestUs], fact[FACT.latestUs]]
  const dateTime = (timeUs: number): string => formatDateTime(zone, timeUs, digits)
  if (earliestUs === null && latestUs === null) return dateTime(atUs)
  if (earliestUs !== null && latestUs !== null) {
    const [start, end] = [dateTime(earliestUs), dateTime(latestUs)]
    return `${start} – ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`
  }
  return latestUs === null ? `after ${dateTime(earliestUs as number)}` : `before ${dateTime(latestUs)}`
}

const DATE = /\d{4}-\d\d-\d\d /g

/** Returns the times of facts, without their dates where all are of one day. */
export function boundedTimes(model: Model, facts: readonly Fact[], digits: number): string[] {
  const times = facts.map((fact) => boundedTime(model, fact, digits))
  const isOneDay = new Set(times.flatMap((time) => time.match(DATE) ?? [])).size < 2
  return isOneDay ? times.map((time) => time.replace(DATE, '')) : times
}

function clockText(model: Model, fact: Fact): string {
  const clock = textAt(model, fact[FACT.clock])
  return fact[FACT.byNode] === 1 ? `${clock} (the node's own)` : clock
}

export function factTooltip(model: Model, index: number): Tooltip {
  const fact = model.facts[index] as Fact
  const lane = fact[FACT.lane]
  const node = lane === null ? 'none named' : (model.lanes[lane]?.node ?? '')
  const omitted = fact[FACT.omitted]
  return {
    title: textAt(model, fact[FACT.title]),
    pairs: [
      ['time', `${boundedTime(model, fact, 6)} ${model.zone.name}`],
      ['node', node],
      ['clock', clockText(model, fact)],
      ...(omitted === 0 ? [] : [['then', `${omitted} alike that are not listed`] as const]),
    ],
    place: placeOf(model, fact),
    text: textAt(model, fact[FACT.text]),
    quote: textAt(model, fact[FACT.quote]),
  }
}

function shareText({ share }: Renewal): string {
  return `${Math.round(share * 100)} % of this time renewed in time`
}

export function renewalTooltip(model: Model, lane: number, renewals: RenewalColumns, index: number): Tooltip {
  const renewal = renewals.renewal(index)
  const { binUs } = renewals
  const atUs = renewals.atUs(index)
  const latency = renewal.latencyMs === null ? [] : [formatSpan(renewal.latencyMs / 1000)]
  const interval = renewal.intervalSeconds === null ? [] : [formatSpan(renewal.intervalSeconds)]
  const time = formatDateTime(model.zone, atUs, binUs === null ? 6 : 0)
  return {
    title: binUs === null ? 'lease renewed' : shareText(renewal),
    pairs: [
      [binUs === null ? 'time' : 'from', `${time} ${model.zone.name}`],
      ...(binUs === null ? [] : [['for', formatSpan(binUs / 1e6)] as const]),
      ['node', model.lanes[lane]?.node ?? ''],
      ...interval.map((text) => [binUs === null ? 'since the last' : 'longest interval', text] as const),
      ...latency.map((text) => [binUs === null ? 'request latency' : 'longest latency', text] as const),
    ],
    place: renewal.line === null ? '' : `${textAt(model, renewal.source)}:${renewal.line}`,
    text: '',
    quote: '',
  }
}

/** A link between a renewal and its effect in the control plane: two events by two clocks. */
export function linkTooltip(model: Model, index: number, link: number): Tooltip {
  const incident = model.incidents[index] as IncidentView
  const pair = linkedFacts(model, incident).find((one) => one.link === link)
  const facts = pair ? [pair.renewal, pair.effect] : []
  return {
    title: 'A renewal and its effect in the control plane, each by its own clock',
    pairs: facts.map((fact) => [
      textAt(model, fact[FACT.title]),
      `${boundedTime(model, fact, 3).slice(11)} (clock of ${textAt(model, fact[FACT.clock])})`,
    ]),
    place: facts.map((fact) => placeOf(model, fact)).join(', '),
    text: '',
    quote: '',
  }
}

export function incidentTooltip(model: Model, index: number): Tooltip {
  const incident = model.incidents[index] as IncidentView
  const { subject, length, cause, effects } = incident
  return {
    title: `${subject}: ${titleOf(incident)}`,
    pairs: [
      ['lasted', length],
      ['cause', cause],
      ...(effects.length === 0 ? [] : [['then', effects.join(', ')] as const]),
    ],
    place: '',
    text: '',
    quote: '',
  }
}

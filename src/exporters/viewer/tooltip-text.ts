/** Facts and renewals in words. In: the model and what is pointed at; out: the pieces a tooltip or panel shows. */

import { formatSpan } from '../../wording/durations.ts'
import { FACT, type Fact, type Model } from '../chart/model.ts'
import type { Renewal, RenewalColumns } from '../chart/renewal-columns.ts'
import { formatDateTime } from '../chart/zone-format.ts'

export interface Tooltip {
  readonly title: string
  /** Label and value. */
  readonly pairs: readonly (readonly [string, string])[]
  /** `kubelet.log:123`; empty where there is no single line. */
  readonly place: string
  /** What the record said; empty where it said no more. */
  readonly text: string
}

export function textAt(model: Model, index: number | null): string {
  return index === null ? '' : (model.texts[index] ?? '')
}

export function placeOf(model: Model, fact: Fact): string {
  return `${textAt(model, fact[FACT.source])}:${fact[FACT.line]}`
}

/** `10:44:56.909`, or both bounds where it is bounded. */
export function boundedTime({ zone }: Model, fact: Fact, digits: number): string {
  const [atUs, earliestUs, latestUs] = [fact[FACT.atUs], fact[FACT.earliestUs], fact[FACT.latestUs]]
  const dateTime = (timeUs: number): string => formatDateTime(zone, timeUs, digits)
  if (earliestUs === null && latestUs === null) return dateTime(atUs)
  if (earliestUs !== null && latestUs !== null)
    return `${dateTime(earliestUs)} – ${dateTime(latestUs).slice(11)}`
  return latestUs === null ? `after ${dateTime(earliestUs as number)}` : `before ${dateTime(latestUs)}`
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
  }
}

function share({ share }: Renewal): string {
  return `${Math.round(share * 100)} % of the renewals that were due`
}

export function renewalTooltip(model: Model, lane: number, renewals: RenewalColumns, index: number): Tooltip {
  const renewal = renewals.renewal(index)
  const { binUs } = renewals
  const atUs = renewals.atUs(index)
  const slow = renewal.latencyMs === null ? [] : [formatSpan(renewal.latencyMs / 1000)]
  const apart = renewal.intervalSeconds === null ? [] : [formatSpan(renewal.intervalSeconds)]
  const time = formatDateTime(model.zone, atUs, binUs === null ? 6 : 0)
  return {
    title: binUs === null ? 'lease renewed' : share(renewal),
    pairs: [
      [binUs === null ? 'time' : 'from', `${time} ${model.zone.name}`],
      ...(binUs === null ? [] : [['for', formatSpan(binUs / 1e6)] as const]),
      ['node', model.lanes[lane]?.node ?? ''],
      ...apart.map((text) => [binUs === null ? 'since the last' : 'longest interval', text] as const),
      ...slow.map((text) => [binUs === null ? 'answered in' : 'slowest answer', text] as const),
    ],
    place: renewal.line === null ? '' : `${textAt(model, renewal.source)}:${renewal.line}`,
    text: '',
  }
}

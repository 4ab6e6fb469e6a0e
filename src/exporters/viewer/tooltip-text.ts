/** Facts and renewals in words. In: the model and what is pointed at; out: the pieces a tooltip or panel shows. */

import { formatSpan } from '../../wording/durations.ts'
import { FACT, type Fact, type Model } from '../chart/model.ts'
import type { Beat, BeatColumns } from '../chart/renewal-columns.ts'
import { formatMoment } from '../chart/zone-format.ts'

export interface Told {
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
  const moment = (timeUs: number): string => formatMoment(zone, timeUs, digits)
  if (earliestUs === null && latestUs === null) return moment(atUs)
  if (earliestUs !== null && latestUs !== null) return `${moment(earliestUs)} – ${moment(latestUs).slice(11)}`
  return latestUs === null ? `after ${moment(earliestUs as number)}` : `before ${moment(latestUs)}`
}

function clockText(model: Model, fact: Fact): string {
  const clock = textAt(model, fact[FACT.clock])
  return fact[FACT.byNode] === 1 ? `${clock} (the node's own)` : clock
}

export function tellFact(model: Model, index: number): Told {
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

function share({ share }: Beat): string {
  return `${Math.round(share * 100)} % of the renewals that were due`
}

export function tellBeat(model: Model, lane: number, beats: BeatColumns, index: number): Told {
  const beat = beats.beat(index)
  const { binUs } = beats
  const atUs = beats.atUs(index)
  const slow = beat.latencyMs === null ? [] : [formatSpan(beat.latencyMs / 1000)]
  const apart = beat.intervalSeconds === null ? [] : [formatSpan(beat.intervalSeconds)]
  const time = formatMoment(model.zone, atUs, binUs === null ? 6 : 0)
  return {
    title: binUs === null ? 'lease renewed' : share(beat),
    pairs: [
      [binUs === null ? 'time' : 'from', `${time} ${model.zone.name}`],
      ...(binUs === null ? [] : [['for', formatSpan(binUs / 1e6)] as const]),
      ['node', model.lanes[lane]?.node ?? ''],
      ...apart.map((text) => [binUs === null ? 'since the last' : 'longest interval', text] as const),
      ...slow.map((text) => [binUs === null ? 'answered in' : 'slowest answer', text] as const),
    ],
    place: beat.line === null ? '' : `${textAt(model, beat.source)}:${beat.line}`,
    text: '',
  }
}

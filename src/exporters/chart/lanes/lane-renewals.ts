/**
 * Draws the renewals of a lane as one path: a tick for each if they are apart, else bars of their density.
 *
 * The height of a bar is the share of the time in which renewals came in time.
 */

import { type Mark, path, pixel } from '../marks.ts'
import { NORMAL_INTERVALS } from '../renewal-columns.ts'
import { type LaneChart, showsSingles } from './lane-layout.ts'

/** Width of a bar. */
const BAR_PIXELS = 2

export function renewalMarks(chart: LaneChart): Mark[] {
  const { model, renewals, scale, rows } = chart
  const [top, height] = rows.kubelet
  const bottom = top + height
  const before = renewals.firstFrom(scale.fromUs - (renewals.binUs ?? 0))
  const after = renewals.firstFrom(scale.toUs)
  if (before >= after) return []
  if (renewals.binUs === null && showsSingles(chart)) {
    let d = ''
    for (let i = before; i < after; i++) {
      d += `M${pixel(scale.x(renewals.atUs(i)))},${bottom}V${pixel(top + height * 0.3)}`
    }
    return [path(d, 'renewals')]
  }
  const sums = new Float64Array(Math.ceil(scale.width / BAR_PIXELS))
  const barAt = (timeUs: number): number => scale.x(timeUs) / BAR_PIXELS
  for (let i = Math.max(0, before - 1); i < after; i++) {
    const fromUs = renewals.atUs(i)
    if (renewals.binUs !== null) {
      addCover(sums, barAt(fromUs), barAt(fromUs + renewals.binUs), renewals.renewal(i).share)
      continue
    }
    const lengthUs = (i + 1 < renewals.length ? renewals.atUs(i + 1) : Number.POSITIVE_INFINITY) - fromUs
    const isNormal = lengthUs <= NORMAL_INTERVALS * model.renewIntervalUs
    addCover(sums, barAt(fromUs), barAt(fromUs + (isNormal ? lengthUs : model.renewIntervalUs)), 1)
  }
  const d = barsPath(sums, bottom, height * 0.7)
  return d === '' ? [] : [path(d, 'density')]
}

/** Adds to each bar its share between two positions, in bars, that `share` of is covered. */
function addCover(sums: Float64Array, from: number, to: number, share: number): void {
  for (let i = Math.max(0, Math.floor(from)); i < Math.min(sums.length, Math.ceil(to)); i++) {
    sums[i] = (sums[i] as number) + (Math.min(to, i + 1) - Math.max(from, i)) * share
  }
}

/** One box for each run of bars of equal height. */
function barsPath(sums: Float64Array, bottom: number, height: number): string {
  // Sums of parts are rounded.
  const heightOf = (i: number): number => pixel(Math.min(1, (sums[i] as number) + 1e-6) * height)
  let d = ''
  for (let i = 0; i < sums.length; ) {
    const from = i
    const tall = heightOf(i)
    while (i < sums.length && heightOf(i) === tall) i++
    if (tall > 0) d += `M${from * BAR_PIXELS},${bottom}v${-tall}h${(i - from) * BAR_PIXELS}v${tall}z`
  }
  return d
}

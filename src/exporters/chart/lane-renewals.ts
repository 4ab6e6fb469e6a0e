/**
 * Draws the renewals of a lane as one path: a tick for each if they are apart, else bars of their density.
 *
 * The height of a bar is the share of the time in which renewals came in time.
 */
import type { LaneChart } from './lane-layout.ts'
import { type Mark, path, pixel } from './marks.ts'

/** Minimum distance of ticks; nearer ones can't be distinguished. */
const MIN_TICK_PIXELS = 5
/** Width of a bar. */
const BAR_PIXELS = 2

export function renewalMarks({ model, renewals, scale, rows }: LaneChart): Mark[] {
  const [top, height] = rows.kubelet
  const bottom = top + height
  const before = renewals.firstFrom(scale.fromUs - (renewals.binUs ?? 0))
  const after = renewals.firstFrom(scale.toUs)
  if (before >= after) return []
  const pixelsPerUs = scale.width / (scale.toUs - scale.fromUs)
  if (renewals.binUs === null && model.renewIntervalUs * pixelsPerUs >= MIN_TICK_PIXELS) {
    let d = ''
    for (let i = before; i < after; i++) {
      d += `M${pixel(scale.x(renewals.atUs(i)))},${bottom}V${pixel(top + height * 0.3)}`
    }
    return [path(d, 'renewals')]
  }
  const bars = Math.ceil(scale.width / BAR_PIXELS)
  const sums = new Float64Array(bars)
  // A renewal covers one renew interval, a bin its share of its length.
  const dueUs = renewals.binUs ?? model.renewIntervalUs
  for (let i = before; i < after; i++) {
    const share = renewals.renewal(i).share
    const from = (scale.x(renewals.atUs(i)) / BAR_PIXELS) * 1
    const to = renewals.binUs === null ? from : from + (dueUs * pixelsPerUs) / BAR_PIXELS
    spread(sums, from, to, share * dueUs * pixelsPerUs)
  }
  let d = ''
  for (let i = 0; i < bars; i++) {
    const share = Math.min(1, (sums[i] as number) / BAR_PIXELS)
    // Rounding renewals into bars makes some bars slightly too short; that is no gap.
    const tall = share > 0.75 ? 1 : share
    if (tall > 0) d += bar(i * BAR_PIXELS, bottom, tall * height * 0.7)
  }
  return d === '' ? [] : [path(d, 'density')]
}

/** Distributes `weight` over the bars between two positions, in proportion to the overlap. */
function spread(sums: Float64Array, from: number, to: number, weight: number): void {
  const first = Math.floor(from)
  if (to - from < 1e-9 || Math.floor(to) === first) {
    if (first >= 0 && first < sums.length) sums[first] = (sums[first] as number) + weight
    return
  }
  for (let i = Math.max(0, first); i < Math.min(sums.length, Math.ceil(to)); i++) {
    const part = Math.min(to, i + 1) - Math.max(from, i)
    sums[i] = (sums[i] as number) + (weight * part) / (to - from)
  }
}

function bar(x: number, bottom: number, height: number): string {
  return `M${pixel(x)},${bottom}v${pixel(-height)}h${BAR_PIXELS}v${pixel(height)}z`
}

/**
 * Draws a node's renew intervals or latencies with the limits that matter.
 *
 * The upper left corner of the plot is at 0, 0; axis labels are left of it.
 *
 * Authority: kubelet renewInterval, --node-monitor-grace-period, the client's timeout of a lease request (10 s).
 */
import { formatSpan } from '../../wording/durations.ts'
import { curveLinear, curveStepBefore, line as lineOf, scaleLog } from './d3.ts'
import { label, line, type Mark, path, pixel } from './marks.ts'
import type { Model } from './model.ts'
import type { RenewalColumns } from './renewal-columns.ts'
import type { Scale, Tick } from './view.ts'

export interface Trend {
  readonly name: 'interval' | 'latency'
  readonly title: string
  /** Seconds. */
  readonly limits: readonly Limit[]
  readonly ticks: readonly number[]
  readonly minimum: number
  readonly maximum: number
}

type Limit = readonly [seconds: number, text: string]

/** The charts of a node, with the limits that hold for it. */
export function trendsOf({ renewIntervalUs, grace }: Pick<Model, 'renewIntervalUs' | 'grace'>): Trend[] {
  const renewSeconds = renewIntervalUs / 1e6
  return [
    {
      name: 'interval',
      title: 'Between renewals',
      limits: [[renewSeconds, `${wholeSpan(renewSeconds)} · renew interval`], ...(grace ? [grace] : [])],
      ticks: [1, 10, 60, 600, 3600, 36_000, 360_000],
      minimum: renewSeconds / 2,
      maximum: Math.max(10 * renewSeconds, (grace?.[0] ?? 0) * 2),
    },
    {
      name: 'latency',
      title: 'Request latency',
      limits: [[10, '10 s · client timeout']],
      ticks: [0.001, 0.01, 0.1, 1, 10, 100, 1000],
      minimum: 0.001,
      maximum: 20,
    },
  ]
}

/** `10 s` for `10.0 s`. */
function wholeSpan(seconds: number): string {
  return formatSpan(seconds).replace('.0 s', ' s').replace('m00s', ' min')
}

/** Width of a column of points; only the highest point of a column is drawn. */
const POINT_PIXELS = 2
/** Lease duration: no line joins the points before and after a longer interval. */
const SILENCE_SECONDS = 40

interface Point {
  readonly x: number
  readonly seconds: number
  /** No line leads to this point. */
  readonly first: boolean
}

function points({ name }: Trend, renewals: RenewalColumns, scale: Scale): Point[] {
  const highest = new Map<number, Point>()
  const from = Math.max(0, renewals.firstFrom(scale.fromUs) - 1)
  const after = Math.min(renewals.length, renewals.firstFrom(scale.toUs) + 1)
  let gap = true
  for (let i = from; i < after; i++) {
    const { atUs, intervalSeconds, latencyMs } = renewals.renewal(i)
    const seconds = name === 'interval' ? intervalSeconds : latencyMs === null ? null : latencyMs / 1000
    // An interval spans its gap, a latency belongs to one instant: no line of latencies crosses a silence.
    if (name === 'latency' && (intervalSeconds ?? 0) > SILENCE_SECONDS) gap = true
    const x = scale.x(atUs)
    if (seconds === null) {
      gap = true
      continue
    }
    const column = Math.floor(x / POINT_PIXELS)
    const before = highest.get(column)
    const first = before?.first ?? gap
    if (!before || seconds > before.seconds) highest.set(column, { x, seconds, first })
    gap = false
  }
  return [...highest.values()]
}

/** Splits points where no line leads to one. */
function splitAtGaps(points: readonly Point[]): Point[][] {
  const parts: Point[][] = []
  for (const point of points) {
    const part = parts.at(-1)
    if (part && !point.first) part.push(point)
    else parts.push([point])
  }
  return parts
}

/** The longest visible interval with its length, if it is far above the renew interval; single renewals only. */
function peakLabel(
  { name, limits }: Trend,
  points: readonly Point[],
  scale: Scale,
  y: (seconds: number) => number,
): Mark[] {
  const inside = points.filter(({ x }) => x >= 0 && x <= scale.width)
  const peak = inside.reduce<Point | null>(
    (highest, one) => (one.seconds > (highest?.seconds ?? 0) ? one : highest),
    null,
  )
  const [due] = limits[0] as Limit
  if (name !== 'interval' || peak === null || peak.seconds < 2 * due) return []
  return [
    label(Math.max(40, peak.x - 4), y(peak.seconds) + 12, formatSpan(peak.seconds), 'peak-words', 'end'),
  ]
}

export function trendMarks(
  trend: Trend,
  renewals: RenewalColumns,
  scale: Scale,
  height: number,
  ticks: readonly Tick[],
): Mark[] {
  const visible = points(trend, renewals, scale)
  const maximum = visible.reduce((maximum, { seconds }) => Math.max(maximum, seconds * 1.3), trend.maximum)
  const y = scaleLog([trend.minimum, maximum], [height, 0]).clamp(true)
  const limits = trend.limits.flatMap(([seconds, text]): Mark[] => {
    const at = y(seconds)
    return [
      line([0, at, scale.width, at], 'limit'),
      label(scale.width - 4, at - 4, text, 'limit-words', 'end'),
    ]
  })
  const scaleLabels = trend.ticks
    .filter((value) => value >= trend.minimum && value <= maximum)
    .flatMap((value) => [
      line([-4, y(value), 0, y(value)], 'tick'),
      label(-8, y(value) + 3.5, wholeSpan(value), 'axis-words', 'end'),
    ])
  // An interval is a step as wide as the interval, which ends at the renewal after it.
  const curve = lineOf<Point>(
    (point) => pixel(Math.min(scale.width, Math.max(0, point.x))),
    (point) => pixel(y(Math.max(trend.minimum, point.seconds))),
  ).curve(trend.name === 'interval' ? curveStepBefore : curveLinear)
  const curves = splitAtGaps(visible).map((part) => curve(part) ?? '')
  const dots = visible
    .filter(({ x }) => x >= 0 && x <= scale.width)
    .map(({ x, seconds }) => `M${pixel(x)},${pixel(y(Math.max(trend.minimum, seconds)))}h.01`)
    .join('')
  return [
    ...ticks.map(({ x }) => line([x, 0, x, height], 'grid')),
    line([0, height, scale.width, height], 'ground'),
    ...scaleLabels,
    ...limits,
    ...(visible.length > 0 ? [path(curves.join(''), 'trend-line'), path(dots, 'trend-dots')] : []),
    ...(renewals.binUs === null ? peakLabel(trend, visible, scale, y) : []),
    label(0, -8, trend.title, 'chart-title'),
  ]
}

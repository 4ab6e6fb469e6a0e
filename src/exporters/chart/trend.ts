/**
 * Draws a node's renew intervals or latencies with the limits that matter.
 *
 * The upper left corner of the plot is at 0, 0; axis labels are left of it.
 *
 * Authority: kubelet renewInterval (10 s), lease duration (40 s), --node-monitor-grace-period (40 s up to
 * Kubernetes 1.31, 50 s from 1.32 on), the client's timeout of a lease request (10 s).
 */
import { formatSpan } from '../../wording/durations.ts'
import { curveLinear, curveStepBefore, line as lineOf, scaleLog } from './d3.ts'
import { label, line, type Mark, path, pixel } from './marks.ts'
import type { RenewalColumns } from './renewal-columns.ts'
import type { Scale, Tick } from './view.ts'

export interface Trend {
  readonly name: 'interval' | 'latency'
  readonly title: string
  /** Seconds. */
  readonly limits: readonly (readonly [seconds: number, text: string])[]
  readonly minimum: number
  readonly maximum: number
}

export const TRENDS: readonly Trend[] = [
  {
    name: 'interval',
    title: 'Between renewals',
    limits: [
      [10, '10 s · renew interval'],
      [40, '40 s · lease duration, grace up to 1.31'],
      [50, '50 s · grace from 1.32'],
    ],
    minimum: 5,
    maximum: 100,
  },
  {
    name: 'latency',
    title: 'Request latency',
    limits: [[10, '10 s · client timeout']],
    minimum: 0.001,
    maximum: 20,
  },
]

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

const DECADES = [0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000, 100_000]

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
  const limits = trend.limits.flatMap(([seconds, text], i): Mark[] => {
    const at = y(seconds)
    // 40 s and 50 s are close: the label of one is above its line, of the other below.
    const above = i !== 1
    return [
      line([0, at, scale.width, at], 'limit'),
      label(scale.width - 4, at + (above ? -4 : 11), text, 'limit-words', 'end'),
    ]
  })
  const scaleLabels = DECADES.filter((value) => value >= trend.minimum && value <= maximum).flatMap(
    (value) => [
      line([-4, y(value), 0, y(value)], 'tick'),
      label(-8, y(value) + 3.5, formatSpan(value).replace('.0 s', ' s'), 'axis-words', 'end'),
    ],
  )
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
    label(0, -8, trend.title, 'chart-title'),
  ]
}

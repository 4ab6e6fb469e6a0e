/**
 * The form in which the page embeds its model: lanes as tuples, with equal texts stored once.
 *
 * A fleet has thousands of lanes, most of them alike: names of fields and equal columns would be most of the page.
 */
import type { IntervalPair, Lane, Model, RenewalSeries } from './model.ts'

/** An index into `shared`. */
type SharedIndex = number

type PackedSeries =
  | readonly [startUs: number, steps: string, latency: string, lines: string, sources: string]
  | readonly [share: SharedIndex, interval: SharedIndex, latency: SharedIndex]

type PackedLane = readonly [
  short: string,
  hasDomain: 0 | 1,
  state: SharedIndex,
  renewals: number,
  failures: number,
  interval: SharedIndex,
  latency: SharedIndex,
  clock: SharedIndex | null,
  coverage: readonly IntervalPair[],
  series: PackedSeries,
  incidentCount: number,
  incidents: readonly number[],
  facts: readonly number[],
]

export type PackedModel = Omit<Model, 'lanes'> & {
  readonly lanes: readonly PackedLane[]
  readonly shared: readonly string[]
  /** Of all bins: they are equal slices of the window. */
  readonly bins: readonly [startUs: number, binUs: number] | null
}

export function packModel({ lanes, ...model }: Model): PackedModel {
  const shared: string[] = []
  const known = new Map<string, SharedIndex>()
  const share = (text: string): SharedIndex => {
    const index = known.get(text) ?? shared.push(text) - 1
    known.set(text, index)
    return index
  }
  const originUs = model.startUs ?? 0
  const packSeries = (series: RenewalSeries): PackedSeries =>
    series.form === 'each'
      ? [series.startUs, series.steps, series.latency, series.lines, series.sources]
      : [share(series.share), share(series.interval), share(series.latency)]
  const packed = lanes.map((lane): PackedLane => {
    const { short, state, renewals, failures, interval, latency, clock, coverage, series } = lane
    const { incidents, facts } = lane
    const texts = [share(interval), share(latency), clock === null ? null : share(clock)] as const
    const covered = coverage.map(([from, to]): IntervalPair => [from - originUs, to - from])
    return [
      ...([short, lane.node === short ? 0 : 1, share(state), renewals, failures] as const),
      ...texts,
      ...([covered, packSeries(series), lane.incidentCount, incidents, facts] as const),
    ]
  })
  const binned = lanes.find(({ series }) => series.form === 'bins')?.series
  const bins = binned?.form === 'bins' ? ([binned.startUs, binned.binUs] as const) : null
  return { ...model, lanes: packed, shared, bins }
}

export function unpackModel({ lanes, shared, bins, ...model }: PackedModel): Model {
  const textOf = (index: SharedIndex): string => shared[index] as string
  const originUs = model.startUs ?? 0
  const unpackSeries = (packed: PackedSeries): RenewalSeries => {
    if (packed.length === 5) {
      const [startUs, steps, latency, lines, sources] = packed
      return { form: 'each', startUs, steps, latency, lines, sources }
    }
    const [startUs, binUs] = bins as readonly [number, number]
    const [share, interval, latency] = packed.map(textOf) as [string, string, string]
    return { form: 'bins', startUs, binUs, share, interval, latency }
  }
  const unpacked = lanes.map((packed): Lane => {
    const [
      short,
      hasDomain,
      state,
      renewals,
      failures,
      interval,
      latency,
      clock,
      coverage,
      series,
      ...lists
    ] = packed
    return {
      node: hasDomain ? `${short}${model.domain}` : short,
      short,
      state: textOf(state),
      renewals,
      failures,
      interval: textOf(interval),
      latency: textOf(latency),
      clock: clock === null ? null : textOf(clock),
      coverage: coverage.map(([from, length]) => [originUs + from, originUs + from + length]),
      series: unpackSeries(series),
      incidentCount: lists[0],
      incidents: lists[1],
      facts: lists[2],
    }
  })
  return { ...model, lanes: unpacked }
}

/**
 * Renewals thinned to what a page can hold. In: the report's renewals, in any order of nodes; out: for each
 * node every renewal where there are few, else equal bins. One pass, memory by what is kept.
 */
import { SECOND_US } from '../../time.ts'
import type { Heartbeat, Report } from '../../types.ts'
import { encodeInterval, encodeLatency } from './beats.ts'
import type { Beats, Text } from './model.ts'

/** About 14 bytes each as JSON. */
const MAX_EACH = 100_000
/** Three bytes each, four in base64, over all nodes. */
const MAX_BINS = 600_000
const MAX_BINS_OF_NODE = 20_000
const LEAST_BIN_US: number = 10 * SECOND_US

/** The renewals of one node, while all are kept. */
interface Each {
  readonly at: number[]
  readonly latency: (number | null)[]
  readonly line: number[]
  readonly source: Text[]
}

interface Bins {
  readonly count: Uint32Array
  readonly interval: Uint8Array
  readonly latency: Uint8Array
}

export interface GatheredBeats {
  readonly byNode: ReadonlyMap<string, Beats>
  /** Null where every renewal is held. */
  readonly binUs: number | null
  readonly renewals: number
}

function emptyBins(length: number): Bins {
  return {
    count: new Uint32Array(length),
    interval: new Uint8Array(length),
    latency: new Uint8Array(length),
  }
}

function setMax(bytes: Uint8Array, index: number, value: number): void {
  if (value > (bytes[index] as number)) bytes[index] = value
}

function formEach({ at, latency, line, source }: Each): Beats {
  // The report has them in the order of time within a node; differences need no more.
  const startUs = at[0] ?? 0
  const differences = (values: readonly number[], start: number): number[] =>
    values.map((value, i) => value - (i === 0 ? start : (values[i - 1] as number)))
  const sources: [number, Text][] = []
  for (const [i, name] of source.entries()) if (i === 0 || name !== source[i - 1]) sources.push([i, name])
  return {
    form: 'each',
    startUs,
    steps: differences(at, startUs),
    latencyMs: latency,
    lines: differences(line, 0),
    sources,
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

function formBins(bins: Bins, startUs: number, binUs: number, renewIntervalUs: number): Beats {
  const due = binUs / renewIntervalUs
  const share = Uint8Array.from(bins.count, (count) =>
    count === 0 ? 0 : Math.min(255, Math.max(1, Math.round((count / due) * 100))),
  )
  return {
    form: 'bins',
    startUs,
    binUs,
    share: base64(share),
    interval: base64(bins.interval),
    latency: base64(bins.latency),
  }
}

/** `intern` gives a text its index. */
export function gatherBeats(
  report: Report,
  renewIntervalUs: number,
  intern: (text: string) => Text,
): GatheredBeats {
  const startUs = report.window.startUs ?? 0
  const lengthUs = Math.max(1, (report.window.endUs ?? startUs) - startUs)
  const binsOfNode = Math.floor(Math.min(MAX_BINS_OF_NODE, MAX_BINS / Math.max(1, report.nodes.length)))
  const binUs = Math.max(LEAST_BIN_US, Math.ceil(lengthUs / Math.max(1, binsOfNode) / SECOND_US) * SECOND_US)
  const length = Math.floor(lengthUs / binUs) + 1

  let each: Map<string, Each> | null = new Map()
  const bins = new Map<string, Bins>()
  let renewals = 0

  const keepEach = (kept: Map<string, Each>, beat: Heartbeat): void => {
    const one = kept.get(beat.node) ?? { at: [], latency: [], line: [], source: [] }
    if (one.at.length === 0) kept.set(beat.node, one)
    one.at.push(beat.atUs)
    one.latency.push(beat.latencyMs)
    one.line.push(beat.line)
    one.source.push(intern(beat.source))
  }
  for (const beat of report.heartbeats()) {
    renewals++
    if (each && renewals > MAX_EACH) each = null
    if (each) keepEach(each, beat)
    const bin = bins.get(beat.node) ?? emptyBins(length)
    bins.set(beat.node, bin)
    const at = Math.min(length - 1, Math.max(0, Math.floor((beat.atUs - startUs) / binUs)))
    bin.count[at] = (bin.count[at] as number) + 1
    if (beat.intervalSeconds !== null) setMax(bin.interval, at, encodeInterval(beat.intervalSeconds))
    if (beat.latencyMs !== null) setMax(bin.latency, at, encodeLatency(beat.latencyMs))
  }
  const byNode = new Map<string, Beats>()
  if (each) for (const [node, one] of each) byNode.set(node, formEach(one))
  else for (const [node, bin] of bins) byNode.set(node, formBins(bin, startUs, binUs, renewIntervalUs))
  return { byNode, binUs: each ? null : binUs, renewals }
}

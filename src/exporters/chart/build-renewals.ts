/**
 * Renewals thinned to what a page can hold. In: the report's renewals, in any order of nodes; out: for each
 * node every renewal where there are few, else equal bins. One pass, memory by what is kept.
 */

import type { Heartbeat, Report } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { RenewalSeries, TextIndex } from './model.ts'
import { encodeInterval, encodeLatency } from './renewal-columns.ts'

/** About 14 bytes each as JSON. */
const MAX_EACH = 100_000
/** Three bytes each, four in base64, over all nodes. */
const MAX_BINS = 450_000
const MAX_BINS_OF_NODE = 20_000
const LEAST_BIN_US: number = 10 * SECOND_US
/** What a measured 0 is kept as. */
const LEAST = 1e-6

/** The renewals of one node, while all are kept. */
interface RenewalList {
  readonly at: number[]
  readonly latency: (number | null)[]
  readonly line: number[]
  readonly source: TextIndex[]
}

/** Per bin: how many, the longest interval (s) and latency (ms), 0 for none measured. */
interface RenewalBins {
  readonly count: Uint32Array
  readonly interval: Float32Array
  readonly latency: Float32Array
}

export interface RenewalsByNode {
  readonly byNode: ReadonlyMap<string, RenewalSeries>
  /** Null where every renewal is held. */
  readonly binUs: number | null
  readonly renewals: number
}

function emptyBins(length: number): RenewalBins {
  return {
    count: new Uint32Array(length),
    interval: new Float32Array(length),
    latency: new Float32Array(length),
  }
}

function formEach({ at, latency, line, source }: RenewalList): RenewalSeries {
  // The report has them in the order of time within a node; differences need no more.
  const startUs = at[0] ?? 0
  const differences = (values: readonly number[], start: number): number[] =>
    values.map((value, i) => value - (i === 0 ? start : (values[i - 1] as number)))
  const sources: [number, TextIndex][] = []
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

/** Measured values as bytes; a measured 0 is no 0. */
function encoded(values: Float32Array, encode: (value: number) => number): Uint8Array {
  return Uint8Array.from(values, (value) => (value === 0 ? 0 : encode(value)))
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

function formBins(bins: RenewalBins, startUs: number, binUs: number, renewIntervalUs: number): RenewalSeries {
  const due = binUs / renewIntervalUs
  const share = Uint8Array.from(bins.count, (count) =>
    count === 0 ? 0 : Math.min(255, Math.max(1, Math.round((count / due) * 100))),
  )
  return {
    form: 'bins',
    startUs,
    binUs,
    share: base64(share),
    interval: base64(encoded(bins.interval, encodeInterval)),
    latency: base64(encoded(bins.latency, encodeLatency)),
  }
}

/** `intern` gives a text its index. */
export function buildRenewals(
  report: Report,
  renewIntervalUs: number,
  intern: (text: string) => TextIndex,
): RenewalsByNode {
  const startUs = report.window.startUs ?? 0
  const lengthUs = Math.max(1, (report.window.endUs ?? startUs) - startUs)
  const binsOfNode = Math.floor(Math.min(MAX_BINS_OF_NODE, MAX_BINS / Math.max(1, report.nodes.length)))
  const binUs = Math.max(LEAST_BIN_US, Math.ceil(lengthUs / Math.max(1, binsOfNode) / SECOND_US) * SECOND_US)
  const length = Math.floor(lengthUs / binUs) + 1

  let each: Map<string, RenewalList> | null = new Map()
  const bins = new Map<string, RenewalBins>()
  let renewals = 0

  const keepEach = (kept: Map<string, RenewalList>, heartbeat: Heartbeat): void => {
    const one = kept.get(heartbeat.node) ?? { at: [], latency: [], line: [], source: [] }
    if (one.at.length === 0) kept.set(heartbeat.node, one)
    one.at.push(heartbeat.atUs)
    one.latency.push(heartbeat.latencyMs)
    one.line.push(heartbeat.line)
    one.source.push(intern(heartbeat.source))
  }
  let node: string | null = null
  let bin = emptyBins(0)
  for (const heartbeat of report.heartbeats()) {
    renewals++
    if (each && renewals > MAX_EACH) each = null
    if (each) keepEach(each, heartbeat)
    // They come node by node: a look-up for each would cost more than all else.
    if (heartbeat.node !== node) {
      node = heartbeat.node
      bin = bins.get(node) ?? emptyBins(length)
      bins.set(node, bin)
    }
    const at = Math.min(length - 1, Math.max(0, Math.floor((heartbeat.atUs - startUs) / binUs)))
    const { intervalSeconds, latencyMs } = heartbeat
    bin.count[at] = (bin.count[at] as number) + 1
    if (intervalSeconds !== null && intervalSeconds > (bin.interval[at] as number)) {
      bin.interval[at] = Math.max(LEAST, intervalSeconds)
    }
    if (latencyMs !== null && latencyMs >= (bin.latency[at] as number)) {
      bin.latency[at] = Math.max(LEAST, latencyMs)
    }
  }
  const byNode = new Map<string, RenewalSeries>()
  if (each) for (const [node, one] of each) byNode.set(node, formEach(one))
  else for (const [node, bin] of bins) byNode.set(node, formBins(bin, startUs, binUs, renewIntervalUs))
  return { byNode, binUs: each ? null : binUs, renewals }
}

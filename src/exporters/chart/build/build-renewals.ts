/**
 * Builds each node's series of renewals: every renewal of a small report, equal bins of a large one.
 *
 * Reads the report's renewals once, in any order of nodes; memory depends on what is kept. Where renewals are left out,
 * bins hold the share alone.
 */

import type { Heartbeat, Report } from '../../../model/index.ts'
import { SECOND_US } from '../../../time/instant.ts'
import type { RenewalSeries, TextIndex } from '../model.ts'
import { encodeInterval, encodeLatency, NORMAL_INTERVALS } from '../renewal-columns.ts'
import { encodeVarints } from '../varint.ts'

/** Maximum number of single renewals, at about nine bytes each. */
const MAX_EACH = 200_000
/** Maximum number of bins of all nodes, at three bytes each, four in base64. */
const MAX_BINS = 320_000
const MAX_BINS_OF_NODE = 20_000
/** Minimum length of a bin. */
const MIN_BIN_US: number = 10 * SECOND_US
/** Stands for a measured 0, because 0 means not measured. */
const MIN_VALUE = 1e-6

/** Columns of one node's renewals while all are kept. */
interface RenewalList {
  readonly at: number[]
  readonly latency: (number | null)[]
  readonly line: number[]
  readonly source: TextIndex[]
}

/** Per bin: time within a normal interval, longest interval (s) and latency (ms), 0 if not measured. */
interface RenewalBins {
  readonly renewedUs: Float64Array
  readonly interval: Float32Array
  readonly latency: Float32Array
}

export interface RenewalsByNode {
  readonly byNode: ReadonlyMap<string, RenewalSeries>
  /** Length of a bin; null if every renewal is kept. */
  readonly binUs: number | null
  readonly renewals: number
}

function emptyBins(length: number): RenewalBins {
  return {
    renewedUs: new Float64Array(length),
    interval: new Float32Array(length),
    latency: new Float32Array(length),
  }
}

function encodeList({ at, latency, line, source }: RenewalList): RenewalSeries {
  // Within a node the report is sorted by time, so differences are small.
  const startUs = at[0] ?? 0
  const differences = (values: readonly number[], start: number): number[] =>
    values.map((value, i) => value - (i === 0 ? start : (values[i - 1] as number)))
  const sources = source.flatMap((name, i) => (i === 0 || name !== source[i - 1] ? [i, name] : []))
  return {
    form: 'each',
    startUs,
    steps: encodeVarints(differences(at, startUs)),
    latency: encodeVarints(latency.map((ms) => (ms === null ? -1 : Math.round(ms * 1000)))),
    lines: encodeVarints(differences(line, 0)),
    sources: encodeVarints(sources),
  }
}

/** Encodes measured values as bytes, 0 for not measured. */
function encodeColumn(values: Float32Array, encode: (value: number) => number): Uint8Array {
  return Uint8Array.from(values, (value) => (value === 0 ? 0 : encode(value)))
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

function encodeBins(bins: RenewalBins, { startUs, binUs }: Slices): RenewalSeries {
  const share = Uint8Array.from(bins.renewedUs, (us) =>
    us === 0 ? 0 : Math.min(100, Math.max(1, Math.round((us / binUs) * 100))),
  )
  return {
    form: 'bins',
    startUs,
    binUs,
    share: base64(share),
    interval: base64(encodeColumn(bins.interval, encodeInterval)),
    latency: base64(encodeColumn(bins.latency, encodeLatency)),
  }
}

/** Equal slices of the window. */
interface Slices {
  readonly startUs: number
  readonly binUs: number
  readonly count: number
}

function slicesOf({ window, nodes }: Report): Slices {
  const startUs = window.startUs ?? 0
  const lengthUs = Math.max(1, (window.endUs ?? startUs) - startUs)
  const binsOfNode = Math.floor(Math.min(MAX_BINS_OF_NODE, MAX_BINS / Math.max(1, nodes.length)))
  const binUs = Math.max(MIN_BIN_US, Math.ceil(lengthUs / Math.max(1, binsOfNode) / SECOND_US) * SECOND_US)
  return { startUs, binUs, count: Math.floor(lengthUs / binUs) + 1 }
}

/** Adds a time span to the bins that it touches. */
function addSpan({ renewedUs }: RenewalBins, { startUs, binUs }: Slices, fromUs: number, toUs: number): void {
  const last = Math.min(renewedUs.length - 1, Math.floor((toUs - startUs) / binUs))
  for (let i = Math.max(0, Math.floor((fromUs - startUs) / binUs)); i <= last; i++) {
    const beginUs = startUs + i * binUs
    const us = Math.min(toUs, beginUs + binUs) - Math.max(fromUs, beginUs)
    renewedUs[i] = (renewedUs[i] as number) + us
  }
}

/** Adds what a renewal shows of the time up to it. */
function addRenewal(
  bin: RenewalBins,
  slices: Slices,
  { atUs, intervalSeconds, latencyMs }: Heartbeat,
  renewIntervalUs: number,
): void {
  const { startUs, binUs, count } = slices
  const at = Math.min(count - 1, Math.max(0, Math.floor((atUs - startUs) / binUs)))
  if (intervalSeconds !== null) {
    const intervalUs = intervalSeconds * SECOND_US
    const isNormal = intervalUs <= NORMAL_INTERVALS * renewIntervalUs
    const beforeUs = atUs - intervalUs
    addSpan(bin, slices, beforeUs, isNormal ? atUs : beforeUs + renewIntervalUs)
    if (intervalSeconds > (bin.interval[at] as number))
      bin.interval[at] = Math.max(MIN_VALUE, intervalSeconds)
  }
  if (latencyMs !== null && latencyMs >= (bin.latency[at] as number))
    bin.latency[at] = Math.max(MIN_VALUE, latencyMs)
}

function addToList(
  lists: Map<string, RenewalList>,
  { node, atUs, latencyMs, line, source }: Heartbeat,
  intern: (text: string) => TextIndex,
): void {
  const list = lists.get(node) ?? { at: [], latency: [], line: [], source: [] }
  if (list.at.length === 0) lists.set(node, list)
  list.at.push(atUs)
  list.latency.push(latencyMs)
  list.line.push(line)
  list.source.push(intern(source))
}

/** `intern` returns the index of a text. */
export function buildRenewals(
  report: Report,
  renewIntervalUs: number,
  intern: (text: string) => TextIndex,
): RenewalsByNode {
  const slices = slicesOf(report)
  let each: Map<string, RenewalList> | null = report.thinned ? null : new Map()
  const bins = new Map<string, RenewalBins>()
  let renewals = 0
  let node: string | null = null
  let bin = emptyBins(0)
  let lastUs = slices.startUs
  for (const heartbeat of report.heartbeats()) {
    renewals++
    if (renewals > MAX_EACH) each = null
    if (each) addToList(each, heartbeat, intern)
    // Renewals of a node are mostly consecutive: a map look-up for each would dominate the time.
    if (heartbeat.node !== node) {
      addSpan(bin, slices, lastUs, lastUs + renewIntervalUs)
      node = heartbeat.node
      bin = bins.get(node) ?? emptyBins(slices.count)
      bins.set(node, bin)
    }
    lastUs = heartbeat.atUs
    addRenewal(bin, slices, heartbeat, renewIntervalUs)
  }
  addSpan(bin, slices, lastUs, lastUs + renewIntervalUs)
  for (const span of report.thinned ?? []) {
    renewals += span.renewals
    addSpan(bins.get(span.node) ?? emptyBins(0), slices, span.startUs, span.endUs)
  }
  const byNode = new Map<string, RenewalSeries>()
  if (each) for (const [node, list] of each) byNode.set(node, encodeList(list))
  else for (const [node, bin] of bins) byNode.set(node, encodeBins(bin, slices))
  return { byNode, binUs: each ? null : slices.binUs, renewals }
}

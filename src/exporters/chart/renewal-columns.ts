/**
 * Decodes a node's renewals from the model into columns. Runs in Node and in the HTML page.
 *
 * Values of bins are bytes. Share: hundredths of the time within a normal interval. Intervals and latencies: sixteen steps per octave
 * from a minimum on, so a byte covers half a second to eight hours within 2.2 %; 0 means not measured.
 */
import type { RenewalSeries } from './model.ts'
import { decodeVarints } from './varint.ts'

/** An interval of up to this many renew intervals is no missed renewal. */
export const NORMAL_INTERVALS = 1.5

const STEPS_PER_OCTAVE = 16
const MIN_INTERVAL_SECONDS = 0.5
const MIN_LATENCY_MS = 0.5

/** Encodes a value as a byte from 1 to 255. */
function encodeLog(value: number, minimum: number): number {
  return Math.min(255, Math.max(1, 1 + Math.round(STEPS_PER_OCTAVE * Math.log2(value / minimum))))
}

function decodeLog(byte: number, minimum: number): number | null {
  return byte === 0 ? null : minimum * 2 ** ((byte - 1) / STEPS_PER_OCTAVE)
}

export function encodeInterval(seconds: number): number {
  return encodeLog(Math.max(seconds, MIN_INTERVAL_SECONDS), MIN_INTERVAL_SECONDS)
}

export function encodeLatency(ms: number): number {
  return encodeLog(Math.max(ms, MIN_LATENCY_MS), MIN_LATENCY_MS)
}

/** One renewal, or the aggregate of one bin. */
export interface Renewal {
  readonly atUs: number
  /** Share of the time that lies within a normal interval between renewals; 1 for a single renewal. */
  readonly share: number
  /** Time since the previous renewal; the longest of a bin. */
  readonly intervalSeconds: number | null
  readonly latencyMs: number | null
  /** 1-based line and index of the source's name; null for a bin. */
  readonly line: number | null
  readonly source: number | null
}

export interface RenewalColumns {
  readonly length: number
  /** Length of a bin; null for single renewals. */
  readonly binUs: number | null
  /** Start of the bin or time of the renewal; ascending. */
  atUs(index: number): number
  renewal(index: number): Renewal
  /** Index of the first at or after an instant. */
  firstFrom(timeUs: number): number
}

function firstFrom(length: number, at: (index: number) => number, timeUs: number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(middle) < timeUs) low = middle + 1
    else high = middle
  }
  return low
}

function columns(
  length: number,
  binUs: number | null,
  at: (index: number) => number,
  renewal: (index: number) => Renewal,
): RenewalColumns {
  return { length, binUs, atUs: at, renewal, firstFrom: (timeUs) => firstFrom(length, at, timeUs) }
}

/** Running sums of differences. */
function sums(steps: Float64Array, start: number): Float64Array {
  const values = new Float64Array(steps.length)
  let value = start
  for (let i = 0; i < steps.length; i++) {
    value += steps[i] as number
    values[i] = value
  }
  return values
}

export function decodeRenewals(series: RenewalSeries): RenewalColumns {
  if (series.form === 'each') {
    const steps = decodeVarints(series.steps)
    const latencyUs = decodeVarints(series.latency)
    const at = sums(steps, series.startUs)
    const lines = sums(decodeVarints(series.lines), 0)
    const sources = decodeVarints(series.sources)
    const sourceOf = (index: number): number | null => {
      let source: number | null = null
      for (let i = 0; i < sources.length && (sources[i] as number) <= index; i += 2)
        source = sources[i + 1] as number
      return source
    }
    return columns(
      at.length,
      null,
      (i) => at[i] as number,
      (i) => ({
        atUs: at[i] as number,
        share: 1,
        intervalSeconds: i === 0 ? null : (steps[i] as number) / 1e6,
        latencyMs: latencyUs[i] === -1 ? null : (latencyUs[i] as number) / 1000,
        line: lines[i] as number,
        source: sourceOf(i),
      }),
    )
  }
  const { startUs, binUs } = series
  const bytes = (text: string): string => atob(text)
  const [share, interval, latency] = [bytes(series.share), bytes(series.interval), bytes(series.latency)]
  const at = (index: number): number => startUs + index * binUs
  return columns(share.length, binUs, at, (i) => ({
    atUs: at(i) + binUs / 2,
    share: share.charCodeAt(i) / 100,
    intervalSeconds: decodeLog(interval.charCodeAt(i), MIN_INTERVAL_SECONDS),
    latencyMs: decodeLog(latency.charCodeAt(i), MIN_LATENCY_MS),
    line: null,
    source: null,
  }))
}

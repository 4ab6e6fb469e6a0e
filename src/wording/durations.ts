/**
 * Durations and counts as people read them. In: seconds, instants in µs, whole numbers; out: short text. It also runs
 * in the page of a report.
 */
import { SECOND_US } from '../time/instant.ts'

const two = (n: number): string => String(n).padStart(2, '0')

/** Formats seconds: `850 ms`, `77.1 s`, `12m05s`, `3h02m`, `2d04h`; a dash for null. */
export function formatSpan(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–'
  const ms = Math.round(seconds * 1000)
  if (ms < 0) return `-${formatSpan(-seconds)}`
  if (ms < 1000) return `${Math.abs(ms)} ms`
  if (ms < 119_950) return `${(ms / 1000).toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`
  const hours = Math.floor(minutes / 60)
  return `${Math.floor(hours / 24)}d${two(hours % 24)}h`
}

/** Returns the seconds between two instants. */
export function spanSeconds(startUs: number, endUs: number): number {
  return (endUs - startUs) / SECOND_US
}

/** Formats a whole, non-negative number: `12,345`. `toLocaleString` would take 10 ms once to load its data. */
export function formatWhole(count: number): string {
  if (count < 1000) return String(count)
  return `${formatWhole(Math.floor(count / 1000))},${String(count % 1000).padStart(3, '0')}`
}

/** Formats a number with its noun: `12,345 lines`, `1 line`. */
export function formatCount(count: number, one: string, many: string = `${one}s`): string {
  return `${formatWhole(count)} ${count === 1 ? one : many}`
}

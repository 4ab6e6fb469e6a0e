/**
 * Durations and counts as people read them. In: seconds, instants in µs, whole numbers; out: short text. It also runs
 * in the page of a report.
 */
import type { SecondsBounds } from '../model/index.ts'
import { SECOND_US } from '../time/instant.ts'

const two = (n: number): string => String(n).padStart(2, '0')

/** Formats seconds: `850 ms`, `57.1 s`, `1m17s`, `3h02m`, `2d04h`; a dash for null. */
export function formatSpan(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–'
  const ms = Math.round(seconds * 1000)
  if (ms < 0) return `-${formatSpan(-seconds)}`
  if (ms < 1000) return `${Math.abs(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`
  const hours = Math.floor(minutes / 60)
  return `${Math.floor(hours / 24)}d${two(hours % 24)}h`
}

/** Bounds that are nearer than this are printed as one number. */
const CLOSE_SECONDS = 0.5
/** Bounds that are nearer than this, or than the share of the length, are printed as `about`. */
const LOOSE_SECONDS = 1
const LOOSE_SHARE = 0.05

/** What `formatSpan` still shows. */
export const SHOWN_SECONDS = 0.001

/** Whether bounds exclude any length: those of outages may leave all from zero on. */
export function isBounded([least, most]: SecondsBounds): boolean {
  return most !== null || (least !== null && least >= SHOWN_SECONDS)
}

/**
 * Formats a length with its bounds: `44.2 s` where they are close, `about 3m32s`, `29.6 s to 31m33s` where they are
 * loose, `at least 30.0 s` and `at most 5.0 s` where only one is known.
 */
export function formatBoundedSpan(
  seconds: number | null,
  bounds: readonly [number | null, number | null] | null,
): string {
  const [least, most] = bounds ?? [null, null]
  if (most === null) return least === null ? formatSpan(seconds) : `at least ${formatSpan(least)}`
  if (least === null || (least <= 0 && most > CLOSE_SECONDS)) return `at most ${formatSpan(most)}`
  const room = most - least
  if (room <= CLOSE_SECONDS || formatSpan(least) === formatSpan(most)) return formatSpan(seconds)
  if (room < LOOSE_SECONDS || room <= LOOSE_SHARE * Math.abs(most)) return `about ${formatSpan(seconds)}`
  return `${formatSpan(least)} to ${formatSpan(most)}`
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

/**
 * Parses and formats times and durations in Go's form.
 *
 * Authority: Go 1.22, time.Time.String and time.Duration.String.
 */
import { MINUTE_US, parseIso, parseOffset } from './instant.ts'

/**
 * Parses a Go time, `2025-03-14 10:20:30.123456789 +0000 UTC m=+5.1`, to microseconds.
 * Ignores the zone's abbreviation and the monotonic reading. Returns null for other texts.
 */
export function parseGoTime(text: string): number | null {
  const iso = parseIso(text)
  if (!iso || text.charCodeAt(iso.end) !== 32) return null
  const zone = parseOffset(text, iso.end + 1)
  return zone ? iso.stamp.civilUs - zone.minutes * MINUTE_US : null
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  '\u00b5s': 1e-6,
  '\u03bcs': 1e-6,
  ns: 1e-9,
}

/** Largest time.Duration: 2⁶³ − 1 nanoseconds, 292 years. */
const MAX_DURATION_SECONDS = 9_223_372_036.854776

/**
 * Parses a Go duration, `1m40.067341504s`, `200ms`, `-5s`, to seconds, exact to the nanosecond below 104 days.
 * Returns undefined for other texts, for days (Go prints none) and for more than a time.Duration can hold.
 */
export function parseGoDuration(text: string): number | undefined {
  let i = text.charCodeAt(0) === 45 ? 1 : 0
  if (i === text.length) return undefined
  let seconds = 0
  while (i < text.length) {
    const start = i
    while (i < text.length && isDigitOrPoint(text.charCodeAt(i))) i++
    const amount = Number(text.slice(start, i))
    const unitStart = i
    while (i < text.length && !isDigitOrPoint(text.charCodeAt(i))) i++
    const unit = UNIT_SECONDS[text.slice(unitStart, i)]
    if (unitStart === start || unit === undefined || Number.isNaN(amount)) return undefined
    seconds += amount * unit
  }
  if (!(seconds <= MAX_DURATION_SECONDS)) return undefined
  const rounded = Math.round(seconds * 1e9) / 1e9
  return text.charCodeAt(0) === 45 ? -rounded : rounded
}

function isDigitOrPoint(c: number): boolean {
  return (c >= 48 && c <= 57) || c === 46
}

/** Formats whole nanoseconds as a Go duration: `10s`, `1m40.067341504s`, `200ms`, `0s`. */
export function formatGoDuration(nanoseconds: number): string {
  const sign = nanoseconds < 0 ? '-' : ''
  const ns = Math.abs(nanoseconds)
  if (ns === 0) return '0s'
  if (ns < 1e3) return `${sign}${ns}ns`
  if (ns < 1e6) return `${sign}${decimal(ns, 3)}µs`
  if (ns < 1e9) return `${sign}${decimal(ns, 6)}ms`
  const hours = Math.floor(ns / 3.6e12)
  const minutes = Math.floor(ns / 6e10) % 60
  const seconds = `${decimal(ns % 6e10, 9)}s`
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`
}

/** Formats an integer as a decimal number with `places` digits after the point, without trailing zeros. */
function decimal(units: number, places: number): string {
  const digits = String(units).padStart(places + 1, '0')
  const fraction = digits.slice(-places).replace(/0+$/, '')
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`)
}

/**
 * Width, time zone, colour and source names of text for people, and how it prints times, durations and lists.
 *
 * Values are rounded here and in the chart only; the data formats contain the exact ones.
 */
import { styleText } from 'node:util'
import type { Distribution, ExportOptions, Report } from '../model/index.ts'
import { printable } from '../text/printable.ts'
import { formatLocal } from '../time/zones.ts'
import type { ClaimFormat } from '../wording/claim-params.ts'
import { formatSpan } from '../wording/durations.ts'

/** Minimum width in columns. On a narrower terminal lines are longer than the terminal is wide. */
const MIN_WIDTH = 40

export type Tone = 'strong' | 'faint' | 'bad' | 'warn' | 'good'

const TONES = { strong: 'bold', faint: 'dim', bad: 'red', warn: 'yellow', good: 'green' } as const

export interface TextLayout {
  readonly width: number
  readonly zone: string
  /** Colours printable text; returns it unchanged without colour. Escapes count as columns: measure before. */
  tint(tone: Tone, text: string): string
  /** `2026-11-22 10:44:56` in the zone, with `digits` of the fraction of the second, truncated. */
  dateTime(timeUs: number, digits?: number): string
  /** `10:44:56`. */
  timeOfDay(timeUs: number, digits?: number): string
  /** `2026-11-22`. */
  date(timeUs: number): string
  /** Printable directory that contains all sources, with its slash; empty if they share none. */
  readonly directory: string
  /** Printable name of a source relative to `directory`. */
  source(name: string): string
}

/** The longest directory that is a prefix of all names, with its slash; empty for fewer than two names. */
function commonDirectory(names: readonly string[]): string {
  if (names.length < 2) return ''
  const directories = (names[0] as string).split('/').slice(0, -1)
  let common = directories.length
  for (const name of names) {
    const parts = name.split('/')
    let same = 0
    while (same < common && same < parts.length - 1 && parts[same] === directories[same]) same++
    common = same
  }
  return directories
    .slice(0, common)
    .map((part) => `${part}/`)
    .join('')
}

/** Creates the layout of one output. `sources` are the names of all sources of the report. */
export function createTextLayout(
  { width, timeZone, color }: ExportOptions,
  sources: readonly string[],
): TextLayout {
  const directory = commonDirectory(sources)
  const dateTime = (timeUs: number, digits = 0): string => {
    const text = formatLocal(timeUs, timeZone)
    return text === null ? 'no such time' : text.slice(0, digits === 0 ? 19 : 20 + digits)
  }
  return {
    width: Math.max(MIN_WIDTH, width),
    zone: timeZone,
    // `color` is the caller's decision; styleText must not check the stream again.
    tint: (tone, text) => (color ? styleText(TONES[tone], text, { validateStream: false }) : text),
    dateTime,
    timeOfDay: (timeUs, digits = 0) => dateTime(timeUs, digits).slice(11),
    date: (timeUs) => dateTime(timeUs).slice(0, 10),
    directory: printable(directory),
    source: (name) => printable(name.startsWith(directory) ? name.slice(directory.length) : name),
  }
}

/** How sentences print names, and times in the zone: those of `date` as the time of day, others with their date. */
export function createClaimFormat(layout: TextLayout, date: string | null): ClaimFormat {
  const instant = (timeUs: number): string =>
    layout.date(timeUs) === date ? layout.timeOfDay(timeUs) : layout.dateTime(timeUs)
  const rangeEnd = (startUs: number, endUs: number): string =>
    layout.date(startUs) === layout.date(endUs) ? layout.timeOfDay(endUs) : instant(endUs)
  return { instant, rangeEnd, source: (name) => layout.source(name) }
}

/** `10.1 s (max 10.4 s)`. `unit` converts the values to seconds. */
export function spreadText({ p50, max }: Distribution, unit: number): string {
  const format = (value: number | null): string => formatSpan(value === null ? null : value * unit)
  return `${format(p50)} (max ${format(max)})`
}

/** Default of the kubelet: a quarter of the lease duration of 40 s. */
const DEFAULT_RENEW_INTERVAL_SECONDS = 10

/** The renew interval that the report assumes. */
export function renewIntervalSeconds({ assumptions }: Report): number {
  const value = assumptions.find(({ name }) => name === 'renewIntervalSeconds')?.value
  return typeof value === 'number' && value > 0 ? value : DEFAULT_RENEW_INTERVAL_SECONDS
}

/** Joins printable names with commas, the first `shown` by name, the others as `and N more`. */
export function formatList(names: readonly string[], shown: number): string {
  const first = names.slice(0, shown).map(printable).join(', ')
  return names.length > shown ? `${first} and ${names.length - shown} more` : first
}

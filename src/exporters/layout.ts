/**
 * What the table is set with: times, durations and numbers as people read them, and colour. In: measured
 * values; out: short printable text. Rounded values stand here only; every other format has the exact ones.
 */
import { styleText } from 'node:util'
import type { ExportOptions } from '../model/index.ts'
import { printable } from '../text/printable.ts'
import { formatLocal } from '../time/zones.ts'

export { formatCount, formatSpan, formatWhole, spanSeconds } from '../wording/durations.ts'

/** Narrower than this nothing can be told; the lines are then longer than the terminal. */
const MIN_WIDTH = 60

export type Tone = 'strong' | 'faint' | 'bad' | 'good'

const TONES = { strong: 'bold', faint: 'dim', bad: 'red', good: 'green' } as const

export interface TextLayout {
  readonly width: number
  readonly zone: string
  /** Printable text in a tone; the same text where colour is off. Count columns before, not after. */
  tint(tone: Tone, text: string): string
  /** `2026-11-22 10:44:56` in the page's zone, with `digits` of the second's fraction, cut, not rounded. */
  dateTime(timeUs: number, digits?: number): string
  /** The time of day alone. */
  timeOfDay(timeUs: number, digits?: number): string
  /** The date alone. */
  date(timeUs: number): string
  /** The directory that all sources lie in, with its slash; empty where there is none. */
  readonly directory: string
  /** A source's name below that directory, printable. */
  source(name: string): string
}

/** The longest directory that begins every one of several names. */
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

/** `sources`: the names of all sources of the report. */
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
    // The stream is not this function's to judge: whether to colour was decided by who asked.
    tint: (tone, text) => (color ? styleText(TONES[tone], text, { validateStream: false }) : text),
    dateTime,
    timeOfDay: (timeUs, digits = 0) => dateTime(timeUs, digits).slice(11),
    date: (timeUs) => dateTime(timeUs).slice(0, 10),
    directory: printable(directory),
    source: (name) => printable(name.startsWith(directory) ? name.slice(directory.length) : name),
  }
}

/** Printable names of a list, the first few written out. */
export function formatList(names: readonly string[], shown: number): string {
  const first = names.slice(0, shown).map(printable).join(', ')
  return names.length > shown ? `${first} and ${names.length - shown} more` : first
}

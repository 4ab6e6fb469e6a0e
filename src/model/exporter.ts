/** Output formats. */
import type { Report } from './report.ts'

export interface ExportOptions {
  /** IANA zone of the times in outputs for people (table). */
  readonly timeZone: string
  readonly color: boolean
  /** Columns of the terminal; 80 when there is none. */
  readonly width: number
}

/** One output format. Pure: report in, text out. */
export interface Exporter {
  readonly name: string
  readonly title: string
  /** File endings that choose it for --out, without the dot; the longest match wins: `timeline.csv` before `csv`. */
  readonly endings: readonly string[]
  write(report: Report, options: ExportOptions): Iterable<string> | AsyncIterable<string>
}

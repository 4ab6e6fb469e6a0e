/** Types of the output formats. */
import type { SourceLine } from './claim.ts'
import type { Report } from './report.ts'

export type Theme = 'light' | 'dark'

export interface ExportOptions {
  /** IANA zone of the times in formats for people, such as the table. */
  readonly timeZone: string
  readonly color: boolean
  /** Columns of the terminal; 80 without one. */
  readonly width: number
  /** Colours of HTML and SVG. Absent: HTML follows the reader's system, SVG is light. */
  readonly theme?: Theme
  /** Returns the text of a line, for formats that quote evidence; null if it can't be quoted. Absent: none is. */
  readonly quote?: (place: SourceLine) => string | null
}

/** One output format. `write` depends on its arguments alone. */
export interface Exporter {
  readonly name: string
  readonly title: string
  /** File endings that select the format for --out, without the first dot. The longest match wins: `timeline.csv` before `csv`. */
  readonly endings: readonly string[]
  /** Returns the lines that the format quotes if `ExportOptions.quote` is given. Absent: none. */
  readonly quotes?: (report: Report) => readonly SourceLine[]
  /** Returns the text of a report in chunks. */
  write(report: Report, options: ExportOptions): Iterable<string> | AsyncIterable<string>
}

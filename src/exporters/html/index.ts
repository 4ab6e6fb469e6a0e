/**
 * `html`: the report as one page that opens offline, for reading and for looking into. In: a report; out: an
 * HTML document that holds its data, its style, its code and the libraries that draw it, and may fetch nothing.
 *
 * Authority: HTML and Content Security Policy level 3 (hashes of inline scripts and styles, Trusted Types).
 */
import type { ExportOptions, Report } from '../../model/index.ts'
import { formatDocument } from './document.ts'

export async function* write(report: Report, options: ExportOptions): AsyncGenerator<string> {
  yield* await formatDocument(report, options)
}

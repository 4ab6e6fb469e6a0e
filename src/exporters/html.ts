/**
 * `html`: the report as one page that opens offline, for reading and for looking into. In: a report; out: an
 * HTML document that holds its data, its style, its code and the libraries that draw it, and may fetch nothing.
 *
 * Authority: HTML and Content Security Policy level 3 (hashes of inline scripts and styles, Trusted Types).
 * What the page needs is read when a page is written, not before.
 */
import type { Exporter, ExportOptions, Report } from '../types.ts'

async function* write(report: Report, options: ExportOptions): AsyncGenerator<string> {
  const { formatDocument } = await import('./html/document.ts')
  yield* await formatDocument(report, options)
}

export const html: Exporter = {
  name: 'html',
  title: 'the report as a page to look into, in one file',
  endings: ['html', 'htm'],
  write,
}

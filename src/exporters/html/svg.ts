/**
 * `svg`: the timeline as a picture. In: a report; out: an SVG document that needs nothing else: the lanes of
 * the nodes, those with incidents first, their time axis, what the drawings mean, and the first troubled
 * node's intervals and latencies.
 *
 * Authority: SVG 1.1 with the style sheet of ./chart/style.ts; no script, nothing fetched.
 */
import type { ExportOptions, Report } from '../../model/index.ts'
import { drawPicture } from '../chart/picture.ts'

export function write(report: Report, options: ExportOptions): Iterable<string> {
  return drawPicture(report, options)
}

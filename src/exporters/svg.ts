/**
 * `svg`: the timeline as a picture. In: a report; out: an SVG document that needs nothing else: the lanes of
 * the nodes, those with incidents first, their time axis, what the drawings mean, and the first troubled
 * node's intervals and latencies.
 *
 * Authority: SVG 1.1 with the style sheet of ./chart/style.ts; no script, nothing fetched. d3 is loaded when a
 * picture is drawn, not before.
 */
import type { Exporter, ExportOptions, Report } from '../types.ts'

async function* write(report: Report, options: ExportOptions): AsyncGenerator<string> {
  const { drawPicture } = await import('./chart/picture.ts')
  yield* drawPicture(report, options)
}

export const svg: Exporter = { name: 'svg', title: 'the timeline as a picture', endings: ['svg'], write }

/**
 * `svg`: the timeline as a picture. Yields an SVG document that needs nothing else: the lanes of the nodes, those with
 * incidents first, the time axis, intervals and latencies of the first node with renewals, and a legend.
 *
 * Authority: SVG 1.1 with the style sheet of ./style.ts; it holds no script and fetches nothing.
 */
import type { ExportOptions, Report } from '../../model/index.ts'
import { formatCount } from '../../wording/durations.ts'
import { buildModel } from './build-model.ts'
import { extentView } from './extent.ts'
import { laneLabel, laneMarks } from './lane.ts'
import { type Rows, rowsFor } from './lane-layout.ts'
import { legendMarks } from './legend.ts'
import { group, label, type Mark } from './marks.ts'
import type { Model } from './model.ts'
import { PATTERNS } from './patterns.ts'
import { decodeRenewals } from './renewal-columns.ts'
import { FONTS, MARKS, THEMES } from './style.ts'
import { escapeMarkup, formatMark } from './svg-text.ts'
import { trendMarks, trendsOf } from './trend.ts'
import { createScale, type Tick, timeTicks } from './view.ts'
import { formatDateTime } from './zone-format.ts'

const WIDTH = 1200
const MARGIN = 28
const LABEL_WIDTH = 190
const HEAD_HEIGHT = 92
const TREND_HEIGHT = 110
/** Maximum number of lanes; a picture of more is unreadable, the rest is counted. */
const MAX_LANES = 200

function pattern({ id, size, marks }: (typeof PATTERNS)[number]): string {
  const sized = `width="${size}" height="${size}" patternUnits="userSpaceOnUse"`
  return `<pattern id="${id}" ${sized}>${marks.map(formatMark).join('')}</pattern>`
}

function head(model: Model, ticks: readonly Tick[], y: number): Mark[] {
  const { zone, startUs, endUs } = model
  const window =
    startUs === null || endUs === null
      ? 'No time was read'
      : `${formatDateTime(zone, startUs)} – ${formatDateTime(zone, endUs)} ${zone.name}`
  return [
    label(0, 18, model.headline, 'title'),
    label(0, 40, window, 'window'),
    ...ticks.map(({ x, text, major }) =>
      label(LABEL_WIDTH + x, y, text, major ? 'axis-words major' : 'axis-words', 'middle'),
    ),
  ]
}

const PICTURE = `
svg { background: var(--paper); }
.title { font-size: 18px; font-weight: 650; }
.chart .title { fill: var(--ink); }
.window { font-size: 12px; }
.legend-words { font-size: 11px; }`

export function* write(report: Report, options: ExportOptions): Generator<string> {
  const model = buildModel(report, options)
  const visible = model.lanes.slice(0, MAX_LANES)
  const rows = visible.map((_, lane) => rowsFor(model, lane, visible.length))
  const plotWidth = WIDTH - 2 * MARGIN - LABEL_WIDTH
  const view = extentView(model, plotWidth)
  const [scale, ticks] = [createScale(view), timeTicks(view, model.zone)]
  const tops = rows.map((_, lane) =>
    rows.slice(0, lane).reduce((sum, { height }) => sum + height, HEAD_HEIGHT),
  )
  const lanesHeight = rows.reduce((sum, { height }) => sum + height, 0)
  const trendsTop = HEAD_HEIGHT + lanesHeight + 48
  const first = model.lanes.findIndex((lane) => lane.renewals > 0)
  const trended = first < 0 ? [] : trendsOf(model)
  const legendTop = trendsTop + trended.length * (TREND_HEIGHT + 44)
  const legend = legendMarks(model, WIDTH - 2 * MARGIN)
  const more = model.lanes.length - visible.length
  const notes = [
    ...(more > 0
      ? [`${formatCount(more, 'more node')} without incidents or beyond the first ${MAX_LANES}`]
      : []),
    ...model.notes.flatMap(({ title, lines }) => (title === 'What is not shown' ? lines : [])),
  ]
  const height = legendTop + legend.height + 18 * notes.length + MARGIN * 2

  const size = `width="${WIDTH}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${WIDTH} ${height}"`
  yield `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" ${size}>\n`
  yield `<title>${escapeMarkup(`leasegap: ${model.headline}`)}</title>\n`
  yield `<style>${THEMES}\n:root { ${FONTS} }${MARKS}${PICTURE}</style>\n<defs>${PATTERNS.map(pattern).join('')}</defs>\n`
  yield `${formatMark(group(head(model, ticks, HEAD_HEIGHT - 8), 'head'))}\n`
  for (const [lane] of visible.entries()) {
    const renewals = decodeRenewals((visible[lane] as Model['lanes'][number]).series)
    const own = rows[lane] as Rows
    const marks = laneMarks({ model, lane, renewals, scale, rows: own, ticks })
    const named = [...laneLabel(model, lane, own, LABEL_WIDTH), group(marks, 'plot', LABEL_WIDTH)]
    yield `${formatMark(group(named, 'lane', 0, tops[lane] as number))}\n`
  }
  for (const [i, trend] of trended.entries()) {
    const { node, series } = model.lanes[first] as Model['lanes'][number]
    const titled = { ...trend, title: `${trend.title}: ${node}` }
    const marks = trendMarks(titled, decodeRenewals(series), scale, TREND_HEIGHT, ticks)
    yield `${formatMark(group(marks, 'trend', LABEL_WIDTH, trendsTop + i * (TREND_HEIGHT + 44)))}\n`
  }
  yield `${formatMark(group(legend.marks, 'legend', 0, legendTop))}\n`
  for (const [i, note] of notes.entries()) {
    yield `${formatMark(label(0, legendTop + legend.height + 16 + i * 18, note, 'note-words'))}\n`
  }
  yield '</svg>\n'
}

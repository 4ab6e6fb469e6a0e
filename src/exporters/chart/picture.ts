/**
 * `svg`: the incidents as a picture. Yields an SVG document that needs nothing else: what happened in words, the lanes
 * of the nodes with incidents, the time axis, the charts of the first node, and a legend.
 *
 * It is light unless the options say otherwise, since the page around it may not follow the reader's system.
 *
 * Authority: SVG 1.1 with the style sheet of ./style.ts; it holds no script and fetches nothing.
 */
import type { ExportOptions, Report } from '../../model/index.ts'
import { wrap } from '../../text/printable.ts'
import { formatCount } from '../../wording/durations.ts'
import { buildModel } from './build/build-model.ts'
import { extentView } from './extent.ts'
import { laneLabel, laneMarks } from './lanes/lane.ts'
import { type LaneChart, MAX_TALL, type Rows, rowsFor } from './lanes/lane-layout.ts'
import { legendMarks } from './legend.ts'
import { group, label, type Mark } from './marks.ts'
import type { Lane, Model } from './model.ts'
import { PATTERNS } from './patterns.ts'
import { decodeRenewals } from './renewal-columns.ts'
import { FONTS, fixedTheme, MARKS } from './style.ts'
import { summarize, windowText } from './summary.ts'
import { escapeMarkup, formatMark } from './svg-text.ts'
import { trendMarks, trendsOf } from './trend.ts'
import { createScale, timeTicks } from './view.ts'
import { formatDateTime } from './zone-format.ts'

const WIDTH = 1200
const MARGIN = 28
const LABEL_WIDTH = 190
const TREND_HEIGHT = 110
/** Maximum number of lanes: those with the longest incidents; a picture of more is unreadable, the rest is counted. */
const MAX_LANES = 40
/** Lanes that are shown if no node has an incident. */
const MAX_HEALTHY = 8
/** Characters of a line of the head, at 13 pixels. */
const LINE_CHARACTERS = 165
const MAX_LINES = 6
const LINE_PIXELS = 19

function pattern({ id, size, marks }: (typeof PATTERNS)[number]): string {
  const sized = `width="${size}" height="${size}" patternUnits="userSpaceOnUse"`
  return `<pattern id="${id}" ${sized}>${marks.map(formatMark).join('')}</pattern>`
}

/** What happened, in lines: the verdict of one incident, or what several have in common. */
function headLines(model: Model): string[] {
  const all = [...model.lanes.keys()]
  const { verdict, rows } = summarize(model, all, [...model.incidents.keys()])
  const texts = verdict === '' ? rows.map(([name, text]) => `${name}: ${text}`) : [verdict]
  // A verdict names nodes, and a name may be as long as a page.
  const lines = texts.flatMap((text) => wrap(text.slice(0, MAX_LINES * LINE_CHARACTERS), LINE_CHARACTERS))
  return lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES - 1), '…'] : lines
}

/** Indices of the lanes with the longest incidents, in the model's order; some of the others if no lane has one. */
function chooseLanes({ lanes, incidents }: Model): number[] {
  const longest = ({ incidents: own }: Lane): number =>
    own.reduce((most, index) => Math.max(most, incidents[index]?.seconds ?? 0), 0)
  const troubled = [...lanes.keys()].filter((lane) => (lanes[lane] as Lane).incidentCount > 0)
  if (troubled.length === 0) return [...lanes.keys()].slice(0, MAX_HEALTHY)
  return troubled
    .map((lane) => ({ lane, seconds: longest(lanes[lane] as Lane) }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, MAX_LANES)
    .map(({ lane }) => lane)
    .sort((a, b) => a - b)
}

function leftOut({ lanes }: Model, shown: number): string[] {
  const troubled = lanes.filter(({ incidentCount }) => incidentCount > 0).length
  const healthy = lanes.length - troubled - (troubled === 0 ? shown : 0)
  const others = troubled === 0 ? 0 : troubled - shown
  return [
    ...(others > 0 ? [`${formatCount(others, 'more node')} with shorter incidents`] : []),
    ...(healthy > 0 ? [`${formatCount(healthy, 'node')} without incidents`] : []),
  ].map((text) => `Not shown: ${text}.`)
}

const PICTURE = `
svg { background: var(--paper); }
.title { font-size: 18px; font-weight: 650; }
.chart .title, .chart .verdict { fill: var(--ink); }
.verdict { font-size: 13px; }
.window { font-size: 12px; }
.legend-words { font-size: 11px; }`

/** The head of the picture and where it ends. */
function head(model: Model): { readonly marks: Mark[]; readonly bottom: number } {
  const lines = headLines(model)
  return {
    marks: [
      label(0, 18, model.headline, 'title'),
      label(0, 40, windowText(model), 'window'),
      ...lines.map((text, i) => label(0, 66 + i * LINE_PIXELS, text, 'verdict')),
    ],
    bottom: 92 + lines.length * LINE_PIXELS,
  }
}

/** The date on which the axis begins, and the zone. */
function axisName({ zone, startUs }: Model): string {
  return startUs === null ? zone.name : `${formatDateTime(zone, startUs).slice(0, 10)} ${zone.name}`
}

/** The label of a lane, and its plot. */
function laneGroup(
  model: Model,
  lane: number,
  { rows, scale, ticks }: Pick<LaneChart, 'rows' | 'scale' | 'ticks'>,
): Mark[] {
  const renewals = decodeRenewals((model.lanes[lane] as Lane).series)
  const marks = laneMarks({ model, lane, renewals, scale, rows, ticks })
  return [...laneLabel(model, lane, rows, LABEL_WIDTH), group(marks, 'plot', LABEL_WIDTH)]
}

function classesIn(marks: readonly Mark[]): string[] {
  return marks.flatMap(({ attributes, children = [] }) => [String(attributes.class), ...classesIn(children)])
}

export function* write(report: Report, options: ExportOptions): Generator<string> {
  const model = buildModel(report, options)
  const visible = chooseLanes(model)
  const rows = visible.map((lane) => rowsFor(model, lane, visible.length))
  const { marks: words, bottom } = head(model)
  const plotWidth = WIDTH - 2 * MARGIN - LABEL_WIDTH
  const view = extentView(model, plotWidth)
  const [scale, ticks] = [createScale(view), timeTicks(view, model.zone)]
  const axis = [
    label(0, bottom - 8, axisName(model), 'axis-words'),
    ...ticks.map(({ x, text, major }) =>
      label(LABEL_WIDTH + x, bottom - 8, text, major ? 'axis-words major' : 'axis-words', 'middle'),
    ),
  ]
  const lanesBottom = rows.reduce((sum, { height }) => sum + height, bottom)
  const first = visible.find((lane) => (model.lanes[lane] as Lane).renewals > 0)
  const trended = first === undefined || visible.length > MAX_TALL ? [] : trendsOf(model)
  const trendsTop = lanesBottom + 48
  const legendTop = trended.length === 0 ? lanesBottom + 24 : trendsTop + trended.length * (TREND_HEIGHT + 44)
  const lanes = visible.map((lane, i) => laneGroup(model, lane, { rows: rows[i] as Rows, scale, ticks }))
  const legend = legendMarks(model, WIDTH - 2 * MARGIN, new Set(lanes.flatMap(classesIn)))
  const thinned = model.notes.flatMap(({ title, lines }) => (title === 'What is not shown' ? lines : []))
  const notes = [...leftOut(model, visible.length), ...thinned]
  const height = legendTop + legend.height + 18 * notes.length + MARGIN * 2

  const size = `width="${WIDTH}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${WIDTH} ${height}"`
  yield `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" ${size}>\n`
  yield `<title>${escapeMarkup(`leasegap: ${model.headline}`)}</title>\n`
  yield `<style>${fixedTheme(options.theme ?? 'light')}\n:root { ${FONTS} }${MARKS}${PICTURE}</style>\n<defs>${PATTERNS.map(pattern).join('')}</defs>\n`
  yield `${formatMark(group([...words, ...axis], 'head'))}\n`
  let top = bottom
  for (const [i, lane] of lanes.entries()) {
    yield `${formatMark(group(lane, 'lane', 0, top))}\n`
    top += (rows[i] as Rows).height
  }
  for (const [i, trend] of trended.entries()) {
    const { short, series } = model.lanes[first as number] as Lane
    const titled = { ...trend, title: `${trend.title}: ${short}` }
    const marks = trendMarks(titled, decodeRenewals(series), scale, TREND_HEIGHT, ticks)
    yield `${formatMark(group(marks, 'trend', LABEL_WIDTH, trendsTop + i * (TREND_HEIGHT + 44)))}\n`
  }
  yield `${formatMark(group(legend.marks, 'legend', 0, legendTop))}\n`
  for (const [i, note] of notes.entries()) {
    yield `${formatMark(label(0, legendTop + legend.height + 16 + i * 18, note, 'note-words'))}\n`
  }
  yield '</svg>\n'
}

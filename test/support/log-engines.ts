/**
 * Stand-ins for Loki and VictoriaLogs: they answer the queries of the sources over given rows, in the shapes that real
 * ones answered with (`data/engines/`).
 */
import type { ServerResponse } from 'node:http'
import type { LogRow } from './engine-rows.ts'
import type { EngineHandler, EngineRequest } from './engine-server.ts'
import { giveLines } from './engine-server.ts'

const LOKI = '/loki/api/v1/'

/** Limits of a Loki. */
export interface LokiLimits {
  readonly maxEntries?: number
  readonly maxSeries?: number
  /** Lines that a query for rows leaves out, without a word. */
  readonly loses?: (row: LogRow) => boolean
  /** The order of the rows of a page. */
  readonly arrange?: (rows: readonly LogRow[]) => readonly LogRow[]
}

/** Streams have the labels `nodename` and `unit`; Loki 3 adds `detected_level`. */
export function lokiOf(
  rows: readonly LogRow[],
  { maxEntries = 5000, maxSeries = 500, loses = () => false, arrange = (all) => all }: LokiLimits = {},
): EngineHandler {
  return ({ path, fields }, response) => {
    if (path === `${LOKI}labels`)
      return void response.end('{"status":"success","data":["job","nodename","unit"]}')
    const query = fields.get('query') ?? ''
    if (path === `${LOKI}label/nodename/values`) {
      const data = [...new Set(selected(rows, query).map(({ node }) => node))].filter((node) => node !== '')
      return void response.end(JSON.stringify({ status: 'success', ...(data.length > 0 ? { data } : {}) }))
    }
    const [from, to] = [BigInt(fields.get('start') ?? 0), BigInt(fields.get('end') ?? 0)]
    const counted = /^sum by \(nodename\) \(count_over_time\((.*) \[1m\]\)\)$/.exec(query)?.[1]
    if (counted !== undefined) {
      // A point counts what lies in the minute that ends with it.
      const seconds = { first: Number(from) - 60, last: Number(to) }
      const found = selected(rows, counted).filter(
        ({ timeUs }) => timeUs > seconds.first * 1e6 && timeUs <= seconds.last * 1e6,
      )
      const matrix = matrixOf(found)
      if (matrix.length > maxSeries)
        return void response.writeHead(400).end(`maximum of series (${maxSeries}) reached for a single query`)
      return giveLoki(response, 'matrix', matrix)
    }
    const limit = Number(fields.get('limit') ?? 100)
    if (limit > maxEntries)
      return void response
        .writeHead(400, { 'content-type': 'text/plain' })
        .end(
          `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${maxEntries})`,
        )
    const within = selected(rows, query)
      .filter(({ timeUs }) => BigInt(timeUs) * 1000n >= from && BigInt(timeUs) * 1000n < to)
      .sort((a, b) => a.timeUs - b.timeUs)
    giveLoki(response, 'streams', streamsOf(arrange(within.slice(0, limit)).filter((row) => !loses(row))))
  }
}

function giveLoki(response: ServerResponse, resultType: string, result: readonly object[]): void {
  response.end(JSON.stringify({ status: 'success', data: { resultType, result, stats: { summary: {} } } }))
}

function selected(rows: readonly LogRow[], query: string): readonly LogRow[] {
  const [, matchers, filter] = /^\{((?:[^"}]|"(?:[^"\\]|\\.)*")+)\}(?: \|~ `([^`]*)`)?$/.exec(query) ?? []
  if (matchers === undefined) throw new Error(`parse error: ${query}`)
  const names = [...matchers.matchAll(/nodename=~("(?:[^"\\]|\\.)*")/g)].map(
    ([, text = '""']) => new RegExp(`^(?:${JSON.parse(text) as string})$`),
  )
  const lines = filter === undefined ? null : new RegExp(filter)
  return rows.filter(
    ({ node, message }) => names.every((name) => name.test(node)) && (lines === null || lines.test(message)),
  )
}

function matrixOf(rows: readonly LogRow[]): object[] {
  return countsOf(rows, ({ timeUs }) => Math.ceil(timeUs / 60e6) * 60).map(([node, points]) => ({
    metric: { nodename: node },
    values: [...points].map(([second, count]) => [second, String(count)]),
  }))
}

function countsOf(
  rows: readonly LogRow[],
  placeOf: (row: LogRow) => number,
): [node: string, points: Map<number, number>][] {
  const counts = new Map<string, Map<number, number>>()
  for (const row of rows) {
    const points = counts.get(row.node) ?? new Map<number, number>()
    counts.set(row.node, points)
    points.set(placeOf(row), (points.get(placeOf(row)) ?? 0) + 1)
  }
  return [...counts]
}

function streamsOf(rows: readonly LogRow[]): object[] {
  const streams = new Map<string, [string, string][]>()
  for (const { timeUs, node, process, message } of rows) {
    const labels = JSON.stringify({
      detected_level: message.startsWith('E') ? 'error' : 'unknown',
      job: 'systemd-journal',
      nodename: node,
      service_name: 'systemd-journal',
      syslog_identifier: process,
      unit: `${process}.service`,
    })
    streams.set(labels, [...(streams.get(labels) ?? []), [`${timeUs}000`, message]])
  }
  return [...streams].map(([labels, values]) => ({ stream: JSON.parse(labels) as object, values }))
}

const VICTORIA = '/select/logsql/'

/** Rows have the fields that journald's have. `arrange`: what a query for rows answers with. */
export function victoriaLogsOf(
  rows: readonly LogRow[],
  arrange: (rows: readonly LogRow[]) => readonly LogRow[] = (all) => all,
): EngineHandler {
  return ({ path, fields }: EngineRequest, response) => {
    const query = fields.get('query') ?? ''
    const found = filtered(rows, query)
    if (found === null) return void response.writeHead(400).end(`cannot parse query [${query}]`)
    if (path === `${VICTORIA}hits`) {
      const hits = countsOf(found, ({ timeUs }) => Math.floor(timeUs / 60e6)).map(([node, points]) => ({
        fields: { [fields.get('field') ?? '']: fields.get('field') === '_HOSTNAME' ? node : '' },
        timestamps: [...points.keys()].map((minute) =>
          new Date(minute * 60e3).toISOString().replace('.000', ''),
        ),
        values: [...points.values()],
        total: found.length,
      }))
      return giveLines(response, [{ hits }])
    }
    if (!query.endsWith(' | sort by (_time)')) throw new Error('an answer without an order')
    const sorted = [...found].sort((a, b) => a.timeUs - b.timeUs)
    giveLines(
      response,
      arrange(sorted).map(({ timeUs, node, process, message }) => ({
        _time: stampOf(timeUs),
        _msg: message,
        SYSLOG_IDENTIFIER: process,
        _HOSTNAME: node,
      })),
    )
  }
}

function stampOf(timeUs: number): string {
  const date = new Date(Math.floor(timeUs / 1000)).toISOString()
  return `${date.slice(0, -1)}${String(timeUs % 1000).padStart(3, '0')}Z`
}

function filtered(rows: readonly LogRow[], query: string): readonly LogRow[] | null {
  const [, from = '', to = ''] = /^_time:\[(\S+), (\S+)\) \(/.exec(query) ?? []
  if (to === '') return null
  const text = '("(?:[^"\\\\]|\\\\.)*")'
  const quotedAfter = (form: string): string | null => {
    const [, value] = new RegExp(form + text).exec(query) ?? []
    return value === undefined ? null : (JSON.parse(value) as string)
  }
  const lines = quotedAfter('"_msg":~')
  const name = quotedAfter('"_HOSTNAME":~')
  const [, list] = /"_HOSTNAME":in\(([^)]*)\)/.exec(query) ?? []
  const names = list === undefined ? null : (JSON.parse(`[${list}]`) as string[])
  const [fromUs, toUs] = [Date.parse(from) * 1000, Date.parse(to) * 1000]
  return rows.filter(
    ({ timeUs, node, message }) =>
      timeUs >= fromUs &&
      timeUs < toUs &&
      (lines === null || new RegExp(lines).test(message)) &&
      (name === null || new RegExp(name).test(node)) &&
      (names === null || names.includes(node)),
  )
}

/**
 * VictoriaLogs as an engine. Its words are no parts of words, so lines are found by a regular expression.
 *
 * Authority: LogsQL and the querying API of VictoriaLogs 1; answers of a real one.
 */
import type { JsonObject } from '../../../model/index.ts'
import { parseInstant } from '../../../time/instant.ts'
import { type EngineConnection, fetchAnswer } from '../connection.ts'
import { jsonLines } from '../json-lines.ts'
import type { EngineParts, NarrowableEngine, WindowedKind } from '../windowed-source.ts'
import type { CountedRow, LineChoice, MinuteCounts, Minutes } from '../windows.ts'

export const victoriaLogsKind: WindowedKind = {
  variables: {
    ...{ user: 'VICTORIALOGS_USERNAME', password: 'VICTORIALOGS_PASSWORD' },
    token: 'VICTORIALOGS_BEARER_TOKEN',
    headers: { VICTORIALOGS_ACCOUNT_ID: 'accountid', VICTORIALOGS_PROJECT_ID: 'projectid' },
  },
  advise: adviceFor,
  async open(parts) {
    const { parameters } = parts.url
    return engineOf(parts, {
      filter: `(${parameters.get('query') ?? ''})`,
      node: parameters.get('node') ?? '_HOSTNAME',
      message: parameters.get('message') ?? '_msg',
      process: parameters.get('process') ?? 'SYSLOG_IDENTIFIER',
    })
  },
}

function adviceFor(status: number, text: string): string | null {
  if (status === 401 || status === 403)
    return 'set VICTORIALOGS_USERNAME and VICTORIALOGS_PASSWORD, or VICTORIALOGS_BEARER_TOKEN'
  if (text.includes('requires more than') || text.includes('maxQueryTimeRange'))
    return 'ask for less: fewer lines with ?query=, or fewer nodes with --node'
  return null
}

/** A filter, and the names of fields. */
interface LogsQuery {
  readonly filter: string
  readonly node: string
  readonly message: string
  readonly process: string
}

function engineOf(parts: EngineParts, query: LogsQuery): NarrowableEngine {
  const { connection, lines } = parts
  const { filter, node, message, process } = query
  const matching = (expression: string | null): string =>
    expression === null ? '' : ` ${quoted(message)}:~${quoted(expression)}`
  const filterOf = (minutes: Minutes, { isFiltered, nodes }: LineChoice): string =>
    [
      timeFilter(minutes),
      filter,
      ...(nodes === null ? [] : [`${quoted(node)}:in(${nodes.map(quoted).join(', ')})`]),
      ...(isFiltered ? [matching(lines).trim()] : []),
    ].join(' ')
  const countsOf = async (minutes: Minutes, text: string): Promise<MinuteCounts> => {
    const fields = { query: text, ...boundsOf(minutes), step: '1m', field: node }
    const counts = new Map<string, Map<number, number>>()
    for await (const answers of await ask(parts, 'hits', fields))
      for (const answer of answers) {
        if (!Array.isArray(answer.hits)) throw connection.refusal(200, JSON.stringify(answer))
        addHits(counts, answer, node)
      }
    if ([...counts.keys()].join('') === '' && counts.size > 0)
      throw connection.failure(`no line has the field "${node}": give ?node=FIELD`)
    return counts
  }
  return {
    connection,
    count: (minutes, isFiltered) => countsOf(minutes, filterOf(minutes, { isFiltered, nodes: null })),
    async *rows(minutes, choice) {
      const fields = ['_time', message, node, process].map(quoted).join(', ')
      const text = `${filterOf(minutes, choice)} | fields ${fields} | sort by (_time)`
      for await (const answers of await ask(parts, 'query', { query: text }))
        yield answers.map((answer) => rowOf(answer, query, connection))
    },
    async nodesWith(minutes, expression) {
      const text = `${timeFilter(minutes)} ${filter}${matching(expression)}`
      return [...(await countsOf(minutes, text)).keys()]
    },
    narrowed: (names) => engineOf(parts, { ...query, filter: `${filter} ${quoted(node)}:~${quoted(names)}` }),
  }
}

/** A string of Go, as LogsQL quotes names and values; JSON's escapes are some of its. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

function boundsOf({ first, end }: Minutes): { start: string; end: string } {
  return { start: stampOf(first), end: stampOf(end) }
}

function timeFilter({ first, end }: Minutes): string {
  return `_time:[${stampOf(first)}, ${stampOf(end)})`
}

function stampOf(minute: number): string {
  return new Date(minute * 60_000).toISOString()
}

async function ask(
  { connection, url, headers }: EngineParts,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<AsyncIterable<readonly JsonObject[]>> {
  const target = [url.origin, ...url.path.map(encodeURIComponent), 'select/logsql', path].join('/')
  const body = await connection.ask((signal) =>
    fetchAnswer(target, { method: 'POST', headers, body: new URLSearchParams(fields), signal }),
  )
  return jsonLines(body, connection)
}

/** `{"hits": [{"fields": {NODE}, "timestamps": […], "values": […]}]}` */
function addHits(counts: Map<string, Map<number, number>>, answer: JsonObject, node: string): void {
  for (const { fields, timestamps, values } of answer.hits as unknown as readonly Hits[]) {
    const name = fields[node] ?? ''
    const ofNode = counts.get(name) ?? new Map<number, number>()
    counts.set(name, ofNode)
    for (const [n, timestamp] of timestamps.entries()) {
      const minute = Math.floor(Date.parse(timestamp) / 60_000)
      ofNode.set(minute, (ofNode.get(minute) ?? 0) + (values[n] ?? 0))
    }
  }
}

interface Hits {
  readonly fields: Readonly<Record<string, string>>
  readonly timestamps: readonly string[]
  readonly values: readonly number[]
}

function rowOf(
  answer: JsonObject,
  { node, message, process }: LogsQuery,
  connection: EngineConnection,
): CountedRow {
  const timeUs = parseInstant(String(answer._time))
  if (timeUs === null) throw connection.failure('a line has no time')
  return {
    node: String(answer[node] ?? ''),
    process: String(answer[process] ?? ''),
    timeUs,
    message: String(answer[message] ?? ''),
    minute: Math.floor(timeUs / 60e6),
  }
}

/**
 * Loki as an engine.
 *
 * Authority: HTTP API and LogQL of Loki 3; its range vectors and our minutes are open at their beginning and closed at
 * their end, so rows are asked for a nanosecond later than that.
 */
import type { JsonObject, JsonValue } from '../../../model/index.ts'
import type { EngineConnection } from '../connection.ts'
import { fetchAnswer } from '../connection.ts'
import { escaped } from '../expressions.ts'
import type { EngineParts, NarrowableEngine, WindowedKind } from '../windowed-source.ts'
import type { LineChoice, MinuteCounts, Minutes } from '../windows.ts'
import { readPages } from './pages.ts'

/** Labels that name a node, the surest first. */
const NODE_LABELS: readonly string[] = [
  ...['nodename', 'node_name', 'k8s_node_name', 'kubernetes_node_name', 'node', 'hostname', 'host'],
  ...['host_name', 'instance'],
]

/** The largest answer that Loki gives by default. */
const PAGE_LINES = 5000

const MINUTE_SECONDS = 60

export const lokiKind: WindowedKind = {
  variables: {
    ...{ user: 'LOKI_USERNAME', password: 'LOKI_PASSWORD' },
    ...{ token: 'LOKI_BEARER_TOKEN', tokenFile: 'LOKI_BEARER_TOKEN_FILE' },
    headers: { LOKI_ORG_ID: 'x-scope-orgid' },
  },
  advise: adviceFor,
  async open(parts) {
    const { connection, url } = parts
    const { parameters } = url
    const client = new LokiClient(parts)
    const limit = Number(parameters.get('limit') ?? PAGE_LINES)
    if (!Number.isSafeInteger(limit) || limit < 1) throw connection.failure('limit is no number of lines')
    const label = parameters.get('node') ?? (await nodeLabel(client, connection))
    const selector = parameters.get('query') ?? ''
    return engineOf(parts, client, {
      ...{ selector, label, limit, processLabel: parameters.get('process') ?? 'syslog_identifier' },
    })
  },
}

interface LokiQuery {
  readonly selector: string
  /** Names the node. */
  readonly label: string
  readonly processLabel: string
  readonly limit: number
}

function engineOf(parts: EngineParts, client: LokiClient, query: LokiQuery): NarrowableEngine {
  const { connection, lines } = parts
  const { selector, label, processLabel, limit } = query
  const lineFilter = (expression: string | null): string =>
    expression === null ? '' : ` |~ \`${expression}\``
  const streams = ({ isFiltered, nodes }: LineChoice): string =>
    `${withNodes(selector, label, nodes)}${isFiltered ? lineFilter(lines) : ''}`
  const countsOf = async (minutes: Minutes, logQuery: string): Promise<MinuteCounts> =>
    minuteCounts(
      await client.get('query_range', {
        query: `sum by (${label}) (count_over_time(${logQuery} [1m]))`,
        start: String((minutes.first + 1) * MINUTE_SECONDS),
        end: String(minutes.end * MINUTE_SECONDS),
        step: String(MINUTE_SECONDS),
      }),
      label,
    )
  return {
    connection,
    count: (minutes, isFiltered) => countsOf(minutes, streams({ isFiltered, nodes: null })),
    rows: (minutes, choice) =>
      readPages(
        (span) =>
          client.get('query_range', {
            query: streams(choice),
            direction: 'forward',
            limit: String(limit),
            ...span,
          }),
        { minutes, label, processLabel, limit, connection },
      ),
    async nodesWith(minutes, expression) {
      const nodes = new Set<string>()
      for (let first = minutes.first; first < minutes.end; first += 60) {
        const hour = { first, end: Math.min(minutes.end, first + 60) }
        for (const node of (await countsOf(hour, `${selector}${lineFilter(expression)}`)).keys())
          nodes.add(node)
      }
      return [...nodes]
    },
    narrowed: (names) =>
      engineOf(parts, client, { ...query, selector: withMatcher(selector, `${label}=~${quoted(names)}`) }),
  }
}

function withNodes(selector: string, label: string, nodes: readonly string[] | null): string {
  if (nodes === null) return selector
  return withMatcher(selector, `${label}=~${quoted(nodes.map(escaped).join('|'))}`)
}

function withMatcher(selector: string, matcher: string): string {
  return `${selector.slice(0, -1)}, ${matcher}}`
}

/** A string of Go; JSON's escapes are some of its. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

class LokiClient {
  readonly #parts: EngineParts

  constructor(parts: EngineParts) {
    this.#parts = parts
  }

  /** Resolves to the field `data` of an answer. Rejects with a SourceError. */
  async get(path: string, fields: Readonly<Record<string, string>>): Promise<JsonValue> {
    const { connection, url, headers } = this.#parts
    const base = [url.origin, ...url.path.map(encodeURIComponent), 'loki/api/v1', path].join('/')
    const body = await connection.ask((signal) =>
      fetchAnswer(`${base}?${new URLSearchParams(fields)}`, { headers, signal }),
    )
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const answer = parseJson(text)
    if (answer?.status !== 'success' || answer.data === undefined) throw connection.refusal(200, text)
    return answer.data
  }
}

function parseJson(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as JsonValue
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

async function nodeLabel(client: LokiClient, connection: EngineConnection): Promise<string> {
  const labels = await client.get('labels', {})
  const names = Array.isArray(labels) ? labels.map(String) : []
  const found = NODE_LABELS.find((name) => names.includes(name))
  if (found === undefined)
    throw connection.failure(
      `no label of nodes is known by its name: give ?node=LABEL; labels: ${names.join(', ')}`,
    )
  return found
}

/** `[{"metric": {LABEL}, "values": [[SECONDS, "COUNT"]]}]`; a count is of the minute that ends there. */
function minuteCounts(data: JsonValue, label: string): MinuteCounts {
  const counts = new Map<string, Map<number, number>>()
  for (const { metric, values } of (data as JsonObject).result as unknown as readonly Series[])
    counts.set(
      metric[label] ?? '',
      new Map(values.map(([second, count]) => [Math.round(second / MINUTE_SECONDS) - 1, Number(count)])),
    )
  return counts
}

interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly values: readonly (readonly [number, string])[]
}

/** Authority: pkg/querier/queryrange/limits.go of Loki 3. */
const TOO_MUCH: readonly string[] = ['maximum of series', 'too many bytes', 'too large to execute', 'URI Too']

function adviceFor(status: number, text: string): string | null {
  if (text.includes('no org id')) return 'set LOKI_ORG_ID to the tenant'
  if (status === 401 || status === 403)
    return 'set LOKI_USERNAME and LOKI_PASSWORD, or LOKI_BEARER_TOKEN, and LOKI_ORG_ID where there are tenants'
  if (text.includes('max entries limit')) return 'give ?limit=LINES'
  if (TOO_MUCH.some((words) => text.includes(words)))
    return 'ask for less: fewer streams with ?query=, or fewer nodes with --node'
  return null
}

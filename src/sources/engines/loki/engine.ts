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

/** The most series that Loki counts in one query by default. */
const MAX_SERIES = 500

/** Names in one query, which is a URL and has a limited length. */
const MAX_NAMES = 100

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
  /** Counts by nodes, as many at one time as an answer may have. */
  const countsOf = async (
    minutes: Minutes,
    queryOf: (nodes: readonly string[] | null) => string,
  ): Promise<MinuteCounts> => {
    const counts = new Map<string, ReadonlyMap<number, number>>()
    for (const nodes of await nodeGroups(client, query, minutes)) {
      const data = await client.range({
        query: `sum by (${label}) (count_over_time(${queryOf(nodes)} [1m]))`,
        start: String((minutes.first + 1) * MINUTE_SECONDS),
        end: String(minutes.end * MINUTE_SECONDS),
        step: String(MINUTE_SECONDS),
      })
      for (const [node, ofNode] of minuteCounts(data, label)) counts.set(node, ofNode)
    }
    return counts
  }
  return {
    connection,
    count: (minutes, isFiltered) => countsOf(minutes, (nodes) => streams({ isFiltered, nodes })),
    rows: (minutes, choice) =>
      readPages(
        (span) =>
          client.range({
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
        const queryOf = (some: readonly string[] | null): string =>
          `${withNodes(selector, label, some)}${lineFilter(expression)}`
        for (const node of (await countsOf(hour, queryOf)).keys()) nodes.add(node)
      }
      return [...nodes]
    },
    narrowed: (names) =>
      engineOf(parts, client, { ...query, selector: withMatcher(selector, `${label}=~${quoted(names)}`) }),
  }
}

/** Resolves to groups of names where there are more than one query counts; to null, all, where there are not. */
async function nodeGroups(
  client: LokiClient,
  { selector, label }: LokiQuery,
  { first, end }: Minutes,
): Promise<readonly (readonly string[] | null)[]> {
  const values = await client.list(`label/${encodeURIComponent(label)}/values`, {
    query: selector,
    start: String(first * MINUTE_SECONDS),
    end: String(end * MINUTE_SECONDS),
  })
  // Streams without the label are of the empty name.
  const names = [...values, '']
  if (names.length <= MAX_SERIES) return [null]
  const groups: (readonly string[])[] = []
  for (let n = 0; n < names.length; n += MAX_NAMES) groups.push(names.slice(n, n + MAX_NAMES))
  return groups
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

  /** Resolves to what a query finds. Rejects with a SourceError. */
  async range(fields: Readonly<Record<string, string>>): Promise<JsonValue> {
    const { answer, text } = await this.#get('query_range', fields)
    const data = answer.data as JsonObject | undefined
    if (!Array.isArray(data?.result)) throw this.#parts.connection.refusal(200, text)
    return data
  }

  /** Resolves to names of labels, or values of one. An empty list is left out of an answer. */
  async list(path: string, fields: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const { data } = (await this.#get(path, fields)).answer
    return Array.isArray(data) ? data.map(String) : []
  }

  async #get(
    path: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<{ answer: JsonObject; text: string }> {
    const { connection, url, headers } = this.#parts
    const base = [url.origin, ...url.path.map(encodeURIComponent), 'loki/api/v1', path].join('/')
    const body = await connection.ask((signal) =>
      fetchAnswer(`${base}?${new URLSearchParams(fields)}`, { headers, signal }),
    )
    const chunks: Uint8Array[] = []
    for await (const chunk of body) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const answer = parseJson(text)
    if (answer?.status !== 'success') throw connection.refusal(200, text)
    return { answer, text }
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
  const names = await client.list('labels', {})
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

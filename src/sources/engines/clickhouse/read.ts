/**
 * Reads the rows of a table: the columns are found, then two queries are answered at one time, the rows and their
 * counts. Neither answer is held in memory.
 */
import type { JsonObject, OpenOptions, SourceEvents } from '../../../model/index.ts'
import { type CountedBucket, completeRows } from '../complete-rows.ts'
import { EngineConnection } from '../connection.ts'
import { readCredentials } from '../credentials.ts'
import { type EngineUrl, engineTime } from '../engine-url.ts'
import { jsonLines } from '../json-lines.ts'
import { checkedRows, type RowAdvice } from '../row-checks.ts'
import { type EngineRow, printRows } from '../rows.ts'
import { type ClickHouse, connect } from './client.ts'
import { type Column, findColumns } from './columns.ts'
import { adviceFor, codeOf } from './errors.ts'
import { silentLimits } from './limits.ts'
import {
  columnsQuery,
  countsQuery,
  limitsQuery,
  nodesQuery,
  rowsQuery,
  type Selection,
  type Table,
  timelessQuery,
  valueQuery,
} from './queries.ts'

const VARIABLES = { user: 'CLICKHOUSE_USER', password: 'CLICKHOUSE_PASSWORD' }

/** Ports of the HTTP interface, where the URL has none. */
const PORTS: Readonly<Record<string, string>> = { 'https:': '8443', 'http:': '8123' }

/** The client's own time-out; ours counts from byte to byte. */
const CLIENT_TIMEOUT_MS = 86_400_000

const ADVICE: RowAdvice = {
  times: 'name the column with the times of the lines by ?time=COLUMN',
  choice: 'the table, ?only= in the URL, the time, and --node',
}

export async function* readClickHouse(
  label: string,
  target: EngineUrl,
  table: Table,
  { time, nodes, filter, signal, events }: OpenOptions,
): AsyncIterable<Buffer> {
  const { origin, port, parameters } = target
  const ended = new AbortController()
  const credentials = await readCredentials(VARIABLES, { label, file: parameters.get('headers') })
  const connection = new EngineConnection({
    ...{ label, secrets: credentials.secrets, timeout: parameters.get('timeout') },
    signal: signal ? AbortSignal.any([signal, ended.signal]) : ended.signal,
    advise: (status, text) => adviceFor(status, codeOf(text), table),
  })
  const url = port === '' ? `${origin}:${PORTS[new URL(origin).protocol]}` : origin
  const client = await connect(url, credentials, { timeoutMs: CLIENT_TIMEOUT_MS, connection })
  const range = engineTime(target, time)
  try {
    const { queries, resolutionUs } = await planQueries(client, connection, {
      ...{ table, parameters },
      selection: {
        ...range,
        lines: filter?.lines ?? null,
        nodes: nodes ?? null,
        alsoNodes: [],
      },
      controllerLines: filter?.controllerLines ?? null,
      events,
    })
    const counts = bucketsOf(await answerOf(client, connection, queries.counts))
    const rows = rowsOf(await answerOf(client, connection, queries.rows))
    const complete = completeRows(counts, rows, connection)
    const checked = checkedRows(complete, { connection, advice: ADVICE, range, events })
    yield* printRows(checked, { resolutionUs, mark: filter?.mark })
  } finally {
    // An answer may be open that nothing reads.
    ended.abort()
    await client.close()
  }
}

interface Plan {
  readonly table: Table
  readonly parameters: ReadonlyMap<string, string>
  readonly selection: Selection
  readonly controllerLines: string | null
  readonly events: SourceEvents | undefined
}

async function planQueries(
  client: ClickHouse,
  connection: EngineConnection,
  { table, parameters, selection, controllerLines, events }: Plan,
): Promise<{ queries: { rows: string; counts: string }; resolutionUs: number }> {
  const all = (query: string): Promise<JsonObject[]> => allOf(client, connection, query)
  const limits = silentLimits(await all(limitsQuery()))
  if (limits !== null) throw connection.failure(limits)
  const found = await all(columnsQuery(table))
  if (found.length === 0) {
    const { database, table: name } = table
    throw connection.failure(
      `no table "${name}" in database "${database}", or this user may not read it: check the URL and CLICKHOUSE_USER`,
    )
  }
  const columns = await findColumns(found.map(columnOf), parameters, {
    connection,
    valueIn: async (expression) => {
      const [first] = await all(valueQuery(table, expression))
      return first ? String(first.lg_value) : null
    },
  })
  const isNarrow = selection.nodes !== null && controllerLines !== null
  const controllers = isNarrow ? await all(nodesQuery(table, columns, selection, controllerLines)) : []
  const wanted = { ...selection, alsoNodes: controllers.map(({ lg_node }) => String(lg_node)) }
  if (columns.time.isNullable) {
    const [timeless] = await all(timelessQuery(table, columns, wanted))
    if (timeless && timeless.lg_value !== '0')
      events?.problem('no-time', null, `${timeless.lg_value} lines have no time: they are left out`, null)
  }
  return {
    queries: {
      rows: rowsQuery(table, columns, wanted),
      counts: countsQuery(table, columns, wanted),
    },
    resolutionUs: columns.time.resolutionUs,
  }
}

function columnOf({ name, type }: JsonObject): Column {
  return { name: String(name), type: String(type) }
}

async function allOf(client: ClickHouse, connection: EngineConnection, query: string): Promise<JsonObject[]> {
  const objects: JsonObject[] = []
  for await (const group of await answerOf(client, connection, query)) objects.push(...group)
  return objects
}

/** The objects of an answer. Rejects with a SourceError at what is none: a server that fails writes its error there. */
async function answerOf(
  client: ClickHouse,
  connection: EngineConnection,
  query: string,
): Promise<AsyncIterable<readonly JsonObject[]>> {
  const body = await connection.ask((signal) => client.query(query, signal))
  return jsonLines(body, connection)
}

async function* rowsOf(groups: AsyncIterable<readonly JsonObject[]>): AsyncIterable<readonly EngineRow[]> {
  for await (const objects of groups)
    yield objects.map(({ lg_node, lg_time, lg_process, lg_message }) => ({
      node: String(lg_node),
      timeUs: Number(lg_time),
      process: String(lg_process),
      message: String(lg_message),
    }))
}

/** Sums up the processes of each bucket. */
async function* bucketsOf(
  groups: AsyncIterable<readonly JsonObject[]>,
): AsyncIterable<readonly CountedBucket[]> {
  let buckets: CountedBucket[] = []
  for await (const objects of groups) {
    for (const object of objects) addTo(buckets, bucketOf(object))
    // The last bucket may go on in the next group.
    yield buckets.slice(0, -1)
    buckets = buckets.slice(-1)
  }
  yield buckets
}

function addTo(buckets: CountedBucket[], part: CountedBucket): void {
  const last = buckets.at(-1)
  if (!last || last.node !== part.node || last.bucket !== part.bucket) buckets.push(part)
  else
    buckets[buckets.length - 1] = {
      ...last,
      rows: last.rows + part.rows,
      samples: [...last.samples, ...part.samples],
    }
}

function bucketOf(object: JsonObject): CountedBucket {
  const place = { node: String(object.lg_node), bucket: Number(object.lg_bucket) }
  const count = Number(object.lg_count)
  if (Number(object.lg_is_row) === 1) return { ...place, rows: count, samples: [] }
  const sample = (timeUs: unknown, message: unknown): EngineRow => ({
    node: place.node,
    process: String(object.lg_process),
    timeUs: Number(timeUs),
    message: String(message),
    isSample: true,
  })
  const first = sample(object.lg_first, object.lg_first_message)
  const last = sample(object.lg_last, object.lg_last_message)
  return { ...place, rows: 0, samples: count === 1 ? [first] : [first, last] }
}

/**
 * Measures two real ClickHouse servers as a source: the real log under the names of 70 nodes, which are 2 million lines,
 * in two shards below a Distributed table. Every second line lies in the other shard.
 *
 * The report must be that of the files, but for `sources` and the source and line of evidence. `clickhouse-client` writes
 * the same rows for comparison.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { isDeepStrictEqual } from 'node:util'
import { lineFilter } from '../../src/grammars/line-filter.ts'
import { findColumns } from '../../src/sources/engines/clickhouse/columns.ts'
import { countsQuery, rowsQuery } from '../../src/sources/engines/clickhouse/queries.ts'
import { EngineConnection } from '../../src/sources/engines/connection.ts'
import {
  CLUSTER,
  type ClickHouseServers,
  clickHouseServers,
  hasClickHouse,
  PASSWORD,
} from '../support/clickhouse-servers.ts'
import { measure, node, other } from './measure.ts'
import { type LogEntry, realEntries } from './real-log.ts'

const NODES = 70
const ROUNDS = 3

/** Writes the peak memory of a command, in KiB, to the descriptor 3. */
const WITH_PEAK =
  'import os,resource,subprocess,sys; status=subprocess.call(sys.argv[1:]); os.write(3,b"%d" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(status)'

const COLUMNS = [
  { name: 'ts', type: 'UInt64' },
  { name: 'day', type: 'Date' },
  ...['host', 'program', 'body'].map((name) => ({ name, type: 'String' })),
]

export interface ShardSettings {
  /** The `dist/cli.js` that is measured. */
  readonly cli: string
  /** For the files. */
  readonly directory: string
  /** The module that reports memory. */
  readonly rusage: string
}

/** Returns the table, and what differs between the reports. */
export async function measureShards(
  settings: ShardSettings,
): Promise<{ readonly text: string; readonly failures: readonly string[] }> {
  if (!hasClickHouse) return { text: '### Shards\n\nNot measured: no clickhouse-server.\n\n', failures: [] }
  process.env.CLICKHOUSE_USER = 'default'
  process.env.CLICKHOUSE_PASSWORD = PASSWORD
  const logs = join(settings.directory, 'shards')
  mkdirSync(logs)
  const servers = await clickHouseServers()
  try {
    const lines = await fill(servers, logs)
    return await compare(servers, { ...settings, logs, lines })
  } finally {
    await servers.close()
    rmSync(logs, { recursive: true })
  }
}

/** Writes a file for each node, and the same lines into the shards. Returns the number of lines. */
async function fill(servers: ClickHouseServers, directory: string): Promise<number> {
  await servers.execute(
    `CREATE TABLE default.shard (${COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')}) ENGINE = MergeTree PARTITION BY day ORDER BY (host, ts)`,
  )
  await servers.execute(
    `CREATE TABLE default.logs AS default.shard ENGINE = Distributed(${CLUSTER}, default, shard)`,
  )
  let lines = 0
  for (let n = 0; n < NODES; n++) {
    const entries = [...realEntries(`worker-${n}`)]
    lines += entries.length
    writeFileSync(join(directory, `worker-${n}.json`), entries.map(journalLine).join(''))
    const rows = entries.map(({ timeUs, node, message }) => ({
      ts: timeUs,
      day: '2026-11-22',
      ...{ host: node, program: 'kubelet', body: message },
    }))
    for (const shard of [0, 1])
      await servers.insert(
        'shard',
        rows.filter((_, i) => i % 2 === shard),
        shard,
      )
  }
  return lines
}

/** As `journalctl -o json` prints it. */
function journalLine({ timeUs, node, message }: LogEntry): string {
  const fields = {
    __REALTIME_TIMESTAMP: String(timeUs),
    _HOSTNAME: node,
    SYSLOG_IDENTIFIER: 'kubelet',
    MESSAGE: message,
  }
  return `${JSON.stringify(fields)}\n`
}

interface Filled extends ShardSettings {
  readonly logs: string
  readonly lines: number
}

async function compare(
  servers: ClickHouseServers,
  { cli, rusage, logs, lines }: Filled,
): Promise<{ readonly text: string; readonly failures: readonly string[] }> {
  const url = `clickhouse+http://${servers.hosts[0]}/default/logs`
  const [files, engine] = [logs, url].map((input) => reportOf(cli, input)) as [JsonReport, JsonReport]
  const failures = Object.keys(files.claims)
    .filter((key) => !isDeepStrictEqual(files.claims[key], engine.claims[key]))
    .map((key) => `two shards and the files: "${key}" differs`)
  const queries = await queriesOfSource()
  const client = (query: string): readonly string[] => [
    ...['-c', WITH_PEAK, 'clickhouse-client', '--host', '127.0.0.1', '--port', String(servers.tcpPorts[0])],
    ...['--user', 'default', '--password', PASSWORD, '--query', query],
  ]
  const loadBefore = loadavg()[0] as number
  const measured = await measure([
    node('leasegap, two shards', rusage, [cli, url, '-o', 'ndjson', '-q'], ROUNDS),
    node('leasegap, 70 files', rusage, [cli, logs, '-o', 'ndjson', '-q'], ROUNDS),
    { ...other('clickhouse-client, the same rows', 'python3', client(queries.rows)), rounds: ROUNDS },
    { ...other('clickhouse-client, the counts', 'python3', client(queries.counts)), rounds: ROUNDS },
  ])
  let text = `### Shards: a real log of ${NODES} nodes in two ClickHouse servers, 18.16\n\n`
  text += `${lines} lines, of which leasegap asks for ${engine.lines} (${((engine.lines / lines) * 100).toFixed(1)} %), with those that show that a log goes on. `
  text += `${files.incidents} incidents of the files, ${engine.incidents} of the shards; all but sources and the places of evidence is ${failures.length === 0 ? 'equal' : 'NOT equal'}. `
  text += `Load of the machine before: ${loadBefore.toFixed(1)}. The processor time is that of the command, without the servers.\n\n`
  text += '| command | s | CPU s | peak MiB | lines out |\n| --- | ---: | ---: | ---: | ---: |\n'
  for (const [name, { seconds, cpuSeconds, peakMiB, lines: printed }] of measured)
    text += `| ${[name, seconds.toFixed(2), cpuSeconds.toFixed(2), peakMiB?.toFixed(0) ?? '', printed].join(' | ')} |\n`
  return { text: `${text}\n`, failures }
}

interface JsonReport {
  /** The report without `sources` and the places of evidence. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly lines: number
  readonly incidents: number
}

function reportOf(cli: string, input: string): JsonReport {
  const text = execFileSync(execPath, [cli, input, '-o', 'json', '-q'], { maxBuffer: 2 ** 30 }).toString()
  const { sources, ...claims } = JSON.parse(text, (key, value) =>
    key === 'source' || key === 'line' ? undefined : value,
  )
  const lines = sources.reduce((sum: number, source: { lines: number }) => sum + source.lines, 0)
  return { claims, lines, incidents: claims.incidents.length }
}

/** The queries that the source sends for these columns. */
async function queriesOfSource(): Promise<{ rows: string; counts: string }> {
  const connection = new EngineConnection({
    ...{ label: 'shards', secrets: [], timeout: undefined, signal: undefined },
    advise: () => null,
  })
  const columns = await findColumns(COLUMNS, new Map(), { connection, valueIn: async () => String(1.79e15) })
  const table = { database: 'default', table: 'logs' }
  const selection = { sinceUs: null, untilUs: null, lines: lineFilter.lines, nodes: null, alsoNodes: [] }
  return { rows: rowsQuery(table, columns, selection), counts: countsQuery(table, columns, selection) }
}

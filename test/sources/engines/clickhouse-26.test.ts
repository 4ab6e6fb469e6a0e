/**
 * The queries of ClickHouse as a present release reads them, over the tables that collectors make: by chdb, which is the
 * engine without its server. Skipped where chdb is not installed, because it takes 550 MB: `npm install --no-save chdb`.
 */
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'
import {
  allRows,
  asFile,
  controllerRows,
  evidenceFree,
  kubeletRows,
  type LogRow,
} from '../../support/engine-rows.ts'
import { type EngineServer, engineServer } from '../../support/engine-server.ts'

interface Session {
  query(sql: string, format?: string): string
  cleanup(): void
}

const require = createRequire(import.meta.url)

function openSession(): Session | null {
  try {
    const { Session: Chdb } = require('chdb') as { Session: new () => Session }
    return new Chdb()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null
    throw error
  }
}

const session = openSession()
if (session === null)
  process.stderr.write('skipped: tests with ClickHouse 26, because chdb is not installed\n')

const LABELS = 'Map(LowCardinality(String), String)'

/** The tables, as the exporter of OpenTelemetry and SigNoz make them and as users of Vector do. */
const TABLES = [
  {
    table: 'otel_logs',
    columns: `Timestamp DateTime64(9), TimestampTime DateTime DEFAULT toDateTime(Timestamp), ServiceName LowCardinality(String), Body String, ResourceAttributes ${LABELS}, LogAttributes ${LABELS}`,
    order:
      'PARTITION BY toDate(TimestampTime) PRIMARY KEY (ServiceName, TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp)',
    row: ({ timeUs, node, process, message }: LogRow) => ({
      Timestamp: `${secondsOf(timeUs)}123`,
      ServiceName: process,
      Body: message,
      ResourceAttributes: { 'host.name': 'collector', 'k8s.node.name': node },
    }),
  },
  {
    table: 'logs_v2',
    columns: `ts_bucket_start UInt64, timestamp UInt64, body String, attributes_string ${LABELS}, resources_string ${LABELS}`,
    order: 'PARTITION BY toDate(timestamp / 1000000000) ORDER BY (ts_bucket_start, timestamp)',
    row: ({ timeUs, node, message }: LogRow) => ({
      ts_bucket_start: Math.floor(timeUs / 1800e6) * 1800,
      timestamp: `${timeUs}123`,
      body: message,
      resources_string: { 'host.name': node },
    }),
  },
  {
    table: 'vector',
    columns: 'timestamp Nullable(DateTime64(6)), message String, host LowCardinality(Nullable(String))',
    order: 'ORDER BY tuple()',
    row: ({ timeUs, node, message }: LogRow) => ({ timestamp: secondsOf(timeUs), message, host: node }),
  },
]

function secondsOf(timeUs: number): string {
  return `${Math.floor(timeUs / 1e6)}.${String(timeUs % 1e6).padStart(6, '0')}`
}

describe.skipIf(session === null)('a source in ClickHouse 26', () => {
  let server: EngineServer
  beforeAll(async () => {
    session?.query('CREATE DATABASE logs')
    for (const { table, columns, order, row } of TABLES) {
      session?.query(`CREATE TABLE logs.${table} (${columns}) ENGINE = MergeTree ${order}`)
      const rows = allRows.map((one) => JSON.stringify(row(one))).join('\n')
      session?.query(`INSERT INTO logs.${table} FORMAT JSONEachRow ${rows}`)
    }
    server = await engineServer(({ body }, response) => {
      response.end(session?.query(body.replace(/ FORMAT JSONEachRow$/, ''), 'JSONEachRow'))
    })
  })
  afterAll(async () => {
    await server?.close()
    session?.cleanup()
  })

  it.each(TABLES)('gives the report of the files from the table $table', async ({ table }) => {
    const time = { sinceUs: Date.parse('2026-11-22T10:00:00Z') * 1000, untilUs: null }
    const report = await analyze(`clickhouse+http://${server.host}/logs/${table}`, { time })
    expect(report.problems).toEqual([])
    const files = await analyze([asFile('controller', controllerRows), asFile('kubelet', kubeletRows)])
    expect(evidenceFree(report)).toEqual(evidenceFree(files))
  })

  it('asks for the nodes that are wanted', async () => {
    const url = `clickhouse+http://${server.host}/logs/otel_logs`
    const { problems, sources } = await analyze(url, { nodes: ['it\'s \\ "odd"', 'demo-w*'] })
    expect(problems).toEqual([])
    expect(sources[0]?.nodes).toEqual(['demo-worker'])
  })
})

/** A stand-in for ClickHouse: it answers the queries of the source with given rows, in the shapes of 18.16, whatever they ask for. */
import type { LogRow } from './engine-rows.ts'
import { type EngineHandler, giveLines } from './engine-server.ts'

const BUCKET_US = 10e6

/** A row of `system.columns`. */
export interface StandInColumn {
  readonly name: string
  readonly type: string
}

const COLUMNS: readonly StandInColumn[] = ['time', 'node', 'message'].map((name) => ({
  name,
  type: name === 'time' ? 'DateTime64(6)' : 'String',
}))

/** A row as 18.16 prints it: numbers of 64 bits are texts. */
export function rowLine({ timeUs, node, message }: LogRow): string {
  return `${JSON.stringify({ lg_node: node, lg_time: String(timeUs), lg_process: '', lg_message: message })}\n`
}

/** The counts of rows of one node. */
export function countsOf(rows: readonly LogRow[]): object[] {
  const counts = new Map<number, number>()
  for (const { timeUs } of rows) {
    const bucket = Math.floor(timeUs / BUCKET_US)
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  return [...counts].map(([bucket, count]) => ({
    ...{ lg_node: 'demo-worker', lg_bucket: String(bucket), lg_process: '', lg_pid: '', lg_is_row: 1 },
    ...{ lg_count: String(count), lg_first: '0', lg_last: '0', lg_first_message: '', lg_last_message: '' },
  }))
}

/** `giveRows` answers the query for rows. */
export function clickHouseOf(
  giveRows: EngineHandler,
  counts: readonly object[],
  columns: readonly StandInColumn[] = COLUMNS,
): EngineHandler {
  return (request, response) => {
    if (request.body.includes('system.settings') || request.body.includes('SELECT DISTINCT')) response.end()
    else if (request.body.includes('system.columns')) giveLines(response, columns)
    else if (request.body.includes('lg_bucket')) giveLines(response, counts)
    else giveRows(request, response)
  }
}

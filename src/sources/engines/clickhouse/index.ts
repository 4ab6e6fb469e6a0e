/** `clickhouse+https://HOST/DATABASE/TABLE`: logs in a table of ClickHouse, found by the official client. */
import type { SourceKind } from '../../../model/index.ts'
import { liveSource } from '../../live-source.ts'
import { type EngineUrlForm, engineSchemes, invalid, parseEngineUrl } from '../engine-url.ts'

const FORM: EngineUrlForm = {
  engine: 'clickhouse',
  parameters: ['time', 'node', 'message', 'process', 'order', 'only'],
  hint: 'clickhouse+https://HOST/DATABASE/TABLE, such as clickhouse+https://logs.example:8443/otel/otel_logs',
  variables: 'CLICKHOUSE_USER and CLICKHOUSE_PASSWORD',
}

export const clickHouse: SourceKind = {
  schemes: engineSchemes(FORM.engine),
  title: 'logs of nodes in a table of ClickHouse: of the OpenTelemetry exporter, SigNoz, Vector or your own',
  async find(input) {
    const url = parseEngineUrl(input, FORM)
    const [database, table, ...more] = url.path
    if (database === undefined || table === undefined || more.length > 0)
      throw invalid(FORM, 'no table in the URL of clickhouse')
    return [
      liveSource(input, input, async function* (options = {}) {
        const { readClickHouse } = await import('./read.ts')
        yield* readClickHouse(input, url, { database, table }, options)
      }),
    ]
  },
}

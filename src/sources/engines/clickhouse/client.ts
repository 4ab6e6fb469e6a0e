/** The official client of ClickHouse, which is installed by those who use it. The only file that imports it. */
import { addAbortSignal } from 'node:stream'
import type { EngineAnswer, EngineConnection } from '../connection.ts'
import { type Credentials, withBasic } from '../credentials.ts'

export interface ClickHouse {
  /** Sends a query with the format JSONEachRow. */
  query(text: string, signal: AbortSignal): Promise<EngineAnswer>
  close(): Promise<void>
}

const MISSING =
  'the package @clickhouse/client is not installed: run "npm install @clickhouse/client" where leasegap is installed, with -g if it is global'

/** Rejects with a SourceError if the package is not installed. */
export async function connect(
  origin: string,
  credentials: Credentials,
  { timeoutMs, connection }: { readonly timeoutMs: number; readonly connection: EngineConnection },
): Promise<ClickHouse> {
  const { ClickHouseLogLevel, createClient } = await import('@clickhouse/client').catch(
    (error: NodeJS.ErrnoException) => {
      // The bundle of the command line requires it.
      throw error.code?.endsWith('MODULE_NOT_FOUND') ? connection.failure(MISSING, error) : error
    },
  )
  const client = createClient({
    url: origin,
    application: 'leasegap',
    http_headers: { ...withBasic(credentials) },
    set_basic_auth_header: false,
    request_timeout: timeoutMs,
    keep_alive: { enabled: false },
    // Errors come as answers; the client would print their queries.
    log: { level: ClickHouseLogLevel.OFF },
  })
  return {
    async query(text, signal) {
      const { stream, http_status_code, response_headers } = await client.exec({
        query: text,
        abort_signal: signal,
        ignore_error_response: true,
      })
      const failed = response_headers['x-clickhouse-exception-code'] !== undefined
      const status = http_status_code ?? 0
      const retryAfter = response_headers['retry-after']
      return {
        status: failed && status < 300 ? 500 : status,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
        body: addAbortSignal(signal, stream) as AsyncIterable<Uint8Array>,
      }
    },
    close: () => client.close(),
  }
}

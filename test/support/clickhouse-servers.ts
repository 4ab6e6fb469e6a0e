/** Real ClickHouse servers, 18.16 of Debian, as shards of one cluster: on free ports of the loopback interface, with all files in a temporary directory. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './real-programs.ts'

const SERVER = '/usr/sbin/clickhouse-server'

/** Whether Debian's package is installed. */
export const hasClickHouse: boolean = existsSync(SERVER)

/** The cluster that Distributed tables name. */
export const CLUSTER = 'shards'

export interface ClickHouseServers {
  /** `host:port` of each server's HTTP interface. */
  readonly hosts: readonly string[]
  /** Ports of the native interface, on the same address. */
  readonly tcpPorts: readonly number[]
  /** Executes a statement on one server, or on each. Rejects with the server's message. */
  execute(statement: string, server?: number): Promise<void>
  /** Inserts rows of JSON into a table of one server. */
  insert(table: string, rows: readonly object[], server: number): Promise<void>
  close(): Promise<void>
}

interface Ports {
  readonly http: number
  readonly tcp: number
}

/**
 * Starts servers that know each other. Users: `default` may do everything; `reader` has no password and may only read;
 * the answers to `cutter` are cut silently; `limited` may read few rows.
 */
export async function clickHouseServers(count = 2): Promise<ClickHouseServers> {
  const directory = mkdtempSync(join(tmpdir(), 'clickhouse-'))
  const ports: Ports[] = []
  for (let n = 0; n < count; n++) ports.push({ http: await freePort(), tcp: await freePort() })
  const children = ports.map((_, n) => start(join(directory, `server-${n}`), ports, n))
  const hosts = ports.map(({ http }) => `127.0.0.1:${http}`)
  const ask = async (server: number, body: string, query = ''): Promise<void> => {
    const response = await fetch(`http://${hosts[server]}/?query=${encodeURIComponent(query)}`, {
      method: 'POST',
      headers: { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': PASSWORD },
      body,
    })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
  }
  await Promise.all(hosts.map((host, n) => isReady(host, children[n] as ChildProcess)))
  return {
    hosts,
    tcpPorts: ports.map(({ tcp }) => tcp),
    async execute(statement, server) {
      for (const n of server === undefined ? hosts.keys() : [server]) await ask(n, statement)
    },
    insert: (table, rows, server) =>
      ask(
        server,
        rows.map((row) => JSON.stringify(row)).join('\n'),
        `INSERT INTO ${table} FORMAT JSONEachRow`,
      ),
    async close() {
      await Promise.all(children.map(stop))
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Of all users but `reader`. */
export const PASSWORD = 'a "secret" & more'

function start(directory: string, ports: readonly Ports[], n: number): ChildProcess {
  const file = (name: string): string => join(directory, name)
  for (const name of ['data', 'tmp', 'format', 'files']) mkdirSync(file(name), { recursive: true })
  const escaped = PASSWORD.replace(/[&"]/g, (char) => (char === '&' ? '&amp;' : '&quot;'))
  const user = `<networks><ip>127.0.0.1</ip></networks><quota>default</quota>`
  writeFileSync(
    file('users.xml'),
    `<yandex><profiles><default/><readonly><readonly>1</readonly></readonly>
<cutting><max_result_rows>100</max_result_rows><result_overflow_mode>break</result_overflow_mode></cutting>
<limited><max_rows_to_read>100</max_rows_to_read></limited></profiles><quotas><default/></quotas><users>
<default><password>${escaped}</password><profile>default</profile>${user}</default>
<reader><password></password><profile>readonly</profile>${user}</reader>
<cutter><password>${escaped}</password><profile>cutting</profile>${user}</cutter>
<limited><password>${escaped}</password><profile>limited</profile>${user}</limited>
</users></yandex>`,
  )
  const shards = ports
    .map(
      ({ tcp }) =>
        `<shard><replica><host>127.0.0.1</host><port>${tcp}</port><user>default</user><password>${escaped}</password></replica></shard>`,
    )
    .join('')
  const { http, tcp } = ports[n] as Ports
  writeFileSync(
    file('config.xml'),
    `<yandex><logger><level>error</level><log>${file('log')}</log><errorlog>${file('errors')}</errorlog></logger>
<http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><listen_host>127.0.0.1</listen_host>
<path>${file('data')}/</path><tmp_path>${file('tmp')}/</tmp_path><user_files_path>${file('files')}/</user_files_path>
<format_schema_path>${file('format')}/</format_schema_path><users_config>${file('users.xml')}</users_config>
<default_profile>default</default_profile><default_database>default</default_database><timezone>UTC</timezone>
<mark_cache_size>67108864</mark_cache_size><max_concurrent_queries>20</max_concurrent_queries>
<remote_servers><${CLUSTER}>${shards}</${CLUSTER}></remote_servers></yandex>`,
  )
  return spawn(SERVER, [`--config-file=${file('config.xml')}`], { cwd: directory, stdio: 'ignore' })
}

/** Most of a server's start is waiting for the disk. */
const START_MS = 60_000

async function isReady(host: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + START_MS
  for (;;) {
    if (child.exitCode !== null) throw new Error(`clickhouse-server ended with status ${child.exitCode}`)
    const answer = await fetch(`http://${host}/ping`).catch(() => null)
    if (answer?.ok) return
    if (Date.now() > until) throw new Error('clickhouse-server does not answer')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

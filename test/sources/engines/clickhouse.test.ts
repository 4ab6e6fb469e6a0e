/** ClickHouse as a source: real servers of release 18.16 in two shards. Skipped where Debian's clickhouse-server is not installed. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type AnalyzeOptions, analyze } from '../../../src/index.ts'
import { findSources } from '../../../src/sources/index.ts'
import {
  CLUSTER,
  type ClickHouseServers,
  clickHouseServers,
  hasClickHouse,
  PASSWORD,
} from '../../support/clickhouse-servers.ts'
import {
  allRows,
  asFile,
  controllerRows,
  evidenceFree,
  kubeletRows,
  type LogRow,
  rowsOfNode,
} from '../../support/engine-rows.ts'

if (!hasClickHouse)
  process.stderr.write('skipped: tests with ClickHouse 18.16, because clickhouse-server is not installed\n')

const COLUMNS = 'ts UInt64, time DateTime, host String, program String, body String'

const toRow = ({ timeUs, node, process, message }: LogRow): object => ({
  ts: timeUs,
  time: Math.floor(timeUs / 1e6),
  host: node,
  program: process,
  body: message,
})

describe.skipIf(!hasClickHouse)('a source in ClickHouse 18.16', () => {
  let servers: ClickHouseServers
  const url = (table: string, query = ''): string =>
    `clickhouse+http://${servers.hosts[0]}/default/${table}${query}`

  /** Makes a table of each shard and a Distributed one over them; rows go to the shards in turn. */
  const makeTable = async (name: string, rows: readonly LogRow[]): Promise<void> => {
    await servers.execute(
      `CREATE TABLE default.${name}_local (${COLUMNS}) ENGINE = MergeTree PARTITION BY toYYYYMM(time) ORDER BY (host, ts)`,
    )
    await servers.execute(
      `CREATE TABLE default.${name} AS default.${name}_local ENGINE = Distributed(${CLUSTER}, default, ${name}_local)`,
    )
    for (const shard of [0, 1])
      await servers.insert(`${name}_local`, rows.filter((_, n) => n % 2 === shard).map(toRow), shard)
  }
  const problemOf = async (input: string, options: AnalyzeOptions = {}): Promise<string> => {
    const { problems } = await analyze(input, options)
    expect(problems).toMatchObject([{ code: 'unreadable', source: input }])
    return problems[0]?.excerpt ?? ''
  }

  beforeAll(async () => {
    vi.stubEnv('CLICKHOUSE_USER', 'default')
    vi.stubEnv('CLICKHOUSE_PASSWORD', PASSWORD)
    servers = await clickHouseServers()
    await makeTable('logs', allRows)
  }, 120_000)
  afterAll(async () => {
    vi.unstubAllEnvs()
    await servers?.close()
  })

  it('gives the report of the files, from two shards', async () => {
    const files = await analyze([asFile('controller', controllerRows), asFile('kubelet', kubeletRows)])
    const engine = await analyze(url('logs'))
    expect(engine.problems).toEqual([])
    expect(files.incidents.map(({ kind }) => kind)).toEqual(['lease-outage'])
    expect(evidenceFree(engine)).toEqual(evidenceFree(files))
    expect(engine.sources[0]?.lines).toBeLessThan(allRows.length * 0.7)
  })

  it('gives it for a kubelet that prints no requests, whose other lines show that it goes on', async () => {
    const rows = kubeletRows.filter(({ message }) => !message.includes('round_trippers'))
    await makeTable('quiet', [...controllerRows, ...rows])
    const files = await analyze([asFile('controller', controllerRows), asFile('kubelet', rows)])
    expect(files.incidents.map(({ kind }) => kind)).toEqual(['lease-outage'])
    expect(evidenceFree(await analyze(url('quiet')))).toEqual(evidenceFree(files))
  })

  it('joins the lines of a value that a journal stored one by one', async () => {
    const rows = kubeletRows.flatMap((row) => {
      const at = row.message.indexOf(' err="Put')
      if (at < 0) return [row]
      const texts = [`${row.message.slice(0, at)} err=<`, `\t${JSON.parse(row.message.slice(at + 5))}`, ' >']
      return texts.map((message) => ({ ...row, message }))
    })
    expect(rows.length).toBeGreaterThan(kubeletRows.length)
    await makeTable('wrapped', rows)
    expect(evidenceFree(await analyze(url('wrapped')))).toEqual(
      evidenceFree(await analyze(asFile('rows', rows))),
    )
  })

  it('asks for the time that is wanted, and for nothing else', async () => {
    const sinceUs = Date.parse('2026-11-22T10:45:00Z') * 1000
    const { sources, problems } = await analyze(url('logs'), { time: { sinceUs, untilUs: sinceUs + 60e6 } })
    expect(problems).toEqual([])
    expect(sources[0]?.firstAtUs).toBeGreaterThanOrEqual(sinceUs - 1e6)
    expect(sources[0]?.lastAtUs).toBeLessThanOrEqual(sinceUs + 61e6)
    expect(sources[0]?.lines).toBeLessThan(200)
  })

  it('asks for the nodes that are wanted, and for those where a controller prints', async () => {
    const other = 'it\'s \\ a "node"'
    const odd = rowsOfNode('demo-worker3').map((row) => ({ ...row, node: other }))
    await makeTable('fleet', [...allRows, ...rowsOfNode('demo-worker2'), ...odd])
    const both = await analyze(url('fleet'), { nodes: ['demo-worker'] })
    expect(both.sources[0]?.nodes).toEqual(['demo-worker'])
    expect(both.sources[0]?.components).toEqual(['kube-controller-manager', 'kubelet'])
    const quoted = await analyze(url('fleet'), { nodes: [`${other.slice(0, 4)}*`] })
    expect(quoted.problems).toEqual([])
    const nodes = quoted.sources[0]?.nodes
    expect(nodes).toContain('demo-worker3')
    expect(nodes).not.toContain('demo-worker2')
  })

  it('leaves out rows that name no node, and reports them', async () => {
    await makeTable('nameless', [
      ...allRows,
      ...rowsOfNode('demo-worker2').map((row) => ({ ...row, node: '' })),
    ])
    const { problems, nodes } = await analyze(url('nameless'))
    expect(problems).toMatchObject([
      { code: 'no-node', excerpt: expect.stringMatching(/^\d+ lines name no node/) },
    ])
    expect(nodes.map(({ node }) => node)).toEqual(['demo-worker'])
  })

  it('leaves out rows that have no time, and reports those that matter', async () => {
    await servers.execute(
      'CREATE TABLE default.timeless (ts Nullable(UInt64), host String, body String) ENGINE = Memory',
      0,
    )
    const rows = kubeletRows.map(({ timeUs, node, message }, n) => ({
      ...(n > 5 && message.includes('leases') && n < 50 ? {} : { ts: timeUs }),
      ...{ host: node, body: message },
    }))
    const without = rows.filter((row) => !('ts' in row)).length
    await servers.insert('timeless', [...rows, { host: 'demo-worker', body: 'nothing of interest' }], 0)
    const { problems, incidents } = await analyze(url('timeless'))
    expect(without).toBeGreaterThan(0)
    expect(problems).toMatchObject([
      { code: 'no-time', excerpt: `${without} lines have no time: they are left out` },
    ])
    expect(incidents).toHaveLength(1)
  })

  it('reads rows of equal time in the order of a column that keeps it', async () => {
    await servers.execute(
      'CREATE TABLE default.ordered (ts DateTime, seq UInt32, host String, body String) ENGINE = Memory',
      0,
    )
    const second = Math.floor((kubeletRows[0] as LogRow).timeUs / 1e6)
    const lines = ['Failed to update lease, b', 'Failed to update lease, a', 'Failed to update lease, c']
    const rows = lines.map((body, seq) => ({ ts: second, seq, host: 'demo-worker', body }))
    await servers.insert('ordered', [...rows].reverse(), 0)
    const linesOf = async (query: string): Promise<readonly string[]> => {
      const [source] = await findSources([url('ordered', query)], { unreadable: () => {}, skipped: () => {} })
      let text = ''
      for await (const chunk of source?.open() ?? []) text += Buffer.from(chunk).toString()
      return text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { MESSAGE: string }).MESSAGE)
    }
    expect(await linesOf('?order=seq')).toEqual(lines)
    expect(await linesOf('')).toEqual([...lines].sort())
  })

  it('escapes the names of tables and columns', async () => {
    await servers.execute(
      "CREATE TABLE default.`it's \\\\ \\`odd\\`` (`when` UInt64, `the \\`node\\`` String, what String) ENGINE = Memory",
      0,
    )
    await servers.insert(
      "`it's \\\\ \\`odd\\``",
      kubeletRows.map(({ timeUs, node, message }) => ({ when: timeUs, 'the `node`': node, what: message })),
      0,
    )
    const name = encodeURIComponent("it's \\ `odd`")
    const query = new URLSearchParams({ time: 'when', node: 'the `node`', message: 'what' })
    const { problems, incidents } = await analyze(url(name, `?${query}`))
    expect(problems).toEqual([])
    expect(incidents).toHaveLength(1)
  })

  it('asks for the rows of some programs where a table has those of all', async () => {
    const { sources } = await analyze(url('logs', '?only=program:kubelet,it%27s'))
    expect(sources[0]?.components).toEqual(['kubelet'])
    expect(await problemOf(url('logs', '?only=kubelet'))).toMatch(
      /^"kubelet" for only is no COLUMN:VALUE,VALUE/,
    )
  })

  it.each([
    ['seconds', 'UInt64', 1e6],
    ['milliseconds', 'Int64', 1e3],
    ['nanoseconds', 'UInt64', 1e-3],
    ['a DateTime', 'DateTime', 1e6],
  ])('reads times in %s', async (unit, type, us) => {
    const table = unit.replaceAll(' ', '_')
    await servers.execute(
      `CREATE TABLE default.${table} (ts ${type}, host String, body String) ENGINE = Memory`,
      0,
    )
    const rows = kubeletRows.map(({ timeUs, node, message }) => ({
      ts: us < 1 ? `${timeUs}000` : Math.floor(timeUs / us),
      host: node,
      body: message,
    }))
    await servers.insert(table, rows, 0)
    const sinceUs = Date.parse('2026-11-22T10:44:00Z') * 1000
    const { problems, incidents, sources } = await analyze(url(table), { time: { sinceUs, untilUs: null } })
    expect(problems).toEqual([])
    expect(sources[0]?.firstAtUs).toBeGreaterThan(sinceUs - 2e6)
    const [file] = (await analyze(asFile('kubelet', kubeletRows))).incidents
    expect(incidents.map(({ intervals }) => intervals)).toEqual([file?.intervals])
  })

  it('reports a table, a database, a column and a server that are not there', async () => {
    expect(await problemOf(url('nothing'))).toMatch(
      /^no table "nothing" in database "default".*check the URL/,
    )
    await servers.execute('CREATE TABLE default.other (a String) ENGINE = Memory', 0)
    expect(await problemOf(url('other'))).toMatch(/give \?message=COLUMN; columns: a$/)
    expect(await problemOf(url('logs', '?node=nose'))).toMatch(
      /^no column "nose" for node; columns: ts, time/,
    )
    expect(await problemOf('clickhouse+http://127.0.0.1:1/a/b')).toMatch(/^no answer: connection refused/)
  })

  it('reports credentials that are refused, without them', async () => {
    vi.stubEnv('CLICKHOUSE_PASSWORD', 'not-the-secret')
    const reason = await problemOf(url('logs'))
    vi.stubEnv('CLICKHOUSE_PASSWORD', PASSWORD)
    expect(reason).toMatch(/Wrong password.*set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD/)
    expect(reason).not.toContain('not-the-secret')
  })

  it('reports a profile that cuts answers silently, and what a query lacks', async () => {
    vi.stubEnv('CLICKHOUSE_USER', 'cutter')
    expect(await problemOf(url('logs'))).toMatch(/result_overflow_mode=break, max_result_rows=100.*=throw$/)
    vi.stubEnv('CLICKHOUSE_USER', 'limited')
    expect(await problemOf(url('logs'))).toMatch(/Code: 158.*--since/)
    vi.stubEnv('CLICKHOUSE_USER', 'default')
  })

  it('reads as a user who may change no setting', async () => {
    vi.stubEnv('CLICKHOUSE_USER', 'reader')
    vi.stubEnv('CLICKHOUSE_PASSWORD', '')
    const { problems, incidents } = await analyze(url('logs_local'))
    vi.stubEnv('CLICKHOUSE_USER', 'default')
    vi.stubEnv('CLICKHOUSE_PASSWORD', PASSWORD)
    expect(problems).toEqual([])
    expect(incidents.length).toBeGreaterThan(0)
  })

  it('ends what it asked for when the call is aborted', async () => {
    const stopper = new AbortController()
    const reading = analyze(url('logs'), { signal: stopper.signal })
    setTimeout(() => stopper.abort(new Error('enough')), 5)
    await expect(reading).rejects.toThrow('enough')
  })
})

/** Faults of ClickHouse and of the network, by a stand-in that answers the queries of the source with recorded shapes. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { analyze, type Report, UsageError } from '../../../src/index.ts'
import { builtCli } from '../../support/built-cli.ts'
import { clickHouseOf, countsOf, rowLine } from '../../support/clickhouse-stand-in.ts'
import { kubeletRows, type LogRow } from '../../support/engine-rows.ts'
import {
  type EngineHandler,
  type EngineServer,
  engineServer,
  sometimes,
} from '../../support/engine-server.ts'

const found = kubeletRows.filter(({ message }) => message.includes('lease'))
const HALF = Math.floor(found.length / 2)

/** What a server with these rows answers; `giveRows` takes the place of the answer with rows. */
const answering = (giveRows: EngineHandler, counts: readonly object[] = countsOf(found)): EngineHandler =>
  clickHouseOf(giveRows, counts)
const giveAll: EngineHandler = (_, response) => void response.end(found.map(rowLine).join(''))

describe('faults of ClickHouse', () => {
  let server: EngineServer | null = null
  beforeEach(() => void vi.stubEnv('CLICKHOUSE_PASSWORD', 'S3CR3T'))
  afterEach(async () => {
    vi.unstubAllEnvs()
    await server?.close()
    server = null
  })
  const reportOf = async (handle: EngineHandler, query = ''): Promise<Report> => {
    server = await engineServer(handle)
    return analyze(`clickhouse+http://${server.host}/logs/kubelet${query}`)
  }
  /** The reason why the source ended, and the rows that it gave before. */
  const endOf = async (handle: EngineHandler, query = ''): Promise<{ reason: string; lines: number }> => {
    const { problems, sources } = await reportOf(handle, query)
    expect(problems.map(({ code }) => code)).toEqual(['unreadable'])
    return { reason: problems[0]?.excerpt ?? '', lines: sources[0]?.lines ?? 0 }
  }

  it('reads the rows of a server without faults', async () => {
    const { problems, sources, incidents } = await reportOf(answering(giveAll))
    expect(problems).toEqual([])
    expect(sources[0]?.lines).toBe(found.length)
    expect(incidents).toHaveLength(1)
  })

  it('names the package that is not installed', () => {
    const directory = mkdtempSync(join(tmpdir(), 'leasegap-package-'))
    const hook = join(directory, 'hook.cjs')
    writeFileSync(
      hook,
      `const Module = require('node:module')
const resolve = Module._resolveFilename
Module._resolveFilename = function (name, ...rest) {
  return resolve.call(this, name.replace('@clickhouse/client', '@clickhouse/none'), ...rest)
}`,
    )
    const args = ['-r', hook, builtCli(), 'clickhouse+http://127.0.0.1:1/a/b']
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(stderr).toContain('run "npm install @clickhouse/client" where leasegap is installed')
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    rmSync(directory, { recursive: true })
  })

  it('reports a server that is down, and a time-out that is no number', async () => {
    const { host, close } = await engineServer(() => {})
    await close()
    const reasons = async (url: string): Promise<unknown> => (await analyze(url)).problems[0]?.excerpt
    expect(await reasons(`clickhouse+http://${host}/logs/kubelet`)).toBe('no answer: connection refused')
    expect(await reasons(`clickhouse+http://${host}/logs/kubelet?timeout=x`)).toBe(
      'timeout is no number of seconds',
    )
  })

  it('reports rows that are missing at the end, and gives those before', async () => {
    const end = await endOf(
      answering((_, response) => void response.end(found.slice(0, HALF).map(rowLine).join(''))),
    )
    expect(end.reason).toMatch(
      /\d+ of \d+ rows of node "demo-worker" are missing in the 10 s from 2026-11-22T10:4/,
    )
    expect(end.lines).toBeLessThanOrEqual(HALF)
    expect(end.lines).toBeGreaterThan(HALF - 20)
  })

  it('claims nothing of the time behind a row that is missing', async () => {
    const at = found.findIndex(({ message }) => message.includes('Failed to update lease'))
    const holed = found.filter((_, n) => n !== at)
    const { problems, sources, incidents } = await reportOf(
      answering((_, response) => void response.end(holed.map(rowLine).join(''))),
    )
    expect(problems).toHaveLength(1)
    expect(sources[0]?.lastAtUs).toBeLessThan((found[at] as LogRow).timeUs)
    expect(incidents).toEqual([])
  })

  it('takes rows that were written after the count', async () => {
    const { problems, sources } = await reportOf(answering(giveAll, countsOf(found.slice(0, HALF))))
    expect(problems).toEqual([])
    expect(sources[0]?.lines).toBe(found.length)
  })

  it('takes an error that only a header names', async () => {
    const { reason } = await endOf((request, response) => {
      if (!request.body.includes('system.columns')) return answering(giveAll)(request, response)
      response.writeHead(200, { 'x-clickhouse-exception-code': '241' }).end()
    })
    expect(reason).toMatch(/^the engine answered with an error/)
  })

  it('reports counts in the wrong order, and more rows behind the last of them', async () => {
    const counts = countsOf(found)
    expect((await endOf(answering(giveAll, [...counts].reverse()))).reason).toContain('came out of order')
    await server?.close()
    const last = found.at(-1) as LogRow
    const earlier = { ...last, timeUs: last.timeUs - 1 }
    const { reason } = await endOf(
      answering(
        (_, response) => void response.end([...found, last, earlier].map(rowLine).join('')),
        counts.slice(0, -1),
      ),
    )
    expect(reason).toContain('out of order')
  })

  it.each([
    [60, 'Table logs.kubelet does not exist', 'check "logs" and "kubelet" in the URL'],
    [81, 'Database logs does not exist', 'check "logs" and "kubelet" in the URL'],
    [159, 'Timeout exceeded', 'ask for less'],
    [516, 'Authentication failed', 'set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD'],
    [497, 'Not enough privileges', 'set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD'],
  ])('says what to change after error %d', async (code, text, advice) => {
    const { reason } = await endOf(
      (_, response) => void response.writeHead(500).end(`Code: ${code}. DB::Exception: ${text}`),
    )
    expect(reason).toContain(text)
    expect(reason).toContain(advice)
  })

  it.each([
    [['time', 'node'], '', 'no column of messages is known by its name: give ?message=COLUMN'],
    [['time', 'body'], '', 'no column of nodes is known by its name: give ?node=COLUMN'],
    [
      ['host', 'body'],
      '',
      'no column of times (DateTime, DateTime64 or a number) is known by its name: give ?time=COLUMN',
    ],
    [['time', 'host', 'body'], '?order=seq', 'no column "seq" for order'],
    [['time', 'host', 'body'], '?only=unit', '"unit" for only is no COLUMN:VALUE,VALUE'],
    [['time', 'host', 'body'], '?only=unit:a', '"unit:a" for only is no COLUMN:VALUE,VALUE'],
  ])('names the columns %j of a table that lacks one%s', async (names, query, words) => {
    const columns = names.map((name) => ({ name, type: name === 'time' ? 'DateTime64(6)' : 'String' }))
    const { reason } = await endOf(clickHouseOf(giveAll, countsOf(found), columns), query)
    expect(reason).toBe(`${words}; columns: ${names.join(', ')}`)
  })

  it('reports counts that are cut', async () => {
    const { reason } = await endOf((request, response) =>
      request.body.includes('lg_bucket')
        ? void response.end(JSON.stringify(countsOf(found)[0]).slice(0, 50))
        : answering(giveAll)(request, response),
    )
    expect(reason).toContain('the answer ends in the middle of a row')
  })

  it.each([
    [
      '18.16',
      'Code: 395, e.displayText() = DB::Exception: Value passed, e.what() = DB::Exception\n',
      'Code: 395',
    ],
    [
      '25',
      '{"exception": "Code: 395. DB::Exception: Value passed. (FUNCTION_THROW_IF)"}\n',
      'FUNCTION_THROW_IF',
    ],
    ['26', '__exception__\r\nabcdefgh\r\nCode: 395. DB::Exception: Value passed', 'Code: 395'],
  ])(
    'reports an exception inside an answer with status 200, as release %s writes it',
    async (_, text, code) => {
      const half = found.slice(0, HALF).map(rowLine).join('')
      const end = await endOf(answering((_request, response) => void response.end(half + text)))
      expect(end.reason).toMatch(/Value passed|engine answered|middle of a row/)
      if (!text.startsWith('__')) expect(end.reason).toContain(code)
      expect(end.lines).toBeGreaterThan(HALF - 20)
    },
  )

  it('reports a connection that is cut in the middle', async () => {
    const end = await endOf(
      answering((_, response) => {
        response.write(found.slice(0, HALF).map(rowLine).join(''), () => response.destroy())
      }),
    )
    expect(end.reason).toContain('the answer was cut')
    expect(end.lines).toBeGreaterThan(HALF - 20)
  })

  it('reports rows in the wrong order', async () => {
    const [first, second] = [found.slice(0, HALF), found.slice(HALF)]
    const end = await endOf(
      answering((_, response) => void response.end([...second, ...first].map(rowLine).join(''))),
    )
    expect(end.reason).toContain('out of order')
  })

  it('reports a column with other times than those of the lines, and claims nothing by them', async () => {
    const late = found.map((row) => ({ ...row, timeUs: row.timeUs + 420e6 }))
    const { problems, incidents } = await reportOf(
      answering((_, response) => void response.end(late.map(rowLine).join('')), countsOf(late)),
    )
    expect(problems).toMatchObject([
      {
        code: 'unreadable',
        excerpt: `${late.length} of the first ${late.length} lines print another time than the engine's, such as 1122 10:43:04.731683 at 2026-11-22T10:50:04.733962Z: name the column with the times of the lines by ?time=COLUMN`,
      },
    ])
    expect(incidents).toEqual([])
  })

  it('reports lines that arrived late, which a zone of quarters of an hour would hide', async () => {
    const at = found.length - 3
    const late = found.map((row, n) => (n < at ? row : { ...row, timeUs: row.timeUs + 900e6 }))
    const { problems } = await reportOf(
      answering((_, response) => void response.end(late.map(rowLine).join('')), countsOf(late)),
    )
    expect(problems).toMatchObject([
      { code: 'stamps-disagree', excerpt: expect.stringMatching(/^3 lines print .*they arrived late$/) },
    ])
  })

  it('takes a node that prints local time', async () => {
    const local = found.map((row) => ({ ...row, timeUs: row.timeUs - 19_800e6 }))
    const { problems, incidents } = await reportOf(
      answering((_, response) => void response.end(local.map(rowLine).join('')), countsOf(local)),
    )
    expect(problems).toEqual([])
    expect(incidents).toHaveLength(1)
  })

  it('reports a table that has no line in the time', async () => {
    const { problems } = await reportOf(
      answering((_, response) => void response.end(), []),
      '?since=2026-11-22T10:00:00Z',
    )
    expect(problems).toMatchObject([
      {
        code: 'unreadable',
        excerpt:
          'the engine has no line from 2026-11-22T10:00:00.000000Z: check the table, ?only= in the URL, the time, and --node',
      },
    ])
  })

  it('reports a server that stays silent', async () => {
    const { reason } = await endOf(
      answering((_, response) => void response.write(rowLine(found[0] as LogRow))),
      '?timeout=0.3',
    )
    expect(reason).toContain('nothing came for 0.3 s; raise it by ?timeout=SECONDS')
  })

  it.each([429, 503])('asks again after status %d', async (status) => {
    const busy: EngineHandler = (_, response) =>
      void response.writeHead(status, { 'retry-after': '0' }).end('busy')
    const { problems, sources } = await reportOf(answering(sometimes(3, busy, giveAll)))
    expect(problems).toEqual([])
    expect(sources[0]?.lines).toBe(found.length)
  })

  it('gives up a server that stays busy', async () => {
    const busy: EngineHandler = (_, response) =>
      void response.writeHead(503, { 'retry-after': '0' }).end('busy')
    expect((await endOf(busy)).reason).toBe('busy (status 503)')
    expect(server?.requests).toHaveLength(5)
  })

  it('asks again after a reset', async () => {
    const { problems } = await reportOf(
      sometimes(1, (_, response) => void response.destroy(), answering(giveAll)),
    )
    expect(problems).toEqual([])
  })

  it('repeats no secret that a server or a proxy answers', async () => {
    const basic = Buffer.from('default:S3CR3T').toString('base64')
    vi.stubEnv('CLICKHOUSE_USER', 'default')
    const { reason } = await endOf((request, response) => {
      expect(request.headers.authorization).toBe(`Basic ${basic}`)
      response.writeHead(401).end(`refused: ${request.headers.authorization}, password S3CR3T`)
    })
    expect(reason).toMatch(/^refused: Basic …, password … \(status 401\); set CLICKHOUSE_USER/)
  })

  it('refuses credentials in a URL, and does not repeat them', async () => {
    for (const url of [
      'clickhouse+https://me:S3CR3T@host/db/table',
      'clickhouse+https://host/db/table?password=S3CR3T',
      'clickhouse+https://me:S3CR3T@/db',
      'clickhuose+https://me:S3CR3T@host/db/table',
    ]) {
      const error = await analyze(url).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UsageError)
      expect(JSON.stringify(error) + String((error as UsageError).message)).not.toContain('S3CR3T')
    }
  })

  it('sends the headers of a file that only its owner may read', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'leasegap-headers-'))
    const path = join(directory, 'headers')
    writeFileSync(path, '# of the gateway\nAuthorization: Bearer T0K3N\nX-Tenant: fleet\n', { mode: 0o644 })
    const query = `?headers=${encodeURIComponent(path)}`
    expect((await endOf(answering(giveAll), query)).reason).toContain('run chmod 600 on it')
    chmodSync(path, 0o600)
    await server?.close()
    expect((await reportOf(answering(giveAll), query)).problems).toEqual([])
    const [first] = server?.requests ?? []
    expect(first?.headers).toMatchObject({ authorization: 'Bearer T0K3N', 'x-tenant': 'fleet' })
    await server?.close()
    const { reason: echo } = await endOf(
      (request, response) => void response.writeHead(403).end(`no ${request.headers.authorization}`),
      query,
    )
    expect(echo).toMatch(/^no … \(status 403\); set CLICKHOUSE_USER/)
    writeFileSync(path, 'S3CR3T without a colon\n')
    await server?.close()
    const { reason } = await endOf(answering(giveAll), query)
    expect(reason).toMatch(/line 1 is no HTTP header/)
    expect(reason).not.toContain('S3CR3T')
    rmSync(directory, { recursive: true })
    await server?.close()
    expect((await endOf(answering(giveAll), query)).reason).toContain('no such file or directory')
  })
})

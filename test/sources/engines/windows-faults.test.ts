/** Faults of Loki and VictoriaLogs, and answers recorded from real ones, by a local server. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { analyze, type Report, UsageError } from '../../../src/index.ts'
import { asFile, evidenceFree, kubeletRows, type LogRow } from '../../support/engine-rows.ts'
import {
  type EngineHandler,
  type EngineServer,
  engineServer,
  sometimes,
} from '../../support/engine-server.ts'
import { lokiOf, victoriaLogsOf } from '../../support/log-engines.ts'

const RECORDED = join(import.meta.dirname, '../../support/data/engines')
const LOKI = `?query=${encodeURIComponent('{unit="kubelet.service"}')}`
const VICTORIA = `?query=${encodeURIComponent('{_SYSTEMD_UNIT="kubelet.service"}')}`
const QUERIES = { loki: LOKI, victorialogs: VICTORIA }
type Engine = keyof typeof QUERIES

const time = {
  sinceUs: Date.parse('2026-11-22T10:40:00Z') * 1000,
  untilUs: Date.parse('2026-11-22T10:55:00Z') * 1000,
}
const handlerOf = { loki: lokiOf, victorialogs: victoriaLogsOf }
const handlers = { loki: lokiOf(kubeletRows), victorialogs: victoriaLogsOf(kubeletRows) }

/** Answers only queries for rows by `rows`. */
const withRows =
  (engine: Engine, rows: EngineHandler): EngineHandler =>
  (request, response) => {
    const query = request.fields.get('query') ?? ''
    const isForRows = engine === 'loki' ? query.startsWith('{') : request.path.endsWith('/query')
    if (isForRows) rows(request, response)
    else handlers[engine](request, response)
  }

let server: EngineServer | null = null
afterEach(async () => {
  vi.unstubAllEnvs()
  await server?.close()
  server = null
})

async function reportOf(engine: Engine, handle: EngineHandler, query = ''): Promise<Report> {
  server = await engineServer(handle)
  return analyze(`${engine}+http://${server.host}/prefix${QUERIES[engine]}${query}`, { time })
}
const withoutPrefix =
  (handle: EngineHandler): EngineHandler =>
  (request, response) =>
    handle({ ...request, path: request.path.replace('/prefix', '') }, response)

async function endOf(
  engine: Engine,
  handle: EngineHandler,
  query = '',
): Promise<{ reason: string; lines: number }> {
  const { problems, sources } = await reportOf(engine, withoutPrefix(handle), query)
  expect(problems.map(({ code }) => code)).toEqual(['unreadable'])
  return { reason: problems[0]?.excerpt ?? '', lines: sources[0]?.lines ?? 0 }
}

describe.each(['loki', 'victorialogs'] as const)('faults of %s', (engine) => {
  it('are none behind a path of a gateway', async () => {
    const { problems, incidents } = await reportOf(engine, withoutPrefix(handlers[engine]))
    expect(problems).toEqual([])
    expect(incidents).toHaveLength(1)
  })

  it('are reported where lines are missing, and nothing behind them is used', async () => {
    const at = kubeletRows.findIndex(({ message }) => message.includes('Failed to update lease'))
    const lost = kubeletRows[at] as LogRow
    const handle =
      engine === 'loki'
        ? lokiOf(kubeletRows, { loses: (row) => row === lost })
        : victoriaLogsOf(kubeletRows, (rows) => rows.filter((row) => row !== lost))
    const { problems, incidents, sources } = await reportOf(engine, withoutPrefix(handle))
    expect(problems[0]?.excerpt).toMatch(
      /^reading stopped: 1 of 1\d\d lines of node "demo-worker" are missing/,
    )
    expect(sources[0]?.lastAtUs).toBeLessThan(lost.timeUs)
    expect(incidents).toEqual([])
  })

  it('are reported where an answer ends early', async () => {
    const lastUs = (kubeletRows[600] as LogRow).timeUs
    const isEarly = ({ timeUs }: LogRow): boolean => timeUs <= lastUs
    const { problems, sources } = await reportOf(
      engine,
      withoutPrefix(
        engine === 'loki'
          ? lokiOf(kubeletRows, { loses: (row) => !isEarly(row) })
          : victoriaLogsOf(kubeletRows, (rows) => rows.filter(isEarly)),
      ),
    )
    expect(problems).toMatchObject([
      { code: 'unreadable', excerpt: expect.stringMatching(/\d+ of \d+ lines of node .* are missing/) },
    ])
    expect(sources[0]?.lastAtUs).toBeLessThanOrEqual(lastUs)
  })

  it('are none where lines of equal times come in any order', async () => {
    const backwards = (rows: readonly LogRow[]): readonly LogRow[] =>
      [...rows].reverse().sort((a, b) => a.timeUs - b.timeUs)
    const report = await reportOf(
      engine,
      withoutPrefix(
        engine === 'loki'
          ? lokiOf(kubeletRows, { arrange: backwards })
          : victoriaLogsOf(kubeletRows, backwards),
      ),
    )
    expect(evidenceFree(report)).toEqual(evidenceFree(await analyze(asFile('kubelet', kubeletRows))))
  })

  it('are reported where lines come in the wrong order', async () => {
    const backwards = (rows: readonly LogRow[]): readonly LogRow[] => [...rows].reverse()
    // A page of Loki is sorted here; lines before the time that was asked for are not.
    const { reason } = await endOf(
      engine,
      engine === 'loki'
        ? withRows(engine, (request, response) => {
            const fields = new URLSearchParams(request.fields)
            if (fields.get('start') !== '1795344000000000001') fields.set('start', '0')
            handlers.loki({ ...request, fields }, response)
          })
        : victoriaLogsOf(kubeletRows, backwards),
      engine === 'loki' ? '&limit=100' : '',
    )
    expect(reason).toMatch(/out of order|before the time that was asked for/)
  })

  it('are reported where the answer is cut', async () => {
    const { reason } = await endOf(
      engine,
      withRows(engine, (_, response) => {
        response.write('{"status":"success","data":{"resultType"', () => response.destroy())
      }),
    )
    expect(reason).toContain('the answer was cut')
  })

  it('are reported where an error stands in an answer with status 200', async () => {
    const { reason } = await endOf(
      engine,
      withRows(engine, (_, response) => void response.end('internal error: out of memory\n')),
    )
    expect(reason).toMatch(/out of memory|middle of a row/)
  })

  it.each(['{"status":"success","data":{}}', '{"error":"no such tenant"}'])(
    'are reported where an answer has another form: %s',
    async (text) => {
      const { reason } = await endOf(engine, (request, response) =>
        request.path.includes('label')
          ? handlers[engine](request, response)
          : void response.writeHead(200).end(text),
      )
      expect(reason).toBe(text)
    },
  )

  it('are reported where credentials are refused, without them', async () => {
    const variable = engine === 'loki' ? 'LOKI' : 'VICTORIALOGS'
    vi.stubEnv(`${variable}_BEARER_TOKEN`, 'S3CR3T')
    const { reason } = await endOf(engine, (request, response) => {
      expect(request.headers.authorization).toBe('Bearer S3CR3T')
      response.writeHead(401).end(`no access with ${request.headers.authorization}`)
    })
    expect(reason).toMatch(/^no access with Bearer … \(status 401\); set (LOKI|VICTORIALOGS)_USERNAME/)
  })

  it('are none with a user and a password', async () => {
    const variable = engine === 'loki' ? 'LOKI' : 'VICTORIALOGS'
    vi.stubEnv(`${variable}_USERNAME`, 'me')
    vi.stubEnv(`${variable}_PASSWORD`, 'S3CR3T')
    const { problems } = await reportOf(engine, withoutPrefix(handlers[engine]))
    expect(problems).toEqual([])
    expect(server?.requests[0]?.headers.authorization).toBe(`Basic ${btoa('me:S3CR3T')}`)
  })

  it.each<[string, EngineHandler]>([
    ['is busy', (_, response) => void response.writeHead(429, { 'retry-after': '0' }).end()],
    ['starts', (_, response) => void response.writeHead(503, { 'retry-after': '0' }).end()],
    ['resets the connection', (_, response) => void response.destroy()],
  ])('are passed over where the engine %s for a moment', async (_, fault) => {
    const { problems } = await reportOf(engine, withoutPrefix(sometimes(1, fault, handlers[engine])))
    expect(problems).toEqual([])
  })

  it('are reported where it stays busy', async () => {
    const busy: EngineHandler = (_, response) =>
      void response.writeHead(503, { 'retry-after': '0' }).end('busy')
    expect((await endOf(engine, busy)).reason).toBe('busy (status 503)')
    expect(server?.requests).toHaveLength(5)
  })

  it('are reported where a query is too large', async () => {
    const words =
      engine === 'loki'
        ? 'the query would read too many bytes (query: 49 MiB, limit: 1.0 MiB)'
        : 'cannot calculate [sort by (_time)], since it requires more than 573MB of memory'
    const { reason } = await endOf(engine, (_, response) => void response.writeHead(400).end(words))
    expect(reason).toBe(
      `${words} (status 400); ask for less: fewer ${engine === 'loki' ? 'streams' : 'lines'} with ?query=, or fewer nodes with --node`,
    )
  })

  it('are reported where it names another server, which gets no credentials', async () => {
    vi.stubEnv(`${engine === 'loki' ? 'LOKI' : 'VICTORIALOGS'}_BEARER_TOKEN`, 'S3CR3T')
    const other = await engineServer(handlers[engine])
    const { reason } = await endOf(
      engine,
      (_, response) => void response.writeHead(307, { location: `http://${other.host}/` }).end(),
    )
    expect(reason).toContain('redirect')
    expect(other.requests).toEqual([])
    await other.close()
  })

  it('are reported where a URL has credentials, without them', async () => {
    for (const url of [
      `${engine}+https://me:S3CR3T@host/${QUERIES[engine]}`,
      `${engine}+https://host/${QUERIES[engine]}&password=S3CR3T`,
    ]) {
      const error = await analyze(url, { time }).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UsageError)
      expect(JSON.stringify(error) + String((error as UsageError).message)).not.toContain('S3CR3T')
    }
  })

  it('are reported where another may read the file of headers, which are sent otherwise', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'leasegap-headers-'))
    const path = join(directory, 'headers')
    writeFileSync(path, 'Authorization: Bearer T0K3N\n', { mode: 0o640 })
    const query = `&headers=${encodeURIComponent(path)}`
    expect((await endOf(engine, handlers[engine], query)).reason).toContain('run chmod 600 on it')
    chmodSync(path, 0o600)
    await server?.close()
    expect((await reportOf(engine, withoutPrefix(handlers[engine]), query)).problems).toEqual([])
    expect(server?.requests[0]?.headers.authorization).toBe('Bearer T0K3N')
    rmSync(directory, { recursive: true })
  })

  it('are reported where its times are not those of the lines, and nothing is claimed by them', async () => {
    const late = kubeletRows.map((row) => ({ ...row, timeUs: row.timeUs + 70e6 }))
    const { problems, incidents } = await reportOf(engine, withoutPrefix(handlerOf[engine](late)))
    expect(problems).toMatchObject([
      {
        code: 'unreadable',
        excerpt: expect.stringMatching(/^888 of the first 888 lines print another time .*correct its clock$/),
      },
    ])
    expect(incidents).toEqual([])
  })

  it('are none where the clock of a node is some minutes ahead, and reported where it is hours', async () => {
    const last = kubeletRows.at(-1) as LogRow
    vi.useFakeTimers({ toFake: ['Date'], now: last.timeUs / 1000 - 600_000 })
    const url = async (rows: readonly LogRow[]): Promise<Report> => {
      await server?.close()
      server = await engineServer(handlerOf[engine](rows))
      const sinceUs = time.sinceUs
      return analyze(`${engine}+http://${server.host}${QUERIES[engine]}`, {
        time: { sinceUs, untilUs: null },
      })
    }
    try {
      const { problems, sources } = await url(kubeletRows)
      expect(problems).toEqual([])
      expect(sources[0]?.lastAtUs).toBeGreaterThan(last.timeUs - 1e6)
      const ahead = await url([...kubeletRows, { ...last, timeUs: last.timeUs + 3600e6 }])
      expect(ahead.problems).toMatchObject([
        {
          code: 'unreadable',
          excerpt: expect.stringMatching(/^1 lines have a time after .* give --until$/),
        },
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it('are reported where it has no line', async () => {
    const { reason } = await endOf(engine, handlerOf[engine]([]))
    expect(reason).toBe(
      'the engine has no line from 2026-11-22T10:40:00.000000Z until 2026-11-22T10:55:00.000000Z: check ?query= in the URL, the time, and --node',
    )
  })

  it('are reported where it is down, silent, or asked without a time', async () => {
    const { host, close } = await engineServer(() => {})
    await close()
    const down = await analyze(`${engine}+http://${host}${QUERIES[engine]}`, { time })
    expect(down.problems[0]?.excerpt).toBe('no answer: connection refused')
    expect((await endOf(engine, () => {}, '&timeout=0.2')).reason).toContain('nothing came for 0.2 s')
    const timeless = await analyze(`${engine}+http://${host}${QUERIES[engine]}`)
    expect(timeless.problems[0]?.excerpt).toContain('give --since')
    await expect(analyze(`${engine}+http://${host}`)).rejects.toThrow(UsageError)
  })
})

describe('Loki', () => {
  it('is read page by page, also where a page ends among lines of one time', async () => {
    const { problems, sources } = await reportOf('loki', withoutPrefix(handlers.loki), '&limit=37')
    expect(problems).toEqual([])
    expect(sources[0]?.lines).toBeGreaterThan(380)
  })

  it('is reported where more lines have one time than a page holds', async () => {
    const [first] = kubeletRows as [LogRow]
    const same = kubeletRows.map((row, n) =>
      n > 100 && n < 120 ? { ...row, timeUs: first.timeUs + 30e6 } : row,
    )
    const { reason } = await endOf('loki', lokiOf(same), '&limit=10')
    expect(reason).toMatch(
      /^more than 10 lines have one time: raise \?limit|reading stopped: more than 10 lines/,
    )
  })

  it.each(['x', '0', '1.5'])('is not asked with the limit %s', async (limit) => {
    expect((await endOf('loki', handlers.loki, `&limit=${limit}`)).reason).toBe('limit is no number of lines')
    expect(server?.requests).toEqual([])
  })

  it('is reported where its limit is lower than a page', async () => {
    const { reason } = await endOf('loki', lokiOf(kubeletRows, { maxEntries: 1000 }))
    expect(reason).toMatch(/max entries limit per query exceeded.*\(status 400\); give \?limit=LINES/)
  })

  it('is asked for the counts of some nodes at one time where there are more than it counts', async () => {
    const idle = Array.from({ length: 600 }, (_, n) => ({
      ...(kubeletRows[0] as LogRow),
      node: `idle-${n}`,
      message: 'nothing of interest',
    }))
    const rows = [...kubeletRows, ...idle]
    const { problems, incidents, sources } = await reportOf('loki', withoutPrefix(lokiOf(rows)))
    expect(problems).toEqual([])
    expect(incidents).toHaveLength(1)
    expect(sources[0]?.lines).toBe(rows.length)
    await server?.close()
    const { reason } = await endOf('loki', lokiOf(kubeletRows, { maxSeries: 0 }))
    expect(reason).toMatch(/^maximum of series \(0\).*; ask for less: fewer streams/)
  })

  it('is asked as a tenant, and reported where one is needed', async () => {
    vi.stubEnv('LOKI_ORG_ID', 'fleet|edge')
    const { problems } = await reportOf('loki', (request, response) => {
      expect(request.headers['x-scope-orgid']).toBe('fleet|edge')
      withoutPrefix(handlers.loki)(request, response)
    })
    expect(problems).toEqual([])
    vi.unstubAllEnvs()
    await server?.close()
    const { reason } = await endOf('loki', (_, response) => void response.writeHead(401).end('no org id\n'))
    expect(reason).toBe('no org id (status 401); set LOKI_ORG_ID to the tenant')
  })

  it('is reported where no label names a node', async () => {
    const { reason } = await endOf(
      'loki',
      (_, response) => void response.end('{"status":"success","data":["app","job"]}'),
    )
    expect(reason).toBe('no label of nodes is known by its name: give ?node=LABEL; labels: app, job')
  })

  it('gives the lines of a recorded answer, whose two streams are one kubelet', async () => {
    const recorded = readFileSync(join(RECORDED, 'loki.json'), 'utf8')
    const { data } = JSON.parse(recorded) as { data: { result: { values: [string, string][] }[] } }
    const rows = data.result.flatMap(({ values }) =>
      values.map(([ns, message]) => ({
        ...{ timeUs: Number(BigInt(ns) / 1000n), node: 'demo-worker', process: '' },
        message,
      })),
    )
    const { problems, sources, nodes } = await reportOf('loki', (request, response) => {
      const isForRows = request.fields.get('query')?.startsWith('{') === true
      if (isForRows) response.end(recorded)
      else withoutPrefix(lokiOf(rows))(request, response)
    })
    expect(problems).toEqual([])
    expect(sources[0]?.lines).toBe(120)
    expect(nodes.map(({ node, heartbeat }) => [node, heartbeat.renewals])).toEqual([
      ['demo-worker', expect.any(Number)],
    ])
    expect(nodes[0]?.heartbeat.renewals).toBeGreaterThan(5)
  })
})

describe('VictoriaLogs', () => {
  it('is reported where no line has the field of nodes', async () => {
    const { reason } = await endOf('victorialogs', victoriaLogsOf(kubeletRows), '&node=hostname')
    expect(reason).toBe('no line has the field "hostname": give ?node=FIELD')
  })

  it('is reported where lines of one minute come in the wrong order', async () => {
    const { reason } = await endOf(
      'victorialogs',
      victoriaLogsOf(kubeletRows, (rows) => [rows[20] as LogRow, ...rows.toSpliced(20, 1)]),
    )
    expect(reason).toBe('lines of node "demo-worker" came out of order')
  })

  it('is reported where a line has no time', async () => {
    const { reason } = await endOf(
      'victorialogs',
      withRows('victorialogs', (_, response) => void response.end('{"_msg":"x"}\n')),
    )
    expect(reason).toBe('a line has no time')
  })

  it('is reported where it refuses a query', async () => {
    const { reason } = await endOf(
      'victorialogs',
      (_, response) => void response.writeHead(400).end('cannot parse query'),
    )
    expect(reason).toBe('cannot parse query (status 400)')
  })

  it('gives the lines of a recorded answer', async () => {
    const recorded = readFileSync(join(RECORDED, 'victorialogs.ndjson'), 'utf8')
    const rows = recorded
      .trim()
      .split('\n')
      .map((line) => {
        const { _time, _msg } = JSON.parse(line) as { _time: string; _msg: string }
        return { timeUs: Date.parse(_time) * 1000, node: 'demo-worker', process: 'kubelet', message: _msg }
      })
    const { problems, sources, nodes } = await reportOf('victorialogs', (request, response) => {
      if (request.path.endsWith('/query')) response.end(recorded)
      else withoutPrefix(victoriaLogsOf(rows))(request, response)
    })
    expect(problems).toEqual([])
    expect(sources[0]?.lines).toBe(80)
    expect(nodes[0]?.heartbeat.renewals).toBeGreaterThan(5)
  })
})

/** Loki and VictoriaLogs as sources, by stand-ins over real lines: the report is that of the files, for all ways to read an hour. */
import { afterEach, describe, expect, it } from 'vitest'
import { type AnalyzeOptions, analyze, observe, type Report, readQuotes } from '../../../src/index.ts'
import {
  allRows,
  asFile,
  controllerRows,
  evidenceFree,
  kubeletRows,
  type LogRow,
  rowsOfNode,
} from '../../support/engine-rows.ts'
import { type EngineServer, engineServer } from '../../support/engine-server.ts'
import { lokiOf, victoriaLogsOf } from '../../support/log-engines.ts'

const LOKI = `?query=${encodeURIComponent('{unit=~".+"}')}`
const VICTORIA = `?query=${encodeURIComponent('*')}`
const time = {
  sinceUs: Date.parse('2026-11-22T10:00:00Z') * 1000,
  untilUs: Date.parse('2026-11-22T12:00:00Z') * 1000,
}

const engines = [
  { engine: 'loki', handlerOf: (rows: readonly LogRow[]) => lokiOf(rows), query: LOKI },
  { engine: 'loki', handlerOf: (rows: readonly LogRow[]) => lokiOf(rows), query: `${LOKI}&limit=150` },
  { engine: 'victorialogs', handlerOf: (rows: readonly LogRow[]) => victoriaLogsOf(rows), query: VICTORIA },
]

/** So many lines of a process that prints nothing of interest that an hour is not read whole. */
function filler(count: number): readonly LogRow[] {
  const first = kubeletRows[0] as LogRow
  return Array.from({ length: count }, (_, n) => ({
    ...{ node: 'other', process: 'thing' },
    timeUs: first.timeUs + n * 50_000,
    message: `nothing of interest ${n}`,
  }))
}

describe.each(engines)('a source in $engine, $query', ({ engine, handlerOf, query }) => {
  let server: EngineServer | null = null
  afterEach(async () => {
    await server?.close()
    server = null
  })
  const reportOf = async (rows: readonly LogRow[], options: AnalyzeOptions = {}): Promise<Report> => {
    server = await engineServer(handlerOf(rows))
    const report = await analyze(`${engine}+http://${server.host}${query}`, { time, ...options })
    expect(report.problems).toEqual([])
    return report
  }
  const files = (kubelet: readonly LogRow[]): Promise<Report> =>
    analyze([asFile('controller', controllerRows), asFile('kubelet', kubelet)])

  it('gives the report of the files, of hours that are read whole', async () => {
    const report = await reportOf(allRows)
    expect(report.incidents).toHaveLength(1)
    expect(evidenceFree(report)).toEqual(evidenceFree(await files(kubeletRows)))
  })

  it('gives it of hours in which lines are searched for', async () => {
    const report = await reportOf([...allRows, ...filler(8000)])
    expect(evidenceFree(report)).toEqual(evidenceFree(await files(kubeletRows)))
    expect(report.sources[0]?.lines).toBeLessThan(2000)
  })

  it('gives it for a kubelet that prints no requests, whose other lines are read', async () => {
    const quiet = kubeletRows.filter(({ message }) => !message.includes('round_trippers'))
    const report = await reportOf([...controllerRows, ...quiet, ...filler(8000)])
    expect(evidenceFree(report)).toEqual(evidenceFree(await files(quiet)))
  })

  it('is observed in the time that its URL names', async () => {
    server = await engineServer(handlerOf(allRows))
    const url = `${engine}+http://${server.host}${query}&since=2026-11-22T10:45:00Z&until=2026-11-22T10:46:00Z`
    const times: (number | null)[] = []
    for await (const { timeUs } of observe(url)) times.push(timeUs)
    expect(times.length).toBeGreaterThan(20)
    expect(Math.max(...times.map(Number))).toBeLessThanOrEqual(Date.parse('2026-11-22T10:47:00Z') * 1000)
  })

  it('leaves out lines that name no node, and reports them', async () => {
    const nameless = rowsOfNode('demo-worker2').map((row) => ({ ...row, node: '' }))
    server = await engineServer(handlerOf([...allRows, ...nameless]))
    const { problems, incidents } = await analyze(`${engine}+http://${server.host}${query}`, { time })
    expect(problems).toMatchObject([
      {
        code: 'no-node',
        excerpt: '888 lines name no node: say where it stands by ?node=; they are left out',
      },
    ])
    expect(incidents).toHaveLength(1)
    await server.close()
    server = await engineServer(handlerOf(nameless))
    const none = await analyze(`${engine}+http://${server.host}${query}`, { time })
    expect(none.problems).toMatchObject([{ code: 'unreadable', excerpt: expect.stringContaining('?node=') }])
  })

  it('is not asked again for the lines that prove an incident', async () => {
    server = await engineServer(handlerOf(allRows))
    const url = `${engine}+http://${server.host}${query}`
    const quote = await readQuotes(url, [{ source: url, line: 3 }])
    expect(quote({ source: url, line: 3 })).toEqual({ reason: 'a live source is read only once' })
    expect(server.requests).toEqual([])
  })

  it('asks for the nodes that are wanted, and for those where a controller prints', async () => {
    const rows = [...allRows, ...rowsOfNode('demo-worker2'), ...filler(8000)]
    const { sources } = await reportOf(rows, { nodes: ['demo-w?rker'] })
    expect(sources[0]?.nodes).toEqual(['demo-worker'])
    expect(sources[0]?.components).toEqual(['kube-controller-manager', 'kubelet'])
  })

  it('escapes the names of nodes', async () => {
    const name = 'it\'s \\ `a` "node" | {x}.*'
    const odd = rowsOfNode('demo-worker3').map((row) => ({ ...row, node: name }))
    // Its other lines are read by its name.
    const quiet = odd.filter(({ message }) => !message.includes('round_trippers'))
    const rows = [...quiet, ...rowsOfNode('demo-worker2'), ...filler(8000)]
    const report = await reportOf(rows, { nodes: [`${name.slice(0, -2)}*`] })
    expect(report.nodes.map(({ node }) => node)).toEqual(['demo-worker3'])
    expect(report.incidents).toHaveLength(1)
    await server?.close()
    const whole = await reportOf([...quiet, ...filler(8000)])
    expect(whole.incidents).toHaveLength(1)
    expect(whole.sources[0]?.lines).toBeGreaterThan(quiet.length / 2)
  })
})

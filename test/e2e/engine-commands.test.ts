/** README's commands with an engine as the input, run against stand-ins of the engines: each gives the outage of the sample. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { builtCli } from '../support/built-cli.ts'
import { clickHouseOf, countsOf, rowLine } from '../support/clickhouse-stand-in.ts'
import { rowsOfNode } from '../support/engine-rows.ts'
import { type EngineHandler, engineServer } from '../support/engine-server.ts'
import { lokiOf, victoriaLogsOf } from '../support/log-engines.ts'

const commands = readFileSync('README.md', 'utf8')
  .split('\n')
  .filter((line) => /^leasegap '?[a-z]+\+https?:/.test(line))

/** The kubelet under a name that README's globs take. */
const rows = rowsOfNode('worker-1')
const counts = countsOf(rows).map((count) => ({ ...count, lg_node: 'worker-1' }))

const text = (...names: string[]): { name: string; type: string }[] =>
  names.map((name) => ({ name, type: 'String' }))
const COLUMNS = [
  { name: 'ts', type: 'DateTime64(6)' },
  ...['labels', 'ResourceAttributes'].map((name) => ({ name, type: 'Map(String, String)' })),
  ...text('ServiceName', 'Body', 'msg'),
]

const handlers: Readonly<Record<string, EngineHandler>> = {
  clickhouse: clickHouseOf((_, response) => void response.end(rows.map(rowLine).join('')), counts, COLUMNS),
  loki: lokiOf(rows),
  victorialogs: victoriaLogsOf(rows),
}

/** What of a request shows what was asked for. */
const ASKED: Readonly<Record<string, RegExp>> = {
  'only=ServiceName:kubelet': /`ServiceName`\), ''\) IN \('kubelet', 'kube-controller-manager'\)/,
  "--node 'worker-*'": /\^\(\?:worker-\.\*\)\$/,
  'time=ts&node=labels[host]&message=msg': /`labels`\['host'\]\), ''\) AS lg_node.*`msg`/,
  'loki+': /^sum by \(nodename\) \(count_over_time\(\{unit=~"kubelet\.service\|kube-controller-manager"\}/,
  'victorialogs+': /\(\{_SYSTEMD_UNIT="kubelet\.service"\}\)/,
}

/** 15 minutes before the time that is chosen, or the end of its first minute, as each engine writes it. */
const FROM = /2026-11-22T09:45|17953407[06]0/

describe("README's commands with an engine", () => {
  const directory = mkdtempSync(join(tmpdir(), 'leasegap-engines-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'leasegap'), `#!/bin/sh\nexec '${process.execPath}' '${builtCli()}' "$@"\n`, {
    mode: 0o755,
  })

  it('are of all engines', () => {
    expect(commands.map((line) => /([a-z]+)\+/.exec(line)?.[1])).toEqual(
      expect.arrayContaining(Object.keys(handlers)),
    )
  })

  it.each(commands)('%s', async (line) => {
    const [, engine = ''] = /([a-z]+)\+/.exec(line) ?? []
    const server = await engineServer(handlers[engine] as EngineHandler)
    const command = line
      .replace(/\+https?:\/\/[^/?]+/, `+http://${server.host}`)
      .replace('--since -2h', '--since 2026-11-22T10:00:00Z --until 2026-11-22T12:00:00Z')
    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', command], {
      env: { PATH: [directory, process.env.PATH, dirname(process.execPath)].join(delimiter), TZ: 'UTC' },
    })
    await server.close()
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^leasegap \S+: 1 lease outage on 1 of 1 (?:selected )?node\b/m)
    const asked = server.requests.map(({ body, fields }) => fields.get('query') ?? body)
    const times = server.requests.map(({ body, fields }) => body + (fields.get('start') ?? ''))
    if (line.includes('--since -2h')) expect(times).toContainEqual(expect.stringMatching(FROM))
    for (const [part, form] of Object.entries(ASKED))
      if (line.includes(part)) expect(asked, part).toContainEqual(expect.stringMatching(form))
  })
})

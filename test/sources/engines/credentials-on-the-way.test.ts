/** What the program does with credentials and certificates, by each engine's way to send requests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { builtCli, type Run, run } from '../../support/built-cli.ts'
import { clickHouseOf, countsOf, rowLine } from '../../support/clickhouse-stand-in.ts'
import { kubeletRows } from '../../support/engine-rows.ts'
import { type EngineHandler, engineServer } from '../../support/engine-server.ts'
import { makeCertificate } from '../../support/kubectls.ts'
import { lokiOf, victoriaLogsOf } from '../../support/log-engines.ts'

const TIME = 'since=2026-11-22T10:40:00Z&until=2026-11-22T10:55:00Z'

const engines: readonly { engine: string; handle: EngineHandler; path: string; variables: object }[] = [
  {
    engine: 'clickhouse',
    handle: clickHouseOf(
      (_, response) => void response.end(kubeletRows.map(rowLine).join('')),
      countsOf(kubeletRows),
    ),
    path: `/logs/kubelet?${TIME}`,
    variables: { CLICKHOUSE_USER: 'me', CLICKHOUSE_PASSWORD: 'S3CR3T' },
  },
  {
    engine: 'loki',
    handle: lokiOf(kubeletRows),
    path: `?query={unit="kubelet.service"}&${TIME}`,
    variables: { LOKI_USERNAME: 'me', LOKI_PASSWORD: 'S3CR3T' },
  },
  {
    engine: 'victorialogs',
    handle: victoriaLogsOf(kubeletRows),
    path: `?query=*&${TIME}`,
    variables: { VICTORIALOGS_USERNAME: 'me', VICTORIALOGS_PASSWORD: 'S3CR3T' },
  },
]

const directory = mkdtempSync(join(tmpdir(), 'leasegap-credentials-'))
const tls = makeCertificate(directory)
afterAll(() => rmSync(directory, { recursive: true }))

const leasegap = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> =>
  run(builtCli(), args, directory, '', env)

describe.each(engines)('leasegap with $engine', ({ engine, handle, path, variables }) => {
  it.skipIf(tls === null)('trusts a certificate of NODE_EXTRA_CA_CERTS, and no other', async () => {
    const server = await engineServer(handle, tls ?? undefined)
    const args = ['-o', 'csv', `${engine}+https://${server.host}${path}`]
    expect((await leasegap(args, {})).stderr).toMatch(/self-signed certificate/)
    const trusted = await leasegap(args, { NODE_EXTRA_CA_CERTS: join(directory, 'certificate.pem') })
    expect(trusted.stderr).not.toContain('certificate')
    expect(trusted.stdout).toContain('demo-worker')
    await server.close()
  })

  it.each([
    ['a report', ['-o', 'json', '-v']],
    ['a table', ['-v']],
    ['what it observes', ['observe', '-v']],
    ['a reading', ['read']],
  ])('prints no credentials in %s, and none that an engine answers', async (_, args) => {
    const basic = Buffer.from('me:S3CR3T').toString('base64')
    const refusing: EngineHandler = ({ headers }, response) =>
      void response.writeHead(403).end(`no access for ${headers.authorization} with S3CR3T`)
    for (const [answer, isGood] of [[handle, true] as const, [refusing, false] as const]) {
      const server = await engineServer(answer)
      const { status, stdout, stderr } = await leasegap([...args, `${engine}+http://${server.host}${path}`], {
        ...variables,
      })
      await server.close()
      expect(server.requests[0]?.headers.authorization).toBe(`Basic ${basic}`)
      expect(status).toBe(isGood ? 0 : 2)
      if (!isGood) expect(stdout + stderr).toContain('no access for Basic … with …')
      for (const secret of ['S3CR3T', basic]) expect(stdout + stderr).not.toContain(secret)
    }
  })
})

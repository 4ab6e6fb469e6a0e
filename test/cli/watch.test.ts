/** `leasegap watch` against a stand-in for the API server whose leases last four seconds. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  type ApiServer,
  apiServer,
  give,
  refuse,
  standInForKubectl,
} from '../support/api-server.ts'
import { builtCli, run, start } from '../support/built-cli.ts'
import { type StandIns, standIns } from '../support/log-programs.ts'
import { processesOf } from '../support/processes.ts'
import { LEASES, NODES, node } from '../support/stand-in-cluster.ts'

const lease = (name: string, version: number): object => ({
  metadata: { name, resourceVersion: String(version) },
  spec: { renewTime: new Date(Date.now()).toISOString(), leaseDurationSeconds: 4 },
})

let programs: StandIns
let server: ApiServer | null = null
let dir = ''
beforeEach(() => {
  programs = standIns()
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterEach(async () => {
  programs.remove()
  rmSync(dir, { recursive: true })
  await server?.close()
  server = null
})

async function serve(answers: Readonly<Record<string, Answer>>): Promise<void> {
  server = await apiServer(answers)
  programs.add('kubectl', standInForKubectl(server.url))
}

/** silent-1 never renews its lease, busy-1 three times a second. */
function cluster(): Record<string, Answer> {
  return {
    '/version': give({ major: '1', minor: '30' }),
    [LEASES]: (response, query) => {
      if (!query.has('watch')) {
        const items = [lease('silent-1', 1), lease('busy-1', 2)]
        return give({ metadata: { resourceVersion: '2' }, items })(response, query)
      }
      let version = 2
      const timer = setInterval(() => {
        version++
        response.write(`${JSON.stringify({ type: 'MODIFIED', object: lease('busy-1', version) })}\n`)
      }, 300)
      response.on('close', () => clearInterval(timer))
    },
    [NODES]: (response, query) => {
      if (query.has('watch')) response.flushHeaders()
      else
        give({ metadata: { resourceVersion: '2' }, items: [node('silent-1'), node('busy-1')] })(
          response,
          query,
        )
    },
  }
}

describe('leasegap watch', { timeout: 60_000 }, () => {
  it('prints the node that is late, and ends with --fail-on', async () => {
    await serve(cluster())
    const { status, stdout } = await run(builtCli(), ['watch', '-o', 'ndjson', '--fail-on', '3s'], dir)
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(
      events
        .filter(({ kind }) => kind === 'watching')
        .map(({ what }) => what)
        .sort(),
    ).toEqual(['leases', 'nodes'])
    expect(events.filter(({ kind }) => kind === 'late')).toEqual([
      expect.objectContaining({ node: 'silent-1', lastRenewal: expect.stringMatching(/Z$/) }),
    ])
    expect(status).toBe(1)
  })

  it('prints lines of text where standard output is no terminal', async () => {
    await serve(cluster())
    const { stdout } = await run(builtCli(), ['watch', 'silent-1', '--fail-on', '3s', '--utc'], dir)
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d [\d:]{8} {2}silent-1: late; last renewal [\d:]{8}\.\d{3}$/m)
    expect(stdout).not.toContain('busy-1')
    expect(stdout).not.toContain('\u001b')
  })

  it('names a node that has no lease', async () => {
    await serve(cluster())
    const args = ['watch', 'silent-1', 'misspelt', '--fail-on', '3s', '--utc']
    const { stdout } = await run(builtCli(), args, dir)
    const [lines] = stdout.match(/.* no lease .*\n/g) ?? []
    expect(lines).toMatch(/ {2}misspelt: no lease in kube-node-lease, so its renewals can't be watched\n$/)
    expect(stdout.match(/ no lease /g)).toHaveLength(1)
  })

  it('runs a command for each event of a node, and says how it failed', async () => {
    await serve(cluster())
    const file = join(dir, 'events')
    const command = `cat >> '${file}'; exit 3`
    const { stderr } = await run(builtCli(), ['watch', '--fail-on', '3s', '--exec', command], dir)
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ kind: 'late', node: 'silent-1' }),
    ])
    expect(stderr).toContain('note: --exec ended with 3')
  })

  it.each([
    [
      'a right is missing',
      { [LEASES]: refuse(403, 'leases.coordination.k8s.io is forbidden') },
      /403 leases.* is forbidden/,
    ],
    ['the login has expired', { '/version': refuse(401, 'Unauthorized') }, /401 Unauthorized; log in again/],
  ])('says what to do where %s', async (_title, answers, message) => {
    await serve({ ...cluster(), ...answers })
    const { status, stderr } = await run(builtCli(), ['watch'], dir)
    expect(status).toBe(2)
    expect(stderr).toMatch(/the cluster can't be watched: /)
    expect(stderr).toMatch(message)
  })

  it('says what is missing without kubectl', async () => {
    programs.add('kubectl', 'exit 1')
    const { status, stderr } = await run(builtCli(), ['watch', '--context', 'x'], dir)
    expect(status).toBe(2)
    expect(stderr).toMatch(/the cluster can't be watched: kubectl proxy ended with 1/)
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['closed pipe', 0],
  ] as const)('leaves no process and no socket behind: %s, status %i', async (way, status) => {
    await serve(cluster())
    const mark = randomUUID()
    const { child, done } = start(builtCli(), ['watch'], dir, { TMPDIR: dir, MARK: mark })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    if (way === 'closed pipe') child.stdout.destroy()
    else child.kill(way)
    expect(await done).toMatchObject({ status })
    await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([])
    expect(readdirSync(dir)).toEqual([])
  })
})

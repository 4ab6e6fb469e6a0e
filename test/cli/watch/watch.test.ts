/** `leasegap watch` against a stand-in for the API server whose leases last four seconds. */
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Answer, give, refuse, testCluster } from '../../support/api-server.ts'
import { builtCli, run, start } from '../../support/built-cli.ts'
import { processesOf } from '../../support/processes.ts'
import { LEASES, NODES, node } from '../../support/stand-in-cluster.ts'

const lease = (name: string, version: number): object => ({
  metadata: { name, resourceVersion: String(version) },
  spec: { renewTime: new Date().toISOString(), leaseDurationSeconds: 4 },
})

const cluster = testCluster()

/** silent-1 never renews its lease, busy-1 three times a second. */
function answers(): Record<string, Answer> {
  const silent = lease('silent-1', 1)
  return {
    '/version': give({ major: '1', minor: '30' }),
    [LEASES]: (response, query) => {
      if (!query.has('watch')) {
        const items = [silent, lease('busy-1', 2)]
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
    await cluster.serve(answers())
    const { status, stdout } = await run(
      builtCli(),
      ['watch', '-o', 'ndjson', '--fail-on', '3s'],
      cluster.dir,
    )
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
    await cluster.serve(answers())
    const { stdout } = await run(builtCli(), ['watch', 'silent-1', '--fail-on', '3s', '--utc'], cluster.dir)
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d [\d:]{8} {2}silent-1: late; last renewal [\d:]{8}\.\d{3}$/m)
    expect(stdout).not.toContain('busy-1')
    expect(stdout).not.toContain('\u001b')
  })

  it('names a node that has no lease', async () => {
    await cluster.serve(answers())
    const args = ['watch', 'silent-1', 'misspelt', '--fail-on', '3s', '--utc']
    const { stdout } = await run(builtCli(), args, cluster.dir)
    const [lines] = stdout.match(/.* no lease .*\n/g) ?? []
    expect(lines).toMatch(/ {2}misspelt: no lease in kube-node-lease, so its renewals can't be watched\n$/)
    expect(stdout.match(/ no lease /g)).toHaveLength(1)
  })

  it('runs a command for each event of a node, and says how it failed', async () => {
    await cluster.serve(answers())
    const file = join(cluster.dir, 'events')
    const command = `cat >> '${file}'; exit 3`
    const { stderr } = await run(builtCli(), ['watch', '--fail-on', '3s', '--exec', command], cluster.dir)
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ kind: 'late', node: 'silent-1' }),
    ])
    expect(stderr).toContain('note: --exec ended with 3')
  })

  it.each([
    [
      'a right is missing',
      {
        [LEASES]: refuse(403, 'leases.coordination.k8s.io is forbidden'),
        [NODES]: refuse(403, 'nodes is forbidden'),
      },
      /403 leases.* is forbidden/,
    ],
    ['the login has expired', { '/version': refuse(401, 'Unauthorized') }, /401 Unauthorized; log in again/],
  ])('says what to do where %s', async (_title, refused, message) => {
    await cluster.serve({ ...answers(), ...refused })
    const { status, stderr } = await run(builtCli(), ['watch'], cluster.dir)
    expect(status).toBe(2)
    expect(stderr).toMatch(/the cluster can't be watched: /)
    expect(stderr).toMatch(message)
  })

  it('says what is missing without kubectl', async () => {
    cluster.programs.add('kubectl', 'exit 1')
    const { status, stderr } = await run(builtCli(), ['watch', '--context', 'x'], cluster.dir)
    expect(status).toBe(2)
    expect(stderr).toMatch(/the cluster can't be watched: kubectl proxy ended with 1/)
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['closed pipe', 0],
  ] as const)('leaves no process and no socket behind: %s, status %i', async (way, status) => {
    await cluster.serve(answers())
    const mark = randomUUID()
    const { child, done } = start(builtCli(), ['watch'], cluster.dir, { TMPDIR: cluster.dir, MARK: mark })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    if (way === 'closed pipe') child.stdout.destroy()
    else child.kill(way)
    expect(await done).toMatchObject({ status })
    await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([])
    expect(readdirSync(cluster.dir)).toEqual([])
  })
})

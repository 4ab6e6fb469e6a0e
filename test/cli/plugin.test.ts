/** `kubectl lease-gap`: collect and analyze in one, against stand-ins for kubectl and docker. */
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { testCluster } from '../support/api-server.ts'
import { builtCli, type Run, run } from '../support/built-cli.ts'
import { addDocker, CONTROLLER, clusterAnswers } from '../support/stand-in-cluster.ts'

const cluster = testCluster()
beforeEach(async () => {
  addDocker(cluster.programs)
  await cluster.serve(clusterAnswers())
  symlinkSync(builtCli(), join(cluster.programs.path, 'kubectl-lease_gap'))
})

const ALL = ['--since', '2026-11-22 10:00', '--utc']

function plugin(...args: readonly string[]): Promise<Run> {
  return run(join(cluster.programs.path, 'kubectl-lease_gap'), args, cluster.dir)
}

describe('kubectl lease-gap', () => {
  it('collects the evidence about the nodes in trouble, keeps it, and reports on them', async () => {
    const { status, stdout, stderr } = await plugin('-o', 'json', ...ALL)
    expect(status).toBe(0)
    const { incidents, nodes } = JSON.parse(stdout)
    expect(incidents).toMatchObject([{ kind: 'lease-outage', node: 'demo-worker' }])
    expect(nodes).toMatchObject([{ node: 'demo-worker' }])
    const [saved = ''] = readdirSync(cluster.dir)
    expect(saved).toMatch(/^leasegap-\d{8}-\d{6}$/)
    expect(stderr).toContain(`evidence saved in ${saved}\n`)
    expect(incidents[0].boundaries.lastRenewal.source).toBe(
      `${saved}/nodes/demo-worker/kubelet.docker.export`,
    )
  })

  it('takes names of nodes, and flags of kubectl', async () => {
    const { status, stdout } = await plugin('demo-worker', '--context', 'kind-demo', '--as=me', ...ALL)
    expect(status).toBe(0)
    expect(stdout).toContain('demo-worker stopped renewing its lease')
    expect(cluster.programs.argumentsOf('kubectl').slice(3)).toEqual(['--context=kind-demo', '--as=me'])
  })

  it('ends with 2 where a node gave no log, and says why', async () => {
    const { status, stderr } = await plugin('demo-control-plane', ...ALL)
    expect(status).toBe(2)
    expect(stderr).toMatch(
      /demo-control-plane: no kubelet log; docker: docker ended with status 1: .*No such container/,
    )
  })

  it('leaves nothing behind where it got nothing', async () => {
    await cluster.serve({})
    const { status } = await plugin('demo-control-plane', ...ALL)
    expect(status).toBe(2)
    expect(readdirSync(cluster.dir)).toEqual([])
  })

  it('reads files as leasegap does, also one that is named like a node', async () => {
    writeFileSync(join(cluster.dir, 'worker-1'), CONTROLLER)
    const { status, stdout } = await plugin('worker-1', '--year', '2026', '-o', 'json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout).sources).toMatchObject([{ name: 'worker-1' }])
    expect(readdirSync(cluster.dir)).toEqual(['worker-1'])
  })

  it.each([
    ['-o', 'no-such-format'],
    ['--fail-on', 'soon'],
    ['--out', 'report.xyz'],
    ['--since', 'then'],
  ])('rejects %s %s before anything is collected', async (...options) => {
    const { status } = await plugin('demo-worker', ...options)
    expect(status).toBe(2)
    expect(readdirSync(cluster.dir)).toEqual([])
  })

  it('ends with 1 for an incident that is as long as --fail-on', async () => {
    expect((await plugin('demo-worker', '--fail-on', '1m', ...ALL)).status).toBe(1)
  })
})

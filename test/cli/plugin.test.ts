/** `kubectl lease-gap`: collect and analyze in one, against stand-ins for kubectl and docker. */
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ApiServer, apiServer, standInForKubectl } from '../support/api-server.ts'
import { builtCli, type Run, run } from '../support/built-cli.ts'
import { type StandIns, standIns } from '../support/log-programs.ts'
import { addDocker, CONTROLLER, clusterAnswers } from '../support/stand-in-cluster.ts'

let programs: StandIns
let server: ApiServer
let dir = ''
beforeEach(async () => {
  programs = standIns()
  addDocker(programs)
  server = await apiServer(clusterAnswers())
  programs.add('kubectl', standInForKubectl(server.url))
  symlinkSync(builtCli(), join(programs.path, 'kubectl-lease_gap'))
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterEach(async () => {
  programs.remove()
  rmSync(dir, { recursive: true })
  await server.close()
})

const ALL = ['--since', '2026-11-22 10:00', '--utc']

function plugin(...args: readonly string[]): Promise<Run> {
  return run(join(programs.path, 'kubectl-lease_gap'), args, dir)
}

describe('kubectl lease-gap', () => {
  it('collects the evidence about the nodes in trouble, keeps it, and reports on them', async () => {
    const { status, stdout, stderr } = await plugin('-o', 'json', ...ALL)
    expect(status).toBe(0)
    const { incidents, nodes } = JSON.parse(stdout)
    expect(incidents).toMatchObject([{ kind: 'lease-outage', node: 'demo-worker' }])
    expect(nodes).toMatchObject([{ node: 'demo-worker' }])
    const [saved = ''] = readdirSync(dir)
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
    expect(programs.argumentsOf('kubectl').slice(3)).toEqual(['--context=kind-demo', '--as=me'])
  })

  it('ends with 2 where a node gave no log, and says why', async () => {
    const { status, stderr } = await plugin('demo-control-plane', ...ALL)
    expect(status).toBe(2)
    expect(stderr).toMatch(
      /demo-control-plane: no kubelet log; docker: docker ended with status 1: .*No such container/,
    )
  })

  it('reads files as leasegap does, also one that is named like a node', async () => {
    writeFileSync(join(dir, 'worker-1'), CONTROLLER)
    const { status, stdout } = await plugin('worker-1', '--year', '2026', '-o', 'json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout).sources).toMatchObject([{ name: 'worker-1' }])
    expect(readdirSync(dir)).toEqual(['worker-1'])
  })

  it.each([
    ['-o', 'no-such-format'],
    ['--fail-on', 'soon'],
    ['--out', 'report.xyz'],
    ['--since', 'then'],
  ])('rejects %s %s before anything is collected', async (...options) => {
    const { status } = await plugin('demo-worker', ...options)
    expect(status).toBe(2)
    expect(readdirSync(dir)).toEqual([])
  })

  it('ends with 1 for an incident that is as long as --fail-on', async () => {
    expect((await plugin('demo-worker', '--fail-on', '1m', ...ALL)).status).toBe(1)
  })
})

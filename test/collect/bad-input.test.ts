/** What goes wrong with collect and the plugin outside of leasegap: a sentence that names the remedy, and status 2. */
import { randomUUID } from 'node:crypto'
import { readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import { type Answer, refuse, testCluster } from '../support/api-server.ts'
import { builtCli, run } from '../support/built-cli.ts'
import { processesOf } from '../support/processes.ts'
import { addDocker, clusterAnswers, LEASES, listOf, NODES, node } from '../support/stand-in-cluster.ts'

const cluster = testCluster()
beforeEach(() => {
  addDocker(cluster.programs)
  symlinkSync(builtCli(), join(cluster.programs.path, 'kubectl-lease_gap'))
})

interface Fault {
  readonly name: string
  readonly answers?: Readonly<Record<string, Answer>>
  /** Programs that fail: what they print, and their status. */
  readonly programs?: Readonly<Record<string, readonly [message: string, status: number]>>
  readonly args?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly says: RegExp
  /** Whether the rest was saved. */
  readonly saves: boolean
}

const NOT_KIND = {
  [NODES]: listOf('NodeList', [node('demo-worker', { ready: 'Unknown', kind: false })]),
}

const FAULTS: readonly Fault[] = [
  {
    name: 'kubectl is missing',
    env: { KUBECTL: '/no/such/kubectl' },
    says: /which nodes are in trouble: \/no\/such\/kubectl not found in PATH; set KUBECTL to the path of kubectl; or name/,
    saves: false,
  },
  {
    name: 'the context is wrong',
    programs: { kubectl: ['error: context "x" does not exist', 1] },
    args: ['--context', 'x'],
    says: /context "x" does not exist; "kubectl config get-contexts" lists the contexts; or name the nodes/,
    saves: false,
  },
  {
    name: 'there is no cluster',
    // What `kubectl proxy` itself answers.
    answers: {
      '/version': (response) => {
        response.writeHead(500, { 'content-type': 'text/plain' })
        response.end('dial tcp 127.0.0.1:6443: connect: connection refused\n')
      },
    },
    says: /kubectl does not reach the API server: dial tcp .*: connect: connection refused; check that "kubectl get nodes" works; or name the nodes/,
    saves: false,
  },
  {
    name: 'the login has expired',
    answers: { '/version': refuse(401, 'Unauthorized') },
    says: /401 Unauthorized; log in again, and check that "kubectl get nodes" works/,
    saves: false,
  },
  {
    name: 'the right to list nodes is missing',
    answers: { [NODES]: refuse(403, 'nodes is forbidden: User "u" cannot list resource "nodes"') },
    says: /does not list its nodes to this user: name the nodes, or get the right to list nodes/,
    saves: true,
  },
  {
    name: 'the right to list leases is missing',
    answers: { ...NOT_KIND, [LEASES]: refuse(403, 'leases is forbidden') },
    programs: { ssh: ['ssh: no', 255] },
    args: ['demo-worker'],
    says: /leases.*403 leases is forbidden/,
    saves: true,
  },
  {
    name: 'the node is unknown',
    args: ['no-such'],
    says: /the cluster has no such node: "kubectl get nodes" lists them; --via ssh asks the machine/,
    saves: true,
  },
  {
    name: 'docker has no daemon',
    programs: { docker: ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', 1] },
    args: ['demo-worker'],
    says: /docker ended with status 1: Cannot connect to the Docker daemon at .*; start docker/,
    saves: true,
  },
  {
    name: 'the node is unreachable',
    answers: NOT_KIND,
    programs: { ssh: ['ssh: connect to host demo-worker port 22: No route to host', 255] },
    args: ['demo-worker'],
    says: /No route to host; check that "ssh demo-worker true" works without a question/,
    saves: true,
  },
]

describe.each([
  ['leasegap collect', ['collect', '--out', 'out'], builtCli],
  ['kubectl lease-gap', [], () => join(cluster.programs.path, 'kubectl-lease_gap')],
] as const)('%s', (_, command, program) => {
  it.each(FAULTS)('says what to do where $name, and ends with 2', async (fault) => {
    const { answers = {}, programs = {}, args = [], env, says, saves } = fault
    await cluster.serve({ ...clusterAnswers(), ...answers })
    for (const [name, [message, status]] of Object.entries(programs))
      cluster.programs.add(name, `echo '${message}' >&2; exit ${status}`)
    const mark = randomUUID()
    const { status, stdout, stderr } = await run(program(), [...command, ...args], cluster.dir, '', {
      ...{ MARK: mark, TMPDIR: cluster.programs.path, ...env },
    })
    expect({ status, bug: /bug|Error:.*\n +at /.test(stderr) }).toEqual({ status: 2, bug: false })
    expect(stdout + stderr).toMatch(says)
    await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([])
    const saved = readdirSync(cluster.dir)
    expect(saved).toHaveLength(saves ? 1 : 0)
    if (!saves) return
    const { problems } = await analyze(join(cluster.dir, saved[0] as string))
    expect(problems.filter(({ code }) => code === 'unreadable')).toEqual([])
  })
})

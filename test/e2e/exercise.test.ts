/** The exercise in samples/lab: its script with stand-ins for docker, kind and kubectl that give the log of a real run. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { standInForKubectl, testCluster } from '../support/api-server.ts'
import { builtCli, type Run, run } from '../support/built-cli.ts'
import { toExport } from '../support/log-programs.ts'
import { clusterAnswers, LEASES, lease, listOf, NODES, node } from '../support/stand-in-cluster.ts'

const LAB = resolve('samples/lab')
const JOURNAL = readFileSync(resolve('samples/network-cut/logs/kubelet.log'), 'utf8')

const cluster = testCluster()
const file = (name: string): string => join(cluster.dir, name)
const isThere = (name: string): boolean => existsSync(file(name))
const calls = (): string[] => readFileSync(file('calls'), 'utf8').split('\n').slice(0, -1)

/** Writes the journal up to a time of day, as text and as an export. */
function writeJournal(name: string, until: string): void {
  const lines = JOURNAL.split('\n').filter((line) => line.slice(7, 15) < until)
  writeFileSync(file(`${name}.text`), `${lines.join('\n')}\n`)
  writeFileSync(file(`${name}.export`), toExport(lines.join('\n'), 2026))
}

/** Makes a program that records its calls, and has a network that docker can take away. */
function add(name: string, script: string): void {
  cluster.programs.add(name, `cd '${cluster.dir}'\necho "${name} $*" >> calls\n${script}`)
}

beforeEach(async () => {
  writeJournal('before', '10:45:03')
  writeJournal('cut-off', '10:47:43')
  writeJournal('after', '24')
  const recovered = node('demo-worker') as { status: { conditions: { lastTransitionTime: string }[] } }
  for (const condition of recovered.status.conditions) condition.lastTransitionTime = '2026-11-22T10:48:25Z'
  const during = clusterAnswers()
  await cluster.serve({
    ...during,
    [NODES]: (response, query) =>
      (isThere('connected') ? listOf('NodeList', [recovered, node('demo-worker2')]) : during[NODES])?.(
        response,
        query,
      ),
    [LEASES]: (response, query) =>
      (isThere('connected')
        ? listOf('LeaseList', [lease('demo-worker', '2026-11-22T10:50:19.000000Z')])
        : during[LEASES])?.(response, query),
  })
  add('kind', 'exit 0')
  add('sleep', 'exit 0')
  add(
    'kubectl',
    `case "$*" in
    *"get nodes") cat '${LAB}/printed/nodes.txt' ;;
    proxy*) ${standInForKubectl(cluster.server.url)}\n;; esac`,
  )
  add(
    'docker',
    `state=before; [ -e disconnected ] && state=cut-off; [ -e connected ] && state=after
    case "$*" in
    inspect*) echo 172.18.0.4 ;;
    "network disconnect kind demo-worker") touch disconnected ;;
    "network connect kind demo-worker") touch connected ;;
    "exec demo-worker journalctl"*--output=export*) cat "$state.export" ;;
    "exec demo-worker journalctl"*) cat "$state.text" ;;
    *) exit 1 ;; esac`,
  )
  cluster.programs.add('leasegap', `exec '${process.execPath}' '${builtCli()}' "$@"`)
})

function runScript(): Promise<Run> {
  const child = spawn(join(LAB, 'outage.sh'), ['out'], {
    cwd: cluster.dir,
    env: { PATH: process.env.PATH, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      printed[stream] += text
    })
  return new Promise((done) => child.on('close', (status) => done({ status, ...printed })))
}

describe('samples/lab/outage.sh', () => {
  it('creates the cluster, cuts the worker off, collects, reconnects and analyses', async () => {
    const { status, stdout, stderr } = await runScript()
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const steps = calls().filter((call) => /^kind create|^docker network|--for=|export/.test(call))
    expect(steps.map((call) => call.replace(/ (--no-pager|--timeout).*/, ''))).toEqual([
      `kind create cluster --config ${LAB}/kind.yaml`,
      'kubectl --context kind-demo wait --for=condition=Ready nodes --all',
      'docker network disconnect kind demo-worker',
      'kubectl --context kind-demo wait --for=condition=Ready=Unknown node/demo-worker',
      'docker exec demo-worker journalctl',
      'docker network connect kind demo-worker',
      'kubectl --context kind-demo wait --for=condition=Ready node/demo-worker',
      'docker exec demo-worker journalctl',
    ])
    expect(stdout).toMatch(/lease outage, open[\s\S]*lease outage, 3m32s, network/)
    expect(readdirSync(file('out')).sort()).toEqual(['evidence', 'report.html', 'while-cut-off'])
  })

  it('gives the node its network back where something fails', async () => {
    add('kubectl', 'case "$*" in *Unknown*) exit 1 ;; esac')
    expect((await runScript()).status).toBe(1)
    expect(calls().at(-1)).toBe('docker network connect kind demo-worker')
  })

  it('overwrites nothing', async () => {
    writeFileSync(file('out'), '')
    expect((await runScript()).status).toBe(1)
    expect(isThere('calls')).toBe(false)
  })
})

describe('samples/lab', () => {
  it('has three nodes with kubelets at -v=6 and a controller manager at -v=2', () => {
    const { nodes } = parse(readFileSync(join(LAB, 'kind.yaml'), 'utf8')) as {
      nodes: { role: string; image: string; kubeadmConfigPatches: string[] }[]
    }
    expect(nodes.map(({ role }) => role)).toEqual(['control-plane', 'worker', 'worker'])
    expect(new Set(nodes.map(({ image }) => image))).toEqual(new Set(['kindest/node:v1.30.4']))
    const patches = nodes.map(({ kubeadmConfigPatches }) => kubeadmConfigPatches.map((text) => parse(text)))
    const kubelet = { nodeRegistration: { kubeletExtraArgs: { v: '6' } } }
    expect(patches).toEqual([
      [
        { kind: 'ClusterConfiguration', controllerManager: { extraArgs: { v: '2' } } },
        { kind: 'InitConfiguration', ...kubelet },
      ],
      [{ kind: 'JoinConfiguration', ...kubelet }],
      [{ kind: 'JoinConfiguration', ...kubelet }],
    ])
  })

  it('has in its page only lines that were printed', async () => {
    const page = readFileSync(join(LAB, 'README.md'), 'utf8')
    const files = ['printed', 'logs'].flatMap((name) =>
      readdirSync(join(LAB, name)).map((log) => readFileSync(join(LAB, name, log), 'utf8')),
    )
    const args = /^\$ leasegap (.*)$/m.exec(page)?.[1]?.split(' ') ?? []
    const { stdout } = await run(builtCli(), args, resolve('.'))
    const known = new Set([...files, stdout].flatMap((text) => text.split('\n')))
    const shown = [...page.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
      block.split('\n'),
    )
    expect(shown.length).toBeGreaterThan(15)
    expect(shown.filter((line) => !line.startsWith('$ ') && !known.has(line))).toEqual([])
  })
})

/**
 * README's recipes for fleets, as far as they can be run: GNU parallel with the real ssh and sshd, the command of a Spark
 * job as `pipe` runs it, and the parts of the DaemonSet that must agree.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { analyze, type Report, toJson } from '../../src/index.ts'
import { builtCli } from '../support/built-cli.ts'
import { toExport } from '../support/log-programs.ts'
import { hasGnuParallel, hasJournal, hasSshd, sshServer, writeJournal } from '../support/real-programs.ts'

const KUBELET = readFileSync('samples/network-cut/logs/kubelet.log', 'utf8')
const readme = readFileSync('README.md', 'utf8')
const directory = mkdtempSync(join(tmpdir(), 'leasegap-fleet-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** The report without where its evidence stands: a journal adds lines to an entry. */
const facts = (report: Report): unknown => {
  const { incidents, nodes, timeline } = toJson(report)
  return JSON.parse(
    JSON.stringify({ incidents, nodes, timeline }, (key, value) =>
      key === 'source' || key === 'line' ? null : value,
    ),
  )
}

/** A directory of programs: leasegap, and those given as the lines of a shell. */
function programs(scripts: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(directory, 'programs-'))
  const all = { leasegap: `exec '${process.execPath}' '${builtCli()}' "$@"`, ...scripts }
  for (const [name, script] of Object.entries(all))
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return path
}

function runIn(work: string, path: string, command: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(command[0] as string, command.slice(1), {
    cwd: work,
    input,
    encoding: 'utf8',
    env: { PATH: [path, process.env.PATH, dirname(process.execPath)].join(delimiter), HOME: work },
  })
  // ssh names each host that it did not know.
  expect({ status, stderr: stderr.replace(/^Warning: Permanently added [^\n]*\n/, '') }).toEqual({
    status: 0,
    stderr: '',
  })
  return stdout
}

describe('the recipe with GNU parallel', () => {
  it.skipIf(!(hasGnuParallel && hasSshd && hasJournal))(
    'gives the report of the logs, over ssh',
    async () => {
      const there = join(directory, 'there')
      mkdirSync(there)
      // The log is older than a week, and the server knows one host.
      const journalctl = writeJournal(directory, toExport(KUBELET, 2026)).replace('"$@"', '-o export')
      writeFileSync(join(there, 'journalctl'), `#!/bin/sh\n${journalctl}\n`, { mode: 0o755 })
      const server = await sshServer(directory, there)
      try {
        const [recipe = ''] = readme.match(/^parallel 'ssh .*$/m) ?? []
        const work = mkdtempSync(join(directory, 'work-'))
        runIn(work, programs({ ssh: server.client }), ['bash', '-c', recipe.replace(/ worker-2$/, '')])
        const report = await analyze(join(work, 'worker-1.reading'))
        expect(report.sources.map(({ name }) => name)).toEqual(['worker-1'])
        expect(facts(report)).toEqual(
          facts(await analyze({ name: 'worker-1', data: toExport(KUBELET, 2026) })),
        )
      } finally {
        await server.close()
      }
    },
  )
})

describe('the commands after that', () => {
  it('compare zones in a page, and give a table of nodes', () => {
    const [block = ''] = /^parallel 'ssh [\s\S]*?(?=^```)/m.exec(readme) ?? []
    const [, ...commands] = block.trim().split('\n')
    expect(commands).toHaveLength(4)
    const work = mkdtempSync(join(directory, 'work-'))
    const names = ['demo-worker', 'other-1', 'other-2']
    const items = names.map((name, i) => ({
      ...{ apiVersion: 'v1', kind: 'Node' },
      metadata: {
        name,
        labels: { 'topology.kubernetes.io/zone': i === 0 ? 'a' : 'b', agentpool: 'workers' },
      },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }))
    writeFileSync(join(work, 'nodes.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
    writeFileSync(join(work, 'kubelet.log'), KUBELET)
    const logs = join(process.cwd(), 'samples/network-cut/logs/kube-controller-manager.log')
    const path = programs({ kubectl: `case "$1" in logs) cat '${logs}';; get) cat nodes.json;; esac` })
    runIn(work, path, ['bash', '-c', 'leasegap read --name worker-1 kubelet.log > worker-1.reading'])
    const printed = commands.map((command) =>
      runIn(work, path, ['bash', '-e', '-o', 'pipefail', '-c', command]),
    )
    const page = readFileSync(join(work, 'all.fleet.html'), 'utf8')
    expect(page).toContain('<h2>Zones</h2>')
    expect(page).toMatch(/<td>a<\/td><td class="n">1<\/td><td class="n">1<\/td><td class="n">1<\/td>/)
    const rows = readFileSync(join(work, 'all.nodes.csv'), 'utf8').split('\r\n')
    expect(rows.slice(1, 4).map((row) => row.replace(/,.*,(?=\w,)/, ' '))).toEqual([
      'demo-worker a,workers,',
      'other-1 b,workers,',
      'other-2 b,workers,',
    ])
    // The log is the same as the reading of the node.
    expect(printed.at(-1)).toContain('1 lease outage on 1 of 1 node')
  })
})

describe('the command of the Spark job', () => {
  it('gives the report of the logs from the lines of each partition', async () => {
    const [, quoted = ''] = /pipe\("sh -c '(.*)'"\)/.exec(readme) ?? []
    expect(quoted).toContain('leasegap read')
    const path = programs({})
    const lines = KUBELET.split('\n').slice(0, -1)
    const entry = (line: string): string =>
      JSON.stringify({ MESSAGE: line, _HOSTNAME: 'demo-worker', SYSLOG_IDENTIFIER: 'kubelet' })
    const partitions = [lines, []].map((part) => part.map((line) => `${entry(line)}\n`).join(''))
    const saved = partitions.map((part) => runIn(directory, path, ['sh', '-c', quoted], part))
    const report = await analyze({ name: 'readings', data: saved.join('') }, { year: 2026 })
    const expected = await analyze({ name: 'lines', data: partitions[0] ?? '' }, { year: 2026 })
    expect(expected.incidents).not.toEqual([])
    expect(facts(report)).toEqual(facts(expected))
  })
})

describe('the DaemonSet', () => {
  const [namespace, set] = parseAllDocuments(readFileSync('.github/fleet/daemonset.yaml', 'utf8')).map(
    (one) => one.toJS(),
  )
  const { selector, template } = set.spec
  const { initContainers, containers, volumes } = template.spec

  it('selects its pods, in the namespace that it makes', () => {
    expect(template.metadata.labels).toEqual(selector.matchLabels)
    expect(set.metadata.namespace).toBe(namespace.metadata.name)
    expect([namespace.kind, set.kind, set.apiVersion]).toEqual(['Namespace', 'DaemonSet', 'apps/v1'])
  })

  it('mounts the volumes that it has', () => {
    const names = volumes.map(({ name }: { name: string }) => name)
    for (const { volumeMounts } of [...initContainers, ...containers])
      for (const { name } of volumeMounts) expect(names).toContain(name)
  })

  it('runs a command that leasegap takes, and prints what it wrote', () => {
    const [{ args }] = initContainers
    const command = String(args[0]).replace(/^.*\| node \/app\/dist\/cli.js/, 'leasegap')
    expect(command).toMatch(/^leasegap read --name "\$NODE" > \/readings\/node\.reading$/)
    const [{ args: printed }] = containers
    expect(printed[0]).toContain('cat /readings/node.reading')
  })
})

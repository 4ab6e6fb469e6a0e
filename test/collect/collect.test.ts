/** Evidence of a stand-in cluster, collected by stand-ins for kubectl and docker. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  analyze,
  type Collection,
  type CollectOptions,
  collect,
  toJson,
  UsageError,
} from '../../src/index.ts'
import { type Answer, give, refuse, testCluster } from '../support/api-server.ts'
import { builtCli, run } from '../support/built-cli.ts'
import {
  addDocker,
  CONTROLLER,
  CONTROLLER_POD,
  CONTROLLERS,
  clusterAnswers,
  controllerPod,
  EVENTS,
  KUBELET,
  LEASES,
  lease,
  listOf,
  NODES,
  node,
  PODS,
  SECRET,
} from '../support/stand-in-cluster.ts'

const ALL = { sinceUs: null, untilUs: null }

const cluster = testCluster()
beforeEach(() => addDocker(cluster.programs))

const out = (name = 'out'): string => join(cluster.dir, name)

function collectAll(options: Partial<CollectOptions> = {}, path = out()): Promise<Collection> {
  return collect(path, { nodes: [], time: ALL, ...options })
}

/** Files below a directory, sorted, with their contents. */
function filesOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => statSync(join(directory, name)).isFile()).sort()
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(directory, name), 'utf8')]))
}

const reasons = ({ attempts }: Collection): string[] =>
  attempts.flatMap(({ about, way, reason }) => (reason === null ? [] : [`${about}, ${way}: ${reason}`]))

describe('collect', () => {
  it('saves the kubelet logs of the nodes in trouble and of a healthy one, unchanged', async () => {
    await cluster.serve(clusterAnswers())
    const { nodes, missing } = await collectAll()
    expect(nodes).toEqual([
      { node: 'demo-worker', why: 'not Ready', hasLog: true },
      { node: 'demo-worker2', why: 'healthy, for comparison', hasLog: true },
    ])
    expect(missing).toEqual([])
    const files = filesOf(out())
    expect(Object.keys(files)).toEqual([
      'collect.json',
      `controller/${CONTROLLER_POD}/current.log`,
      'events.json',
      'leases.json',
      'nodes.json',
      'nodes/demo-worker/journald.docker.conf',
      'nodes/demo-worker/kubelet.docker.export',
      'nodes/demo-worker/pods.json',
      'nodes/demo-worker/var-log.docker.txt',
      'nodes/demo-worker2/journald.docker.conf',
      'nodes/demo-worker2/kubelet.docker.export',
      'nodes/demo-worker2/pods.json',
      'nodes/demo-worker2/var-log.docker.txt',
    ])
    expect(files['nodes/demo-worker/kubelet.docker.export']).toBe(KUBELET)
    expect(files[`controller/${CONTROLLER_POD}/current.log`]).toBe(CONTROLLER)
  })

  it('gives a directory and an archive that analyze to the report of the files', async () => {
    await cluster.serve(clusterAnswers())
    await collectAll()
    await collectAll({}, out('out.tar.gz'))
    const { 'collect.json': _, ...saved } = filesOf(out())
    for (const [name, text] of Object.entries(saved)) {
      mkdirSync(dirname(join(cluster.dir, 'files', name)), { recursive: true })
      writeFileSync(join(cluster.dir, 'files', name), text)
    }
    const reportOf = async (path: string, root: string): Promise<string> =>
      JSON.stringify(toJson(await analyze(path))).replaceAll(root, '')
    const expected = await reportOf(join(cluster.dir, 'files'), `${join(cluster.dir, 'files')}/`)
    expect(expected).toContain('"kind":"lease-outage"')
    expect(await reportOf(out(), `${out()}/`)).toBe(expected)
    expect(await reportOf(out('out.tar.gz'), `${out('out.tar.gz')}!out/`)).toBe(expected)
  })

  it('lets only this user read what it saves, and overwrites nothing', async () => {
    await cluster.serve(clusterAnswers())
    await collectAll()
    await collectAll({}, out('out.tgz'))
    for (const name of readdirSync(out(), { recursive: true, encoding: 'utf8' })) {
      const status = statSync(join(out(), name))
      expect(status.mode & 0o777).toBe(status.isDirectory() ? 0o700 : 0o600)
    }
    expect(statSync(out('out.tgz')).mode & 0o777).toBe(0o600)
    for (const name of ['out', 'out.tgz'])
      await expect(collectAll({}, out(name))).rejects.toThrow(
        `${out(name)} can't be written: file already exists; nothing is overwritten, give another --out`,
      )
    expect(readdirSync(cluster.dir).sort()).toEqual(['out', 'out.tgz'])
  })

  it('saves of pods only name, status and tolerations', async () => {
    await cluster.serve(clusterAnswers())
    await collectAll()
    const files = filesOf(out())
    expect(JSON.stringify(files)).not.toContain(SECRET)
    expect(JSON.parse(files['nodes/demo-worker/pods.json'] ?? '')).toMatchObject({
      kind: 'PodList',
      items: [
        {
          metadata: { namespace: 'default', name: 'web-1' },
          spec: { tolerations: [{ tolerationSeconds: 300 }] },
          status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] },
        },
      ],
    })
  })

  it('chooses nodes with a late lease by the clock of the API server, and those that were not Ready a while ago', async () => {
    const recovered = node('recovered') as { status: { conditions: { lastTransitionTime: string }[] } }
    for (const condition of recovered.status.conditions) condition.lastTransitionTime = '2026-11-22T10:30:00Z'
    await cluster.serve({
      ...clusterAnswers(),
      [NODES]: listOf('NodeList', [node('in-time'), node('late'), recovered, node('without-lease')]),
      [LEASES]: listOf('LeaseList', [
        lease('in-time', '2026-11-22T10:46:10.000000Z'),
        lease('late', '2026-11-22T10:46:09.000000Z'),
      ]),
    })
    const time = { sinceUs: Date.UTC(2026, 10, 22, 10) * 1000, untilUs: null }
    const { nodes } = await collectAll({ time })
    expect(nodes.map(({ node: name, why }) => [name, why])).toEqual([
      ['late', 'lease not renewed for 51 s'],
      ['recovered', 'not Ready until a while ago'],
      ['in-time', 'healthy, for comparison'],
    ])
  })

  it('tries the ways in their order until one gives a log, and records why each failed', async () => {
    cluster.programs.add('ssh', `cat '${join(cluster.programs.path, 'demo-worker.export')}'`)
    await cluster.serve({
      ...clusterAnswers(),
      [NODES]: listOf('NodeList', [node('demo-worker', { ready: 'Unknown', kind: false })]),
      [`${NODES}/demo-worker/proxy/logs/`]: refuse(502, 'no answer'),
    })
    const collection = await collectAll({ nodes: ['demo-worker'] })
    const ways = collection.attempts.filter(({ what }) => what === 'kubelet log')
    expect(ways.map(({ way, status }) => [way, status])).toEqual([
      ['node-log', 'failed'],
      ['journal-files', 'failed'],
      ['ssh', 'saved'],
    ])
    expect(filesOf(out())['nodes/demo-worker/kubelet.ssh.export']).toBe(KUBELET)
    const { attempts } = JSON.parse(readFileSync(join(out(), 'collect.json'), 'utf8'))
    expect(attempts).toEqual(collection.attempts)
  })

  it('goes on with the next way after one that broke off, and keeps both', async () => {
    await cluster.serve({
      ...clusterAnswers(),
      [`${NODES}/demo-worker/proxy/logs/`]: (response, query) => {
        if (query.has('query')) response.write(KUBELET.slice(0, 50_000), () => response.destroy())
        else give('<pre>\n</pre>')(response, query)
      },
    })
    const collection = await collectAll({ nodes: ['demo-worker'], via: ['node-log', 'docker'] })
    expect(collection.nodes).toMatchObject([{ hasLog: true }])
    expect(Object.keys(filesOf(out()))).toContain('nodes/demo-worker/kubelet.docker.export')
  })

  it('gives a way up at its deadline, and keeps what came', async () => {
    cluster.programs.add(
      'docker',
      `head -c 20000 '${join(cluster.programs.path, 'demo-worker.export')}'; sleep 60`,
    )
    await cluster.serve(clusterAnswers())
    const collection = await collectAll({ nodes: ['demo-worker'], via: ['docker'], deadlineSeconds: 1 })
    expect(collection.attempts.find(({ way }) => way === 'docker')).toMatchObject({
      status: 'cut',
      bytes: 20_000,
      reason: 'given up after 1 s, see --deadline',
    })
    expect(collection.nodes).toMatchObject([{ hasLog: true }])
  })

  it('saves journal files of the wanted time through the kubelet', async () => {
    const [old, young] = ['0006400000000000', '0006500000000000'].map(
      (time) => `system@0123456789abcdef0123456789abcdef-0000000000000001-${time}.journal`,
    ) as [string, string]
    const root = `${NODES}/demo-worker/proxy/logs/journal/`
    const links = (names: readonly string[]): Answer =>
      give(
        `<pre>\n${names.map((name) => `<a href="${encodeURIComponent(name)}">${name}</a>`).join('\n')}</pre>`,
      )
    const machine = 'f00'
    await cluster.serve({
      ...clusterAnswers(),
      [root]: give(`<pre>\n<a href="${machine}/">${machine}/</a>\n<a href="../secrets/">x</a></pre>`),
      [`${root}${machine}/`]: links([old, young, 'system.journal', 'user-1000.journal', '..%2Fshadow']),
      [`${root}${machine}/${encodeURIComponent(young)}`]: give('young'),
      [`${root}${machine}/system.journal`]: give('now'),
    })
    const sinceUs = 0x0006500000000001
    const collection = await collectAll({
      nodes: ['demo-worker'],
      via: ['journal-files'],
      time: { sinceUs, untilUs: null },
    })
    expect(collection.nodes).toMatchObject([{ hasLog: true }])
    const saved = Object.entries(filesOf(out())).filter(([name]) => name.includes('journal/'))
    expect(saved).toEqual([
      [`nodes/demo-worker/journal/${machine}/system.journal`, 'now'],
      [`nodes/demo-worker/journal/${machine}/${young}`, 'young'],
    ])
  })

  it('saves the rotated files of the controller from its node', async () => {
    const files = `${NODES}/demo-control-plane/proxy/logs/pods/kube-system_${CONTROLLER_POD}_c0ffee11c0ffee11c0ffee11c0ffee11/kube-controller-manager/`
    const names = ['0.log', '0.log.20261122-104500', '0.log.20261120-104500.gz', 'else.txt']
    await cluster.serve({
      ...clusterAnswers(),
      [files]: give(`<pre>${names.map((name) => `<a href="${name}">${name}</a>`).join('\n')}</pre>`),
      [`${files}0.log`]: give('0'),
      [`${files}0.log.20261122-104500`]: give('1'),
    })
    await collectAll({
      nodes: ['demo-worker'],
      time: { sinceUs: Date.UTC(2026, 10, 22, 10) * 1000, untilUs: null },
    })
    const saved = Object.entries(filesOf(out())).filter(([name]) => name.startsWith('controller/'))
    expect(saved).toEqual([
      [`controller/${CONTROLLER_POD}/0.log`, '0'],
      [`controller/${CONTROLLER_POD}/0.log.20261122-104500`, '1'],
    ])
  })

  it('says what the evidence lacks', async () => {
    await cluster.serve({
      ...clusterAnswers(),
      [CONTROLLERS]: listOf('PodList', [controllerPod(['kube-controller-manager'])]),
      [`${NODES}/demo-worker/proxy/configz`]: give({ kubeletconfig: { logging: { verbosity: 2 } } }),
      [`${NODES}/demo-worker/proxy/logs/`]: give('<pre>\n<a href="pods/">pods/</a>\n</pre>'),
      [`${NODES}/demo-worker2/proxy/configz`]: give({ kubeletconfig: { logging: { verbosity: 6 } } }),
      [`${NODES}/demo-worker2/proxy/logs/`]: give('<pre>\n<a href="journal/">journal/</a>\n</pre>'),
    })
    const { missing } = await collectAll()
    expect(missing).toEqual([
      expect.stringMatching(/^journald of demo-worker keeps its journal in memory only/),
      expect.stringMatching(/^kube-controller-manager runs at -v=0: .* add --v=2/),
      expect.stringMatching(/^the kubelet of demo-worker runs at -v=2: .* from -v=6/),
    ])
  })

  it('says that journald may drop or lose lines, and that a log begins later than asked', async () => {
    writeFileSync(
      join(cluster.programs.path, 'journald.conf'),
      '[Journal]\nRateLimitBurst=100000\n# drop-in\nStorage=volatile\nRateLimitBurst=200\nRateLimitIntervalSec=5s\n',
    )
    writeFileSync(join(cluster.programs.path, 'var-log'), '/var/log\n/var/log/pods\n')
    await cluster.serve(clusterAnswers())
    const time = { sinceUs: Date.UTC(2026, 10, 22, 10) * 1000, untilUs: null }
    const { missing } = await collectAll({ nodes: ['demo-worker'], time })
    expect(missing).toEqual([
      'journald of demo-worker has Storage=volatile: its journal is lost when the machine stops; set Storage=persistent',
      expect.stringMatching(/^journald of demo-worker keeps its journal in memory only/),
      'journald of demo-worker may drop lines of a unit beyond 200 in 5s: RateLimitBurst; raise it in journald.conf',
      'the log of demo-worker begins at 2026-11-22T10:43:04.665Z: what was before is not kept, or was never logged',
    ])
  })

  it('asks a machine by its address where its name is not known', async () => {
    cluster.programs.add(
      'ssh',
      `case "$*" in *" 10.0.0.7 "*) cat '${join(cluster.programs.path, 'demo-worker.export')}' ;; *) head -c 100 '${join(cluster.programs.path, 'demo-worker.export')}'; exit 255 ;; esac`,
    )
    await cluster.serve({
      ...clusterAnswers(),
      [NODES]: listOf('NodeList', [node('demo-worker', { ready: 'Unknown', kind: false })]),
    })
    const { attempts } = await collectAll({ nodes: ['demo-worker'], via: ['ssh'] })
    const logs = attempts.filter(({ what }) => what === 'kubelet log')
    expect(logs.map(({ status, file }) => [status, file])).toEqual([
      ['cut', 'nodes/demo-worker/kubelet.ssh.export'],
      ['saved', 'nodes/demo-worker/kubelet.ssh-address.export'],
    ])
  })

  it('says which right is missing, and collects the rest', async () => {
    await cluster.serve({
      ...clusterAnswers(),
      [PODS]: refuse(403, 'pods is forbidden: User "u" cannot list resource "pods"'),
      [CONTROLLERS]: refuse(403, 'pods is forbidden'),
      [EVENTS]: refuse(403, 'events is forbidden'),
    })
    const collection = await collectAll({ nodes: ['demo-worker'] })
    expect(reasons(collection)).toEqual([
      'cluster, API server: 403 events is forbidden',
      'controller, API server: 403 pods is forbidden',
      'demo-worker, API server: 403 pods is forbidden: User "u" cannot list resource "pods"',
    ])
    expect(collection.nodes).toMatchObject([{ hasLog: true }])
  })

  it("asks named nodes without the cluster if that can't be asked", async () => {
    cluster.programs.add('kubectl', 'echo \'error: context "x" does not exist\' >&2; exit 1')
    const collection = await collectAll({ nodes: ['demo-worker'], kubectlFlags: ['--context=x'] })
    expect(collection.nodes).toMatchObject([{ hasLog: true }])
    expect(reasons(collection)).toEqual([
      'cluster, API server: kubectl proxy ended with 1: error: context "x" does not exist; "kubectl config get-contexts" lists the contexts',
    ])
    await expect(collectAll({}, out('other'))).rejects.toThrow(
      /^the cluster can't be asked which nodes .*; or name the nodes$/,
    )
    expect(readdirSync(cluster.dir)).toEqual(['out'])
  })

  it('asks the machine of a node that the cluster does not have only if it is told how', async () => {
    await cluster.serve(clusterAnswers())
    cluster.programs.add('ssh', `cat '${join(cluster.programs.path, 'demo-worker.export')}'`)
    const collection = await collectAll({ nodes: ['gone'] })
    expect(collection.nodes).toEqual([{ node: 'gone', why: 'named', hasLog: false }])
    expect(reasons(collection)[0]).toMatch(/^gone, API server: the cluster has no such node/)
    const { nodes } = await collectAll({ nodes: ['gone'], via: ['ssh'] }, out('other'))
    expect(nodes).toMatchObject([{ hasLog: true }])
  })

  it.each([
    [{ nodes: ['-oProxyCommand=x'] }, 'invalid node "-oProxyCommand=x"'],
    [{ nodes: ['a/../b'] }, 'invalid node "a/../b"'],
    [{ nodes: ['a'], via: ['telnet'] }, 'unknown --via "telnet": use docker, node-log, journal-files, ssh'],
  ])('rejects %j before anything is run', async (options, message) => {
    const call = collectAll(options)
    await expect(call).rejects.toThrow(UsageError)
    await expect(call).rejects.toThrow(message)
    expect(readdirSync(cluster.dir)).toEqual([])
  })

  it('takes no name of the cluster for a path', async () => {
    const evil = node('demo-worker', { ready: 'Unknown' }) as { metadata: { name: string } }
    evil.metadata.name = '../../evil'
    await cluster.serve({ ...clusterAnswers(), [NODES]: listOf('NodeList', [evil, node('demo-worker2')]) })
    const { nodes } = await collectAll()
    expect(nodes.map(({ node: name }) => name)).toEqual(['demo-worker2'])
  })
})

describe('leasegap collect', () => {
  it('prints what it saved, and ends with 2 where a node gave nothing', async () => {
    await cluster.serve(clusterAnswers())
    const all = await run(builtCli(), ['collect', '--out', 'out'], cluster.dir)
    expect(all).toMatchObject({ status: 0, stderr: '' })
    expect(all.stdout).toMatch(/^out: .* about demo-worker, demo-worker2\n/)
    expect(all.stdout).toContain('\n  kubelet log by docker: saved, ')
    expect(all.stdout).toMatch(/\nNext: leasegap out\n$/)
    const none = await run(builtCli(), ['collect', 'demo-control-plane', '--out', 'none'], cluster.dir)
    expect(none.status).toBe(2)
    expect(none.stdout).toContain(
      'kubelet log by docker: failed, docker ended with status 1: Error response from daemon: No such container: demo-control-plane; "docker ps" lists the names of containers',
    )
  })

  it('passes flags of kubectl on, each as one argument', async () => {
    cluster.programs.add('kubectl', 'exit 1')
    const flags = ['--context', 'a b', '--as=admin', '--request-timeout', '5s']
    await run(builtCli(), ['collect', 'demo-worker', '--out', 'out', ...flags], cluster.dir)
    expect(cluster.programs.argumentsOf('kubectl').slice(3)).toEqual([
      '--context=a b',
      '--as=admin',
      '--request-timeout=5s',
    ])
  })

  it('prints with --dry-run the commands, and what will be missing, and saves nothing', async () => {
    await cluster.serve({
      ...clusterAnswers(),
      [CONTROLLERS]: listOf('PodList', [controllerPod(['kube-controller-manager'])]),
    })
    const { status, stdout } = await run(builtCli(), ['collect', '--dry-run', '--since', '-1h'], cluster.dir)
    expect(status).toBe(0)
    expect(readdirSync(cluster.dir)).toEqual([])
    expect(stdout).toMatch(
      /^docker exec demo-worker journalctl .* > nodes\/demo-worker\/kubelet\.docker\.export$/m,
    )
    expect(stdout).toMatch(/^kubectl get --raw \/api\/v1\/nodes > nodes\.json$/m)
    expect(stdout).toMatch(/^# missing: kube-controller-manager runs at -v=0/m)
    const files = [...stdout.matchAll(/ > (\S+)$/gm)].map(([, file]) => file)
    expect(new Set(files).size).toBe(files.length)
    expect(stdout).toMatch(/^mkdir -p .*nodes\/demo-worker/m)
  })

  it('prints commands about the cluster that the flags choose, and why a list is refused', async () => {
    await cluster.serve({ ...clusterAnswers(), [EVENTS]: refuse(403, 'events is forbidden') })
    const { status, stdout, stderr } = await run(
      builtCli(),
      ['collect', 'demo-worker', '--dry-run', '--context', 'a b'],
      cluster.dir,
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const commands = stdout.split('\n').filter((line) => line.startsWith('kubectl '))
    expect(commands.length).toBeGreaterThan(4)
    expect(commands.filter((line) => !line.startsWith("kubectl '--context=a b' get "))).toEqual([])
    expect(stdout).toContain('# cluster, events: 403 events is forbidden\n')
  })
})

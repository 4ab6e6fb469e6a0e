/** Sources of a cluster: by a stand-in for kubectl always, by the real one where it is installed. */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { analyze, observe, type Report, UsageError } from '../../../src/index.ts'
import {
  type Answer,
  give,
  refuse,
  standInForKubectl,
  testCluster,
  writeKubeconfig,
} from '../../support/api-server.ts'
import { builtCli, run, start } from '../../support/built-cli.ts'
import { standIns, toExport } from '../../support/log-programs.ts'
import { hasJournal, writeJournal } from '../../support/real-programs.ts'

const LOGS = join(import.meta.dirname, '../../../samples/network-cut/logs')
const KUBELET = readFileSync(join(LOGS, 'kubelet.log'), 'utf8')
const CONTROLLER = readFileSync(join(LOGS, 'kube-controller-manager.log'), 'utf8')

const NODE_LOGS = '/api/v1/nodes/demo-worker/proxy/logs'
const PODS = '/api/v1/namespaces/kube-system/pods'
const LISTING = '<!doctype html>\n<pre>\n<a href="journal/">journal/</a>\n</pre>\n'

const pod = (name: string, restartCount: number): object => ({
  metadata: { name },
  status: { containerStatuses: [{ name: 'kube-controller-manager', restartCount }] },
})

/** Directories of proxies that are left. */
const left = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`leasegap-kubectl-${process.pid}-`))

const facts = ({ incidents }: Report): unknown => incidents.map(({ id, intervals }) => ({ id, intervals }))

const hasKubectl = ((): boolean => {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

const cluster = testCluster()

describe.each([
  ['a stand-in for kubectl', true],
  ['kubectl', hasKubectl],
])('kube:// by %s', (by, isThere) => {
  const serve = async (answers: Readonly<Record<string, Answer>>): Promise<void> => {
    await cluster.serve(answers)
    if (by !== 'kubectl') return
    rmSync(join(cluster.programs.path, 'kubectl'))
    process.env.KUBECONFIG = writeKubeconfig(cluster.programs.path, cluster.server.url, 'kind-demo')
  }
  afterEach(() => {
    delete process.env.KUBECONFIG
    expect(left()).toEqual([])
  })
  const test = it.skipIf(!isThere)

  test("gives the incidents of saved logs for a node's log and the controllers'", async () => {
    await serve({
      [`${NODE_LOGS}/`]: give(KUBELET),
      [PODS]: give({ items: [pod('kube-controller-manager-a', 0)] }),
      [`${PODS}/kube-controller-manager-a/log`]: give(CONTROLLER),
    })
    const saved = await analyze(LOGS, { year: 2026 })
    const live = await analyze(['kube:///node/demo-worker', 'kube://kind-demo/controller'], { year: 2026 })
    expect(live.problems).toEqual([])
    expect(facts(live)).toEqual(facts(saved))
    expect(live.sources.map(({ name }) => name)).toEqual([
      'kube:///node/demo-worker',
      'kube://kind-demo/controller/kube-controller-manager-a',
    ])
  })

  test('reads the container before a restart, from the time that is wanted', async () => {
    await serve({
      [PODS]: give({ items: [pod('kcm-a', 0), pod('kcm-b', 2)] }),
      [`${PODS}/kcm-a/log`]: give(CONTROLLER),
      [`${PODS}/kcm-b/log`]: give(CONTROLLER),
    })
    const { sources } = await analyze('kube:///controller', {
      time: { sinceUs: 1_795_344_000_500_000, untilUs: null },
    })
    expect(sources.map(({ name }) => name.split('/').at(-1))).toEqual(['kcm-a', 'kcm-b', 'kcm-b (previous)'])
    expect(cluster.server.requests.filter((path) => path.includes('/log?'))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/kcm-b.*previous=true&sinceTime=2026-11-22T10:40:00.000Z/),
      ]),
    )
  })

  test('reads the files of the node where its kubelet lists them, rotated ones too', async () => {
    const directory = '/api/v1/nodes/cp/proxy/logs/pods/kube-system_kcm-a_0f/kube-controller-manager/'
    const metadata = { name: 'kcm-a', annotations: { 'kubernetes.io/config.hash': '0f' } }
    const [half = 0] = [CONTROLLER.indexOf('\n', CONTROLLER.length / 2) + 1]
    const names = ['0.log', '0.log.20261122-104600']
    await serve({
      [PODS]: give({ items: [{ metadata, spec: { nodeName: 'cp' } }] }),
      [directory]: give(`<pre>${names.map((name) => `<a href="${name}">${name}</a>`).join('\n')}</pre>`),
      [`${directory}0.log`]: give(CONTROLLER.slice(half)),
      [`${directory}0.log.20261122-104600`]: give(CONTROLLER.slice(0, half)),
    })
    const live = await analyze('kube:///controller', { year: 2026 })
    expect(live.sources.map(({ name }) => name)).toEqual(
      names.map((name) => `kube:///controller/kcm-a/${name}`),
    )
    const saved = await analyze(join(LOGS, 'kube-controller-manager.log'), { year: 2026 })
    expect(facts(live)).toEqual(facts(saved))
  })

  test('says what to do about an expired login', async () => {
    await serve({ [PODS]: refuse(401, 'Unauthorized') })
    const { problems } = await analyze('kube:///controller')
    expect(problems[0]?.excerpt).toBe(
      '401 Unauthorized; log in again, and check that "kubectl get nodes" works',
    )
  })

  test('reads lists of objects page by page', async () => {
    const lease = (name: string): object => ({
      metadata: { name, namespace: 'kube-node-lease' },
      spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: '2026-11-22T10:43:04.000000Z' },
    })
    await serve({
      '/api/v1/nodes': give({ kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: [] }),
      '/api/v1/events': give({ kind: 'EventList', apiVersion: 'v1', metadata: {}, items: [] }),
      '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases': (response, query) => {
        const isFirst = query.get('continue') === null
        give({
          kind: 'LeaseList',
          apiVersion: 'coordination.k8s.io/v1',
          metadata: isFirst ? { continue: 'a/b' } : {},
          items: [lease(isFirst ? 'worker-1' : 'worker-2')],
        })(response, query)
      },
    })
    const { nodes, problems } = await analyze('kube:///objects')
    expect(problems).toEqual([])
    expect(nodes.map(({ node }) => node)).toEqual(['worker-1', 'worker-2'])
  })

  test('names each way that failed where log queries are off', async () => {
    await serve({ [`${NODE_LOGS}/`]: give(LISTING), [`${NODE_LOGS}/journal`]: refuse(404, 'no such file') })
    const { problems } = await analyze('kube:///node/demo-worker')
    expect(problems.map(({ excerpt }) => excerpt)).toEqual([
      'log query: a listing of /var/log: log queries are off on this node (enableSystemLogQuery); ' +
        "OpenShift's journal: 404 no such file; kube://…/node/demo-worker/journal reads its journal files, docker:// and ssh:// read the journal without the kubelet",
    ])
  })

  test.each([
    'error: journal output not available',
    'log not found for kubelet',
    'options present and query resolved to log files for kubelet',
    '-- No entries --',
  ])('takes "%s" for no log', async (words) => {
    await serve({
      [`${NODE_LOGS}/`]: give(`${words}\n`),
      [`${NODE_LOGS}/journal`]: give(KUBELET),
    })
    const { incidents, problems } = await analyze('kube:///node/demo-worker', { year: 2026 })
    expect(problems).toEqual([])
    expect(incidents).toHaveLength(1)
  })

  test('never sends untilTime, which kubelets before 1.30 take for the start', async () => {
    await serve({ [`${NODE_LOGS}/`]: give(KUBELET) })
    const [sinceUs, untilUs] = [Date.UTC(2026, 10, 22, 10, 44) * 1000, Date.UTC(2026, 10, 22, 10, 46) * 1000]
    const { sources } = await analyze('kube:///node/demo-worker', { year: 2026, time: { sinceUs, untilUs } })
    expect(cluster.server.requests.join()).not.toContain('untilTime')
    expect(cluster.server.requests.join()).toContain('sinceTime=2026-11-21T20:44:00.000Z')
    expect(sources[0]?.firstAtUs).toBeGreaterThanOrEqual(sinceUs)
    expect(sources[0]?.lastAtUs).toBeLessThanOrEqual(untilUs)
  })

  test('names the right that is missing', async () => {
    const message =
      'nodes "demo-worker" is forbidden: User "u" cannot get resource "nodes/proxy" in API group ""'
    await serve({
      [PODS]: refuse(403, 'pods is forbidden'),
      [`${NODE_LOGS}/`]: refuse(403, message),
      [`${NODE_LOGS}/journal`]: refuse(403, message),
    })
    const { problems } = await analyze(['kube:///controller', 'kube:///node/demo-worker'])
    expect(problems.map(({ excerpt }) => excerpt)).toEqual([
      '403 pods is forbidden',
      expect.stringContaining(`log query: 403 ${message}`),
    ])
  })

  test('says that the API server does not reach a kubelet, as a real one words it', async () => {
    const reach = 'error trying to reach service: net/http: TLS handshake timeout'
    const log = 'Get "https://192.0.2.2:10250/containerLogs/kube-system/kcm-a/x": dial tcp: no such host'
    await serve({
      [`${NODE_LOGS}/`]: refuse(500, reach),
      // What a kubelet with a directory of this name answers.
      [`${NODE_LOGS}/journal`]: refuse(301, ''),
      [PODS]: give({ items: [pod('kcm-a', 0)] }),
      [`${PODS}/kcm-a/log`]: refuse(500, log),
    })
    const { problems } = await analyze(['kube:///node/demo-worker', 'kube:///controller'])
    const remedy = 'the API server does not reach the kubelet of this node'
    expect(problems.map(({ excerpt }) => excerpt).sort()).toEqual([
      `500 ${log}; ${remedy}`,
      expect.stringContaining(
        `log query: 500 ${reach}; ${remedy}; OpenShift's journal: not a kubelet of OpenShift;`,
      ),
    ])
  })

  test('reports an answer that breaks off, and keeps what came', async () => {
    await serve({
      [`${NODE_LOGS}/`]: (response) => {
        response.write(KUBELET)
        setTimeout(() => response.destroy(), 500)
      },
    })
    const { incidents, problems } = await analyze('kube:///node/demo-worker', { year: 2026 })
    expect(incidents).toHaveLength(1)
    expect(problems).toMatchObject([
      { code: 'unreadable', excerpt: expect.stringMatching(/^reading stopped: /) },
    ])
  })

  test('leaves no proxy and no directory behind an abort', async () => {
    await serve({ [`${NODE_LOGS}/`]: (response) => void response.write('x\n') })
    const controller = new AbortController()
    const call = analyze('kube:///node/demo-worker', { signal: controller.signal })
    await expect.poll(() => cluster.server.requests.length).toBeGreaterThan(0)
    controller.abort()
    await expect(call).rejects.toThrow('aborted')
    await expect.poll(left).toEqual([])
  })

  test('ends the proxy with the program, and one that a killed run left behind', async () => {
    await serve({ [`${NODE_LOGS}/`]: (response) => void response.write('x\n'), [PODS]: refuse(404, 'none') })
    const proxies = (pid: number | undefined): string[] =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
        .filter((name) => readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`leasegap-kubectl-${pid}-`))
    const temporary = join(cluster.programs.path, 'tmp')
    mkdirSync(temporary)
    const env = { TMPDIR: temporary, KUBECONFIG: process.env.KUBECONFIG }
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const before = cluster.server.requests.length
      const { child, done } = start(builtCli(), ['kube:///node/demo-worker'], cluster.programs.path, env)
      await expect.poll(() => cluster.server.requests.length, { timeout: 10_000 }).toBeGreaterThan(before)
      expect(proxies(child.pid)).not.toEqual([])
      child.kill(signal)
      await done
      if (signal === 'SIGTERM') await expect.poll(() => proxies(child.pid)).toEqual([])
      else {
        expect(proxies(child.pid)).not.toEqual([])
        await start(builtCli(), ['kube:///controller'], cluster.programs.path, env).done
        await expect.poll(() => proxies(child.pid)).toEqual([])
      }
      expect(readdirSync(temporary)).toEqual([])
    }
  })
})

describe('kube://', () => {
  it.each([
    'kube://',
    'kube:///node/',
    'kube:///node/--help',
    'kube:///node/a b',
    'kube:///nodes/a',
    'kube:///controller/x',
    'kube:///controller?token=x',
  ])('rejects %s before anything is run', async (input) => {
    await expect(analyze(input)).rejects.toThrow(UsageError)
  })

  it('passes the context and the flags of the query to kubectl, each as one argument', async () => {
    cluster.programs.add('kubectl', 'echo "error: context does not exist" >&2; exit 1')
    const { problems } = await analyze(
      'kube://arn:aws:eks:eu-1:1:cluster/a/controller?as=admin&kubeconfig=/a b',
    )
    expect(problems[0]?.excerpt).toBe(
      'kubectl proxy ended with 1: error: context does not exist; "kubectl config get-contexts" lists the contexts',
    )
    expect(cluster.programs.argumentsOf('kubectl').slice(3)).toEqual([
      ...['--context=arn:aws:eks:eu-1:1:cluster/a', '--as=admin', '--kubeconfig=/a b'],
    ])
  })

  it('gets flags by the names that kubectl has, those of the input last', async () => {
    cluster.programs.add('kubectl', 'exit 1')
    const flags = ['--context', 'a', '--as=b c', '--server=http://x']
    await run(builtCli(), ['kube://other/controller', ...flags], cluster.programs.path)
    expect(cluster.programs.argumentsOf('kubectl').slice(3)).toEqual([
      ...['--context=a', '--as=b c', '--server=http://x', '--context=other'],
    ])
  })

  it('starts one kubectl for all sources of a cluster, also where they are read one after the other', async () => {
    await cluster.serve({ [`${NODE_LOGS}/`]: give(KUBELET), [PODS]: give({ items: [pod('kcm-a', 0)] }) })
    const starts = join(cluster.programs.path, 'starts')
    cluster.programs.add('kubectl', `echo "$3" >> '${starts}'\n${standInForKubectl(cluster.server.url)}`)
    const inputs = ['node/demo-worker', 'controller', 'objects'].map((path) => `kube:///${path}`)
    const contexts = (): string[] => readFileSync(starts, 'utf8').split('\n').slice(0, -1)
    const { sources } = await analyze([...inputs, 'kube://other/objects'])
    expect(sources.map(({ name }) => name)).toContain('kube:///node/demo-worker')
    expect(contexts()).toHaveLength(2)
    const kinds = new Set<string>()
    for await (const { kind } of observe(inputs)) kinds.add(kind)
    expect(kinds).toContain('lease.ensure-failed')
    expect(contexts()).toHaveLength(3)
    expect(left()).toEqual([])
  })

  it.skipIf(!hasJournal)('reads the journal files of a node, of the wanted time only', async () => {
    const file = join(cluster.dir, 'journals/system.journal')
    const [root, machine] = [`${NODE_LOGS}/journal/`, 'f00']
    const old = 'system@0123456789abcdef0123456789abcdef-0000000000000001-0006400000000000.journal'
    const young = 'system@0123456789abcdef0123456789abcdef-0000000000000001-0006500000000000.journal'
    writeJournal(cluster.dir, toExport(KUBELET, 2026))
    const links = (names: readonly string[]): Answer =>
      give(
        `<pre>\n${names.map((name) => `<a href="${encodeURIComponent(name)}">${name}</a>`).join('\n')}</pre>`,
      )
    await cluster.serve({
      [root]: give(`<pre>\n<a href="${machine}/">${machine}/</a>\n</pre>`),
      [`${root}${machine}/`]: links([old, young, 'system.journal', 'user-1000.journal']),
      [`${root}${machine}/system.journal`]: (response) => response.end(readFileSync(file)),
    })
    const time = { sinceUs: 1_795_343_000_000_000, untilUs: null }
    const live = await analyze('kube:///node/demo-worker/journal', { time })
    expect(live.problems).toMatchObject([{ source: expect.stringContaining(`journal/${machine}/${young}`) }])
    expect(cluster.server.requests.filter((path) => path.includes('.journal'))).toHaveLength(2)
    expect(facts(live)).toEqual(facts(await analyze(join(LOGS, 'kubelet.log'), { year: 2026 })))
    expect(live.incidents).toHaveLength(1)
  })

  it('says where a node has no journal files', async () => {
    await cluster.serve({ [`${NODE_LOGS}/journal/`]: refuse(404, 'not found') })
    const { problems } = await analyze('kube:///node/demo-worker/journal')
    expect(problems).toMatchObject([
      { code: 'unreadable', source: 'kube:///node/demo-worker/journal', excerpt: '404 not found' },
    ])
  })

  it('says what to do where kubectl asks for a user name, which is no sign that it serves', async () => {
    cluster.programs.add(
      'kubectl',
      'printf "Please enter Username: "; sleep 0.3; echo "error: EOF" >&2; exit 1',
    )
    const { problems } = await analyze('kube:///objects')
    expect(problems.map(({ excerpt }) => excerpt)).toEqual(
      Array(3).fill(
        'kubectl proxy ended with 1: error: EOF; log in, and check that "kubectl get nodes" works without a question',
      ),
    )
  })

  it.runIf(process.getuid?.() === 0)('leaves a link of another user alone', async () => {
    cluster.programs.add('kubectl', 'exit 1')
    const link = join(cluster.programs.path, 'leasegap-kubectl-999999999-x')
    symlinkSync(cluster.programs.path, link)
    lchownSync(link, 65_534, 65_534)
    const { stderr } = await start(builtCli(), ['kube:///controller'], cluster.programs.path, {
      TMPDIR: cluster.programs.path,
    }).done
    expect(stderr).toContain('kubectl proxy ended with 1')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
  })

  it('ends a kubectl that is still starting', async () => {
    const file = join(cluster.programs.path, 'pid')
    cluster.programs.add('kubectl', `echo $$ > '${file}.new'; mv '${file}.new' '${file}'; exec sleep 60`)
    const { child, done } = start(builtCli(), ['kube:///controller'], cluster.programs.path)
    await expect.poll(() => existsSync(file), { timeout: 10_000 }).toBe(true)
    child.kill('SIGTERM')
    await done
    const command = `/proc/${readFileSync(file, 'utf8').trim()}/cmdline`
    await expect
      .poll(() => existsSync(command) && readFileSync(command, 'utf8').includes('sleep'))
      .toBe(false)
  })

  it('says what is missing without kubectl', async () => {
    const programs = standIns({ alone: true })
    try {
      const { problems } = await analyze('kube:///controller')
      expect(problems[0]?.excerpt).toBe(
        'kubectl and oc not found in PATH; set KUBECTL to the path of kubectl',
      )
    } finally {
      programs.remove()
    }
  })
})

/**
 * Bundles: a directory as `kind export logs` makes it, one as OpenShift's must-gather makes it, and a tar.gz of
 * each, of the same logs give the same report as the loose files.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import type { Report } from '../../src/model/index.ts'

const linesOf = (name: string): string[] =>
  readFileSync(`samples/network-cut/logs/${name}`, 'utf8').trimEnd().split('\n')
const JOURNAL = linesOf('kubelet.log')
const CONTROLLER = linesOf('kube-controller-manager.log')
/** The same node's log under another name: as if a second node had been cut off with it. */
const OTHER = JOURNAL.map((line) => line.replaceAll('demo-worker', 'demo-other'))
/** What a kubelet prints at its default verbosity: no request. */
const quiet = (journal: readonly string[]): string[] =>
  journal.filter((line) => !line.includes('round_trippers.go'))
const withoutJournal = (line: string): string => line.slice(line.indexOf(']: ') + 3)
/** As a container runtime or kubectl stamps a klog line. */
const stamped = (line: string): string =>
  line.replace(
    /^[IWEF](\d\d)(\d\d) (\S+) .*/,
    (whole, month, day, time) => `2026-${month}-${day}T${time}000Z ${whole}`,
  )
const cri = (line: string): string => stamped(line).replace('Z ', 'Z stderr F ')

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function put(path: string, lines: readonly string[]): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), `${lines.join('\n')}\n`)
}

function putLoose(journals: ReadonlyMap<string, readonly string[]>): void {
  for (const [node, journal] of journals) put(`loose/${node}.log`, journal.map(withoutJournal))
  put('loose/controller.log', CONTROLLER)
}

function putKind(journals: ReadonlyMap<string, readonly string[]>): void {
  put('bundle/kind-version.txt', ['kind v0.23.0 go1.21.10 linux/amd64'])
  for (const [node, journal] of journals) {
    put(`bundle/${node}/kubelet.log`, journal)
    // The journal of all units holds the kubelet's lines again.
    put(
      `bundle/${node}/journal.log`,
      journal.flatMap((line) => [line, line.replace(/kubelet\[.*/, 'cron[7]: job')]),
    )
    put(`bundle/${node}/images.log`, ['IMAGE  TAG  IMAGE ID  SIZE'])
    put(`bundle/${node}/inspect.json`, ['[', '    {"Id": "0f1e", "State": {"Status": "running"}}', ']'])
  }
  const pod = 'kube-system_kube-controller-manager-demo-control-plane_0f1e2d3c'
  put(`bundle/demo-control-plane/pods/${pod}/kube-controller-manager/0.log`, CONTROLLER.map(cri))
}

function putMustGather(journals: ReadonlyMap<string, readonly string[]>): void {
  const root = 'bundle/must-gather.local.1/registry-sha256-0f1e2d3c'
  put(`${root}/host_service_logs/masters/kubelet_service.log`, [...journals.values()].flat())
  const pod = `${root}/namespaces/openshift-kube-controller-manager/pods/kube-controller-manager-master-0`
  const logs = `${pod}/kube-controller-manager/kube-controller-manager/logs`
  const half = CONTROLLER.length / 2
  put(`${logs}/previous.log`, CONTROLLER.slice(0, half).map(stamped))
  put(`${logs}/current.log`, CONTROLLER.slice(half).map(stamped))
  put(`${logs}/previous.insecure.log`, [])
}

/**
 * A report without where its evidence lies, nor how much of the time is covered: that is known to the first and
 * last lines that are decoded of a source, and nodes that share a file have those in common.
 */
function unplaced({ incidents, nodes, warnings, unassignedEvictions }: Report): unknown {
  return JSON.parse(
    JSON.stringify({ incidents, nodes, warnings, unassignedEvictions }, (key, value) =>
      UNTOLD.has(key) ? undefined : value,
    ),
  )
}

const UNTOLD: ReadonlySet<string> = new Set(['source', 'line', 'coveredSeconds', 'share'])

const report = (name: string): Promise<Report> => analyze([join(dir, name)], { year: 2026 })

const JOURNALS = new Map([
  ['demo-worker', JOURNAL],
  ['demo-other', OTHER],
])

describe.each([
  ['kind export logs', putKind],
  ['must-gather', putMustGather],
])('%s', (_, putBundle) => {
  it.each([
    ['-v=6', JOURNALS],
    ['the default verbosity', new Map([...JOURNALS].map(([node, journal]) => [node, quiet(journal)]))],
  ])('tells what the loose files tell (%s)', async (_verbosity, journals) => {
    putLoose(journals)
    putBundle(journals)
    const loose = await report('loose')
    expect(loose.incidents.map(({ kind, node }) => [kind, node])).toContainEqual([
      'lease-outage',
      'demo-worker',
    ])
    expect(loose.incidents.map(({ kind, node }) => [kind, node])).toContainEqual([
      'lease-outage',
      'demo-other',
    ])
    const bundle = await report('bundle')
    expect(unplaced(bundle)).toEqual(unplaced(loose))
    expect(bundle.problems.filter(({ code }) => code === 'no-node')).toEqual([])

    execFileSync('tar', ['-czf', 'bundle.tar.gz', 'bundle'], { cwd: dir })
    const archived = await report('bundle.tar.gz')
    expect(unplaced(archived)).toEqual(unplaced(loose))
  })
})

describe('whose line it is', () => {
  const owned = async (
    files: Readonly<Record<string, readonly string[]>>,
    sourceNodes?: ReadonlyMap<string, string>,
  ): Promise<(string | null)[]> => {
    for (const [path, lines] of Object.entries(files)) put(`logs/${path}`, lines)
    const { incidents } = await analyze([join(dir, 'logs')], {
      year: 2026,
      ...(sourceNodes && { sourceNodes }),
    })
    return incidents.filter(({ kind }) => kind === 'lease-outage').map(({ node }) => node)
  }
  /** A kubelet whose failures name no node. */
  const nameless = JOURNAL.filter((line) => line.includes('"Failed to ensure lease exists')).map((line) =>
    line.replace(/err=.* interval=/, 'err="context deadline exceeded" interval='),
  )
  const hostless = nameless.map((line) => line.replace(' demo-worker kubelet', ' kubelet'))

  it('is told by the URL of its lease, whatever the host is called', async () => {
    const renamed = JOURNAL.map((line) => line.replace(/^(.{22}) demo-worker /, '$1 ip-10-0-0-1 '))
    expect(await owned({ 'kubelet.log': renamed })).toEqual(['demo-worker'])
  })

  it('else by the host', async () => {
    const journal = nameless.map((line) => line.replace(' demo-worker kubelet', ' demo-host kubelet'))
    expect(await owned({ 'kubelet.log': journal })).toEqual(['demo-host'])
  })

  it('else by its path, where other evidence knows a node of that name', async () => {
    expect(await owned({ 'demo-worker/kubelet.log': hostless, 'controller.log': CONTROLLER })).toEqual([
      'demo-worker',
    ])
  })

  it('also where nothing but the lines about its silence names it', async () => {
    const stale = CONTROLLER.filter((line) => line.includes("Node hasn't been updated"))
    expect(await owned({ 'demo-worker/messages.log': hostless, 'controller.log': stale })).toEqual([
      'demo-worker',
    ])
    const { nodes, problems } = await analyze([join(dir, 'logs')], { year: 2026 })
    expect(nodes).toMatchObject([{ node: 'demo-worker', heartbeat: { failures: hostless.length } }])
    expect(problems.filter(({ code }) => code === 'no-node')).toEqual([])
  })

  it('else by its path in what kind export logs made', async () => {
    expect(await owned({ 'node-1/kubelet.log': hostless, 'node-1/journal.log': hostless })).toEqual([
      'node-1',
    ])
  })

  it('else by nothing: a directory may be called anything', async () => {
    expect(await owned({ 'tuesday/kubelet.log': hostless })).toEqual([])
  })

  it('unless the user says it', async () => {
    const said = new Map([[join(dir, 'logs/kubelet.log'), 'my-node']])
    expect(await owned({ 'kubelet.log': hostless }, said)).toEqual(['my-node'])
    expect(await owned({ 'kubelet.log': nameless }, said)).toEqual(['my-node'])
  })
})

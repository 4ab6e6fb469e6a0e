/**
 * Directory layouts: a bundle of `kind export logs` or OpenShift's must-gather, as a directory and as a tar.gz, gives
 * the same report as the loose files.
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
/** The same log with another node name, as if a second node had been cut off too. */
const OTHER = JOURNAL.map((line) => line.replaceAll('demo-worker', 'demo-other'))
/** The lines that a kubelet prints at its default verbosity: those without requests. */
const defaultVerbosity = (journal: readonly string[]): string[] =>
  journal.filter((line) => !line.includes('round_trippers.go'))
const withoutJournal = (line: string): string => line.slice(line.indexOf(']: ') + 3)
/** Adds the timestamp that a container runtime or kubectl prints before a klog line. */
const addTimestamp = (line: string): string =>
  line.replace(
    /^[IWEF](\d\d)(\d\d) (\S+) .*/,
    (whole, month, day, time) => `2026-${month}-${day}T${time}000Z ${whole}`,
  )
const toCri = (line: string): string => addTimestamp(line).replace('Z ', 'Z stderr F ')

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
    // The journal of all units contains the lines of the kubelet again.
    put(
      `bundle/${node}/journal.log`,
      journal.flatMap((line) => [line, line.replace(/kubelet\[.*/, 'cron[7]: job')]),
    )
    put(`bundle/${node}/images.log`, ['IMAGE  TAG  IMAGE ID  SIZE'])
    put(`bundle/${node}/inspect.json`, ['[', '    {"Id": "0f1e", "State": {"Status": "running"}}', ']'])
  }
  const pod = 'kube-system_kube-controller-manager-demo-control-plane_0f1e2d3c'
  put(`bundle/demo-control-plane/pods/${pod}/kube-controller-manager/0.log`, CONTROLLER.map(toCri))
}

function putMustGather(journals: ReadonlyMap<string, readonly string[]>): void {
  const root = 'bundle/must-gather.local.1/registry-sha256-0f1e2d3c'
  put(`${root}/host_service_logs/masters/kubelet_service.log`, [...journals.values()].flat())
  const pod = `${root}/namespaces/openshift-kube-controller-manager/pods/kube-controller-manager-master-0`
  const logs = `${pod}/kube-controller-manager/kube-controller-manager/logs`
  const half = CONTROLLER.length / 2
  put(`${logs}/previous.log`, CONTROLLER.slice(0, half).map(addTimestamp))
  put(`${logs}/current.log`, CONTROLLER.slice(half).map(addTimestamp))
  put(`${logs}/previous.insecure.log`, [])
}

/**
 * A report without the places of its evidence and without its coverage. Coverage is measured between the first and
 * the last decoded line of a source, which nodes in the same file have in common.
 */
function withoutPlaces({ incidents, nodes, warnings, unassignedEvictions }: Report): unknown {
  return JSON.parse(
    JSON.stringify({ incidents, nodes, warnings, unassignedEvictions }, (key, value) =>
      IGNORED_FIELDS.has(key) ? undefined : value,
    ),
  )
}

const IGNORED_FIELDS: ReadonlySet<string> = new Set([
  'source',
  'line',
  'coveredSeconds',
  'share',
  'shareBounds',
])

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
    [
      'the default verbosity',
      new Map([...JOURNALS].map(([node, journal]) => [node, defaultVerbosity(journal)])),
    ],
  ])('gives the same report as the loose files at %s', async (_verbosity, journals) => {
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
    expect(withoutPlaces(bundle)).toEqual(withoutPlaces(loose))
    expect(bundle.problems.filter(({ code }) => code === 'no-node')).toEqual([])

    execFileSync('tar', ['-czf', 'bundle.tar.gz', 'bundle'], { cwd: dir })
    const archived = await report('bundle.tar.gz')
    expect(withoutPlaces(archived)).toEqual(withoutPlaces(loose))
  })
})

describe('the node of a kubelet log', () => {
  const findNodes = async (
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
  /** Failures of a kubelet that contain no node name. */
  const withoutNode = JOURNAL.filter((line) => line.includes('"Failed to ensure lease exists')).map((line) =>
    line.replace(/err=.* interval=/, 'err="context deadline exceeded" interval='),
  )
  const withoutHost = withoutNode.map((line) => line.replace(' demo-worker kubelet', ' kubelet'))

  it('follows from the URL of its lease, even if the host has another name', async () => {
    const renamed = JOURNAL.map((line) => line.replace(/^(.{22}) demo-worker /, '$1 ip-10-0-0-1 '))
    expect(await findNodes({ 'kubelet.log': renamed })).toEqual(['demo-worker'])
  })

  it('follows from the host if no URL names it', async () => {
    const journal = withoutNode.map((line) => line.replace(' demo-worker kubelet', ' demo-host kubelet'))
    expect(await findNodes({ 'kubelet.log': journal })).toEqual(['demo-host'])
  })

  it('follows from the path if other evidence names this node', async () => {
    expect(await findNodes({ 'demo-worker/kubelet.log': withoutHost, 'controller.log': CONTROLLER })).toEqual(
      ['demo-worker'],
    )
  })

  it('follows from the path if only the lines about its silence name this node', async () => {
    const stale = CONTROLLER.filter((line) => line.includes("Node hasn't been updated"))
    expect(await findNodes({ 'demo-worker/messages.log': withoutHost, 'controller.log': stale })).toEqual([
      'demo-worker',
    ])
    const { nodes, problems } = await analyze([join(dir, 'logs')], { year: 2026 })
    expect(nodes).toMatchObject([{ node: 'demo-worker', heartbeat: { failures: withoutHost.length } }])
    expect(problems.filter(({ code }) => code === 'no-node')).toEqual([])
  })

  it('follows from the path in the layout of kind export logs', async () => {
    expect(await findNodes({ 'node-1/kubelet.log': withoutHost, 'node-1/journal.log': withoutHost })).toEqual(
      ['node-1'],
    )
  })

  it('is unknown if only the directory could name it', async () => {
    // Failures of a node that no line names are an incident without a node.
    expect(await findNodes({ 'tuesday/kubelet.log': withoutHost })).toEqual([null])
  })

  it('is the one that the user gives', async () => {
    const sourceNodes = new Map([[join(dir, 'logs/kubelet.log'), 'my-node']])
    expect(await findNodes({ 'kubelet.log': withoutHost }, sourceNodes)).toEqual(['my-node'])
    expect(await findNodes({ 'kubelet.log': withoutNode }, sourceNodes)).toEqual(['my-node'])
  })
})

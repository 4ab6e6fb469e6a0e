/** What states that the nodes of an outage are all of one zone, and each condition without which it does not. */
import { describe, expect, it } from 'vitest'
import { analyze, type Content } from '../../../src/index.ts'
import { Kubelet, UNREACHABLE, YEAR } from '../../support/short-logs.ts'

type Zones = Readonly<Record<string, { readonly zone?: string; readonly region?: string }>>

const kubelet = (n: number): Kubelet => new Kubelet(`worker-${n}`, 1000 + n)

/** Renews until 60 s and from 250 s on. */
function cut(n: number): string[] {
  const of = kubelet(n)
  const failed = [70, 80, 90, 100, 110, 117, 124, 131, 138].map((at, i) =>
    i < 5 ? of.updateFailed(at, UNREACHABLE) : of.ensureFailed(at, '7s', UNREACHABLE),
  )
  const more = Array.from({ length: 13 }, (_, i) => of.ensureFailed(145 + i * 7, '7s', UNREACHABLE))
  return [...of.renewals(0, 60), ...failed, ...more, ...of.renewals(236, 320)]
}

const renewing = (n: number): string[] => kubelet(n).renewals(0, 320)

async function zoneSentence(
  logs: readonly (readonly string[])[],
  zones: Zones,
  more: readonly Content[] = [],
): Promise<string | null> {
  const nodes = Object.entries(zones).map(([name, { zone, region }]) => ({
    ...{ apiVersion: 'v1', kind: 'Node' },
    metadata: {
      name,
      labels: { 'topology.kubernetes.io/zone': zone, 'topology.kubernetes.io/region': region },
    },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  }))
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: nodes })
  const inputs: Content[] = [
    ...logs.map((lines, i) => ({ name: `${i + 1}.log`, data: `${lines.join('\n')}\n` })),
    { name: 'nodes.json', data: `${list}\n` },
    ...more,
  ]
  const { incidents } = await analyze(inputs, {
    year: YEAR,
    inputZones: { default: 'UTC', perSource: new Map() },
  })
  const outage = incidents.find(({ kind }) => kind === 'cluster-outage')
  expect(outage?.affected).toBe(2)
  return /These are all.*?meanwhile\./.exec(outage?.verdict ?? '')?.[0] ?? null
}

const A = { zone: 'a' }
const B = { zone: 'b' }
const FOUR: Zones = { 'worker-1': A, 'worker-2': A, 'worker-3': B, 'worker-4': B }
const IN_EU: Zones = {
  'worker-1': { ...A, region: 'eu' },
  'worker-2': { ...A, region: 'eu' },
  'worker-3': { ...B, region: 'eu' },
}
const LOGS = [cut(1), cut(2), renewing(3), renewing(4)]

describe('the verdict of a cluster outage', () => {
  it('states that its nodes are all of one zone, and that the others renewed', async () => {
    expect(await zoneSentence(LOGS, FOUR)).toBe(
      'These are all 2 nodes of zone a in evidence, and the 2 nodes of other zones renewed their leases meanwhile.',
    )
  })

  it('names the region where another one has a zone of that name', async () => {
    const regions: Zones = {
      'worker-1': { zone: '1', region: 'eu' },
      'worker-2': { zone: '1', region: 'eu' },
      'worker-3': { zone: '1', region: 'us' },
      'worker-4': { zone: '2', region: 'eu' },
    }
    expect(await zoneSentence(LOGS, regions)).toContain('of zone 1 of region eu in evidence')
  })

  it.each<[string, readonly (readonly string[])[], Zones]>([
    ['the zone of one node is not known', LOGS, { ...FOUR, 'worker-4': {} }],
    ['a node of the zone renewed', [...LOGS, renewing(5)], { ...FOUR, 'worker-5': A }],
    ['its nodes are of two zones', LOGS, { ...FOUR, 'worker-2': B }],
    ['there is one zone only', LOGS, { 'worker-1': A, 'worker-2': A, 'worker-3': A, 'worker-4': A }],
    ['a node of another zone shows no renewal then', [...LOGS.slice(0, 3), kubelet(4).renewals(0, 60)], FOUR],
    ['only an object shows a node of another zone', LOGS.slice(0, 3), FOUR],
    ['one node of a zone of that name has no region', LOGS, { ...IN_EU, 'worker-4': A }],
  ])('states nothing of zones where %s', async (_name, logs, zones) => {
    expect(await zoneSentence(logs, zones)).toBeNull()
  })

  it('states nothing of zones where a node was in another one before', async () => {
    const before = {
      ...{ apiVersion: 'v1', kind: 'Node' },
      metadata: { name: 'worker-4', labels: { 'topology.kubernetes.io/zone': 'a' } },
      status: { conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-11-21T10:00:00Z' }] },
    }
    const after = structuredClone(before)
    after.metadata.labels['topology.kubernetes.io/zone'] = 'b'
    const condition = after.status.conditions[0] as { lastHeartbeatTime: string }
    condition.lastHeartbeatTime = '2026-11-23T10:00:00Z'
    const list = (node: object): string => `${JSON.stringify(node)}\n`
    const newest = { name: 'after.json', data: list(after) }
    expect(await zoneSentence(LOGS, FOUR, [newest])).not.toBeNull()
    expect(await zoneSentence(LOGS, FOUR, [newest, { name: 'before.json', data: list(before) }])).toBeNull()
  })

  it('states nothing of zones where an incident belongs to no known node', async () => {
    const conditions = `Conditions:
  Type    Status   LastHeartbeatTime                 LastTransitionTime                Reason             Message
  ----    ------   -----------------                 ------------------                ------             -------
  Ready   Unknown  Sun, 22 Nov 2026 10:00:50 +0000   Sun, 22 Nov 2026 10:01:40 +0000   NodeStatusUnknown  Kubelet stopped posting node status.
`
    expect(await zoneSentence(LOGS, FOUR, [{ name: 'pasted.txt', data: conditions }])).toBeNull()
  })
})

/** Region, zone and pool of nodes in the report, from every form in which kubectl prints Node objects. */
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { analyze, type Content, redact, render } from '../../src/index.ts'
import { list, node } from '../support/objects.ts'
import { saved } from '../support/saved-readings.ts'

const LABELS = {
  'kubernetes.io/hostname': 'worker-1',
  'topology.kubernetes.io/region': 'eu-1',
  'topology.kubernetes.io/zone': 'eu-1a',
  'cloud.google.com/gke-nodepool': 'workers',
}

function labelled(name: string, labels: object, heartbeat = '10:00:00'): object {
  const one = node(name, 'True', '09:00:00', heartbeat) as { readonly metadata: object }
  return { ...one, metadata: { ...one.metadata, labels } }
}

const content = (data: string, name = 'nodes.txt'): Content => ({ name, data })

const ONE = labelled('worker-1', LABELS)

const DESCRIBED = `Name:               worker-1
Roles:              <none>
Labels:             kubernetes.io/hostname=worker-1
                    topology.kubernetes.io/region=eu-1
                    topology.kubernetes.io/zone=eu-1a
                    cloud.google.com/gke-nodepool=workers
Annotations:        volumes.kubernetes.io/controller-managed-attach-detach: true
Taints:             <none>
Conditions:
  Type    Status  LastHeartbeatTime                 LastTransitionTime                Reason        Message
  ----    ------  -----------------                 ------------------                ------        -------
  Ready   True    Tue, 10 Mar 2026 10:00:00 +0000   Tue, 10 Mar 2026 09:00:00 +0000   KubeletReady  kubelet is posting ready status
`

const TABLE = `NAME       STATUS   ROLES    AGE   VERSION   LABELS
worker-1   Ready    <none>   1d    v1.30.1   kubernetes.io/hostname=worker-1,topology.kubernetes.io/region=eu-1,topology.kubernetes.io/zone=eu-1a,cloud.google.com/gke-nodepool=workers
`

const placeOf = async (...inputs: readonly Content[]): Promise<object | undefined> => {
  const { nodes } = await analyze(inputs)
  const [only] = nodes
  return only && { node: only.node, region: only.region, zone: only.zone, pool: only.pool }
}

const PLACE = { node: 'worker-1', region: 'eu-1', zone: 'eu-1a', pool: 'workers' }

describe('the report names region, zone and pool of a node', () => {
  it.each([
    ['kubectl get nodes -o json', list(ONE)],
    ['kubectl get node -o json', JSON.stringify(ONE)],
    ['kubectl get node -o yaml', stringify(ONE)],
    ['kubectl get nodes -o yaml', stringify({ apiVersion: 'v1', kind: 'List', items: [ONE] })],
    ['a watch', JSON.stringify({ type: 'MODIFIED', object: ONE })],
    ['kubectl describe node', DESCRIBED],
    ['kubectl get nodes --show-labels', TABLE],
  ])('of %s', async (_name, text) => {
    expect(await placeOf(content(text))).toEqual(PLACE)
  })

  it('of the newest object, in any order of the inputs', async () => {
    const moved = labelled('worker-1', { ...LABELS, 'topology.kubernetes.io/zone': 'eu-1b' }, '10:05:00')
    const inputs = [content(list(ONE), 'old.json'), content(list(moved), 'new.json')]
    for (const order of [inputs, inputs.toReversed()])
      expect(await placeOf(...order)).toEqual({ ...PLACE, zone: 'eu-1b' })
  })

  it('with those that changed', async () => {
    const moved = labelled('worker-1', { ...LABELS, 'topology.kubernetes.io/zone': 'eu-1b' }, '10:05:00')
    const report = await analyze([content(list(ONE), 'old.json'), content(list(moved), 'new.json')])
    expect(report.nodes[0]?.changedLabels).toEqual(['zone'])
    expect(JSON.parse(await render(report, 'json')).nodes[0].changedLabels).toEqual(['zone'])
    expect((await render(report, 'wide')).replaceAll(/\s+/g, ' ')).toContain(
      'zone eu-1b (changed); pool workers',
    )
    expect((await render(report, 'csv-nodes')).trim()).toMatch(/,zone$/)
    expect((await analyze([content(list(ONE))])).nodes[0]).not.toHaveProperty('changedLabels')
  })

  it('of a saved reading', async () => {
    const text = await saved([content(list(ONE))])
    expect(await placeOf(content(text, 'x.reading'))).toEqual(PLACE)
  })

  it('as null where no label says it', async () => {
    const bare = labelled('worker-1', { 'kubernetes.io/hostname': 'worker-1' })
    const nothing = { node: 'worker-1', region: null, zone: null, pool: null }
    expect(await placeOf(content(list(bare)))).toEqual(nothing)
    expect(await placeOf(content(list(node('worker-1', 'True', '09:00:00', '10:00:00'))))).toEqual(nothing)
  })
})

describe('csv-nodes', () => {
  it('ends with region, zone and pool, and what of them changed', async () => {
    const text = await render(await analyze([content(list(ONE))]), 'csv-nodes')
    const [head, row] = text.split('\r\n')
    expect(head).toMatch(/,alignedFrom,region,zone,pool,changedLabels$/)
    expect(row).toMatch(/,eu-1,eu-1a,workers,$/)
  })
})

describe('redact', () => {
  it('replaces region, zone and pool, plain words only where they are labels', async () => {
    const labels = { ...LABELS, 'topology.kubernetes.io/zone': '1', 'cloud.google.com/gke-nodepool': 'a' }
    const { report } = redact(await analyze([content(list(labelled('worker-1', labels)))]))
    expect(report.nodes).toMatchObject([{ region: 'region-1', zone: 'zone-1', pool: 'pool-1' }])
    expect(JSON.parse(await render(report, 'json')).window.end).toBe('2026-03-10T10:00:00.000000Z')
    const seen = JSON.stringify(redact(await analyze([content(list(ONE))], { all: true })).report.timeline)
    expect(seen).toContain('"labels":{"region":"region-1","zone":"zone-1","pool":"pool-1"}')
  })
})

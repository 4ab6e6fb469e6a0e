import { describe, expect, it } from 'vitest'
import { nodeLabels, printedLabels } from '../../../src/grammars/objects/node-labels.ts'

describe('nodeLabels', () => {
  it.each([
    'karpenter.sh/nodepool',
    'karpenter.sh/provisioner-name',
    'cloud.google.com/gke-nodepool',
    'eks.amazonaws.com/nodegroup',
    'alpha.eksctl.io/nodegroup-name',
    'kubernetes.azure.com/agentpool',
    'agentpool',
    'doks.digitalocean.com/node-pool',
    'ibm-cloud.kubernetes.io/worker-pool-name',
    'kops.k8s.io/instancegroup',
  ])('reads the pool of %s', (key) => {
    expect(nodeLabels({ [key]: 'workers' })).toEqual({ region: null, zone: null, pool: 'workers' })
  })

  it('reads region and zone, those before 1.17 where the others are missing', () => {
    const beta = 'failure-domain.beta.kubernetes.io'
    const old = { [`${beta}/region`]: 'eu', [`${beta}/zone`]: 'eu-a' }
    expect(nodeLabels(old)).toEqual({ region: 'eu', zone: 'eu-a', pool: null })
    expect(nodeLabels({ ...old, 'topology.kubernetes.io/zone': 'eu-b' }).zone).toBe('eu-b')
  })

  it('takes the pool of the tool that made the node, in any order of the labels', () => {
    const labels = { 'eks.amazonaws.com/nodegroup': 'group', 'karpenter.sh/nodepool': 'pool' }
    expect(nodeLabels(labels).pool).toBe('pool')
  })

  it.each([
    ...['', ' ', '<script>', '=1+1', '-a', 'a\u001b[31m', 'a b', 'a,b', 'ä', 'a'.repeat(64), '<redacted>'],
    ...[1, null, ['a'], { a: 'b' }],
  ])('reads nothing of %j, which no label can have', (zone) => {
    expect(nodeLabels({ 'topology.kubernetes.io/zone': zone }).zone).toBeNull()
  })

  it('reads 63 characters, the most that a label can have', () => {
    expect(nodeLabels({ agentpool: 'a'.repeat(63) }).pool).toBe('a'.repeat(63))
  })

  it('reads no label of Machines, and none from a prototype', () => {
    expect(nodeLabels({ 'cluster.x-k8s.io/deployment-name': 'md-0' }).pool).toBeNull()
    expect(nodeLabels(Object.create({ agentpool: 'x' })).pool).toBeNull()
  })
})

describe('printedLabels', () => {
  it('splits at the first equals sign, and leaves out what has none', () => {
    expect(printedLabels(['a=b', 'c=', 'd=e=f', '<none>', '', '=x', '__proto__=y'])).toEqual(
      Object.fromEntries([
        ['a', 'b'],
        ['c', ''],
        ['d', 'e=f'],
        ['__proto__', 'y'],
      ]),
    )
  })
})

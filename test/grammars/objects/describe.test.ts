import { describe, expect, test } from 'vitest'
import { SECOND_US } from '../../../src/time/instant.ts'
import { find, kinds, us } from '../../support/object-findings.ts'

describe('describe grammar', () => {
  const node = (...lines: readonly string[]): string =>
    ['Name:    demo-worker', 'Roles:   <none>', ...lines].join('\n')
  const row = (status: string, turned: string, ...rest: readonly string[]): string =>
    ['  Ready', status, 'Sun, 22 Nov 2026 11:57:10 +0000', turned, ...rest].join('   ')
  const HEAD = 'Conditions:'

  test("parses times with their zone and gives them clock and resolution of the object's", () => {
    const turned = row('False', 'Sun, 22 Nov 2026 12:58:52 +0100', 'KubeletNotReady', 'runtime  is down')
    const at = { timeUs: us('2026-11-22T11:58:52Z'), resolutionUs: SECOND_US, clockSide: 'node' }
    expect(find(node(HEAD, turned))).toMatchObject([
      { kind: 'node.seen' },
      { kind: 'node.not-ready', status: 'False', ...at },
      { kind: 'kubelet.not-ready', reason: 'KubeletNotReady', message: 'runtime  is down', ...at },
    ])
    const lease = [
      'Lease:',
      '  HolderIdentity:  <unset>',
      '  RenewTime:       Sun, 22 Nov 2026 11:58:12 +0000',
    ]
    expect(find(node(...lease, HEAD))).toMatchObject([
      { kind: 'lease.seen', holderIdentity: null, clockSide: 'node', resolutionUs: SECOND_US },
    ])
  })

  test('finds no transition without a valid time', () => {
    for (const turned of ['Sun, 32 Nov 2026 11:58:52 +0000', 'Sun, 22 Nov 2026 11:58:52 CET', '<unset>']) {
      expect(kinds(node(HEAD, row('Unknown', turned, 'NodeStatusUnknown')))).not.toContain('node.not-ready')
    }
  })

  test('ignores sections after the head with the same name', () => {
    const lease = ['Name: demo-worker', 'Namespace: kube-node-lease', 'Kind: Lease']
    const version = 'API Version: coordination.k8s.io/v1'
    expect(find([...lease, version, 'Events:', 'Name: other', 'Kind: Node'].join('\n'))).toMatchObject([
      { kind: 'lease.seen', node: 'demo-worker', timeUs: null },
    ])
  })
})

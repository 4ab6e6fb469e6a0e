import { describe, expect, it } from 'vitest'
import { Pseudonyms } from '../../src/transform/pseudonyms.ts'

describe('Pseudonyms', () => {
  it('gives one name one pseudonym, and counts each kind', () => {
    const names = new Pseudonyms()
    expect(names.of('node', 'a')).toBe('node-1')
    expect(names.of('pod', 'b')).toBe('pod-1')
    expect(names.of('node', 'c')).toBe('node-2')
    expect(names.of('node', 'A')).toBe('node-1')
    expect(names.of('host', 'a')).toBe('node-1')
  })

  it('gives no pseudonym that is a name', () => {
    const names = new Pseudonyms()
    names.reserve('node-1, Node-2 and node-10')
    expect(names.of('node', 'node-10')).toBe('node-3')
    expect(names.of('node', 'node-2')).toBe('node-4')
    expect(names.inText('node-10 before node-2')).toBe('node-3 before node-4')
  })

  it('keeps names that every cluster has, and its own', () => {
    const names = new Pseudonyms()
    expect(names.of('namespace', 'kube-system')).toBe('kube-system')
    expect(names.of('host', 'localhost')).toBe('localhost')
    expect(names.of('host', names.of('node', 'a'))).toBe('node-1')
  })

  it.each([
    ['Get "https://api.corp.example:6443/x": dial', 'Get "https://host-1:6443/x": dial'],
    ['lookup cp on 10.0.0.10:53: no such host', 'lookup host-1 on address-1:53: no such host'],
    ['dial tcp [fd00::1]:443: connect', 'dial tcp [address-1]:443: connect'],
    ['from 192.168.1.7.', 'from address-1.'],
    ['link 02:42:ac:11:00:02 up', 'link address-1 up'],
    ['User "alice" cannot get', 'User "user-1" cannot get'],
    ['err="User \\"system:node:w1\\" cannot"', 'err="User \\"system:node:node-1\\" cannot"'],
    ['system:serviceaccount:shop:cart', 'system:serviceaccount:namespace-1:user-1'],
    [
      'system:serviceaccount:kube-system:node-controller',
      'system:serviceaccount:kube-system:node-controller',
    ],
    ['mail bob@corp.example now', 'mail user-1@host-1 now'],
    ['open /home/bob/x.log', 'open /home/user-1/x.log'],
    ['pod="shop/cart-7" node="w1"', 'pod="namespace-1/pod-1" node="node-1"'],
    ['/api/v1/namespaces/shop/pods/cart-7', '/api/v1/namespaces/namespace-1/pods/pod-1'],
  ])('recognises by its form what is in %j', (text, redacted) => {
    expect(new Pseudonyms().inText(text)).toBe(redacted)
  })

  it.each([
    'E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err="EOF"',
    'at 2026-11-22T10:44:56.909546Z, 3m32s later',
    'PUT /apis/coordination.k8s.io/v1/namespaces/kube-node-lease',
    'taint node.kubernetes.io/unreachable:NoExecute',
    'user@1000.service: Consumed 3s CPU time.',
    'dial tcp 127.0.0.1:6443: connect: connection refused',
    'duration="44.2s" lease interval="7s"',
  ])('changes nothing in %j', (text) => {
    expect(new Pseudonyms().inText(text)).toBe(text)
  })

  it('replaces known names wherever a part begins and ends, the longest first', () => {
    const names = new Pseudonyms()
    for (const name of ['w1', 'w1-b', 'ip-10-0-0-1.eu.internal']) names.of('node', name)
    names.addAlias('ip-10-0-0-1', 'ip-10-0-0-1.eu.internal')
    names.set('/logs/acme/kubelet.log', 'source-1/kubelet.log')
    expect(names.inText('w1-b, W1-20261122-lease-outage, w10, kube-proxy-w1')).toBe(
      'node-2, node-1-20261122-lease-outage, w10, kube-proxy-node-1',
    )
    expect(names.inText('ip-10-0-0-1 is ip-10-0-0-1.eu.internal')).toBe('node-3 is node-3')
    expect(names.inText('in /logs/acme/kubelet.log: 3 lines')).toBe('in source-1/kubelet.log: 3 lines')
  })
})

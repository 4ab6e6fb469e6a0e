import { describe, expect, it } from 'vitest'
import { causeOfAttempts, confidence, locate } from '../../../src/analysis/incident/cause.ts'
import { attempt, us } from '../../support/analysis-fixture.ts'

describe('causeOfAttempts', () => {
  it('prefers a cause to its consequences, whatever came first', () => {
    const cause = causeOfAttempts([
      attempt(10, { cause: 'timeout', error: 'context deadline exceeded' }),
      attempt(20, { cause: 'connection-refused', error: 'connection refused' }),
    ])
    expect(cause).toEqual({
      category: 'connection-refused',
      error: 'connection refused',
      alsoCauses: [{ cause: 'timeout', firstAtUs: us(10) }],
      proof: [expect.objectContaining({ line: expect.any(Number) })],
    })
  })

  it('lists other causes of the same error chain by when they came first', () => {
    const cause = causeOfAttempts([
      attempt(10, { cause: 'timeout', alsoCauses: ['eof'] }),
      attempt(20, { cause: 'tls', alsoCauses: ['timeout'] }),
    ])
    expect(cause?.category).toBe('tls')
    expect(cause?.alsoCauses).toEqual([
      { cause: 'timeout', firstAtUs: us(10) },
      { cause: 'eof', firstAtUs: us(10) },
    ])
  })

  it('counts a failed lookup only if it came first or another node fails in lookup', () => {
    const attempts = [attempt(10, { cause: 'timeout' }), attempt(20, { cause: 'dns' })]
    expect(causeOfAttempts(attempts)?.category).toBe('timeout')
    expect(causeOfAttempts(attempts, true)?.category).toBe('dns')
    expect(causeOfAttempts(attempts.toReversed())?.category).toBe('dns')
  })

  it('returns null if no attempt names a cause', () => {
    expect(causeOfAttempts([attempt(10)])).toBeNull()
  })
})

const ALONE = { nodes: 1, renewing: false, sameCause: false }
const OTHERS_RENEW = { nodes: 3, renewing: true, sameCause: false }
const ALL_SILENT = { nodes: 3, renewing: false, sameCause: true }

describe('locate', () => {
  const at = (host: string) => `dial tcp ${host}: connect: connection refused`

  it.each([
    ['connection-refused', at('10.0.0.1:6443'), ALONE, 'api-server'],
    ['connection-refused', at('127.0.0.1:6443'), OTHERS_RENEW, 'node'],
    ['connection-refused', at('[::1]:6443'), ALONE, 'node'],
    ['timeout', 'i/o timeout', OTHERS_RENEW, 'node-network'],
    ['timeout', 'i/o timeout', ALL_SILENT, 'unknown'],
    ['no-route', 'no route to host', ALONE, 'unknown'],
    ['auth', 'Unauthorized', ALL_SILENT, 'node-auth'],
    ['network-unreachable', 'network is unreachable', ALL_SILENT, 'node-network'],
    ['pleg', null, ALONE, 'node'],
    ['kubelet-stopped', null, ALONE, 'kubelet'],
    ['clock-jump', null, ALONE, 'clock'],
  ] as const)('puts %s (%s) with %o on the side %s', (category, error, others, where) => {
    expect(locate({ category, error }, others)).toBe(where)
  })
})

describe('confidence', () => {
  it.each([
    ['all lookups', 'dns', 'dns', 'no such host', ALL_SILENT, 'medium'],
    ['one node blames another side', 'connection-refused', 'api-server', 'refused', ALONE, 'medium'],
    ['others reach what it blames', 'connection-refused', 'api-server', 'refused', OTHERS_RENEW, 'low'],
    ['all nodes at once', 'network-unreachable', 'node-network', 'unreachable', ALL_SILENT, 'medium'],
    ['its own network', 'network-unreachable', 'node-network', 'unreachable', ALONE, 'high'],
    ['others renew', 'timeout', 'node-network', 'i/o timeout', OTHERS_RENEW, 'medium'],
    ['no side', 'timeout', 'unknown', 'i/o timeout', ALONE, 'medium'],
    ['only a side', 'unknown', 'control-plane', null, ALONE, 'medium'],
    ['nothing', 'unknown', 'unknown', null, ALONE, 'low'],
    ['a new process', 'kubelet-stopped', 'kubelet', null, ALONE, 'high'],
    ['absence', 'kubelet-silent', 'kubelet', null, ALONE, 'medium'],
    ['a shutdown without its line', 'node-shutdown', 'node', null, ALONE, 'medium'],
  ] as const)('with %s, %s on %s (%s) with %o, is %s', (_, category, where, error, others, expected) => {
    expect(confidence({ category, where, error, alsoCauses: [] }, others)).toBe(expected)
  })

  it('is not high for a lookup that got no answer', () => {
    const alsoCauses = [{ cause: 'timeout', firstAtUs: us(10) }] as const
    const cause = { category: 'dns', where: 'dns', error: 'i/o timeout', alsoCauses } as const
    expect(confidence(cause, { ...ALL_SILENT, sameCause: false })).toBe('medium')
  })
})

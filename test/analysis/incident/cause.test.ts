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
    })
  })

  it('lists other causes of the same error chain by when they came first', () => {
    const cause = causeOfAttempts([
      attempt(10, { cause: 'timeout', alsoCauses: ['eof'] }),
      attempt(20, { cause: 'dns', alsoCauses: ['timeout'] }),
    ])
    expect(cause?.category).toBe('dns')
    expect(cause?.alsoCauses).toEqual([
      { cause: 'timeout', firstAtUs: us(10) },
      { cause: 'eof', firstAtUs: us(10) },
    ])
  })

  it('returns null if no attempt names a cause', () => {
    expect(causeOfAttempts([attempt(10)])).toBeNull()
  })
})

describe('locate', () => {
  const alone = { renewing: true, sameCause: false }
  const all = { renewing: false, sameCause: true }
  const unknown = { renewing: false, sameCause: false }

  it.each([
    ['connection-refused', alone, 'load-balancer'],
    ['connection-refused', all, 'api-server'],
    ['timeout', alone, 'node-network'],
    ['timeout', all, 'api-server'],
    ['timeout', unknown, 'unknown'],
    ['auth', alone, 'node-auth'],
    ['auth', all, 'api-server'],
    ['network-unreachable', all, 'node-network'],
    ['kubelet-stopped', unknown, 'kubelet'],
    ['clock-jump', unknown, 'clock'],
  ] as const)('puts %s with %o on the side %s', (category, others, where) => {
    expect(locate(category, others)).toBe(where)
  })
})

describe('confidence', () => {
  it.each([
    ['high', { category: 'dns', where: 'dns', error: 'no such host' }],
    ['medium', { category: 'timeout', where: 'unknown', error: 'i/o timeout' }],
    ['medium', { category: 'unknown', where: 'control-plane', error: null }],
    ['low', { category: 'unknown', where: 'unknown', error: null }],
    ['high', { category: 'kubelet-stopped', where: 'kubelet', error: null }],
    ['medium', { category: 'kubelet-silent', where: 'kubelet', error: null }],
    ['medium', { category: 'node-shutdown', where: 'node', error: null }],
  ] as const)('is %s for %o', (expected, cause) => {
    expect(confidence(cause)).toBe(expected)
  })
})

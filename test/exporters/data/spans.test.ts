import { describe, expect, it } from 'vitest'
import { spansOf } from '../../../src/exporters/data/spans.ts'
import type { Boundary, Incident } from '../../../src/model/index.ts'
import { us } from '../../support/fixture-values.ts'
import { BARE } from '../../support/incident-fixture.ts'

const END = us('12:00:00')
const between = (from: string | null, to: string): Boundary => ({
  ...{ atUs: us(to), earliestUs: from === null ? null : us(from), latestUs: us(to), exact: from === to },
  ...{ clock: 'w1', from: 'lease.request-failed', source: 'kubelet.log', line: 1 },
})

function outage(boundaries: Partial<Incident['boundaries']>, part: Partial<Incident> = {}): Incident {
  return {
    ...BARE,
    open: false,
    startUs: us('10:00:05'),
    ...part,
    boundaries: { ...BARE.boundaries, ...boundaries },
  }
}

describe('spansOf', () => {
  it('covers only what the bounds of an outage prove', () => {
    const lastRenewal = between('10:00:00', '10:00:10')
    const firstRenewalAfter = between('10:05:00', '10:05:20')
    const [whole] = spansOf(outage({ lastRenewal, firstRenewalAfter }), END)
    expect([whole?.startUs, whole?.endUs]).toEqual([us('10:00:10'), us('10:05:00')])
  })

  it('ends with the last failure where nothing bounds the renewal from below', () => {
    const lastRenewal = between('10:00:00', '10:00:00')
    const lastFailure = between('10:04:00', '10:04:00')
    const firstRenewalAfter = between(null, '10:30:00')
    const [whole] = spansOf(outage({ lastRenewal, lastFailure, firstRenewalAfter }), END)
    expect(whole?.endUs).toBe(us('10:04:00'))
  })

  it('begins that of a cluster where one node had certainly stopped, and ends it where not all were back', () => {
    const claims = [
      { code: 'cluster.outage', params: { from: between('10:00:00', '10:00:10') }, evidence: [] },
      { code: 'cluster.over', params: { at: between('10:05:00', '10:05:20') }, evidence: [] },
    ]
    const [whole] = spansOf(outage({}, { kind: 'cluster-outage', endUs: us('10:05:10'), claims }), END)
    expect([whole?.startUs, whole?.endUs]).toEqual([us('10:00:10'), us('10:05:00')])
  })

  it('extends an open outage to the last moment that shows it', () => {
    const lastRenewal = between('10:00:00', '10:00:00')
    const claims = [{ code: 'lease.still-silent', params: { untilUs: us('10:20:00') }, evidence: [] }]
    expect(spansOf(outage({ lastRenewal }, { open: true, claims }), END)[0]?.endUs).toBe(us('10:20:00'))
    expect(spansOf(outage({ lastRenewal }, { open: true }), END)[0]?.endUs).toBe(END)
  })
})

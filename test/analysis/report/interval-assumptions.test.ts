/** The renew intervals that a report assumes, and how many renewals an outage missed by them. */
import { describe, expect, it } from 'vitest'
import { intervalAssumptions } from '../../../src/analysis/report/interval-assumptions.ts'
import { analyze } from '../../../src/api/analyze.ts'
import { lease, list, printed } from '../../support/objects.ts'

const DEFAULT = { name: 'renewIntervalSeconds', value: 10, of: null, because: 'default' } as const
const node = (name: string, seconds: number, intervalFrom: 'lease' | 'renewals' | null) => ({
  node: name,
  renewIntervalUs: seconds * 1e6,
  intervalFrom,
})

describe('intervalAssumptions', () => {
  it('keeps the default where no node shows another', () => {
    expect(intervalAssumptions(DEFAULT, [node('a', 10, 'lease'), node('b', 10, null)])).toEqual([DEFAULT])
  })

  it('takes the interval of all nodes where they agree', () => {
    expect(intervalAssumptions(DEFAULT, [node('a', 60, 'lease'), node('b', 60, 'lease')])).toMatchObject([
      { value: 60, of: null, because: expect.stringContaining('lease duration of 240 s') },
    ])
  })

  it('lists those of single nodes beside the default', () => {
    const found = intervalAssumptions(DEFAULT, [node('a', 2, 'renewals'), node('b', 10, null)])
    expect(found.map(({ value, of }) => [value, of])).toEqual([
      [10, null],
      [2, 'a'],
    ])
  })
})

describe('the missed renewals of an outage', () => {
  it('are counted by the interval of its node', async () => {
    const slow = (name: string, at: string) => {
      const one = lease(name, at) as { spec: object }
      return { ...one, spec: { ...one.spec, leaseDurationSeconds: 240 } }
    }
    const first = list(slow('h1', '10:00:00.000000'), slow('h2', '10:25:00.000000'))
    const sources = [first, printed(slow('h1', '10:30:00.000000'))].map((data, i) => ({
      name: `${i}.json`,
      data,
    }))
    const { incidents, assumptions } = await analyze(sources)
    expect(incidents[0]?.missedRenewals).toBeLessThanOrEqual(29)
    expect(assumptions.find(({ name }) => name === 'renewIntervalSeconds')?.value).toBe(60)
  })
})

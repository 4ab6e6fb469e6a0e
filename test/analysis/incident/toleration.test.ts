/** The toleration that the user gives: when evictions were due, and that the report says so. */
import { describe, expect, it } from 'vitest'
import { analyze, toJson } from '../../../src/index.ts'

const judge = async (logs: string, tolerationSeconds?: number) => {
  const options = tolerationSeconds === undefined ? {} : { tolerationSeconds }
  const year = logs.includes('lab') ? 2025 : 2026
  return toJson(await analyze([logs], { year, ...options }))
}

describe('a toleration that is given', () => {
  it('makes evictions due of which none is by default', async () => {
    const of = async (seconds?: number) =>
      (await judge('samples/network-cut/logs', seconds)).incidents[0]?.expected.firstEviction
    expect(await of()).toBeNull()
    expect(await of(300)).toBeNull()
    // The node was marked at 10:45:41.157 and Ready again at 10:48:25.855.
    expect(await of(60)).toMatchObject({ earliest: '2026-11-22T10:46:41.157206Z' })
    expect(await of(170)).toBeNull()
  })

  it('is named by the outlook of an open outage', async () => {
    const verdict = async (seconds?: number) =>
      (await judge('samples/lab/logs', seconds)).incidents[1]?.verdict
    expect(await verdict()).toMatch(/pods with the default toleration are evicted from 2025-01-18T13:46:19/)
    expect(await verdict(120)).toMatch(/pods with a toleration of 2m00s are evicted from 2025-01-18T13:43:19/)
    expect(await verdict(30)).not.toContain('are evicted')
  })

  it('is an assumption of the report', async () => {
    expect((await judge('samples/network-cut/logs')).assumptions.tolerationSeconds).toBeUndefined()
    expect((await judge('samples/network-cut/logs', 60)).assumptions.tolerationSeconds).toEqual([
      { value: 60, of: null, because: '--toleration' },
    ])
  })
})

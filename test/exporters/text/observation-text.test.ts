/** Observations as lines for people. */
import { describe, expect, it } from 'vitest'
import { ObservationText, observe } from '../../../src/index.ts'

async function textOf(path: string, zone = 'UTC'): Promise<string[]> {
  const text = new ObservationText(zone)
  let lines = ''
  for await (const o of observe(path, { year: 2026 })) if (o.kind !== 'api.answered') lines += text.lines(o)
  return lines.split('\n').slice(0, -1)
}

describe('ObservationText', () => {
  it('prints the first renewal, failures with the time since, and the renewal that ends them', async () => {
    const lines = await textOf('samples/network-cut/logs/kubelet.log')
    expect(lines.filter((line) => line.includes('lease renewed'))).toEqual([
      '10:43:04.731  demo-worker  lease renewed: PUT, status 200, after 5 ms (the first)',
      '10:48:28.685  demo-worker  lease renewed: PUT, status 200, after 2 ms (again, 3m32s after the last renewal)',
    ])
    expect(lines).toContain(
      '10:45:17.088  demo-worker  lease update failed: the request timed out (20.2 s since the last renewal)',
    )
  })

  it('prints the date once, in the zone', async () => {
    const [first, second, ...others] = await textOf('samples/network-cut/logs/kubelet.log', 'Europe/Berlin')
    expect(first).toBe('2026-11-22 (Europe/Berlin)')
    expect(second).toMatch(/^11:43:04\.731 {2}demo-worker/)
    expect(others.filter((line) => line.startsWith('2026'))).toEqual([])
  })
})

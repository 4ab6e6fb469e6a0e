/** Events of a node out of memory beside its outage. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import type { Incident } from '../../../src/model/index.ts'
import { event, list } from '../../support/objects.ts'

const OOM = 'System OOM encountered, victim process: java, pid: 22970'

async function outage(oomAt: string | null, name = 'w1'): Promise<Incident | undefined> {
  const oom = oomAt === null ? [] : [event(name, 'SystemOOM', oomAt, { from: 'kubelet', message: OOM })]
  const data = list(
    event('w1', 'NodeNotReady', '10:05:00'),
    event('w1', 'NodeReady', '10:06:00', { from: 'kubelet' }),
    ...oom,
  )
  return (await analyze([{ name: 'events.json', data }])).incidents.find(({ node }) => node === 'w1')
}

describe('an event of a node out of memory', () => {
  it('is named at most two minutes before the mark, and leaves the cause as it is', async () => {
    const found = await outage('10:04:30')
    expect(found?.verdict).toContain(
      'recorded at 2026-03-10T10:04:30.000Z that the node was out of memory and that java was killed',
    )
    expect(found?.cause.category).toBe('unknown')
    expect((await outage('10:03:00'))?.verdict).toContain('out of memory')
  })

  it('is named nowhere without it, after the mark, long before it, or on another node', async () => {
    for (const at of [null, '10:05:30', '10:00:00'])
      expect((await outage(at))?.verdict).not.toContain('memory')
    expect((await outage('10:04:30', 'w2'))?.verdict).not.toContain('memory')
  })
})

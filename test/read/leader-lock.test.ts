/** A line of a new leader that lost the name of its lock. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/api/analyze.ts'

const STARTING = 'I0310 10:00:00.000000       1 controllermanager.go:189] "Starting" version="v1.35.3"\n'
const ACQUIRED = 'I0310 10:00:30.000000       1 leaderelection.go:272] "Successfully acquired lease"\n'

async function acquired(log: string): Promise<number> {
  const { timeline } = await analyze([{ name: 'a.log', data: log }], { year: 2026 })
  return timeline.filter(({ observation }) => observation.kind === 'controller.leader-acquired').length
}

describe('a leader line without its lock', () => {
  it('is of the controller manager where its process starts as one', async () => {
    expect(await acquired(STARTING + ACQUIRED)).toBe(1)
  })

  it('is of an unknown component elsewhere', async () => {
    expect(await acquired(ACQUIRED)).toBe(0)
    expect(await acquired(STARTING.replace('controllermanager.go', 'server.go') + ACQUIRED)).toBe(0)
  })
})

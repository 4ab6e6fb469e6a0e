import { describe, expect, it } from 'vitest'
import { readConcurrently } from '../../../src/read/threads/concurrently.ts'

const INPUTS = 1000

/** Reads without waiting for anything, as a regular file is read. */
function readAtOnce(): Promise<void> {
  const endMs = performance.now() + 1
  while (performance.now() < endMs);
  return Promise.resolve()
}

describe('readConcurrently', () => {
  it('gives other work its turn between inputs that make nobody wait', async () => {
    let started = 0
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('turn')))
    const reading = readConcurrently({
      share: INPUTS,
      signal: controller.signal,
      next: () => (started < INPUTS ? started++ : undefined),
      read: readAtOnce,
    })
    await expect(reading).rejects.toThrow('turn')
    expect(started).toBeLessThan(INPUTS)
  })
})

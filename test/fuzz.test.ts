/**
 * From bytes to every output, over logs that are changed at random but after their own grammar. Short and seeded
 * here; `npm run fuzz -- MINUTES [SEED]` goes on for so long.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wrongsOf } from './fuzz.invariants.ts'
import { bytesOf, type FuzzedFile, fuzzedFile } from './fuzz.mutations.ts'

const MINUTES = Number(process.env.FUZZ_MINUTES ?? 0)
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122)
let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-fuzz-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

describe('whatever is read', () => {
  const options = fc.record(
    { year: fc.constantFrom(2026, 2024, 1970, 9999), all: fc.boolean() },
    { requiredKeys: [] },
  )
  const files = fc.array(fuzzedFile, { minLength: 1, maxLength: 3 })

  it(
    'it ends, and every output is as it should be',
    async () => {
      let runs = 0
      const property = fc.asyncProperty(files, options, async (given: FuzzedFile[], chosen) => {
        runs++
        expect(await wrongsOf(directory, given.map(bytesOf), chosen)).toEqual([])
      })
      await fc.assert(property, {
        seed: SEED,
        ...(MINUTES > 0
          ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: MINUTES * 60_000 }
          : { numRuns: 200 }),
      })
      expect(runs).toBeGreaterThan(100)
      if (MINUTES > 0) process.stdout.write(`${runs} runs with seed ${SEED}\n`)
    },
    MINUTES > 0 ? MINUTES * 60_000 + 600_000 : 120_000,
  )
})

/**
 * From bytes to every output, over logs that are changed at random but after their own grammar. Short and seeded
 * here; `npm run fuzz -- MINUTES [SEED]` goes on for so long.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FuzzedInput, fuzzedInput, packInput } from '../support/fuzz-archives.ts'
import { findCommandViolations, fuzzedCommand } from '../support/fuzz-commands.ts'
import { findViolations, type View, writeFiles } from '../support/fuzz-invariants.ts'

const MINUTES = Number(process.env.FUZZ_MINUTES ?? 0)
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122)
let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-fuzz-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/** Peak of the whole process, the test runner and what it compiled included; the files are of some 100 kB. */
const MAX_RESIDENT_BYTES = 1.5 * 1024 ** 3
/** A machine that is busy needs a second for a file that takes long. */
const HANGING_MS = 60_000

describe('whatever is read', () => {
  const options = fc.record(
    { year: fc.constantFrom(2026, 2024, 1970, 9999), all: fc.boolean() },
    { requiredKeys: [] },
  )
  const percent = fc.integer({ min: -10, max: 110 })
  const view: fc.Arbitrary<View> = fc.record(
    {
      align: fc.boolean(),
      nodes: fc.constantFrom(['demo-*'], ['*'], ['nobody', '?']),
      since: percent,
      until: percent,
    },
    { requiredKeys: [] },
  )
  const inputs = fc.array(fuzzedInput, { minLength: 1, maxLength: 3 })

  it(
    'it ends, and every output is as it should be',
    async () => {
      let runs = 0
      const property = fc.asyncProperty(
        inputs,
        options,
        view,
        fuzzedCommand,
        async (given: FuzzedInput[], chosen, looked, command) => {
          runs++
          const made = given.map(packInput)
          const files = made.map(({ bytes }) => bytes)
          const evidence = Buffer.concat(made.map((one) => one.evidence))
          expect(await findViolations(directory, files, chosen, looked, evidence)).toEqual([])
          expect(await findCommandViolations(command, writeFiles(directory, files))).toEqual([])
          expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(MAX_RESIDENT_BYTES)
        },
      )
      await fc.assert(property, {
        seed: SEED,
        timeout: HANGING_MS,
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

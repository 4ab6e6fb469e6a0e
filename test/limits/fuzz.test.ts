/**
 * The fuzzer: analyses logs that were changed at random, and checks every output.
 *
 * In the test run it is short and has a fixed seed. `npm run fuzz -- MINUTES [SEED]` runs it for longer.
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

/** Limit of the peak memory of the process, with the test runner. The fuzzed files have about 100 kB. */
const MAX_RESIDENT_BYTES = 1.5 * 1024 ** 3
/** Limit for one run. A slow file takes about a second on a busy machine. */
const HANGING_MS = 60_000

describe('every command', () => {
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
    'ends and violates no rule for any input',
    async () => {
      let runs = 0
      const property = fc.asyncProperty(
        inputs,
        options,
        view,
        fuzzedCommand,
        async (fuzzed: FuzzedInput[], analyzeOptions, chosenView, command) => {
          runs++
          const packed = fuzzed.map(packInput)
          const files = packed.map(({ bytes }) => bytes)
          const evidence = Buffer.concat(packed.map((input) => input.evidence))
          expect(await findViolations(directory, files, analyzeOptions, chosenView, evidence)).toEqual([])
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

/**
 * A short run of the oracle: what a report claims of simulated clusters is true, and less evidence claims no more.
 *
 * The logs that are cut are those of `samples` and `test/e2e/cases`, whose SOURCE.md names their origin. Longer runs:
 * `npm run oracle -- simulate 1000 1`, `npm run oracle -- ablate 1000 1`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyze, toJson } from '../../src/index.ts'
import { ablateOne } from './ablate-runs.ts'
import { programOf } from './program.ts'
import { simulateOne } from './simulate-runs.ts'

const program = programOf({ analyze, toJson } as Parameters<typeof programOf>[0])
const folder = mkdtempSync(join(tmpdir(), 'leasegap-oracle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const first20 = Array.from({ length: 20 }, (_, i) => i + 1)

/** Seeds that once contradicted a claim. */
const MENDED = [
  13, 48, 61, 63, 72, 92, 104, 151, 181, 215, 217, 279, 302, 344, 440, 601, 631, 646, 707, 949, 958, 972,
  400019, 400049, 400098, 400484, 500093, 500255, 500301, 501026, 501180, 501186, 501744, 501748, 600213,
  700423, 700614, 700654, 700697, 700795,
]
const MENDED_CUTS = [191]

describe('a report on a simulated cluster', () => {
  it.each([...first20, ...MENDED])('claims nothing false (seed %i)', async (seed) => {
    expect(await simulateOne(program, seed, folder)).toEqual([])
  })
})

describe('a report on a part of real logs', () => {
  it.each([...first20, ...MENDED_CUTS])('claims no more than that on the whole (seed %i)', async (seed) => {
    expect(await ablateOne(program, seed, folder)).toEqual([])
  })
})

/** Readings that are kept in a file give the same report as those in memory, byte for byte. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyzeWithin } from '../../src/api/analyze.ts'
import type { AnalyzeOptions } from '../../src/index.ts'
import { writeOutputs } from '../support/fuzz-invariants.ts'

const folders = [
  ...readdirSync('test/e2e/cases').map((name) => join('test/e2e/cases', name)),
  ...readdirSync('samples').map((name) => join('samples', name, 'logs')),
]

async function outputsOf(bytes: number, folder: string, options: AnalyzeOptions = {}): Promise<object> {
  return Object.fromEntries(await writeOutputs(await analyzeWithin(bytes, folder, { all: true, ...options })))
}

describe.each(folders)('the report of %s', (folder) => {
  it('is the same where no reading stays in memory', async () => {
    expect(await outputsOf(0, folder)).toEqual(await outputsOf(Number.POSITIVE_INFINITY, folder))
  })
})

describe('the report of a stored reading', () => {
  it.each<[string, AnalyzeOptions]>([
    ['year', { year: 2024 }],
    ['zone', { inputZones: { default: 'Europe/Berlin', perSource: new Map() } }],
    ['node', { sourceNodes: new Map([['kubelet.log', 'other']]) }],
  ])('is the same with another %s', async (_, options) => {
    const folder = 'test/e2e/cases/network-cut-v2'
    expect(await outputsOf(0, folder, options)).toEqual(
      await outputsOf(Number.POSITIVE_INFINITY, folder, options),
    )
  })
})

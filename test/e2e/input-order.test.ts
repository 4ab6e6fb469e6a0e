/** A report does not depend on the order of its inputs: every format, byte for byte, over all cases and samples. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyze, formatStories, stories } from '../../src/index.ts'
import { writeOutputs } from '../support/fuzz-invariants.ts'
import { PLAIN } from '../support/report-fixture.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** The logs of a folder; an only one is cut into three parts, as rotation does. */
function inputsOf(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name !== 'SOURCE.md' && name !== 'expect.json')
  const [only, ...others] = names.map((name) => join(folder, name))
  if (only === undefined || others.length > 0) return names.map((name) => join(folder, name))
  const lines = readFileSync(only, 'utf8').split('\n')
  const parts = mkdtempSync(join(directory, 'parts-'))
  return [0, 1, 2].map((i) => {
    const path = join(parts, `part-${i}.log`)
    const [from, to] = [i, i + 1].map((n) => Math.floor((lines.length * n) / 3))
    writeFileSync(path, `${lines.slice(from, to).join('\n')}\n`)
    return path
  })
}

const folders = [
  ...readdirSync('test/e2e/cases').map((name) => join('test/e2e/cases', name)),
  ...readdirSync('samples').map((name) => join('samples', name, 'logs')),
]

async function outputsOf(inputs: readonly string[]): Promise<Map<string, string>> {
  const report = await analyze(inputs, { year: 2026 })
  const outputs = await writeOutputs(report)
  const story = formatStories(stories(report), [], () => ({ reason: 'not quoted' }), PLAIN)
  return outputs.set('explain', [...story].join(''))
}

describe.each(folders)('the report of %s', (folder) => {
  const inputs = inputsOf(folder)
  it.each([
    ['reversed', inputs.toReversed()],
    ['rotated', [...inputs.slice(1), ...inputs.slice(0, 1)]],
  ])('is the same for the inputs %s', async (_, permuted) => {
    const [given, other] = [await outputsOf(inputs), await outputsOf(permuted)]
    for (const [format, text] of given) expect(other.get(format) === text, format).toBe(true)
  })
})

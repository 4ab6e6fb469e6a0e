/** Every claim of every report is proved by lines: over all cases and samples. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import type { Claim, Report } from '../../src/model/index.ts'
import { needsProof, renderClaims } from '../../src/wording/claims.ts'

const CASES = 'test/e2e/cases'

/** Each with its inputs; every run of a case is one. */
const runs: { name: string; inputs: string[]; year: number }[] = [
  ...readdirSync(CASES).flatMap((name) => {
    const { day, runs: of } = JSON.parse(readFileSync(join(CASES, name, 'expect.json'), 'utf8'))
    return (of as { inputs: string[] }[]).map(({ inputs }) => ({
      name: `${name}: ${inputs.join(' + ')}`,
      inputs: inputs.map((input) => join(CASES, name, input)),
      year: Number((day as string).slice(0, 4)),
    }))
  }),
  ...readdirSync('samples').map((name) => ({ name, inputs: [join('samples', name)], year: 2025 })),
]

describe.each(runs)('$name', ({ inputs, year }) => {
  const read = (): Promise<Report> => analyze(inputs, { year })

  it('claims nothing that no line proves', async () => {
    const { incidents, notes } = await read()
    const claims: Claim[] = [...incidents.flatMap((i) => i.claims), ...notes.map((n) => n.claim)]
    expect(claims.filter((c) => c.evidence.length === 0 && needsProof(c))).toEqual([])
  })

  it('cites lines that its sources have', async () => {
    const { incidents, sources } = await read()
    const lines = new Map(sources.map((s) => [s.name, s.lines]))
    for (const { source, line } of incidents.flatMap((i) => i.claims.flatMap((c) => c.evidence)))
      expect(line, source).toBeLessThanOrEqual(lines.get(source) ?? 0)
  })

  it('writes each verdict from its claims', async () => {
    for (const { claims, verdict } of (await read()).incidents) expect(verdict).toBe(renderClaims(claims))
  })
})

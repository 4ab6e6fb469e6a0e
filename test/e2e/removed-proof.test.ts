/**
 * Each sentence of a report with the line that proves it, and without: then no output contains it.
 *
 * A line is removed, or replaced by one that contradicts the sentence.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  analyze,
  type Exporter,
  exporterNamed,
  formatStories,
  type Report,
  stories,
} from '../../src/index.ts'
import type { Claim } from '../../src/model/index.ts'
import { CLAIM_CODES, needsProof } from '../../src/wording/claims.ts'
import { PLAIN, written } from '../support/report-fixture.ts'
import { YEAR } from '../support/short-logs.ts'
import { leasePairs } from './removed-proof/lease.ts'
import { markPairs } from './removed-proof/mark.ts'
import { otherPairs } from './removed-proof/others.ts'
import type { Files, Pair } from './removed-proof/pair.ts'

const pairs: readonly Pair[] = [...leasePairs, ...markPairs, ...otherPairs]

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

async function reportOf(files: Files, isZoneAssumed: boolean): Promise<Report> {
  const folder = mkdtempSync(join(directory, 'logs-'))
  mkdirSync(folder, { recursive: true })
  const paths = Object.entries(files).map(([file, lines]) => {
    const path = join(folder, file)
    writeFileSync(path, `${lines.join('\n')}\n`)
    return path
  })
  const inputZones = { default: 'UTC', perSource: new Map<string, string>() }
  return analyze(paths, { year: YEAR, ...(isZoneAssumed ? {} : { inputZones }) })
}

function claimsOf({ incidents, notes }: Report): Claim[] {
  return [...incidents.flatMap((i) => i.claims), ...notes.map((n) => n.claim)]
}

/** Everything that the formats for people and JSON print, without line breaks; evidence is not quoted. */
async function outputsOf(report: Report): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const name of ['table', 'wide', 'markdown', 'json'])
    texts[name] = await written((exporterNamed(name) as Exporter).write(report, PLAIN))
  const story = formatStories(stories(report), [], () => ({ reason: 'not quoted' }), PLAIN)
  texts.explain = [...story, ...report.notes.map(({ text }) => text)].join('')
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      text.replace(/\\(?=[^\w\s"])/g, '').replace(/\s+/g, ' '),
    ]),
  )
}

describe.each(pairs.map((pair) => ({ ...pair, title: `${pair.code ?? 'a share'} without ${pair.without}` })))(
  '$title',
  ({ code, proof, removed, verdict, explain, isZoneAssumed = false }) => {
    it('is printed with its proof', async () => {
      const report = await reportOf(proof, false)
      if (code !== null) expect(claimsOf(report).map((c) => c.code)).toContain(code)
      const outputs = await outputsOf(report)
      expect(outputs.json).toMatch(verdict)
      const isNote = code?.startsWith('note.') ?? false
      if (!isNote) expect(outputs.wide).toMatch(verdict)
      if (!isNote && code !== null) expect(outputs.markdown).toMatch(verdict)
      if (explain) expect(outputs.explain).toMatch(explain)
    })

    it('is in no output', async () => {
      const outputs = await outputsOf(await reportOf(removed, isZoneAssumed))
      for (const [name, text] of Object.entries(outputs)) {
        expect(text, name).not.toMatch(verdict)
        if (explain) expect(text, name).not.toMatch(explain)
      }
    })
  },
)

describe('every claim', () => {
  it('that needs a proof is here', () => {
    const shown = new Set(pairs.map(({ code }) => code))
    expect(CLAIM_CODES.filter((code) => needsProof({ code }) && !shown.has(code))).toEqual([])
  })
})

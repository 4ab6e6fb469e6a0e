/** A thousand leases in simulated time: the memory of a watch stays flat. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** A day takes minutes, so a run by hand watches for one hour. */
const HOURS = process.env.CI ? 24 : 1

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('leasegap watch', () => {
  it(`takes at most 150 MB for 1,000 leases and ${HOURS} hours`, { timeout: 1_500_000 }, () => {
    const outfile = join(dir, 'watch-day.mjs')
    buildSync({
      entryPoints: [join(import.meta.dirname, '../support/watch-day.ts')],
      ...{ outfile, bundle: true, platform: 'node', format: 'esm' },
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url)" },
    })
    const printed = execFileSync(process.execPath, [outfile, '1000', String(HOURS)], { encoding: 'utf8' })
    const { renewals, late, maxRssBytes } = JSON.parse(printed)
    expect(renewals).toBeGreaterThan(359_000 * HOURS)
    // One node is silent for a minute of each hour.
    expect(late).toBe(HOURS)
    expect(maxRssBytes).toBeLessThan(150 * 1024 * 1024)
  })
})

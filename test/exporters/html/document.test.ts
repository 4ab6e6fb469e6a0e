/** The HTML document, without a browser. */
import { createHash } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Model } from '../../../src/exporters/chart/model.ts'
import { type PackedModel, unpackModel } from '../../../src/exporters/chart/pack-model.ts'
import type { Report } from '../../../src/model/index.ts'
import { fleetReport } from '../../support/fleet-fixture.ts'
import { EMPTY_REPORT, REPORT } from '../../support/report-fixture.ts'
import { loadShippedExporters, type ShippedExporters } from '../../support/shipped-exporters.ts'

let shipped: ShippedExporters
beforeAll(async () => {
  shipped = await loadShippedExporters()
}, 60_000)

const MEGABYTE = 1e6
const WEEK_SECONDS = 7 * 86_400

function scriptsOf(document: string): string[] {
  return [...document.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] as string)
}

function dataOf(document: string): Model {
  const data = /<script type="application\/json" id="model">([\s\S]*?)<\/script>/.exec(document)?.[1]
  return unpackModel(JSON.parse(data as string) as PackedModel)
}

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe('html', { timeout: 60_000 }, () => {
  it('fetches nothing and executes only its own script', async () => {
    const document = await shipped.write('html', REPORT)
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(document)?.[1] as string
    const style = /<style>([\s\S]*?)<\/style>/.exec(document)?.[1] as string
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${scriptsOf(document).map(sha256).join(' ')}`,
      `style-src ${sha256(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ])
    expect(document).not.toMatch(/<(link|img|iframe|object|embed|base|form)\b/)
    expect(document).not.toMatch(/ (src|href|style|on\w+)=/)
  })

  it('contains one script that imports nothing', async () => {
    const scripts = scriptsOf(await shipped.write('html', REPORT))
    expect(scripts).toHaveLength(1)
    const [code] = scripts as [string]
    expect(code).not.toMatch(/^(import|export)\b/m)
    // Without its elements the script does nothing, but all its modules run.
    const getElementById = vi.fn(() => null)
    runInNewContext(code, { document: { getElementById } })
    expect(getElementById).toHaveBeenCalledWith('page')
  })

  it('contains the copyright and permission notices of the bundled packages', async () => {
    const [code = ''] = scriptsOf(await shipped.write('html', REPORT))
    for (const name of ['d3-array', 'd3-format', 'd3-scale', 'd3-shape', 'd3-time']) {
      expect(code).toMatch(new RegExp(`^${name} [\\d.]+: Copyright .* Mike Bostock$`, 'm'))
    }
    expect(code).toContain('Permission to use, copy, modify, and/or distribute this software')
  })

  it('embeds data that no text of a log can end', async () => {
    const evil = '</script><img src=x onerror=alert(1)><!-- \u2028'
    const [node] = REPORT.nodes
    const report = { ...REPORT, nodes: [{ ...(node as Report['nodes'][number]), node: evil }] }
    const document = await shipped.write('html', report)
    expect(document).not.toContain('<img')
    expect(dataOf(document).lanes[0]?.node).toBe('</script><img src=x onerror=alert(1)><!-- \\u2028')
  })

  it('accepts an empty report', async () => {
    expect(dataOf(await shipped.write('html', EMPTY_REPORT))).toMatchObject({ lanes: [], startUs: null })
  })

  it('stays below five megabytes for a thousand nodes and a week, and lists what it left out', async () => {
    const fleet = {
      nodes: 1000,
      seconds: WEEK_SECONDS,
      troubledEvery: 2,
      incidentsEach: 4,
      renewIntervalSeconds: 600,
    }
    const document = await shipped.write('html', fleetReport(fleet))
    expect(Buffer.byteLength(document)).toBeLessThan(5 * MEGABYTE)
    const { notes, incidents, lanes } = dataOf(document)
    expect(lanes).toHaveLength(1000)
    const leftOut = 2000 - incidents.length
    const thinned = notes.find(({ title }) => title === 'What is not shown')?.lines as readonly string[]
    expect(thinned[0]).toMatch(/renewals are drawn as bins of 31m30s/)
    expect(leftOut).toBeGreaterThan(0)
    expect(thinned.at(-1)).toBe(
      `${leftOut.toLocaleString('en-US')} shorter incidents are left out; the json format has all.`,
    )
  })

  it('stays below five megabytes for ten thousand nodes', async () => {
    const day = { seconds: 86_400, renewIntervalSeconds: 3600 }
    const fleet = { nodes: 10_000, troubledEvery: 4, incidentsEach: 2, ...day }
    const document = await shipped.write('html', fleetReport(fleet))
    expect(Buffer.byteLength(document)).toBeLessThan(5 * MEGABYTE)
    expect(dataOf(document).lanes).toHaveLength(10_000)
  })
})

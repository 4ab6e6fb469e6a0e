/** The page's document and the picture: what they hold, without a browser. */
import { createHash } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { buildModel } from '../../../src/exporters/chart/build-model.ts'
import { extentView } from '../../../src/exporters/chart/extent.ts'
import { laneMarks } from '../../../src/exporters/chart/lane.ts'
import { TALL } from '../../../src/exporters/chart/lane-layout.ts'
import type { Mark } from '../../../src/exporters/chart/marks.ts'
import { FACT, type Model } from '../../../src/exporters/chart/model.ts'
import { decodeRenewals } from '../../../src/exporters/chart/renewal-columns.ts'
import { createScale, timeTicks } from '../../../src/exporters/chart/view.ts'
import { zoneSteps } from '../../../src/exporters/chart/zone.ts'
import { formatDateTime } from '../../../src/exporters/chart/zone-format.ts'
import type { Heartbeat, Report } from '../../../src/model/index.ts'
import { parseZone } from '../../../src/time/zones.ts'
import { fleetReport } from '../../support/fleet-fixture.ts'
import { EMPTY_REPORT, PLAIN, REPORT, us } from '../../support/report-fixture.ts'
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
  return JSON.parse(data as string) as Model
}

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe('the document', { timeout: 60_000 }, () => {
  it('may fetch nothing and runs only what it holds', async () => {
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

  it('is one program that imports nothing', async () => {
    const scripts = scriptsOf(await shipped.write('html', REPORT))
    expect(scripts).toHaveLength(1)
    const [code] = scripts as [string]
    expect(code).not.toMatch(/^(import|export)\b/m)
    // Without an element to write into the page does nothing, but all its modules run, in strict mode.
    const getElementById = vi.fn(() => null)
    runInNewContext(code, { document: { getElementById } })
    expect(getElementById).toHaveBeenCalledWith('page')
  })

  it('holds the copyright and the permission notice of each package that is bundled into it', async () => {
    const [code = ''] = scriptsOf(await shipped.write('html', REPORT))
    for (const name of ['d3-array', 'd3-format', 'd3-scale', 'd3-shape', 'd3-time']) {
      expect(code).toMatch(new RegExp(`^${name} [\\d.]+: Copyright .* Mike Bostock$`, 'm'))
    }
    expect(code).toContain('Permission to use, copy, modify, and/or distribute this software')
  })

  it('holds its data with no text of a log able to end them', async () => {
    const evil = '</script><img src=x onerror=alert(1)><!-- \u2028'
    const [node] = REPORT.nodes
    const report = { ...REPORT, nodes: [{ ...(node as Report['nodes'][number]), node: evil }] }
    const document = await shipped.write('html', report)
    expect(document).not.toContain('<img')
    expect(dataOf(document).lanes[0]?.node).toBe('</script><img src=x onerror=alert(1)><!-- \\u2028')
  })

  it('is written of a report without anything too', async () => {
    expect(dataOf(await shipped.write('html', EMPTY_REPORT))).toMatchObject({ lanes: [], startUs: null })
  })

  it('stays below five megabytes for a thousand nodes and a week, and says what it left out', async () => {
    const fleet = { nodes: 1000, seconds: WEEK_SECONDS, troubledEvery: 2, incidentsEach: 4, beatSeconds: 600 }
    const document = await shipped.write('html', fleetReport(fleet))
    expect(Buffer.byteLength(document)).toBeLessThan(5 * MEGABYTE)
    const { notes, incidents, lanes } = dataOf(document)
    expect(lanes).toHaveLength(1000)
    const untold = 2000 - incidents.length
    const thinned = notes.find(({ title }) => title === 'What is not shown')?.lines as readonly string[]
    expect(thinned[0]).toMatch(/renewals are drawn as bins of 22m24s/)
    expect(untold).toBeGreaterThan(0)
    expect(thinned.at(-1)).toBe(`${untold} shorter incidents are left out; the json format has all.`)
  })
})

describe('the model', { timeout: 60_000 }, () => {
  it('keeps every renewal of a small report', () => {
    const report = fleetReport({
      nodes: 2,
      seconds: 3600,
      troubledEvery: 1,
      incidentsEach: 1,
      beatSeconds: 10,
    })
    const { lanes, texts } = buildModel(report, PLAIN)
    const rows: Heartbeat[] = [...report.heartbeats()]
    const held = lanes.flatMap(({ node, series }) => {
      const columns = decodeRenewals(series)
      return Array.from({ length: columns.length }, (_, i) => ({ node, ...columns.renewal(i) }))
    })
    expect(held.map(({ node, atUs, latencyMs, line }) => [node, atUs, latencyMs, line])).toEqual(
      rows.map(({ node, atUs, latencyMs, line }) => [node, atUs, latencyMs, line]),
    )
    expect(held.map(({ intervalSeconds }) => intervalSeconds)).toEqual(
      rows.map(({ intervalSeconds }) => intervalSeconds),
    )
    expect(texts[held[0]?.source as number]).toMatch(/kubelet\.log$/)
  })

  it('bins the renewals of a large one within 2.2 %', () => {
    const fleet = { nodes: 6, seconds: WEEK_SECONDS, troubledEvery: 50, incidentsEach: 0, beatSeconds: 30 }
    const report = fleetReport(fleet)
    const { lanes } = buildModel(report, PLAIN)
    const columns = decodeRenewals((lanes[0] as Model['lanes'][number]).series)
    const binUs = columns.binUs as number
    const rows = [...report.heartbeats()].filter(({ node }) => node === lanes[0]?.node)
    for (const index of [0, 7, 1000, columns.length - 2]) {
      const fromUs = columns.atUs(index)
      const own = rows.filter(({ atUs }) => atUs >= fromUs && atUs < fromUs + binUs)
      const beat = columns.renewal(index)
      expect(beat.share).toBeCloseTo(own.length / (binUs / 10e6), 1)
      const latencies = own.map(({ latencyMs }) => latencyMs as number)
      expect(Math.abs((beat.latencyMs as number) / Math.max(...latencies) - 1)).toBeLessThan(0.022)
    }
  })

  it('shows evidence with its source and says where one is joined to another', () => {
    const model = buildModel(REPORT, PLAIN)
    const [incident] = model.incidents
    const fact = model.facts[incident?.edges.controllerLastSeen as number]
    expect(fact?.[FACT.line]).toBe(70)
    expect(model.texts[fact?.[FACT.clock] as number]).toBe('control-plane')
    expect([fact?.[FACT.earliestUs], fact?.[FACT.latestUs]]).toEqual([us('10:44:42'), us('10:44:47')])
    expect(model.texts[fact?.[FACT.source] as number]).toBe('kcm.log')
  })

  it('leaves the domain that all nodes share out of short names', () => {
    const fleet = { nodes: 3, seconds: 600, troubledEvery: 9, incidentsEach: 0, beatSeconds: 10 }
    const { lanes } = buildModel(fleetReport(fleet), PLAIN)
    expect(lanes.map(({ short }) => short)).toEqual(['worker-0000', 'worker-0001', 'worker-0002'])
  })
})

describe('the chart definition', () => {
  const classesOf = (marks: readonly Mark[]): string[] =>
    marks.map(({ attributes }) => String(attributes.class))

  it('draws silence, grace, Unknown and the link between clocks', () => {
    const model = buildModel(REPORT, PLAIN)
    const view = extentView(model, 800)
    const scale = createScale(view)
    const renewals = decodeRenewals((model.lanes[0] as Model['lanes'][number]).series)
    const lane = model.lanes.findIndex(({ node }) => node === 'demo-worker')
    const chart = { model, lane, renewals, scale, rows: TALL, ticks: timeTicks(view, model.zone) }
    const names = classesOf(laneMarks(chart))
    for (const name of ['outage', 'failing', 'unknown', 'grace', 'expected', 'fact failure', 'fact down']) {
      expect(names).toContain(name)
    }
    expect(names.filter((name) => name === 'link')).toHaveLength(2)
    const outage = laneMarks(chart).find(({ attributes }) => attributes.class === 'outage') as Mark
    expect(outage.attributes.x).toBeCloseTo(scale.x(us('10:44:46.909546')), 0)
    expect(outage.attributes['data-incident']).toBe(0)
  })

  it('puts ticks at round civil times of the zone', () => {
    const zone = zoneSteps('Asia/Kolkata', us('00:00:00'), us('12:00:00'))
    const ticks = timeTicks({ fromUs: us('00:00:00'), toUs: us('12:00:00'), width: 600 }, zone)
    expect(ticks.map(({ text }) => text)).toEqual(['06:00', '09:00', '12:00', '15:00'])
  })

  it('knows when the zone set its clocks', () => {
    const startUs = us('00:00:00') - 40 * 86_400e6
    const zone = zoneSteps(parseZone('Europe/Berlin'), startUs, us('00:00:00'))
    expect(zone.steps.map(([, minutes]) => minutes)).toEqual([120, 60])
    const changeUs = Date.parse('2026-10-25T01:00:00Z') * 1000
    expect(formatDateTime(zone, changeUs - 1e6)).toBe('2026-10-25 02:59:59')
    expect(formatDateTime(zone, changeUs)).toBe('2026-10-25 02:00:00')
  })
})

describe('the picture', { timeout: 60_000 }, () => {
  it('is SVG without scripts in which hostile text is text', async () => {
    const [node] = REPORT.nodes
    const evil = '"><script>alert(1)</script>&'
    const report = { ...REPORT, nodes: [{ ...(node as Report['nodes'][number]), node: evil }] }
    const picture = await shipped.write('svg', report)
    expect(picture).not.toContain('<script')
    expect(picture).toContain('&quot;&gt;&lt;script')
    expect(picture).not.toMatch(/ (href|on\w+)=/)
  })

  it('counts the nodes that it has no room for', async () => {
    const fleet = { nodes: 250, seconds: 3600, troubledEvery: 10, incidentsEach: 1, beatSeconds: 60 }
    expect(await shipped.write('svg', fleetReport(fleet))).toContain('50 more nodes')
  })
})

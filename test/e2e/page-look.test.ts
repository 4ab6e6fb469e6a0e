/**
 * The look of the HTML page in a real browser: accessible, nothing overflows, nothing is hidden or drawn that is not there.
 *
 * Needs Debian's chromium. Without it these tests are skipped, except where CI is set.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident, Report } from '../../src/model/index.ts'
import { expectQuiet, hasBrowser, openPage } from '../support/browser.ts'
import { run } from '../support/built-cli.ts'
import { fleetReport } from '../support/fleet-fixture.ts'
import { REPORT } from '../support/report-fixture.ts'
import { type ReportPages, startReportPages } from '../support/report-pages.ts'
import { writeReport } from '../support/write-report.ts'

const SOON = { timeout: 15_000 }
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const FLEET = { nodes: 40, seconds: 21_600, troubledEvery: 8, incidentsEach: 1, renewIntervalSeconds: 10 }
/** Right-to-left text, an override of the direction, a tab and a line end. */
const ODD = 'node-\u202eevil\u202c-\u05d0\u05d1\u05d2-\t\n-end'

let pages: ReportPages

/** A report whose only node has this name. */
function named(name: string): Report {
  const [incident] = REPORT.incidents as [Incident]
  const [node] = REPORT.nodes
  const nodes = [{ ...(node as Report['nodes'][number]), node: name }]
  return {
    ...REPORT,
    nodes,
    incidents: [{ ...incident, node: name, verdict: `${name} failed.`, claims: [] }],
  }
}

/** Violations of WCAG A and AA that axe finds, with the elements. */
async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const options = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
  const found = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)
  const { violations } = found as AxeResults
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** Elements whose content is wider than they are and is not cut on purpose. The bar of controls is wider than MAIN. */
function findOverflow(page: Page): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll('body *')].filter((one) => {
    const { overflowX, display } = getComputedStyle(one)
    return one instanceof HTMLElement && one.tagName !== 'MAIN' && overflowX === 'visible' && display !== 'inline' && one.clientWidth > 0 &&
      !one.closest('.visually-hidden, .surface, [hidden]') && one.scrollWidth > one.clientWidth + 1
  }).map((one) => one.tagName + '.' + one.className)`)
}

describe.runIf(hasBrowser || process.env.CI)('the look of the HTML page', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    pages = await startReportPages()
  }, 60_000)
  afterAll(() => pages?.close())

  it.each(['light', 'dark'] as const)('is accessible for the samples, %s', async (colorScheme) => {
    for (const sample of readdirSync('samples')) {
      const path = join(pages.folder, `${sample}.html`)
      await run(
        join(pages.shipped.dist, 'cli.js'),
        ['--utc', '--out', path, join('samples', sample, 'logs')],
        '.',
      )
      const { page } = await openPage(pages.browser, path, { colorScheme, bypassCSP: true })
      await page.locator('.lane').first().waitFor()
      await page.evaluate(
        `document.querySelectorAll('details').forEach((row) => row.setAttribute('open', ''))`,
      )
      await page.locator('.edges button').first().click()
      await page.locator('.evidence').waitFor()
      expect(await findViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('?')
      expect(await findViolations(page)).toEqual([])
      await page.close()
    }
  })

  it.each([1400, 800, 400])('overflows nowhere at %i pixels, whatever the names are', async (width) => {
    const label = 'a'.repeat(63)
    for (const name of [[label, label, label, 'b'.repeat(61)].join('.'), 'x'.repeat(253), ODD]) {
      const opened = await pages.openReport(named(name), { viewport: { width, height: 900 } })
      const { page } = opened
      await page.locator('.incident[open] .edges').waitFor()
      expect(await findOverflow(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      expectQuiet(opened)
      await page.close()
    }
  })

  it.each([400, 1400])('is accessible for a fleet and overflows nowhere at %i pixels', async (width) => {
    const fleet = fleetReport({ ...FLEET, troubledEvery: 2 })
    const odd = { ...fleet.nodes[0], node: 'x'.repeat(253), pool: 'p'.repeat(63) } as Report['nodes'][number]
    const incidents = fleet.incidents.map((one) =>
      one.node === fleet.nodes[0]?.node ? { ...one, node: odd.node } : one,
    )
    const path = join(pages.folder, `fleet-${width}.html`)
    const report = { ...fleet, nodes: [odd, ...fleet.nodes.slice(1)], incidents }
    writeFileSync(path, await writeReport('fleet', report))
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width, height: 900 }
      const opened = await openPage(pages.browser, path, { viewport, colorScheme, bypassCSP: true })
      expect(await findOverflow(opened.page)).toEqual([])
      expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      expectQuiet(opened)
      expect(await findViolations(opened.page)).toEqual([])
      await opened.page.close()
    }
  })

  it('shows hidden characters of a name as escapes', async () => {
    const { page } = await pages.openReport(named(ODD))
    expect(await page.locator('.incident .name').first().textContent()).toBe(
      'node-\\u202eevil\\u202c-\u05d0\u05d1\u05d2-\\t\\n-end',
    )
    expect(await page.locator('body').textContent()).not.toMatch(/[\u202a-\u202e]/)
  })

  it('lists a thousand incidents in pages and stays quiet', async () => {
    const opened = await pages.openReport(
      fleetReport({ ...FLEET, nodes: 500, troubledEvery: 1, incidentsEach: 2 }),
    )
    const { page } = opened
    const rows = page.locator('.incident')
    await expect.poll(() => rows.count(), SOON).toBe(100)
    await page.getByRole('button', { name: 'Show more incidents' }).click()
    await expect.poll(() => rows.count(), SOON).toBe(200)
    expectQuiet(opened)
  })

  it('counts what the filters match in headline and figures', async () => {
    const { page } = await pages.openReport(fleetReport(FLEET))
    const title = page.locator('h1')
    expect(await title.textContent()).toBe('5 lease outages on 5 of 40 nodes')
    expect(await page.locator('.common').textContent()).toContain('Longest')
    await page.getByLabel('Node', { exact: true }).fill('worker-0016')
    await expect.poll(() => title.textContent(), SOON).toBe('1 lease outage on 1 of 1 node that match')
    expect(await page.locator('.stats').textContent()).toContain('Incidents1')
    expect(await page.locator('.lead').textContent()).toContain('worker-0016')
    await page.getByLabel('Node', { exact: true }).fill('')
    await expect.poll(() => title.textContent(), SOON).toBe('5 lease outages on 5 of 40 nodes')
  })

  it('links to an opened incident', async () => {
    const { page } = await pages.openReport(fleetReport(FLEET))
    await page.locator('.incident > summary').nth(2).click()
    await expect.poll(() => page.url(), SOON).toContain('incident=worker-')
    await page.reload()
    await expect.poll(() => page.locator('.incident[open]').count(), SOON).toBe(1)
    expect(await page.locator('.incident').nth(2).getAttribute('open')).toBe('')
    await page.locator('.incident[open] .edges').waitFor()
  })

  it('shows the time at the pointer, since the start of the incident, and measures a range', async () => {
    const { page } = await pages.openReport(REPORT)
    const plot = (await page.locator('.lane .plot-ground').first().boundingBox()) as {
      x: number
      y: number
      width: number
    }
    const outage = (await page.locator('.lane .outage').first().boundingBox()) as { x: number; width: number }
    await page.mouse.move(outage.x + outage.width / 2, plot.y + 30)
    await expect
      .poll(() => page.locator('.cursor-label').textContent(), SOON)
      .toMatch(/^10:45:\d\d(\.\d)? {2}T\+\d\d\.\d s$/)
    const axis = (await page.locator('.axis').boundingBox()) as { y: number }
    await page.mouse.move(outage.x, axis.y + 10)
    await page.mouse.down()
    await page.mouse.move(outage.x + outage.width, axis.y + 10, { steps: 4 })
    await page.mouse.up()
    await expect.poll(() => page.locator('.measure .span').textContent(), SOON).toMatch(/^1m\d\ds$/)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.measure').isVisible(), SOON).toBe(false)
  })

  it('finds the marks of a canvas by pointer, and reveals attempts where it is zoomed', async () => {
    const opened = await pages.openReport(fleetReport(FLEET))
    const { page } = opened
    await page.locator('canvas.plots').waitFor()
    await page.getByRole('button', { name: 'Next incident' }).click()
    await expect.poll(() => page.url(), SOON).toContain('from=')
    // Lane 0 is tall; another lane with an incident in this time is compact.
    const lane = page.locator('.lane.selected')
    await lane.waitFor()
    const canvas = (await page.locator('canvas.plots').boundingBox()) as { x: number; width: number }
    const box = (await lane.boundingBox()) as { y: number }
    await page.mouse.click(canvas.x + canvas.width / 2, box.y + 20)
    await page.locator('.evidence').waitFor()
    expect(await page.locator('.evidence h3').textContent()).toMatch(/lease outage|failed/)
    const evidence = page.locator('.incident > summary').first()
    await evidence.click()
    await page.locator('.incident[open] .edges button').first().click()
    expect(await page.locator('.evidence').textContent()).toContain('kubelet.log:')
    expectQuiet(opened)
  })

  it('quotes the log line of a boundary in the evidence', async () => {
    const path = join(pages.folder, 'quoted.html')
    await run(join(pages.shipped.dist, 'cli.js'), ['--utc', '--out', path, 'samples/network-cut/logs'], '.')
    const { page } = await openPage(pages.browser, path)
    await page.locator('.incident[open] .edges button').first().click()
    const line = page.locator('.evidence pre.line')
    await line.waitFor()
    expect(await line.textContent()).toMatch(/I1122 10:44:56\.909546 .*PUT .*demo-worker/)
    await page.keyboard.press('.')
    const title = page.locator('.evidence h3')
    await expect.poll(() => title.textContent(), SOON).not.toBe('last renewal')
    await page.keyboard.press(',')
    await expect.poll(() => title.textContent(), SOON).toBe('last renewal')
  })

  it('draws no hole where each renewal came in time', async () => {
    const fleet = { ...FLEET, nodes: 4, troubledEvery: 4, renewIntervalSeconds: 10.2 }
    const { page } = await pages.openReport(fleetReport(fleet))
    await page.locator('.lane .density').first().waitFor()
    const drawn = await page
      .locator('.lane .density')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')?.split('M').length))
    // One box for a run of bars of equal height, and one for each edge of the window.
    expect(drawn).toHaveLength(4)
    expect(drawn.slice(1).every((count) => count !== undefined && count - 1 <= 3)).toBe(true)
  })

  it.each([1400, 800, 400])('hides no eviction behind a label at %i pixels', async (width) => {
    const path = join(pages.folder, 'evictions.html')
    const args = ['--utc', '--year', '2026', '--out', path, 'test/e2e/cases/evictions']
    await run(join(pages.shipped.dist, 'cli.js'), args, '.')
    const { page } = await openPage(pages.browser, path, { viewport: { width, height: 900 } })
    await page.locator('.lane .eviction').first().waitFor()
    const covered = await page.evaluate(`[...document.querySelectorAll('.lane .eviction')].filter((mark) => {
      const own = mark.getBoundingClientRect()
      return [...document.querySelectorAll('.lane text')].some((label) => {
        const box = label.getBoundingClientRect()
        return box.left < own.right && box.right > own.left && box.top < own.bottom && box.bottom > own.top
      })
    }).length`)
    expect(covered).toBe(0)
    await page.close()
  })

  it('draws a row of the control plane only where it says something', async () => {
    const { page } = await pages.openReport(REPORT)
    const words = await page.locator('.lane').evaluateAll((lanes) => lanes.map((lane) => lane.textContent))
    expect(words.map((text) => text?.includes('control plane'))).toEqual([true, false])
  })
})

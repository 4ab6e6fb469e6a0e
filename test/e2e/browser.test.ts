/**
 * The HTML page in a real browser: it opens from a file, requests nothing, and handles pointer and keyboard.
 *
 * Needs Debian's chromium. Without it these tests are skipped, except where CI is set.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident, Report } from '../../src/model/index.ts'
import { expectQuiet, hasBrowser, openPage } from '../support/browser.ts'
import { run } from '../support/built-cli.ts'
import { fleetReport } from '../support/fleet-fixture.ts'
import { EMPTY_REPORT, REPORT } from '../support/report-fixture.ts'
import { type ReportPages, startReportPages } from '../support/report-pages.ts'

/** Upper limit for a change of the page on a busy machine. */
const SOON = { timeout: 15_000 }
const EVIL = '</script><img src=x onerror="window.hacked=1"><svg onload="window.hacked=1">'

let pages: ReportPages

const value = (page: Page, name: string): Promise<string> =>
  page.getByLabel(name, { exact: true }).inputValue()

describe.runIf(hasBrowser || process.env.CI)('the HTML page', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    pages = await startReportPages()
  }, 60_000)
  afterAll(() => pages?.close())

  it('opens without a request or a message', async () => {
    const opened = await pages.openReport(REPORT)
    await opened.page.locator('.lane').first().waitFor()
    expect(await opened.page.locator('.lane').count()).toBe(2)
    await expect.poll(() => opened.page.locator('.incident').count(), SOON).toBe(3)
    expect(await opened.page.locator('h1').textContent()).toBe('1 cluster outage on 1 of 2 nodes')
    expectQuiet(opened)
  })

  it('opens the reports of all samples', async () => {
    for (const sample of readdirSync('samples')) {
      const path = join(pages.folder, `${sample}.html`)
      const logs = join('samples', sample, 'logs')
      const { stderr } = await run(join(pages.shipped.dist, 'cli.js'), ['--utc', '--out', path, logs], '.')
      expect(stderr).toBe('')
      const opened = await openPage(pages.browser, path)
      await opened.page.locator('.lane').first().waitFor()
      expectQuiet(opened)
      await opened.page.close()
    }
  })

  it('shows hostile texts as text', async () => {
    const [closed] = REPORT.incidents as [Incident]
    const [node] = REPORT.nodes
    const incident = { ...closed, node: EVIL, verdict: EVIL, cause: { ...closed.cause, error: EVIL } }
    const nodes = [{ ...(node as Report['nodes'][number]), node: EVIL }]
    const opened = await pages.openReport({ ...REPORT, nodes, incidents: [incident] })
    const { page } = opened
    expect(await page.locator('.incident .name').textContent()).toBe(EVIL)
    expect(await page.locator('.incident .mono').first().textContent()).toBe(EVIL)
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expectQuiet(opened)
  })

  it('refuses markup even from its own code', async () => {
    const { page } = await pages.openReport(REPORT)
    await expect(page.evaluate('document.body.innerHTML = "<b>x</b>"')).rejects.toThrow('TrustedHTML')
  })

  it('zooms and pans with buttons, wheel, overview and keys, and returns to the full window', async () => {
    const opened = await pages.openReport(REPORT)
    const { page } = opened
    const whole = [await value(page, 'From'), await value(page, 'To')]
    const viewed = async (): Promise<string[]> => [await value(page, 'From'), await value(page, 'To')]
    const back = async (): Promise<void> => {
      await page.getByRole('button', { name: 'All: the whole window' }).click()
      await expect.poll(viewed, SOON).toEqual(whole)
    }
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(viewed, SOON).not.toEqual(whole)
    await back()

    const box = (await page.locator('.lanes').boundingBox()) as { x: number; y: number; width: number }
    await page.mouse.move(box.x + box.width / 2, box.y + 40)
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -200)
    await page.keyboard.up('Control')
    await expect.poll(viewed, SOON).not.toEqual(whole)
    const zoomed = await viewed()
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 2 + 150, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await expect.poll(viewed, SOON).not.toEqual(zoomed)
    await back()

    const strip = (await page.locator('.overview svg').boundingBox()) as {
      x: number
      y: number
      width: number
    }
    await page.mouse.move(strip.x + strip.width * 0.5, strip.y + 10)
    await page.mouse.down()
    await page.mouse.move(strip.x + strip.width * 0.7, strip.y + 10, { steps: 4 })
    await page.mouse.up()
    await expect.poll(viewed, SOON).not.toEqual(whole)
    await back()

    await page.locator('.surface').focus()
    await page.keyboard.press('n')
    await expect.poll(viewed, SOON).not.toEqual(whole)
    await page.keyboard.press('0')
    await expect.poll(viewed, SOON).toEqual(whole)
    expectQuiet(opened)
  })

  it('shows a time range that is typed in, and marks an invalid time', async () => {
    const { page } = await pages.openReport(REPORT)
    await page.getByLabel('From', { exact: true }).fill('10:44:00')
    await page.getByLabel('To', { exact: true }).fill('2026-11-22 10:47')
    await page.getByLabel('To', { exact: true }).press('Enter')
    await page.locator('h1').click()
    await expect.poll(() => value(page, 'From'), SOON).toBe('2026-11-22 10:44:00')
    expect(await value(page, 'To')).toBe('2026-11-22 10:47:00')
    await expect
      .poll(() => page.locator('.incident .name').allTextContents(), SOON)
      .toEqual(['2 of 3 nodes', 'demo-worker', '__proto__'])
    await page.getByLabel('From', { exact: true }).fill('yesterday')
    await page.getByLabel('From', { exact: true }).press('Enter')
    expect(await page.locator('input:invalid').count()).toBe(1)
  })

  it('filters by node, cause and trouble', async () => {
    const { page } = await pages.openReport(fleetReport(FLEET))
    const lanes = (): Promise<number> => page.locator('.lane').count()
    const names = (): Promise<string[]> => page.locator('.lane .node-name').allTextContents()
    await page.getByLabel('Node', { exact: true }).fill('WORKER-0016')
    await expect.poll(names, SOON).toEqual(['worker-0016'])
    await expect.poll(() => page.locator('.incident').count(), SOON).toBe(1)
    await page.getByLabel('Node', { exact: true }).fill('no such node')
    await expect.poll(lanes, SOON).toBe(0)
    expect(await page.locator('.lanes .nothing').textContent()).toBe('No node matches these filters.')
    await page.getByLabel('Node', { exact: true }).fill('')
    await page.getByRole('combobox', { name: 'Cause' }).selectOption('timeout')
    await expect.poll(() => page.locator('.incident').count(), SOON).toBe(1)
    await page.getByRole('combobox', { name: 'Cause' }).selectOption('')
    await page.getByLabel('With incidents only').check()
    await expect.poll(lanes, SOON).toBe(5)
  })

  it('opens evidence by pointer and returns the focus on Escape', async () => {
    const opened = await pages.openReport(REPORT)
    const { page } = opened
    const panel = page.locator('.evidence')
    const failure = page.locator('.lane .fact.failure').nth(1)
    await failure.hover()
    await page.locator('.tooltip').waitFor()
    expect(await page.locator('.tooltip').textContent()).toContain('kubelet.log:10399')
    await failure.click()
    await panel.waitFor()
    expect(await panel.textContent()).toContain('2026-11-22 10:45:57.000001 UTC')
    expect(await panel.textContent()).toContain('kubelet.log:10399')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })

    const row = page.locator('.members .incident').first()
    await row.locator('summary').click()
    const evidence = row.getByRole('button', { name: 'kcm.log:77' })
    await evidence.click()
    await panel.waitFor()
    expect(await panel.locator('h3').textContent()).toBe('marked NotReady')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    expect(await page.evaluate('document.activeElement.textContent')).toBe('kcm.log:77')

    await page
      .locator('.lane .outage')
      .first()
      .click({ position: { x: 2, y: 3 } })
    await panel.waitFor()
    expect(await panel.locator('h3').textContent()).toBe('demo-worker: lease outage')
    await panel.getByRole('button', { name: 'Close evidence' }).click()
    await panel.waitFor({ state: 'hidden' })
    expectQuiet(opened)
  })

  it('steps through evidence by keyboard and announces it', async () => {
    const { page } = await pages.openReport(REPORT)
    await page.locator('.surface').focus()
    await page.keyboard.press('.')
    await page.keyboard.press('.')
    const voice = page.locator('[aria-live]')
    await expect.poll(() => voice.textContent(), SOON).toContain('10:44:4')
    await page.keyboard.press('Enter')
    await page.locator('.evidence').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.evidence').waitFor({ state: 'hidden' })
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.locator('.trends h2').textContent(), SOON).toContain('Renewals of __proto__')
  })

  it('takes keys wherever the focus is, but in fields, and explains them', async () => {
    const opened = await pages.openReport(REPORT)
    const { page } = opened
    await page.locator('.lane').first().waitFor()
    const whole = await value(page, 'From')
    await page.keyboard.press('n')
    await expect.poll(() => value(page, 'From'), SOON).not.toBe(whole)
    await page.keyboard.press('0')
    await expect.poll(() => value(page, 'From'), SOON).toBe(whole)
    await page.keyboard.press('?')
    await page.locator('dialog.help').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog.help').waitFor({ state: 'hidden' })
    await page.getByLabel('Node', { exact: true }).fill('n')
    await page.getByLabel('Node', { exact: true }).press('n')
    expect(await page.getByLabel('Node', { exact: true }).inputValue()).toBe('nn')
    expect(await value(page, 'From')).toBe(whole)
    expectQuiet(opened)
  })

  it('keeps the view in its address, and shows what an address says', async () => {
    const { page } = await pages.openReport(REPORT)
    await page.locator('.lane').first().waitFor()
    const whole = await value(page, 'From')
    await page.keyboard.press('n')
    await page.getByLabel('With incidents only').check()
    await expect.poll(() => page.url(), SOON).toMatch(/#from=.*&to=.*&incidents=1/)
    const from = await value(page, 'From')
    expect(from).not.toBe(whole)
    await page.reload()
    await expect.poll(() => value(page, 'From'), SOON).toBe(from)
    expect(await page.getByLabel('With incidents only').isChecked()).toBe(true)
  })

  it('draws the limits that matter', async () => {
    const { page } = await pages.openReport(REPORT)
    const words = await page.locator('.limit-words').allTextContents()
    expect(words.map((text) => text.slice(0, 4))).toEqual(['10 s', '40 s', '10 s'])
  })

  it('draws only the visible lanes of a thousand, and those with incidents for the printer', async () => {
    const opened = await pages.openReport(fleetReport({ ...FLEET, nodes: 1000, renewIntervalSeconds: 600 }))
    const { page } = opened
    const lanes = page.locator('.lane')
    await lanes.first().waitFor()
    expect(await lanes.count()).toBeLessThan(60)
    await page.locator('.lanes').hover()
    await page.mouse.wheel(0, 9000)
    await expect.poll(() => page.locator('.lane[data-lane="310"]').count(), SOON).toBe(1)
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))')
    const troubled = Math.ceil(1000 / FLEET.troubledEvery)
    expect(await lanes.count()).toBe(troubled)
    expect(await page.locator('.lanes .rest').textContent()).toBe(`and ${1000 - troubled} more nodes`)
    // The width between the margins of a portrait page.
    expect(Number(await lanes.first().getAttribute('width'))).toBeLessThan(680)
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.controls').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))')
    expect(await lanes.count()).toBeLessThan(60)
    expectQuiet(opened)
  })

  it('follows the colour scheme of the system until the reader chooses one', async () => {
    const { page } = await pages.openReport(REPORT, { colorScheme: 'dark' })
    const paper = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = await paper()
    await page.getByRole('button', { name: 'Theme: light or dark' }).click()
    expect(await paper()).toBe('rgb(255, 255, 255)')
    await page.getByRole('button', { name: 'Theme: light or dark' }).click()
    expect(await paper()).toBe(dark)
  })

  it('fits a narrow screen', async () => {
    const { page } = await pages.openReport(REPORT, { viewport: { width: 390, height: 800 } })
    await page.locator('.lane').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  })

  it('reports that no incident was found', async () => {
    const opened = await pages.openReport(EMPTY_REPORT)
    expect(await opened.page.locator('.incidents').textContent()).toContain('No incident.')
    expectQuiet(opened)
  })

  it('shows the verdicts without scripts', async () => {
    const { page } = await pages.openReport(REPORT, { javaScriptEnabled: false })
    expect(await page.locator('noscript li').count()).toBe(3)
  })

  it('is accompanied by a picture that opens as well-formed SVG', async () => {
    const path = join(pages.folder, 'timeline.svg')
    const [node] = REPORT.nodes
    const nodes = [{ ...(node as Report['nodes'][number]), node: EVIL }]
    writeFileSync(path, await pages.shipped.write('svg', { ...REPORT, nodes }))
    const opened = await openPage(pages.browser, path)
    expect(await opened.page.locator('parsererror').count()).toBe(0)
    expect(await opened.page.locator('g.lane').count()).toBe(1)
    expectQuiet(opened)
  })
})

const FLEET = { nodes: 40, seconds: 21_600, troubledEvery: 8, incidentsEach: 1, renewIntervalSeconds: 10 }

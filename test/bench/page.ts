/** Measures the HTML pages of fleets in headless Chromium: size, time until they are drawn, processor time of a step. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Exporter, Report } from '../../src/model/index.ts'
import { fleetReport } from '../support/fleet-fixture.ts'

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium'
const STEPS = 20

const FLEETS = [
  { nodes: 200, seconds: 7200, troubledEvery: 8, incidentsEach: 1, renewIntervalSeconds: 10 },
  { nodes: 10_000, seconds: 86_400, troubledEvery: 25, incidentsEach: 2, renewIntervalSeconds: 600 },
]

/** For the page of a fleet, which has no script: 30 days, in which each node was down. */
const LARGE_FLEET = {
  nodes: 10_000,
  seconds: 30 * 86_400,
  troubledEvery: 1,
  incidentsEach: 3,
  renewIntervalSeconds: 86_400,
}

interface PageMeasurement {
  readonly drawnMs: number
  readonly zoomMs: number
  readonly panMs: number
}

/** Waits until the page has drawn what changed. */
const nextFrame = (page: Page): Promise<void> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')

/** Opens a page in a browser of its own, and measures it. */
async function inBrowser<T>(
  path: string,
  measure: (page: Page, browser: Browser, openedMs: number) => Promise<T>,
): Promise<T> {
  const browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
    const openedMs = performance.now()
    await page.goto(pathToFileURL(path).href)
    return await measure(page, browser, openedMs)
  } finally {
    await browser.close()
  }
}

const measureReport = (path: string): Promise<PageMeasurement> =>
  inBrowser(path, async (page, browser, openedMs) => {
    const session = await browser.newBrowserCDPSession()
    /** Processor time of all processes of the browser. */
    const cpuMs = async (): Promise<number> => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0)
    }
    await page.locator('.lane').first().waitFor()
    await nextFrame(page)
    const drawnMs = performance.now() - openedMs
    const lanes = await page.locator('.lanes').boundingBox()
    if (lanes) await page.mouse.move(lanes.x + lanes.width * 0.6, lanes.y + 60)
    const measureSteps = async (step: () => Promise<void>): Promise<number> => {
      const before = await cpuMs()
      for (let i = 0; i < STEPS; i++) {
        await step()
        await nextFrame(page)
      }
      return ((await cpuMs()) - before) / STEPS
    }
    await page.keyboard.down('Control')
    const zoomMs = await measureSteps(() => page.mouse.wheel(0, -60))
    await page.keyboard.up('Control')
    return { drawnMs, zoomMs, panMs: await measureSteps(() => page.mouse.wheel(40, 0)) }
  })

/** Time until the first paint, and until the last row of the map is painted. */
const measureFleet = (path: string): Promise<{ firstMs: number; wholeMs: number }> =>
  inBrowser(path, async (page, _browser, openedMs) => {
    await page.locator('.heat').first().waitFor()
    await nextFrame(page)
    const firstMs = performance.now() - openedMs
    await page.evaluate('document.querySelector(".heat:last-of-type").scrollIntoView({ block: "end" })')
    await page.screenshot()
    return { firstMs, wholeMs: performance.now() - openedMs }
  })

/** Measures the pages that the build in `dist` writes; says so if there is no Chromium. */
export async function measurePage(dist: string, directory: string): Promise<string> {
  if (!existsSync(EXECUTABLE)) return `### Page\n\nNot measured: no ${EXECUTABLE}.\n\n`
  const { exporters } = (await import(pathToFileURL(join(dist, 'exporters/index.js')).href)) as {
    exporters: readonly Exporter[]
  }
  const folder = join(directory, 'page')
  mkdirSync(folder, { recursive: true })
  const write = async (format: string, report: Report): Promise<{ path: string; megabytes: string }> => {
    const exporter = exporters.find(({ name }) => name === format) as Exporter
    let text = ''
    for await (const piece of exporter.write(report, { timeZone: 'UTC', color: false, width: 80 }))
      text += piece
    const path = join(folder, `${report.nodes.length}.${format}.html`)
    writeFileSync(path, text)
    return { path, megabytes: (Buffer.byteLength(text) / 1e6).toFixed(2) }
  }
  let table = '| nodes | incidents | MB | drawn, ms | CPU of a zoom step, ms | of a pan step |\n'
  table += `|${' ---: |'.repeat(6)}\n`
  for (const fleet of FLEETS) {
    const report = fleetReport(fleet)
    const { path, megabytes } = await write('html', report)
    const { drawnMs, zoomMs, panMs } = await measureReport(path)
    const times = [drawnMs, zoomMs, panMs].map((ms) => ms.toFixed(0))
    table += `| ${[fleet.nodes, report.incidents.length, megabytes, ...times].join(' | ')} |\n`
  }
  const report = fleetReport(LARGE_FLEET)
  const { path, megabytes } = await write('fleet', report)
  const { firstMs, wholeMs } = await measureFleet(path)
  table += '\n| nodes of `fleet`, 30 days | incidents | MB | first drawn, ms | to the last row, ms |\n'
  table += `|${' ---: |'.repeat(5)}\n`
  table += `| ${[LARGE_FLEET.nodes, report.incidents.length, megabytes, firstMs.toFixed(0), wholeMs.toFixed(0)].join(' | ')} |\n`
  return `### Page\n\n${table}\n`
}

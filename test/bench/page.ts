/** Measures the HTML page of fleets in headless Chromium: size, time until it is drawn, processor time of a step. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import type { Exporter } from '../../src/model/index.ts'
import { fleetReport } from '../support/fleet-fixture.ts'

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium'
const STEPS = 20

const FLEETS = [
  { nodes: 200, seconds: 7200, troubledEvery: 8, incidentsEach: 1, renewIntervalSeconds: 10 },
  { nodes: 10_000, seconds: 86_400, troubledEvery: 25, incidentsEach: 2, renewIntervalSeconds: 600 },
]

interface PageMeasurement {
  readonly drawnMs: number
  readonly zoomMs: number
  readonly panMs: number
}

/** Waits until the page has drawn what changed. */
const nextFrame = (page: Page): Promise<void> =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')

async function measureInBrowser(path: string): Promise<PageMeasurement> {
  const browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  })
  try {
    const session = await browser.newBrowserCDPSession()
    /** Processor time of all processes of the browser. */
    const cpuMs = async (): Promise<number> => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo')
      return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0)
    }
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
    const startMs = performance.now()
    await page.goto(pathToFileURL(path).href)
    await page.locator('.lane').first().waitFor()
    await nextFrame(page)
    const drawnMs = performance.now() - startMs
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
  } finally {
    await browser.close()
  }
}

/** Measures the pages that the build in `dist` writes; says so if there is no Chromium. */
export async function measurePage(dist: string, directory: string): Promise<string> {
  if (!existsSync(EXECUTABLE)) return `### Page\n\nNot measured: no ${EXECUTABLE}.\n\n`
  const { exporters } = (await import(pathToFileURL(join(dist, 'exporters/index.js')).href)) as {
    exporters: readonly Exporter[]
  }
  const html = exporters.find(({ name }) => name === 'html') as Exporter
  const folder = join(directory, 'page')
  mkdirSync(folder, { recursive: true })
  let table = '| nodes | incidents | MB | drawn, ms | CPU of a zoom step, ms | of a pan step |\n'
  table += `|${' ---: |'.repeat(6)}\n`
  for (const fleet of FLEETS) {
    const report = fleetReport(fleet)
    let text = ''
    for await (const piece of html.write(report, { timeZone: 'UTC', color: false, width: 80 })) text += piece
    const path = join(folder, `${fleet.nodes}.html`)
    writeFileSync(path, text)
    const { drawnMs, zoomMs, panMs } = await measureInBrowser(path)
    const megabytes = (Buffer.byteLength(text) / 1e6).toFixed(1)
    const times = [drawnMs, zoomMs, panMs].map((ms) => ms.toFixed(0))
    table += `| ${[fleet.nodes, report.incidents.length, megabytes, ...times].join(' | ')} |\n`
  }
  return `### Page\n\n${table}\n`
}

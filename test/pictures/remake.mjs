/**
 * README's pictures, made anew: `npm run build && node test/pictures/remake.mjs`. In: the sample of a link that
 * was down; out: report-light.png and report-dark.png beside this file. Needs Debian's chromium.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'leasegap-pictures-'))
const page = join(work, 'report.html')
const command = ['dist/cli.js', '--utc', '--out', page, 'samples/network-cut/logs']

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
})
try {
  execFileSync(process.execPath, command, { cwd: root })
  for (const colorScheme of ['light', 'dark']) {
    const size = { width: 1280, height: 1000 }
    const view = await browser.newPage({ viewport: size, deviceScaleFactor: 2, colorScheme })
    await view.goto(pathToFileURL(page).href)
    await view.locator('.lane').first().waitFor()
    await view.screenshot({ path: join(here, `report-${colorScheme}.png`) })
    await view.close()
  }
} finally {
  await browser.close()
  rmSync(work, { recursive: true, force: true })
}

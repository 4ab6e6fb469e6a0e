/**
 * Makes README's pictures from the sample network-cut: `npm run build && node test/e2e/pictures/remake.mjs`.
 *
 * Writes terminal.png, report-light.png and report-dark.png beside this file. Needs Debian's chromium.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'leasegap-pictures-'))
const page = join(work, 'report.html')
const sample = 'samples/network-cut/logs'
const command = ['dist/cli.js', '--utc', '--out', page, sample]

/** Styles of a dark terminal by SGR code; 1 and 2 are bold and faint, 22 and 39 end a style. */
const STYLES = {
  1: 'font-weight:600;color:#fff',
  2: 'color:#8b949e',
  31: 'color:#ff7b72',
  32: 'color:#7ee787',
  33: 'color:#e3b341',
  34: 'color:#79c0ff',
  35: 'color:#d2a8ff',
  36: 'color:#76e3ea',
  90: 'color:#8b949e',
}

/** An HTML page that looks like a terminal with this text. */
function terminalPage(text) {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it matches the escapes of a terminal
  const styled = escaped.replaceAll(/\u001b\[(\d+)m/g, (_, code) =>
    STYLES[code] ? `<span style="${STYLES[code]}">` : '</span>',
  )
  return `<body style="margin:0;background:#0d1117"><pre style="display:inline-block;margin:0;padding:20px 24px;color:#c9d1d9;font:13px/1.38 'DejaVu Sans Mono',monospace">${styled.trimEnd()}</pre>`
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
})
try {
  const shown = execFileSync(process.execPath, ['dist/cli.js', '--utc', '--color', 'always', sample], {
    cwd: root,
    encoding: 'utf8',
  })
  const terminal = await browser.newPage({ viewport: { width: 900, height: 900 }, deviceScaleFactor: 2 })
  await terminal.setContent(terminalPage(shown))
  await terminal.locator('pre').screenshot({ path: join(here, 'terminal.png') })
  await terminal.close()
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

/** Reports as HTML pages of the built program, in one browser. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { Report } from '../../src/model/index.ts'
import { launchBrowser, type OpenedPage, openPage } from './browser.ts'
import { loadShippedExporters, type ShippedExporters } from './shipped-exporters.ts'

export interface ReportPages {
  readonly browser: Browser
  readonly shipped: ShippedExporters
  /** Exists until `close`. */
  readonly folder: string
  openReport(report: Report, options?: BrowserContextOptions): Promise<OpenedPage>
  close(): Promise<void>
}

export async function startReportPages(): Promise<ReportPages> {
  const folder = mkdtempSync(join(tmpdir(), 'leasegap-pages-'))
  const [shipped, browser] = await Promise.all([loadShippedExporters(), launchBrowser()])
  return {
    browser,
    shipped,
    folder,
    async openReport(report, options = {}) {
      const path = join(mkdtempSync(join(folder, 'page-')), 'report.html')
      writeFileSync(path, await shipped.write('html', report))
      return openPage(browser, path, options)
    },
    async close() {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

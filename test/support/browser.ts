/** Opens files in Debian's Chromium and records what pages request and log. */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Is true if Chromium is installed. Where CI is set it must be. */
export const hasBrowser: boolean = existsSync(EXECUTABLE)
if (!hasBrowser && !process.env.CI) process.stderr.write(`browser tests skipped: no ${EXECUTABLE}\n`)

const ARGUMENTS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS })

export interface OpenedPage {
  readonly page: Page
  /** URLs that the page requested. */
  readonly requests: readonly string[]
  /** Errors and console messages of the page. */
  readonly messages: readonly string[]
}

export async function openPage(
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
  const requests: string[] = []
  const messages: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => messages.push(message.text()))
  page.on('pageerror', (error) => messages.push(String(error)))
  await page.goto(pathToFileURL(path).href)
  return { page, requests, messages }
}

const withoutFragment = (url: string): string => url.replace(/#.*/, '')

/** Expects that the page requested nothing but itself and logged nothing. */
export function expectQuiet({ page, requests, messages }: OpenedPage): void {
  expect(messages).toEqual([])
  // The fragment keeps the view.
  expect(requests.map(withoutFragment)).toEqual([withoutFragment(page.url())])
}

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, onTestFinished } from 'vitest'
import { missingProgram } from '../net/interop/local-network.js'
import { root } from '../tidy/source.js'
import { CHROMIUM, launchChromium } from './chromium.js'

/** The browser, in the form that `whatIsMissing` takes. */
export const BROWSER = { missing: () => missingProgram(CHROMIUM, ['--version'], 'chromium') }

/** Builds the page into a folder that is removed after the tests; returns its address. */
export function builtPage(): string {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/page-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  execFileSync(process.execPath, [join(root, '.build.mjs'), 'page', folder])
  return pathToFileURL(join(folder, 'demo/index.html')).href
}

/** Starts the browser; it ends after the tests. */
export async function startBrowser(): Promise<Browser> {
  const browser = await launchChromium()
  afterAll(() => browser.close())
  return browser
}

/** A page in the browser, and what must not happen there. */
export interface OpenPage {
  readonly page: Page
  /** Errors and warnings of the console, and requests to anywhere but the page's own files. */
  readonly faults: readonly string[]
}

/** Opens an address, and waits for an element; without one, until a run is simulated. */
export async function openPage(
  browser: Browser,
  address: string,
  ready = '[data-trace-hash]',
): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  onTestFinished(() => page.close())
  const faults: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    const url = request.url()
    if (!/^(?:blob|data):/.test(url) && !url.startsWith(new URL('.', address).href)) {
      faults.push(url)
    }
  })
  await page.goto(address)
  await page.waitForSelector(ready)
  return { page, faults }
}

/** Moves the time slider, and returns the hash of the picture then on the stage. */
export async function pictureAt(page: Page, seconds: number): Promise<string> {
  const pixels = await page.evaluate<string>(`new Promise((resolve) => {
    const slider = document.querySelector('input[type=range]')
    slider.value = ${seconds}
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    const canvas = document.querySelector('.stage canvas')
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(canvas.toDataURL())))
  })`)
  return createHash('sha256').update(pixels).digest('hex')
}

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderWith, SMALL } from '../cli/small-swarm.js'
import { sim } from '../cli/terminal/recorder.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, startBrowser } from './browser.js'

const missing = whatIsMissing(BROWSER)

/** Returns the trace hash of a scenario on the command line. */
async function hashOf(text: string): Promise<string> {
  const { folder, file, out } = folderWith({})
  writeFileSync(file, text)
  const { stdout } = await sim('run', file, '--json', '--quiet', '--no-charts', '--out', out)
  rmSync(folder, { recursive: true })
  return JSON.parse(stdout).traceHash
}

/** Drops a file on the page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(`{
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }))
  }`)
}

describe.skipIf(missing)(`scenario files on the page ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = `${builtPage()}#scenario=tree&lang=en&panel=sandbox&t=4`
    browser = await startBrowser()
  })

  it('copies a run with acts as a scenario that has its hash on the command line', async () => {
    const { page, faults } = await openPage(browser, `${address}&seed=5`)
    await page.selectOption('#panel [data-target]', 'peer 2')
    for (const act of ['flap-node', 'access-node', 'add', 'kill-node']) {
      await page.click(`#panel [data-act=${act}]`)
      await page.waitForSelector('[data-trace-hash]')
    }
    await page.click('[data-copy-scenario]')
    const text = await page.locator('[data-scenario]').inputValue()
    expect(JSON.parse(text).events).toHaveLength(3)
    expect(await hashOf(text)).toBe(await page.textContent('[data-trace-hash]'))
    expect(faults).toEqual([])
  })

  it('runs a scenario that is dropped, and keeps it in the address', async () => {
    const { page, faults } = await openPage(browser, address)
    const text = JSON.stringify(SMALL)
    await drop(page, 'mine.json', text)
    await page.waitForFunction(
      "document.querySelector('.corner').textContent.includes('mine.json')",
    )
    const hash = await page.textContent('[data-trace-hash]')
    expect(hash).toBe(await hashOf(text))
    expect(await page.textContent('[data-command]')).toBe('npx sim run mine.json --seed one')
    const { page: again } = await openPage(browser, page.url())
    expect(await again.textContent('[data-trace-hash]')).toBe(hash)
    expect(faults).toEqual([])
  })

  it('refuses a wrong scenario with the message of `sim run`, and keeps the run', async () => {
    const { page, faults } = await openPage(browser, address)
    const hash = await page.textContent('[data-trace-hash]')
    const { folder, file } = folderWith({ ...SMALL, groups: { crowd: { acess: 'adsl' } } })
    const { code, stderr } = await sim('run', file)
    await drop(page, 'scenario.json', readFileSync(file, 'utf8'))
    const refusal = (await page.textContent('[data-refusal]')) ?? ''
    expect(code).not.toBe(0)
    expect(refusal).toContain('did you mean "access"?')
    expect(stderr.replaceAll(join(folder, '/'), '')).toContain(refusal)
    expect(await page.textContent('[data-trace-hash]')).toBe(hash)
    rmSync(folder, { recursive: true })
    expect(faults).toEqual([])
  })

  it('refuses a scenario that is too large to show, and takes a pasted one', async () => {
    const { page, faults } = await openPage(browser, address)
    const crowd = { ...SMALL.groups.crowd, count: 1000 }
    const large = { ...SMALL, groups: { ...SMALL.groups, crowd } }
    await drop(page, 'large.json', JSON.stringify(large))
    expect(await page.textContent('[data-refusal]')).toContain('shows up to 300 peers')
    await page.fill('#panel textarea:not([readonly])', JSON.stringify(SMALL))
    await page.click('button:text("Run it")')
    await page.waitForFunction("document.querySelector('.corner').textContent.includes('small')")
    expect(await page.locator('[data-refusal]').count()).toBe(0)
    expect(faults).toEqual([])
  })
})

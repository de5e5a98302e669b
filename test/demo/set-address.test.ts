import { rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderWith, SMALL } from '../cli/small-swarm.js'
import { sim } from '../cli/terminal/recorder.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, startBrowser } from './browser.js'

const missing = whatIsMissing(BROWSER)

const hashOn = (page: Page) => page.textContent('[data-trace-hash]')

/** Runs the command that the page shows; returns its trace hash. */
async function hashOfCommand(page: Page): Promise<string> {
  const command = (await page.textContent('[data-command]')) ?? ''
  const words = command.match(/'[^']*'|\S+/g) ?? []
  const argv = words.slice(2).map((word) => word.replace(/^'(.*)'$/, '$1'))
  const { folder, out } = folderWith(SMALL)
  const { stdout } = await sim(...argv, '--json', '--quiet', '--no-charts', '--out', out)
  rmSync(folder, { recursive: true })
  return JSON.parse(stdout).traceHash
}

describe.skipIf(missing)(`settings in the address of the page ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = builtPage()
    browser = await startBrowser()
  })

  it('change the run as on the command line, and come back with the address', async () => {
    const set = ['groups.slow.choker=random', 'groups.fast.count=3']
    const values = new URLSearchParams({ scenario: 'classes', seed: '2', lang: 'en' })
    const { page: before } = await openPage(browser, `${address}#${values}`)
    for (const each of set) values.append('set', each)
    const { page, faults } = await openPage(browser, `${address}#${values}`)
    const hash = await hashOn(page)
    expect(hash).not.toBe(await hashOn(before))
    expect(await hashOfCommand(page)).toBe(hash)
    const kept = new URLSearchParams(new URL(page.url()).hash.slice(1))
    expect(kept.getAll('set')).toEqual(set)
    const { page: again } = await openPage(browser, page.url())
    expect(await hashOn(again)).toBe(hash)
    expect(await again.textContent('.legend')).toContain('fast ×3')
    expect(faults).toEqual([])
  })

  it('are refused with the message of `sim run`, and the scenario runs without them', async () => {
    const set = 'groups.slow.choker=randm'
    const at = `${address}#scenario=classes&lang=en`
    const { page, faults } = await openPage(browser, `${at}&set=${encodeURIComponent(set)}`)
    const { code, stderr } = await sim('run', 'classes', '--set', set)
    expect(code).not.toBe(0)
    const refusal = (await page.textContent('[data-refusal]')) ?? ''
    expect(refusal).toContain('did you mean "random"?')
    expect(stderr).toContain(refusal)
    const { page: without } = await openPage(browser, at)
    expect(await hashOn(page)).toBe(await hashOn(without))
    expect(page.url()).not.toContain('set=')
    expect(faults).toEqual([])
  })

  it('can be typed and taken back in the sandbox, next to acts', async () => {
    const acts = encodeURIComponent('[{"at":20,"do":"kill-node","peer":["fast",2]}]')
    const at = `${address}#scenario=classes&lang=en&panel=sandbox&t=30&acts=${acts}`
    const { page, faults } = await openPage(browser, at)
    const before = await hashOn(page)
    await page.fill('[data-setting]', 'groups.fast.choker=unchoke-all')
    await page.keyboard.press('Enter')
    await page.waitForFunction(`document.querySelector('[data-trace-hash]') !== null
      && document.querySelector('[data-trace-hash]').textContent !== '${before}'`)
    expect(page.url()).toContain('set=groups.fast.choker%3Dunchoke-all')
    expect(await page.locator('.act-list').last().textContent()).toContain('fast 3 is killed')
    await page.click('.import .act-list button')
    await page.waitForFunction(
      `document.querySelector('[data-trace-hash]')?.textContent === '${before}'`,
    )
    expect(faults).toEqual([])
  })
})

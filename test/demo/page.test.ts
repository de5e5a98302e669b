import { rmSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderWith, SMALL } from '../cli/small-swarm.js'
import { sim } from '../cli/terminal/recorder.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, pictureAt, startBrowser } from './browser.js'

const missing = whatIsMissing(BROWSER)

describe.skipIf(missing)(`the page in a browser, from a file ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = builtPage()
    browser = await startBrowser()
  })

  it.each(['classes', 'free-riders', 'tree'])(
    'runs %s with the trace hash of the command that it shows',
    async (id) => {
      const { page, faults } = await openPage(browser, `${address}#scenario=${id}&seed=7`)
      const command = (await page.textContent('[data-command]')) ?? ''
      const argv = command.split(' ').slice(2)
      expect(argv).toEqual(expect.arrayContaining(['run', id, '--seed', '7']))
      const { folder, out } = folderWith(SMALL)
      const quiet = ['--json', '--quiet', '--no-charts', '--out', out]
      const { stdout } = await sim(...argv, ...quiet)
      rmSync(folder, { recursive: true })
      expect(await page.textContent('[data-trace-hash]')).toBe(JSON.parse(stdout).traceHash)
      expect(faults).toEqual([])
    },
  )

  it('draws a moment alike whether the reader comes from before or after', async () => {
    const { page, faults } = await openPage(browser, `${address}#scenario=classes`)
    const early = await pictureAt(page, 20)
    const middle = await pictureAt(page, 61.25)
    const late = await pictureAt(page, 150)
    expect(new Set([early, middle, late]).size).toBe(3)
    expect(await pictureAt(page, 61.25)).toBe(middle)
    expect(await pictureAt(page, 20)).toBe(early)
    expect(await pictureAt(page, 61.25)).toBe(middle)
    expect(faults).toEqual([])
  })

  it('obeys the keyboard, and keeps its state in the address', async () => {
    const { page, faults } = await openPage(browser, `${address}#scenario=tree&speed=10&lang=en`)
    await page.keyboard.press('ArrowRight')
    expect(await page.textContent('.event')).not.toBe('')
    await page.keyboard.press(']')
    await page.keyboard.press(' ')
    await page.waitForFunction("document.querySelector('.clock').textContent > '0:02'")
    await page.keyboard.press(' ')
    await page.keyboard.press('?')
    await page.waitForSelector('dialog')
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { state: 'hidden' })
    const state = new URLSearchParams(new URL(page.url()).hash.slice(1))
    expect(Object.fromEntries(state)).toMatchObject({ scenario: 'tree', speed: '20', lang: 'en' })
    // The clock shows tenths, rounded.
    expect(Number(state.get('t'))).toBeGreaterThanOrEqual(1.95)
    const clock = await page.textContent('.clock')
    const { page: again } = await openPage(browser, page.url())
    expect(await again.textContent('.clock')).toBe(clock)
    expect(faults).toEqual([])
  })

  it('shows the neighbours of a peer in each language', async () => {
    const peer = `${address}#scenario=classes&t=60&peer=3`
    for (const [language, text] of [
      ['en', 'We let it download'],
      ['ru', 'Отдаём ему'],
    ]) {
      const { page, faults } = await openPage(browser, `${peer}&lang=${language}`)
      expect(await page.textContent('thead')).toContain(text)
      expect(await page.locator('tbody tr').count()).toBeGreaterThan(5)
      expect(faults).toEqual([])
    }
  })

  it('names scenarios, groups and what was done in Russian', async () => {
    const acts = encodeURIComponent('[{"at":30,"do":"add","group":"fast","count":2}]')
    const at = `${address}#scenario=classes&t=60&lang=ru&acts=${acts}&panel=sandbox`
    const { page, faults } = await openPage(browser, at)
    const names = await page.locator('header label option').allTextContents()
    expect(names.every((name) => /[а-я]/.test(name))).toBe(true)
    expect(await page.textContent('.act-list')).toContain('2 пира, как в группе быстрые')
    const targets = await page.locator('#panel [data-target] option').allTextContents()
    expect(targets).toContain('быстрые-2 1')
    expect(targets.filter((name) => /[a-z]/.test(name))).toEqual([])
    expect(faults).toEqual([])
  })
})

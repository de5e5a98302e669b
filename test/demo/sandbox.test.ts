import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, startBrowser } from './browser.js'

const missing = whatIsMissing(BROWSER)

/** Returns the trace hash that the page shows, once a run is there. */
async function hashOf(page: Page): Promise<string> {
  await page.waitForSelector('[data-trace-hash]')
  return (await page.textContent('[data-trace-hash]')) ?? ''
}

/** Chooses what the next act is about: a peer by its number, or a group by its name. */
async function choose(page: Page, target: string): Promise<void> {
  await page.selectOption('#panel [data-target]', target)
}

describe.skipIf(missing)(`the sandbox in a browser ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = `${builtPage()}#scenario=classes&lang=en&panel=sandbox&t=30`
    browser = await startBrowser()
  })

  it('forks the run at an act, and says from when the runs differ', async () => {
    const { page, faults } = await openPage(browser, address)
    await choose(page, 'peer 3')
    await page.click('#panel [data-act=kill-node]')
    await page.waitForSelector('[data-difference]')
    expect(await page.locator('.stage canvas').count()).toBe(2)
    expect(await page.textContent('[data-difference]')).toMatch(/^The same until 0:30\.0/)
    expect(await page.textContent('.last-done')).toContain('fast 3 is killed silently')
    await page.keyboard.press('f')
    await page.waitForFunction("document.querySelectorAll('.stage canvas').length === 1")
    expect(faults).toEqual([])
  })

  it('does, undoes and redoes each act, with the hash of before and after', async () => {
    const tree = address.replace('classes', 'tree').replace('t=30', 't=4')
    const { page, faults } = await openPage(browser, tree)
    const original = await hashOf(page)
    const hashes = new Set([original])
    const acts = ['kill-node', 'leave-node', 'cut-node', 'flap-node', 'access-node']
    for (const [target, names] of [
      ['peer 3', acts],
      ['group peers', ['kill', 'leave', 'access', 'add']],
    ] as const) {
      for (const name of names) {
        await choose(page, target)
        await page.click(`#panel [data-act=${name}]`)
        const changed = await hashOf(page)
        await page.keyboard.press('u')
        expect([name, await hashOf(page)]).toEqual([name, original])
        await page.keyboard.press('r')
        expect([name, await hashOf(page)]).toEqual([name, changed])
        await page.keyboard.press('u')
        hashes.add(changed)
      }
    }
    expect(hashes.size).toBe(10)
    expect(faults).toEqual([])
  })

  it('does, undoes and redoes a change of chokers and slots', async () => {
    const { page, faults } = await openPage(browser, address)
    const original = await hashOf(page)
    const hashes = new Set([original])
    for (const [target, name] of [
      ['peer 3', 'policy-node'],
      ['group slow', 'policy'],
    ] as const) {
      await choose(page, target)
      await page.selectOption('#panel [data-choker]', 'random')
      await page.click(`#panel [data-act=${name}]`)
      const changed = await hashOf(page)
      expect(await page.textContent('.last-done')).toContain('choker random, 4 slots, 1 optimistic')
      await page.keyboard.press('u')
      expect([name, await hashOf(page)]).toEqual([name, original])
      await page.keyboard.press('r')
      expect([name, await hashOf(page)]).toEqual([name, changed])
      await page.keyboard.press('u')
      hashes.add(changed)
    }
    expect(hashes.size).toBe(3)
    expect(faults).toEqual([])
  })

  it('opens again at its address with the same acts and hash', async () => {
    const { page, faults } = await openPage(browser, address)
    await choose(page, 'peer 3')
    await page.click('#panel [data-act=kill-node]')
    await choose(page, 'group slow')
    await page.click('#panel [data-act=access]')
    const hash = await hashOf(page)
    const { page: again } = await openPage(browser, page.url())
    expect(await hashOf(again)).toBe(hash)
    expect(await again.locator('.act-list li').count()).toBe(2)
    await again.waitForFunction("document.querySelectorAll('.stage canvas').length === 2")
    expect(faults).toEqual([])
  })

  it('opens its menu with the keyboard and the mouse', async () => {
    const { page, faults } = await openPage(browser, address)
    await choose(page, 'peer 3')
    await page.locator('#panel [data-target]').blur()
    await page.keyboard.press('m')
    await page.waitForSelector('.act-menu [data-act=kill-node]')
    await page.keyboard.press('Escape')
    await page.waitForSelector('.act-menu', { state: 'hidden' })
    await page.click('.stage canvas', { button: 'right', position: { x: 5, y: 5 } })
    await page.click('.act-menu [data-act=tracker-down]')
    await page.waitForSelector('.act-menu', { state: 'hidden' })
    expect(await page.textContent('.act-list')).toContain('the tracker stops answering')
    expect(faults).toEqual([])
  })
})

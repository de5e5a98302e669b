import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, startBrowser } from './browser.js'

const missing = whatIsMissing(BROWSER)

/** More presses of Tab than any part of the page has controls. */
const MANY = 80

/** What has the focus: whether it is wanted, what it is, and whether a reader sees that it has. */
interface Focused {
  readonly isWanted: boolean
  readonly name: string
  readonly isVisible: boolean
}

const focused = (page: Page, selector: string) =>
  page.evaluate<Focused>(`(() => {
    const element = document.activeElement
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    return {
      isWanted: element.matches(${JSON.stringify(selector)}),
      name: element.outerHTML.slice(0, 80),
      isVisible: element === document.body || (outlineStyle !== 'none' && outlineWidth !== '0px'),
    }
  })()`)

/** Presses Tab until a control has the focus; each control on the way must show that it has it. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < MANY; i++) {
    await page.keyboard.press('Tab')
    const { isWanted, name, isVisible } = await focused(page, selector)
    expect(isVisible, `the focus is seen on ${name}`).toBe(true)
    if (isWanted) return
  }
  expect.fail(`Tab never comes to ${selector}`)
}

const hasFocus = async (page: Page, selector: string) => (await focused(page, selector)).isWanted

const stopOf = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('step')

describe.skipIf(missing)(`the keyboard alone ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = builtPage()
    browser = await startBrowser()
  })

  it('walks from the contents through a chapter, its bet and its slider, to the next', async () => {
    const { page, faults } = await openPage(browser, `${address}#lang=en`, '.contents')
    await tabTo(page, 'a[href*="one-server"]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[data-trace-hash]')
    await page.waitForSelector('.way output', { state: 'detached' })
    expect(await page.title()).toMatch(/^One server/)
    await tabTo(page, '[data-bet]')
    await page.keyboard.press('Enter')
    expect(await page.textContent('[data-bet][aria-pressed=true]')).not.toBe('')
    await tabTo(page, '[data-next]')
    while (stopOf(page) !== 'try') {
      await page.keyboard.press('Enter')
      expect(await hasFocus(page, '[data-next]')).toBe(true)
    }
    await tabTo(page, '[data-knob]')
    await page.keyboard.press('ArrowLeft')
    await page.waitForSelector('[role=status] [data-outcome]')
    await tabTo(page, '[data-next]')
    await page.keyboard.press('Enter')
    await page.waitForFunction("location.hash.includes('chapter=shapes')")
    expect(faults).toEqual([])
  })

  it('does an act of the sandbox and takes it back, and hears of both', async () => {
    const open = `${address}#scenario=tree&t=4&lang=en`
    const { page, faults } = await openPage(browser, open)
    const original = await page.textContent('[data-trace-hash]')
    await tabTo(page, '[role=tab]')
    await page.keyboard.press('End')
    expect(await page.textContent('[role=tab][aria-selected=true]')).toBe('Sandbox')
    expect(await hasFocus(page, '[role=tab][aria-selected=true]')).toBe(true)
    await tabTo(page, '[data-target]')
    await page.keyboard.press('End')
    await tabTo(page, '[data-act=kill-node]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[data-difference]')
    expect(await page.textContent('[data-trace-hash]')).not.toBe(original)
    expect(await page.textContent('.last-done [aria-live]')).toMatch(/is killed silently/)
    await tabTo(page, '[data-undo]')
    await page.keyboard.press('Enter')
    await page.waitForFunction(
      `document.querySelector('[data-trace-hash]')?.textContent === '${original}'`,
    )
    expect(await page.textContent('.last-done [aria-live]')).toMatch(/undone/i)
    expect(faults).toEqual([])
  })

  it('moves among the tabs of the panels with arrows, as tabs do', async () => {
    const { page } = await openPage(browser, `${address}#scenario=tree&t=4&lang=en`)
    await tabTo(page, '[role=tab]')
    const shown = () => page.textContent('[role=tab][aria-selected=true]')
    const [first] = await page.locator('[role=tab]').allTextContents()
    await page.keyboard.press('ArrowRight')
    const second = await shown()
    expect(second).not.toBe(first)
    await page.keyboard.press('ArrowLeft')
    expect(await shown()).toBe(first)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowRight')
    expect(await shown()).toBe(first)
    expect(await page.textContent('.clock')).toContain('0:04.0')
  })
})

describe.skipIf(missing)(`motion ${missing ?? ''}`, () => {
  it('is calm where the reader asked for less of it', async () => {
    const address = builtPage()
    const browser = await startBrowser()
    const changes = async (reducedMotion: 'reduce' | 'no-preference') => {
      const { page } = await openPage(browser, `${address}#scenario=tree&speed=10&lang=en`)
      await page.emulateMedia({ reducedMotion })
      await page.clock.install()
      await page.keyboard.press(' ')
      await page.evaluate(`
        window.moments = new Set()
        new MutationObserver(() => moments.add(document.querySelector('.clock').textContent))
          .observe(document.querySelector('.clock'), { subtree: true, characterData: true })`)
      await page.clock.runFor(2000)
      return page.evaluate<number>('moments.size')
    }
    expect(await changes('reduce')).toBeLessThanOrEqual(4)
    expect(await changes('no-preference')).toBeGreaterThan(20)
  })
})

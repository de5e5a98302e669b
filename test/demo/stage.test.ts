import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, startBrowser } from './browser.js'

const missing = whatIsMissing(BROWSER)

/** Moves the pointer over a stage until it is at a peer; returns the peer's name. */
async function pointAtPeer(page: Page, nth: number): Promise<string> {
  const box = await page.locator('.stage canvas').nth(nth).boundingBox()
  const hint = page.locator('.hint').first()
  for (let y = 15; y < box!.height; y += 15) {
    for (let x = 15; x < box!.width; x += 15) {
      await page.mouse.move(box!.x + x, box!.y + y)
      if (await hint.isVisible()) return (await hint.textContent()) as string
    }
  }
  return ''
}

const clickHere = async (page: Page) => {
  await page.mouse.down()
  await page.mouse.up()
}

/** The peer that is selected, by its name. */
const selectedName = (page: Page) => page.locator('#panel select option:checked').textContent()

const addressOf = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1))

describe.skipIf(missing)(`the stage in a browser ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = builtPage()
    browser = await startBrowser()
  })

  it('a key goes through the layouts of the address, and peers are clicked in each', async () => {
    const { page, faults } = await openPage(browser, `${address}#scenario=classes&t=60&lang=en`)
    const seen: (string | null)[] = []
    for (let i = 0; i < 3; i++) {
      seen.push(addressOf(page).get('layout'))
      const name = await pointAtPeer(page, 0)
      await clickHere(page)
      expect(await selectedName(page)).toBe(name)
      await page.keyboard.press('Escape')
      await page.keyboard.press('l')
    }
    expect(seen).toEqual([null, 'columns', 'force'])
    expect(addressOf(page).get('layout')).toBe(null)
    const { page: again } = await openPage(browser, `${address}#scenario=classes&layout=force`)
    expect(await again.inputValue('.layout')).toBe('force')
    expect(faults).toEqual([])
  })

  it('the original next to a changed run is pointed at and clicked like it', async () => {
    const acts = '[{"at":30,"do":"kill-node","peer":["fast",2]}]'
    const told = `scenario=classes&t=60&fork=1&lang=en&acts=${encodeURIComponent(acts)}`
    const { page, faults } = await openPage(browser, `${address}#${told}`)
    await page.waitForFunction("document.querySelectorAll('.stage canvas').length === 2")
    await page.waitForFunction("document.querySelectorAll('.caption b').length === 2")
    const name = await pointAtPeer(page, 1)
    expect(name).not.toBe('')
    await clickHere(page)
    expect(await selectedName(page)).toBe(name)
    const stage = await page.locator('.stage canvas').nth(1).boundingBox()
    for (let x = 30; x < stage!.width && !page.url().includes('why='); x += 3) {
      await page.mouse.click(stage!.x + x, stage!.y + stage!.height * 0.4)
    }
    expect(addressOf(page).get('of')).toBe('companion')
    expect(await page.textContent('#panel')).toContain('In the run “Original”:')
    await page.locator('[data-round], [data-answer], #panel h2').first().waitFor()
    expect(faults).toEqual([])
  })

  it('a chapter that compares two runs lets the reader point at both', async () => {
    const at = `${address}#chapter=one-server&step=queue&lang=en`
    const { page, faults } = await openPage(browser, at)
    await page.waitForSelector('.way output', { state: 'detached' })
    await page.waitForFunction("document.querySelectorAll('.stage canvas').length === 2")
    expect(await pointAtPeer(page, 1)).not.toBe('')
    expect(await pointAtPeer(page, 0)).not.toBe('')
    expect(faults).toEqual([])
  })
})

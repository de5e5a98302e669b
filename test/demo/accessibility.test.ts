import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { CHAPTERS } from '../../src/demo/chapters/chapters.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { addChecker, findingsOn } from './accessibility.js'
import { BROWSER, builtPage, openPage, startBrowser } from './browser.js'

const missing = whatIsMissing(BROWSER)

describe.skipIf(missing)(`accessibility of the page ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = builtPage()
    browser = await startBrowser()
  })

  /** Opens an address of the page, ready to be checked. */
  async function opened(values: string, ready = '[data-trace-hash]'): Promise<Page> {
    const { page } = await openPage(browser, `${address}#${values}&lang=en`, ready)
    await addChecker(page)
    return page
  }

  it('axe finds no fault in the contents, the help and the menu of acts', async () => {
    const contents = await opened('', '.contents')
    expect(await findingsOn(contents)).toEqual([])
    const page = await opened('scenario=classes&peer=3&t=30')
    for (const key of ['?', 'm']) {
      await page.keyboard.press(key)
      await page.waitForSelector('dialog[open]')
      expect(await findingsOn(page), key).toEqual([])
      await page.keyboard.press('Escape')
    }
  })

  it.each(CHAPTERS.map((chapter) => [chapter.id, chapter] as const))(
    'axe finds no fault at any stop and panel of the chapter %s',
    async (id, { steps }) => {
      const page = await opened(`chapter=${id}`)
      await page.waitForSelector('.way output', { state: 'detached' })
      for (let stop = 0; stop < steps.length + 3; stop++) {
        expect(await findingsOn(page), page.url()).toEqual([])
        await page.keyboard.press('PageDown')
      }
      const slider = page.locator('[data-knob]').first()
      if (await slider.count()) {
        await slider.focus()
        await page.keyboard.press('ArrowLeft')
        await page.waitForSelector('[data-outcome]')
      }
      const map = page.locator('[data-map]')
      if (await map.count()) {
        await map.click()
        await page.waitForFunction("document.querySelectorAll('.map td button').length === 25")
      }
      expect(await findingsOn(page), page.url()).toEqual([])
      for (const tab of await page.locator('[role=tab]').all()) {
        await tab.click()
        expect(await findingsOn(page), (await tab.textContent()) ?? '').toEqual([])
      }
    },
  )

  it('axe finds no fault in any panel of a scenario without words', async () => {
    const page = await opened('scenario=classes&peer=3&t=60')
    for (const tab of await page.locator('[role=tab]').all()) {
      await tab.click()
      expect(await findingsOn(page), (await tab.textContent()) ?? '').toEqual([])
    }
  })

  it.each(['link.1.3', 'piece.3.5', 'block.400'])(
    'axe finds no fault in the answer about %s',
    async (why) => {
      const page = await opened(`scenario=classes&peer=3&t=60&panel=why&why=${why}`)
      expect(await findingsOn(page)).toEqual([])
    },
  )

  it('axe finds no fault on a phone', async () => {
    const page = await opened('scenario=classes&peer=3&t=60&panel=sandbox')
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await findingsOn(page)).toEqual([])
  })

  it('axe finds no fault in a run that was changed, next to the original', async () => {
    const page = await opened('scenario=classes&peer=3&t=60&panel=sandbox')
    await page.click('#panel [data-act=kill-node]')
    await page.waitForSelector('[data-difference]')
    expect(await findingsOn(page)).toEqual([])
  })
})

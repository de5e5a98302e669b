import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { CHAPTERS } from '../../src/demo/chapters/chapters.js'
import { root } from '../tidy/source.js'
import { launchChromium } from './chromium.js'

// Takes pictures of the built page, to look at: the contents, every stop and panel of each chapter
// and every panel of a scenario, at three sizes in both languages, by turns light and dark.
// npx tsx test/demo/pictures.ts FOLDER [SIZE-LANGUAGE-CHAPTER]
const [folder, wanted = ''] = process.argv.slice(2)
if (folder === undefined) throw new Error('name a folder outside the repository to write to')

const SIZES = { phone: [360, 740], desk: [1280, 800], hall: [1920, 1080] } as const
const PAGE = pathToFileURL(join(root, 'dist/demo/index.html')).href

/** Writes a picture of the page as it is now, and prints what is cut off at its side. */
async function shoot(page: Page, name: string): Promise<void> {
  const cut = await page.evaluate<string[]>(`
    [document.documentElement, ...document.querySelectorAll('header, aside, footer, .scroll')]
      .filter((each) => each.scrollWidth > each.clientWidth + 1)
      .map((each) => each.tagName + ' ' + each.className + ' ' +
        each.scrollWidth + ' > ' + each.clientWidth)`)
  if (cut.length > 0) console.log(`${name}: ${cut.join(', ')}`)
  await page.screenshot({ path: join(resolve(folder), `${name}.png`), fullPage: true })
}

async function shootTabs(page: Page, name: string): Promise<void> {
  for (const tab of await page.locator('[role=tab]').all()) {
    await tab.click()
    await shoot(
      page,
      `${name}-panel-${((await tab.textContent()) ?? '').replace(/[^\p{L}\d]+$/u, '')}`,
    )
  }
}

async function shootChapter(page: Page, id: string, stops: number, name: string): Promise<void> {
  await page.goto(`${PAGE}#chapter=${id}&${name.includes('-ru-') ? 'lang=ru' : 'lang=en'}`)
  await page.waitForSelector('[data-trace-hash]')
  await page.waitForSelector('.way output', { state: 'detached' })
  for (let stop = 0; stop < stops; stop++) {
    await shoot(page, `${name}-${stop}`)
    if (stop < stops - 1) await page.keyboard.press('n')
  }
  const slider = page.locator('[data-knob]').first()
  if (await slider.count()) {
    await slider.focus()
    await page.keyboard.press('ArrowLeft')
    await page.waitForSelector('[data-outcome]')
    await shoot(page, `${name}-tried`)
  }
  await shootTabs(page, name)
}

mkdirSync(folder, { recursive: true })
const browser = await launchChromium()
for (const [size, [width, height]] of Object.entries(SIZES)) {
  for (const lang of ['en', 'ru']) {
    const isWanted = (name: string) => name.startsWith(wanted)
    const page = await browser.newPage({ viewport: { width, height } })
    const open = async (values: string, ready: string) => {
      await page.goto('about:blank')
      await page.goto(`${PAGE}#${values}&lang=${lang}`)
      await page.waitForSelector(ready)
    }
    await page.emulateMedia({
      colorScheme: (size === 'desk') === (lang === 'en') ? 'dark' : 'light',
    })
    if (isWanted(`${size}-${lang}-contents`)) {
      await open('', '.contents')
      await shoot(page, `${size}-${lang}-contents`)
    }
    for (const [number, { id, steps }] of CHAPTERS.entries()) {
      const name = `${size}-${lang}-${String(number).padStart(2, '0')}`
      if (!isWanted(name)) continue
      await page.goto('about:blank')
      await shootChapter(page, id, steps.length + 3, name)
    }
    const name = `${size}-${lang}-scenario`
    if (isWanted(name)) {
      await open('scenario=classes&peer=3&t=60&why=link.3.1', '[data-trace-hash]')
      await shootTabs(page, name)
      await page.click('#panel [data-act=kill-node]')
      await page.waitForSelector('[data-difference]')
      await shoot(page, `${name}-changed`)
    }
    await page.close()
  }
}
await browser.close()

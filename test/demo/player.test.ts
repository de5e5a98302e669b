import { rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Chapter } from '../../src/demo/chapters/chapter.js'
import { CHAPTERS } from '../../src/demo/chapters/chapters.js'
import { runChapter } from '../../src/demo/chapters/expand.js'
import { fill, type Language } from '../../src/demo/chapters/figure.js'
import { firstSeed } from '../../src/demo/chapters/first-seed.js'
import type { Runs } from '../../src/demo/chapters/run.js'
import { folderWith, SMALL } from '../cli/small-swarm.js'
import { sim } from '../cli/terminal/recorder.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, startBrowser } from './browser.js'
import { wordsOf } from './words.js'

const missing = whatIsMissing(BROWSER)
const LANGUAGES: readonly Language[] = ['en', 'ru']

/** A chapter by its number in the list. */
const chapterNamed = (id: string) => CHAPTERS.find((chapter) => chapter.id === id) as Chapter

const valuesOf = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1))

/** Waits until all runs of the chapter are there. */
const allRun = (page: Page) => page.waitForSelector('.way output', { state: 'detached' })

/** The stops of a chapter by their names in the address. */
const stopsOf = ({ steps }: Chapter) => ['bet', ...steps.map(({ id }) => id), 'reveal', 'try']

/** What a stop must tell, by its name in the address. */
function toldAt(chapter: Chapter, stop: string, language: Language, runs: Runs): string[] {
  const words = wordsOf(language)
  const parts: Record<string, string[]> = {
    bet: ['question'],
    reveal: ['reveal', 'sentence.1', 'sentence.2'],
    try: [],
  }
  return (parts[stop] ?? [`step.${stop}`]).map((part) =>
    fill(words[`${chapter.id}.${part}`], chapter.figures, runs, language),
  )
}

describe.skipIf(missing)(`the chapters in a browser ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser
  const runsOf = new Map<string, Runs>()

  beforeAll(async () => {
    address = builtPage()
    browser = await startBrowser()
    for (const chapter of CHAPTERS) {
      runsOf.set(chapter.id, runChapter(chapter, firstSeed(chapter.id)))
    }
  })

  it.each(CHAPTERS.map(({ id }) => id))('%s is walked there and back', async (id) => {
    const chapter = chapterNamed(id)
    const runs = runsOf.get(id) as Runs
    const right = chapter.bet.right(runs)
    const stops = stopsOf(chapter)
    const { page, faults } = await openPage(browser, `${address}#chapter=${id}&lang=en`)
    await allRun(page)
    const expectTold = async (stop: string, language: Language) => {
      expect(valuesOf(page).get('step')).toBe(stop)
      const shown = await page.textContent('aside .text')
      for (const text of toldAt(chapter, stop, language, runs)) expect(shown).toContain(text)
    }
    const result = page.locator('[data-right]')
    await page.click(`[data-bet="${right}"]`)
    for (const stop of stops) {
      await expectTold(stop, 'en')
      if (stop === 'reveal') expect(await result.textContent()).toMatch(/^✓/)
      await page.keyboard.press('PageDown')
    }
    await page.selectOption('.tools select', 'ru')
    await page.focus('.tools button')
    for (const stop of stops.toReversed()) {
      await expectTold(stop, 'ru')
      await page.keyboard.press('PageUp')
    }
    for (const option of chapter.bet.options) {
      await page.click(`[data-bet="${option}"]`)
      await page.click('.stop >> nth=-2')
      expect(await result.getAttribute('data-right')).toBe(right)
      expect(await result.textContent()).toMatch(option === right ? /^✓/ : /^✗/)
      await page.click('.stop >> nth=0')
    }
    expect(faults).toEqual([])
  })

  it('shows for each run the command that gives the same trace hash', async () => {
    const { page, faults } = await openPage(browser, `${address}#chapter=one-server&step=queue`)
    await allRun(page)
    const commands = await page.locator('[data-command]').allTextContents()
    const hashes = await page.locator('[data-trace-hash]').allTextContents()
    expect(commands).toHaveLength(2)
    for (const [i, command] of commands.entries()) {
      const argv = command
        .split(' ')
        .slice(2)
        .map((word) => word.replace(/^'(.*)'$/, '$1'))
      const { folder, out } = folderWith(SMALL)
      const { stdout } = await sim(...argv, '--json', '--quiet', '--no-charts', '--out', out)
      rmSync(folder, { recursive: true })
      expect(JSON.parse(stdout).traceHash).toBe(hashes[i])
    }
    expect(faults).toEqual([])
  })

  it.each([
    ['one-server', 'clients'],
    ['which-piece', 'leaves'],
    ['the-end', 'leaves'],
  ])('runs %s anew when its slider %s moves', async (id, knob) => {
    const { page, faults } = await openPage(browser, `${address}#chapter=${id}&step=try`)
    await allRun(page)
    await page.focus(`[data-knob="${knob}"]`)
    await page.keyboard.press('ArrowLeft')
    await page.waitForSelector('[data-outcome]')
    expect(await page.locator('[data-outcome] tbody tr').count()).toBe(2)
    const hashes = await page.locator('[data-trace-hash]').allTextContents()
    expect(new Set(hashes).size).toBe(2)
    expect(faults).toEqual([])
  })

  it('counts a slider that moves as soon as it is there', async () => {
    const { page } = await openPage(browser, `${address}#chapter=one-server&step=reveal`)
    await allRun(page)
    await page.evaluate(`
      new MutationObserver((_, observer) => {
        const slider = document.querySelector('[data-knob]')
        if (slider === null) return
        observer.disconnect()
        slider.value = 0
        slider.dispatchEvent(new Event('change', { bubbles: true }))
      }).observe(document.body, { childList: true, subtree: true })
      document.querySelector('[data-next]').click()
    `)
    await page.waitForSelector('[data-outcome]')
    expect(await page.getAttribute('[data-knob]', 'aria-valuetext')).toBe('3')
  })

  it('answers why about a run of the chapter, with the round that decided', async () => {
    const { page, faults } = await openPage(
      browser,
      `${address}#chapter=you-are-the-peer&step=slots&lang=en`,
    )
    await allRun(page)
    await page.locator('#panel .served .link-state button').first().click()
    expect(await page.textContent('[role=tab][aria-selected=true]')).toBe('Why?')
    expect(await page.textContent('[data-answer]')).not.toBe('')
    const row = page.locator('[data-round] tbody tr', { has: page.locator('[aria-pressed=true]') })
    expect(await row.textContent()).toContain('✓')
    await page.click('[data-next]')
    expect(await page.textContent('[role=tab][aria-selected=true]')).not.toBe('Why?')
    expect(faults).toEqual([])
  })

  it('runs the map of free riders to its end, and opens a cell', async () => {
    const { page, faults } = await openPage(browser, `${address}#chapter=free-rider&step=try`)
    await allRun(page)
    await page.click('[data-map]')
    await page.waitForFunction("document.querySelectorAll('.map td button').length === 25")
    await page.click('.map td button >> nth=3')
    await page.waitForSelector('[data-outcome]')
    expect(faults).toEqual([])
  }, 30_000)

  it('keeps its place in the address, and its progress for the next visit', async () => {
    const { page, faults } = await openPage(browser, `${address}?lang=ru#chapter=pareto&seed=3`)
    await allRun(page)
    await page.click('[data-bet="fast"]')
    await page.click('[data-next]')
    await page.selectOption('.variant select', 'trade')
    const kept = { chapter: 'pareto', step: 'random', seed: '3', variant: 'trade', lang: 'ru' }
    expect(Object.fromEntries(valuesOf(page))).toMatchObject({ ...kept, bet: 'fast' })
    const { page: again } = await openPage(browser, page.url())
    expect(await again.textContent('aside .text')).toBe(await page.textContent('aside .text'))
    expect(await again.inputValue('.variant select')).toBe('trade')
    await page.goto(`${address}#lang=en`)
    await page.waitForSelector('.contents')
    expect(await page.locator('.contents li a').count()).toBe(CHAPTERS.length)
    expect(await page.textContent('.contents')).toContain('bet placed')
    await page.click('.contents li a >> nth=1')
    await page.waitForSelector('[data-trace-hash]')
    await page.goBack()
    await page.waitForSelector('.contents')
    // Another address in the same page: all of it counts.
    await page.goto(`${address}#chapter=newcomer&step=off&lang=ru`)
    await page.waitForFunction("document.querySelector('h2').textContent.includes('Новичок')")
    expect(Object.fromEntries(valuesOf(page))).toMatchObject({ step: 'off', lang: 'ru', seed: '1' })
    expect(faults).toEqual([])
  })

  it('fits a phone, in both languages', async () => {
    for (const language of LANGUAGES) {
      const { page, faults } = await openPage(browser, `${address}#chapter=shapes&lang=${language}`)
      await allRun(page)
      await page.setViewportSize({ width: 360, height: 740 })
      for (let i = 0; i < 10; i++) {
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        expect(overflow, valuesOf(page).get('step') ?? '').toBeLessThanOrEqual(0)
        await page.keyboard.press('PageDown')
      }
      expect(faults).toEqual([])
    }
  })
})

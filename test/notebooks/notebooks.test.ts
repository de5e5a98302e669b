import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { BROWSER, openPage, startBrowser } from '../demo/browser.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { root } from '../tidy/source.js'
import { buildNotebooks, NOTEBOOKS, notebookSource } from './build.js'

const missing = whatIsMissing(BROWSER)

/** The exercises that a notebook's source lists. */
function exercisesIn(source: string): number {
  const [, text = ''] = /## Exercises\n([\s\S]*?)<\/script>/.exec(source) ?? []
  return [...text.matchAll(/^\s*\d\. /gm)].length
}

/** The exercises of a notebook in the handout. */
function exercisesInHandout(handout: string, name: string): number {
  const section = handout.split(/^## /m).find((one) => one.includes(`(${name}.html)`)) ?? ''
  return [...section.matchAll(/^\d\. /gm)].length
}

describe.skipIf(missing)(`the notebooks in a browser, from a file ${missing ?? ''}`, () => {
  let folder: string
  let browser: Browser

  beforeAll(async () => {
    mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
    folder = mkdtempSync(join(root, 'node_modules/.cache/notebooks-'))
    await buildNotebooks(folder)
    browser = await startBrowser()
    return () => rmSync(folder, { recursive: true, force: true })
  })

  it.each(NOTEBOOKS)(
    '%s runs every cell, answers every exercise and asks no network',
    async (name) => {
      const address = pathToFileURL(join(folder, `${name}.html`)).href
      const { page, faults } = await openPage(browser, address, '.answers, .observablehq--error')
      await page.waitForLoadState('networkidle')
      expect(faults).toEqual([])
      expect(await page.locator('.observablehq--error').count()).toBe(0)
      expect(await page.locator('.answers > ol > li').count()).toBe(
        exercisesIn(notebookSource(name)),
      )
      const text = await page.locator('main').innerText()
      expect(text).not.toMatch(/\bNaN\b|\bundefined\b(?=[ ,.;])/)
      expect(await page.locator('figure.chart svg').count()).toBeGreaterThan(0)
    },
  )

  it('show a cell that fails', async () => {
    const html = readFileSync(join(folder, 'choking.html'), 'utf8')
    writeFileSync(join(folder, 'broken.html'), html.replaceAll('12 MiB', '12 pieces'))
    const address = pathToFileURL(join(folder, 'broken.html')).href
    const { faults } = await openPage(browser, address, '.observablehq--error')
    expect(faults.join()).toContain('12 pieces')
  })
})

describe('the exercises', () => {
  const handout = readFileSync(join(root, 'notebooks/handout.ru.md'), 'utf8')

  it.each(NOTEBOOKS)('of %s are all in the Russian handout', (name) => {
    const exercises = exercisesIn(notebookSource(name))
    expect(exercises).toBeGreaterThan(0)
    expect(exercisesInHandout(handout, name)).toBe(exercises)
  })
})

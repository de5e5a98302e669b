import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, startBrowser } from './browser.js'

const missing = whatIsMissing(BROWSER)

describe.skipIf(missing)(`the panels of the page in a browser ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = builtPage()
    browser = await startBrowser()
  })

  it('a decision in the table leads to its reason and the ranked list of that round', async () => {
    const at = `${address}#scenario=classes&t=60&peer=3&panel=peer&lang=en`
    const { page, faults } = await openPage(browser, at)
    const row = page.locator('#panel tbody.served', { hasText: 'among the fastest' }).first()
    const neighbour = (await row.locator('th').textContent())?.trim()
    await row.locator('.link-state button').click()
    expect(await page.textContent('h2')).toContain(`unchoke ${neighbour}?`)
    expect(await page.textContent('[data-answer]')).toMatch(
      /^among the fastest, rank \d, [\d.]+ [kM]B\/s \(since /,
    )
    const first = page.locator('[data-round] tbody tr').first()
    await first.waitFor()
    expect(await first.textContent()).toMatch(/^1.*✓ among the fastest/)
    expect(await page.locator('[data-round] [aria-pressed=true]').textContent()).toBe(neighbour)
    const { page: again } = await openPage(browser, page.url())
    expect(await again.textContent('h2')).toContain(neighbour)
    expect(faults).toEqual([])
  })

  it('the rank of an unchoked link is that of the latest round, as in the list', async () => {
    const { page, faults } = await openPage(browser, `${address}#scenario=classes&t=72&lang=en`)
    let later = 0
    for (let peer = 1; peer < 25 && later < 2; peer++) {
      await page.goto(`${address}#scenario=classes&t=72&peer=${peer}&panel=peer&lang=en`)
      await page.waitForSelector('[data-trace-hash]')
      const served = page.locator('#panel .served .link-state button', { hasText: 'rank' })
      if ((await served.count()) === 0) continue
      await served.first().click()
      const answer = (await page.textContent('[data-answer]')) ?? ''
      const rank = /rank (\d)/.exec(answer)?.[1]
      await page.locator('[data-round]').waitFor()
      const row = page.locator('[data-round] tbody tr', {
        has: page.locator('[aria-pressed=true]'),
      })
      expect(await row.locator('td').first().textContent()).toBe(rank)
      if (answer.includes('rank and rate since the round at')) later++
    }
    expect(later).toBeGreaterThan(0)
    expect(faults).toEqual([])
  })

  it('the table shows the states of each neighbour, and how much it has', async () => {
    const at = `${address}#scenario=classes&t=60&peer=3&panel=peer&lang=en`
    const { page, faults } = await openPage(browser, at)
    const rows = page.locator('#panel tbody')
    for (let i = 0; i < (await rows.count()); i++) {
      const isServed = (await rows.nth(i).getAttribute('class')) === 'served'
      const states = (await rows.nth(i).locator('.link-state').textContent()) ?? ''
      expect(states.includes('choked by us')).toBe(!isServed)
      const isServing = (await rows.nth(i).locator('td').nth(4).textContent()) === '✓'
      expect(states.includes('choking us')).toBe(!isServing)
      const share = rows.nth(i).locator('.share')
      const width = await share.locator('i i').getAttribute('style')
      expect(width).toContain(`${(Number(await share.textContent()) / 64) * 100}%`)
    }
    expect(await rows.first().locator('.link-state').textContent()).toContain('interested')
    await page.click('#panel summary')
    expect(await page.locator('.link-states').isVisible()).toBe(true)
    expect(faults).toEqual([])
  })

  it('the map of the pieces obeys the keys, and leads to why a piece is here', async () => {
    const at = `${address}#scenario=classes&t=60&panel=piece-map&lang=en`
    const { page, faults } = await openPage(browser, at)
    await page.focus('.piece-map')
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) {
      await page.keyboard.press(key)
    }
    expect(await page.textContent('#piece-map-cell')).toMatch(
      /^fast 3, piece 2: held; copies: \d+$/,
    )
    expect(await page.textContent('.clock')).toContain('1:00.0')
    await page.keyboard.press('Enter')
    expect(await page.textContent('h2')).toBe('Why does fast 3 have piece 2?')
    const answers = await page.locator('[data-answer]').allTextContents()
    expect(answers[0]).toMatch(/^0:\S+ fast 3 starts piece 2 and requests it from \w+ \d\. It/)
    expect(answers[1]).toMatch(/the piece is complete. Blocks came from \w+/)
    expect(faults).toEqual([])
  })

  it('a block on its way can be clicked', async () => {
    const { page, faults } = await openPage(browser, `${address}#scenario=tree&t=20&lang=en`)
    // Between the parent and a child there are blocks or the link itself.
    const stage = await page.locator('.stage canvas').boundingBox()
    for (let x = 20; x < stage!.width && !page.url().includes('why='); x += 7) {
      await page.mouse.click(stage!.x + x, stage!.y + stage!.height * 0.4)
    }
    expect(page.url()).toMatch(/why=(?:link|block)\./)
    expect(await page.textContent('h2')).toMatch(/^(?:Why does|Block)/)
    expect(faults).toEqual([])
  })

  it.each(['progress', 'upload-use', 'contribution', 'copies', 'trades'])(
    'the chart %s tells the runs of a fork apart by dashes and by labels',
    async (panel) => {
      const acts = encodeURIComponent('[{"at":30,"do":"leave","group":"origin"}]')
      const at = `${address}#scenario=classes&t=60&fork=1&lang=en&acts=${acts}&panel=${panel}`
      const { page, faults } = await openPage(browser, at)
      await page.waitForSelector('.lines path[stroke-dasharray]')
      const [all, dashed] = [
        page.locator('.lines > .line'),
        page.locator('.lines > [stroke-dasharray]'),
      ]
      const curves = await all.count()
      expect(curves).toBe(2 * (await dashed.count()))
      const labels = await page.locator('.curve-label text').allTextContents()
      expect(labels.filter((label) => label.includes(', Orig'))).toHaveLength(curves / 2)
      expect(new Set(labels).size).toBe(curves)
      const outlines = page.locator('.keys tbody .mark path')
      const shapes = await outlines.evaluateAll((all) => all.map((path) => path.getAttribute('d')))
      expect(new Set(shapes).size).toBe(curves / 2)
      await page.keyboard.press('f')
      await page.waitForFunction("document.querySelector('.lines > [stroke-dasharray]') === null")
      expect(await all.count()).toBe(curves / 2)
      expect(faults).toEqual([])
    },
  )

  it('a press on a chart goes to that moment', async () => {
    const at = `${address}#scenario=classes&t=10&lang=en&panel=progress`
    const { page, faults } = await openPage(browser, at)
    const chart = await page.locator('.lines').boundingBox()
    await page.mouse.click(chart!.x + chart!.width / 2, chart!.y + 80)
    expect(await page.textContent('.clock')).not.toContain('0:10.0 /')
    const moment = (await page.textContent('.clock'))!.replace(/\.\d .*/, '')
    expect(await page.textContent('.keys thead')).toMatch(new RegExp(`At ${moment.slice(0, -1)}`))
    expect(faults).toEqual([])
  })
})

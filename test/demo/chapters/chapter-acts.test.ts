import { createHash } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { encode } from '../../../src/base/bencode.js'
import { whatIsMissing } from '../../net/interop/local-network.js'
import { BROWSER, builtPage, openPage, startBrowser } from '../browser.js'

const missing = whatIsMissing(BROWSER)

/** The trace hashes shown, once there are so many runs. */
async function hashesOf(page: Page, count: number): Promise<string[]> {
  await page.waitForFunction(`document.querySelectorAll('[data-trace-hash]').length === ${count}`)
  return page.locator('[data-trace-hash]').allTextContents()
}

/** Waits until a run other than this one is shown at a place. */
async function otherThan(page: Page, hash: string, nth: number): Promise<string> {
  const shown = `document.querySelectorAll('[data-trace-hash]')[${nth}]?.textContent`
  await page.waitForFunction(`(${shown} ?? '${hash}') !== '${hash}'`)
  return (await page.locator('[data-trace-hash]').nth(nth).textContent()) ?? ''
}

describe.skipIf(missing)(`what a reader may do at the end of a chapter ${missing ?? ''}`, () => {
  let address: string
  let browser: Browser

  beforeAll(async () => {
    address = builtPage()
    browser = await startBrowser()
  })

  const openAct = async (chapter: string) => {
    const at = `${address}#chapter=${chapter}&step=try&lang=en`
    const opened = await openPage(browser, at)
    await opened.page.waitForFunction("!document.querySelector('.way output')")
    return opened
  }

  it('pulls any plug, and plugs it in again', async () => {
    const { page, faults } = await openAct('shapes')
    await page.selectOption('[data-shape]', 'chain')
    const [whole] = await hashesOf(page, 1)
    await page.selectOption('[data-plug]', '3')
    await page.click('[data-pull]')
    await page.waitForSelector('[data-starving]')
    // Nobody heals: who stands behind the third peer of a chain never gets the rest.
    expect(await page.getAttribute('[data-starving]', 'data-starving')).toBe('9')
    const [, cut] = await hashesOf(page, 2)
    expect(cut).not.toBe(whole)
    expect(await page.locator('[data-command]').nth(1).textContent()).toContain('"kill-node"')
    await page.click('[data-heals]')
    await page.waitForSelector('[data-starving="0"]')
    await page.click('[data-undo]')
    expect(await hashesOf(page, 1)).toEqual([whole])
    await page.selectOption('[data-shape]', 'server')
    await otherThan(page, whole, 0)
    await page.selectOption('[data-plug]', '0')
    await page.click('[data-pull]')
    await page.waitForSelector('[data-starving="12"]')
    expect(faults).toEqual([])
  })

  it('chokes by hand against tit-for-tat, and takes a choice back', async () => {
    const { page, faults } = await openAct('you-are-the-peer')
    const [idle, rival] = await hashesOf(page, 2)
    await page.waitForSelector('[data-slot]')
    const slot = page.locator('[data-slot]').first()
    const host = await slot.getAttribute('data-slot')
    await slot.click()
    const played = await otherThan(page, idle, 0)
    expect(await page.getAttribute(`[data-slot="${host}"]`, 'aria-pressed')).toBe('true')
    for (let i = 0; i < 12; i++) await page.click('[data-on]')
    await page.waitForSelector('[data-verdict]')
    expect(await page.isDisabled('[data-on]')).toBe(true)
    const bytes = async (who: string) =>
      Number((await page.textContent(`[data-score=${who}]`))?.replaceAll(/\D/g, ''))
    const [own, theirs] = [await bytes('you'), await bytes('rival')]
    expect(theirs).toBeGreaterThan(0)
    const verdict = own > theirs ? 'You received' : own < theirs ? 'Tit-for-tat' : 'as much'
    expect(await page.textContent('[data-verdict]')).toContain(verdict)
    await page.click('[data-undo]')
    expect(await otherThan(page, played, 0)).toBe(idle)
    expect((await hashesOf(page, 2))[1]).toBe(rival)
    expect(faults).toEqual([])
  })

  it('lets no more neighbours have a slot than there are', async () => {
    const { page, faults } = await openAct('you-are-the-peer')
    await page.waitForSelector('[data-slot]')
    for (let i = 0; i < 4; i++) {
      const [before] = await hashesOf(page, 2)
      await page.locator('[data-slot][aria-pressed=false]:enabled').first().click()
      await otherThan(page, before, 0)
    }
    expect(await page.locator('[data-slot][aria-pressed=true]').count()).toBe(4)
    expect(await page.locator('[data-slot][aria-pressed=false]:enabled').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('lets a pair trade, shows who pays, and takes it back', async () => {
    const { page, faults } = await openAct('pareto')
    const [whole] = await hashesOf(page, 1)
    await page.locator('[data-trade]').first().click()
    await page.waitForSelector('[data-effect]')
    const hashes = await hashesOf(page, 2)
    expect(hashes[0]).not.toBe(whole)
    expect(hashes[1]).toBe(whole)
    expect(await page.locator('[data-trader=true]').count()).toBe(2)
    await page.click('[data-undo]')
    expect(await hashesOf(page, 1)).toEqual([whole])
    expect(await page.locator('[data-effect]').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('reads a .torrent of the reader’s own, and refuses another file in one line', async () => {
    const { page, faults } = await openAct('file-to-swarm')
    const info = { length: 40_000, name: 'album', 'piece length': 16_384, pieces: 'x'.repeat(60) }
    const torrent = encode({
      announce: 'http://tracker.example/announce',
      'announce-list': [['udp://one.example:1'], ['http://tracker.example/announce']],
      info,
    })
    const give = (name: string, buffer: Buffer) =>
      page.setInputFiles('[data-own-torrent]', {
        name,
        mimeType: 'application/x-bittorrent',
        buffer,
      })
    await give('album.torrent', Buffer.from(torrent))
    await page.waitForSelector('[data-facts=own-torrent]')
    const told = await page.textContent('[data-facts=own-torrent]')
    for (const part of [
      ...['album', '3 × 20', '16 KiB', 'udp://one.example:1, http://tracker.example/announce'],
      createHash('sha1').update(encode(info)).digest('hex'),
    ]) {
      expect(told).toContain(part)
    }
    await give('broken.torrent', Buffer.from(torrent.subarray(0, 50)))
    await page.waitForSelector('[data-refused]')
    expect(await page.textContent('[data-refused]')).toMatch(/^broken\.torrent is no \.torrent/)
    expect(await page.locator('[data-facts=own-torrent]').count()).toBe(0)
    await page.click('main [data-undo]')
    expect(await page.locator('[data-refused]').count()).toBe(0)
    expect(faults).toEqual([])
  })
})

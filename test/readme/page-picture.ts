import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { launchChromium } from '../demo/chromium.js'
import { root } from '../tidy/source.js'
import { animatedPng } from './animated-png.js'
import { PAGE_PICTURE } from './figures.js'

// Draws the moving picture of README anew: npm run readme:page. It shows the built page at equal
// steps of one run, so the same browser draws the same bytes.

const ADDRESS = pathToFileURL(join(root, 'dist/demo/index.html')).href
const [WIDTH, HEIGHT] = [960, 560]

/** So many frames up to this share of the run, when most of its peers are gone. */
const FRAMES = 60
const LAST_SHARE = 0.65

/** The head and foot of the page are left out, so that the stage is large. */
const STAGE_ONLY = 'header, .corner { display: none }'

/** Shows a moment of the run, a share of it from 0 to 1, and returns the picture of the page. */
async function pictureAt(page: Page, share: number): Promise<Buffer> {
  await page.evaluate(`new Promise((resolve) => {
    const slider = document.querySelector('.slider input')
    slider.value = slider.max * ${share}
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    requestAnimationFrame(() => requestAnimationFrame(resolve))
  })`)
  return page.screenshot()
}

/** Has the browser unpack a picture into its pixels. */
async function pixelsOf(page: Page, png: Buffer): Promise<Uint8Array> {
  const text = await page.evaluate<string>(`(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (each) => each.charCodeAt(0))
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    const reader = new FileReader()
    await new Promise((resolve) => {
      reader.onload = resolve
      reader.readAsDataURL(new Blob([data]))
    })
    return reader.result.split(',')[1]
  })()`)
  return Buffer.from(text, 'base64')
}

const browser = await launchChromium()
try {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } })
  const unpacker = await browser.newPage()
  await page.goto(`${ADDRESS}#scenario=classes&seed=1&theme=light&lang=en&panel=legend`)
  await page.waitForSelector('[data-trace-hash]', { state: 'attached' })
  await page.addStyleTag({ content: STAGE_ONLY })
  const frames: Uint8Array[] = []
  for (let i = 0; i < FRAMES; i++) {
    frames.push(await pixelsOf(unpacker, await pictureAt(page, (i / (FRAMES - 1)) * LAST_SHARE)))
  }
  const size = { width: WIDTH, height: HEIGHT }
  const bytes = animatedPng({ ...size, frames, framesPerSecond: 6, restSeconds: 2 })
  const path = join(root, PAGE_PICTURE)
  const isSame = existsSync(path) && readFileSync(path).equals(bytes)
  if (!isSame) writeFileSync(path, bytes)
  console.log(
    `${PAGE_PICTURE}: ${Math.round(bytes.length / 1000)} kB${isSame ? ', as before' : ''}`,
  )
} finally {
  await browser.close()
}

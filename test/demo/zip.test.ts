import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { sim } from '../cli/terminal/recorder.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { emptyFolder } from '../package/checkout.js'
import { BROWSER, openPage, startBrowser } from './browser.js'
import { isPageMissing } from './built.js'

const missing = whatIsMissing(BROWSER)

describe.skipIf(missing || isPageMissing)(`the page in a zip ${missing ?? ''}`, () => {
  it('opens from a file once it is unpacked', async () => {
    const folder = emptyFolder()
    await sim('demo', '--export', join(folder, 'class.zip'))
    for (const [name, bytes] of Object.entries(
      unzipSync(readFileSync(join(folder, 'class.zip'))),
    )) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), bytes)
    }
    const address = pathToFileURL(join(folder, 'class/index.html')).href
    const { page, faults } = await openPage(await startBrowser(), `${address}#scenario=tree`)
    expect(await page.textContent('[data-trace-hash]')).toMatch(/^[0-9a-f]+$/)
    expect(faults).toEqual([])
  })
})

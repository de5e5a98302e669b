import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from '../../src/index.js'
import { BROWSER, openPage, startBrowser } from '../demo/browser.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { root } from '../tidy/source.js'

/** The library for browsers, bundled as in the package. */
function bundledLibrary(): string {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/library-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  execFileSync(process.execPath, [join(root, '.build.mjs'), 'library', folder])
  return folder
}

const scenario = {
  version: 1,
  name: 'small',
  torrent: { size: '1 MiB', pieceLength: '256 KiB' },
  groups: { origin: { holds: 'all', access: 'origin' }, leechers: { count: 12, access: 'adsl' } },
}

/** Runs the scenario in each way and writes what it finds into the page. */
const PROGRAM = `
const scenario = ${JSON.stringify(scenario)}
const { summary } = run(scenario)
let last
for await (const sample of samples(scenario)) last = sample
const vary = { 'peer.picker': ['rarest-first', 'random'] }
const { comparison } = await compare(scenario, { vary, replications: 2 })
const found = [summary.traceHash, last.completed, comparison.variants.length]
document.body.innerHTML = '<output>' + found.join(' ') + '</output>'
`

const missing = whatIsMissing(BROWSER)

describe.skipIf(missing)(`the library in a browser ${missing ?? ''}`, () => {
  it('imports nothing, and runs a scenario to the trace hash that Node computes', async () => {
    const folder = bundledLibrary()
    const code = readFileSync(join(folder, 'browser.js'), 'utf8')
    expect(code).not.toMatch(/^import |['"]node:/m)
    const script = `<script type="module">${code}${PROGRAM}</script>`
    writeFileSync(join(folder, 'page.html'), `<!doctype html><body>${script}</body>`)
    const address = pathToFileURL(join(folder, 'page.html')).href
    const { page, faults } = await openPage(await startBrowser(), address, 'output')
    const { traceHash } = run(scenario).summary
    expect(await page.textContent('output')).toBe(`${traceHash} 12 2`)
    expect(faults).toEqual([])
  })
})

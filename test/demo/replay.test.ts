import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { child } from '../cli/child.js'
import { folderWith, onlyRun, SMALL } from '../cli/small-swarm.js'
import { sim } from '../cli/terminal/recorder.js'
import { whatIsMissing } from '../net/interop/local-network.js'
import { BROWSER, openPage, startBrowser } from './browser.js'
import { isPageMissing } from './built.js'

const missing = whatIsMissing(BROWSER)

let place: ReturnType<typeof folderWith>
let folder: string

beforeAll(async () => {
  place = folderWith(SMALL)
  await sim('run', place.file, '--out', place.out, '--no-charts', '--quiet', '--record')
  folder = onlyRun(place.out)
})
afterAll(() => rmSync(place.folder, { recursive: true, force: true }))

/** Serves the result; returns the address of the page. */
async function served(): Promise<string> {
  const { process: server, output, ended } = child('replay', folder, '--no-open')
  onTestFinished(() => void server.kill('SIGINT'))
  while (!output.stderr.includes('Ctrl-C')) {
    await Promise.race([once(server.stderr, 'data'), ended])
    if (server.exitCode !== null) throw new Error(output.stderr)
  }
  return output.stdout.split('\n')[0]
}

// Without a build there is no page to serve; the automatic checks have one.
describe.skipIf(isPageMissing || missing)('sim replay', () => {
  it.each([
    ['its recording', false],
    ['the same run again, without a recording', true],
  ])('shows %s, with the same hash', async (_what, isRemoved) => {
    if (isRemoved) rmSync(join(folder, 'recording.bin.gz'))
    const { traceHash } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    const { page, faults } = await openPage(await startBrowser(), await served())
    expect(await page.textContent('[data-trace-hash]')).toBe(traceHash)
    expect(await page.textContent('[data-same-hash]')).toBe(` ✓ same hash as ${folder}`)
    expect(await page.textContent('[data-command]')).toContain(`run ${place.file}`)
    expect(faults).toEqual([])
  })

  it('warns if the run is not that of the result', async () => {
    const file = join(folder, 'manifest.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...manifest, traceHash: '0123456789abcdef' }))
    const { page } = await openPage(await startBrowser(), await served())
    expect(await page.textContent('[data-same-hash]')).toMatch(
      /⚠ not the run of .*0123456789abcdef/,
    )
  })
})

it('refuses what the page cannot show, with the command to try', async () => {
  const file = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const refusal = async (change: object) => {
    writeFileSync(file, JSON.stringify({ ...manifest, ...change }))
    rmSync(join(folder, 'recording.bin.gz'), { force: true })
    const { code, stderr } = await sim('replay', folder, '--no-open')
    expect(code).toBe(2)
    return stderr
  }
  expect(await refusal({ tcp: { speedup: 1 } })).toContain('found one on real sockets')
  const plugins = [{ kind: 'choker', name: 'mine', file: 'mine.ts', sha256: '' }]
  expect(await refusal({ plugins })).toMatch(
    /cannot load its plug-ins; record the run: sim run .*d\n/,
  )
  const { groups } = manifest.scenario
  const many = { ...groups, crowd: { ...groups.crowd, count: 400 } }
  const large = await refusal({ scenario: { ...manifest.scenario, groups: many } })
  expect(large).toContain('401 peers')
  expect(large).toContain(`sim trace ${folder} --peer 1`)
})

import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readScenarios } from '../../src/replay/demo-scenario.js'
import { isPageMissing } from '../demo/built.js'
import { emptyFolder } from '../package/checkout.js'
import { child } from './child.js'
import { SMALL } from './small-swarm.js'
import { sim } from './terminal/recorder.js'

/** The scenarios of a kind in a page. */
function scenariosIn(page: string, kind: string) {
  const [, text = ''] = new RegExp(`id="${kind}">([^<]*)<`).exec(page) ?? []
  return readScenarios(text || '[]')
}

// Without a build there is no page to serve; the automatic checks have one.
describe.skipIf(isPageMissing)('sim demo', () => {
  it.each([
    ['tree', 'scenario'],
    ['why-choke', 'chapter'],
  ])('serves the page on this machine until it is stopped, on %s', async (name, kind) => {
    const { process: server, output, ended } = child('demo', name, '--no-open')
    const isReady = () => output.stderr.includes('Ctrl-C')
    while (!isReady()) await Promise.race([once(server.stderr, 'data'), ended])
    const [url] = output.stdout.split('\n')
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#/)
    expect(new URL(url).hash).toBe(`#${kind}=${name}`)
    const page = await fetch(url)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(scenariosIn(await page.text(), 'shipped').map(({ id }) => id)).toContain('tree')
    for (const file of ['demo.js', 'demo.css']) {
      expect((await fetch(new URL(file, url))).status).toBe(200)
    }
    expect((await fetch(new URL('../package.json', url))).status).toBe(404)
    expect(output.stderr).toContain('open this address in a browser')
    server.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0 })
  })

  it('writes the page with a scenario of the reader', async () => {
    const folder = emptyFolder()
    const file = join(folder, 'mine.json')
    writeFileSync(file, JSON.stringify({ ...SMALL, title: '</script> "quoted"' }))
    const out = join(folder, 'page')
    const set = ['--set', 'groups.crowd.count=3', '--seed', 'five']
    const { stdout, code } = await sim('demo', file, ...set, '--export', out)
    expect({ stdout, code }).toEqual({ stdout: `${join(out, 'index.html')}\n`, code: 0 })
    expect(readdirSync(out).sort()).toEqual(['checker.js', 'demo.css', 'demo.js', 'index.html'])
    const [given] = scenariosIn(readFileSync(join(out, 'index.html'), 'utf8'), 'given')
    expect(given).toMatchObject({ id: 'given', title: '</script> "quoted"' })
    expect(given.command).toEqual([file, '--set', 'groups.crowd.count=3'])
    expect(given.settings.seed).toBe('five')
    expect(given.settings.groups[1].count).toBe(3)
    expect(given.settings.groups[0].access.uploadCapBytes).toBe(Number.POSITIVE_INFINITY)
  })

  it('shows a shipped scenario as small as the page does, whatever else is set', async () => {
    const out = join(emptyFolder(), 'page')
    const set = ['--seed', '2', '--set', 'groups.leechers.access.up=1 Mbit/s']
    expect((await sim('demo', 'flashcrowd', ...set, '--export', out)).code).toBe(0)
    const page = readFileSync(join(out, 'index.html'), 'utf8')
    const [given] = scenariosIn(page, 'given')
    const shipped = scenariosIn(page, 'shipped').find(({ id }) => id === 'flashcrowd')!
    expect(given.settings.groups[1]).toMatchObject({
      count: shipped.settings.groups[1].count,
      access: { upBytesPerSecond: 125_000 },
    })
    expect(given.command).toEqual([...shipped.command, ...set.slice(2)])
  })

  it('writes the page as a zip with a folder in it, twice alike', async () => {
    const folder = emptyFolder()
    const [zip, again] = [join(folder, 'class.zip'), join(folder, 'new/class.ZIP')]
    for (const file of [zip, again]) {
      const { stdout, code } = await sim('demo', '--export', file)
      expect({ stdout, code }).toEqual({ stdout: `${file}\n`, code: 0 })
    }
    expect(readFileSync(again)).toEqual(readFileSync(zip))
    const names = ['checker.js', 'demo.css', 'demo.js', 'index.html'].map((name) => `class/${name}`)
    expect(Object.keys(unzipSync(readFileSync(zip))).sort()).toEqual(names)
  })

  it('names the package of a browser when it finds none to measure in', async () => {
    vi.stubEnv('PATH', emptyFolder())
    onTestFinished(() => void vi.unstubAllEnvs())
    const { code, stdout, stderr } = await sim('demo', '--bench')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe('sim: --bench found no Chromium; on Debian: apt-get install chromium\n')
  })

  it('refuses a swarm that the page cannot show, and proposes a smaller one', async () => {
    const set = ['--set', 'groups.leechers.count=1000']
    const { code, stderr } = await sim('demo', 'flashcrowd', ...set, '--no-open')
    expect(code).toBe(2)
    expect(stderr).toContain('1001 peers')
    expect(stderr).toContain('sim demo flashcrowd --set torrent.size=8MiB')
    expect((await sim('demo', '--seed', '2', '--no-open')).stderr).toContain('name one')
    expect((await sim('demo', 'clases', '--no-open')).stderr).toContain('classes')
    expect((await sim('demo', 'tree', '--bench')).stderr).toContain('try sim demo --bench')
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { runOne } from '../../../src/lab/batch/run-spec.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { usePlugins } from '../../../src/machine/plugin/plugins.js'
import { bundlePlugins, unpackPlugins } from '../../../src/machine/queue/plugin-bundle.js'
import { sampleDocument } from '../../lab/scenario/scenario-sample.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const CHOKER = `import { isServed } from '../lib/served.js'
export default class {
  static policy = { kind: 'choker', name: 'whole', about: 'serves all who are interested' }
  rechoke(now, links, unchoked) {
    for (let i = links.first; i < links.end; i++) unchoked[i] = isServed(links, i)
  }
}
`
const SERVED = 'export const isServed = (links, i) => links.interested[i]'

/** A plug-in of two files in neighbouring folders. */
function writePlugin(folder: string): string {
  for (const name of ['chokers', 'lib']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'lib', 'served.js'), SERVED)
  writeFileSync(join(folder, 'chokers', 'whole.js'), CHOKER)
  return join(folder, 'chokers', 'whole.js')
}

const settingsOf = (choker: string) => {
  const { settings } = expandScenario(sampleDocument())
  return { ...settings, groups: settings.groups.map((group) => ({ ...group, choker })) }
}

it('a bundled plug-in of several files decides the same in another folder', () => {
  const home = join(folder, 'home')
  const remove = usePlugins({ files: [{ file: writePlugin(home) }], budgetSeconds: 3 })
  const spec = { id: 'a', name: 'any', settings: settingsOf('whole') }
  const here = runOne(spec, () => 0).summary
  expect(here.completed).toBe(here.leechers)
  const sent = JSON.parse(JSON.stringify(bundlePlugins(spec.settings)))
  remove()
  rmSync(home, { recursive: true })
  const use = unpackPlugins(sent, join(folder, 'away'))
  expect(use.budgetSeconds).toBe(3)
  onTestFinished(usePlugins(use))
  expect(runOne(spec, () => 0).summary.traceHash).toBe(here.traceHash)
})

it('a bundle contains only plug-ins that its peers use', () => {
  const remove = usePlugins({ files: [{ file: writePlugin(join(folder, 'home')) }] })
  onTestFinished(remove)
  expect(bundlePlugins(settingsOf('tit-for-tat'))).toBeUndefined()
  expect(bundlePlugins(settingsOf('whole'))?.plugins).toHaveLength(1)
})

it('unpacking refuses a path outside its folder', () => {
  const files = [{ path: '../../x.js', text: '' }]
  const bad = { budgetSeconds: 1, plugins: [{ sha256: 'a', files }] }
  expect(() => unpackPlugins(bad, join(folder, 'away'))).toThrow('leaves its folder')
  const named = { budgetSeconds: 1, plugins: [{ sha256: '../a', files: [] }] }
  expect(() => unpackPlugins(named, join(folder, 'away'))).toThrow('not a plug-in digest: ../a')
})

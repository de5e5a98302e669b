import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest'
import { runOne } from '../../../src/lab/batch/run-spec.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { usePlugins } from '../../../src/machine/plugin/plugins.js'
import { carriedBy, unpacked } from '../../../src/machine/queue/carried-plugins.js'
import { sampleDocument } from '../../lab/scenario/scenario-sample.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carried-'))
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
function written(place: string): string {
  for (const name of ['chokers', 'lib']) mkdirSync(join(place, name), { recursive: true })
  writeFileSync(join(place, 'lib', 'served.js'), SERVED)
  writeFileSync(join(place, 'chokers', 'whole.js'), CHOKER)
  return join(place, 'chokers', 'whole.js')
}

const settingsOf = (choker: string) => {
  const { settings } = expandScenario(sampleDocument())
  return { ...settings, groups: settings.groups.map((group) => ({ ...group, choker })) }
}

it('a plug-in of several files goes where none of them is, and decides the same there', () => {
  const home = join(folder, 'home')
  const remove = usePlugins({ files: [{ file: written(home) }], budgetSeconds: 3 })
  const cell = { id: 'a', name: 'any', settings: settingsOf('whole') }
  const here = runOne(cell, () => 0).summary
  expect(here.completed).toBe(here.leechers)
  const sent = JSON.parse(JSON.stringify(carriedBy(cell.settings)))
  remove()
  rmSync(home, { recursive: true })
  const use = unpacked(sent, join(folder, 'away'))
  expect(use.budgetSeconds).toBe(3)
  onTestFinished(usePlugins(use))
  expect(runOne(cell, () => 0).summary.traceHash).toBe(here.traceHash)
})

it('no cell carries a plug-in that its peers have not', () => {
  const remove = usePlugins({ files: [{ file: written(join(folder, 'home')) }] })
  onTestFinished(remove)
  expect(carriedBy(settingsOf('tit-for-tat'))).toBeUndefined()
  expect(carriedBy(settingsOf('whole'))?.plugins).toHaveLength(1)
})

it('no path leads out of where plug-ins are unpacked', () => {
  const files = [{ path: '../../x.js', text: '' }]
  const bad = { budgetSeconds: 1, plugins: [{ sha256: 'a', files }] }
  expect(() => unpacked(bad, join(folder, 'away'))).toThrow('leads out')
  const named = { budgetSeconds: 1, plugins: [{ sha256: '../a', files: [] }] }
  expect(() => unpacked(named, join(folder, 'away'))).toThrow('no digest of a plug-in: ../a')
})

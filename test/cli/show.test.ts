import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ALL_KINDS, namedOf } from '../../src/cli/names/named.js'
import { loadScenario } from '../../src/machine/input/scenario-file.js'
import { sim } from './terminal/recorder.js'

const all = await namedOf(ALL_KINDS)

it.each(all)('$kind $name has a page with its story and its source or JSON', async (named) => {
  const { code, stdout } = await sim('show', named.name)
  expect(code).toBe(0)
  const flat = stdout.replaceAll(/\s+/g, ' ')
  expect(flat).toContain(`${named.name} (${named.kind})`)
  expect(flat).toContain(named.about.replaceAll(/\s+/g, ' '))
  if (named.source !== undefined) expect(flat).toContain(`Source: ${named.source} `)
  if (named.file !== undefined) expect(stdout).toContain(readFileSync(named.file, 'utf8'))
})

it.each(all.filter(({ kind }) => kind !== 'sweep'))(
  'the command that uses $kind $name loads',
  async ({ kind, name }) => {
    const { stdout } = await sim('show', name)
    const page = stdout.split(`${name} (${kind})`)[1]
    const [, words] = /Use: +sim run (.*)/.exec(page) ?? []
    const [file, , set] = words.split(' ')
    const { settings } = loadScenario(file, { set: set === undefined ? [] : [set] })
    expect(settings.groups.length).toBeGreaterThan(0)
  },
)

it.each(['adsl', 'streaming'])('the prose about %s fits into 80 columns', async (name) => {
  const { stdout } = await sim('show', name)
  const prose = stdout.replaceAll(/^\{.*?^\}$/gms, '').split('\n')
  expect(prose.filter((line) => line.length > 80)).toEqual([])
})

it('a choker for seeds is tried on seeds', async () => {
  const { stdout } = await sim('show', 'seed-fastest')
  expect(stdout).toContain('--set peer.seedChoker=seed-fastest\n')
})

it('what to look at has a paragraph of its own', async () => {
  const { stdout } = await sim('show', 'flashcrowd')
  expect(stdout).toMatch(/^flashcrowd \(scenario\): .+\n\n(.+\n)+\nLook at .+\n/)
  expect(stdout).toMatch(/\nUse: +sim run flashcrowd\nFile: +scenarios\/flashcrowd.json\n\n{\n/)
})

it('the settings of a policy have type and default', async () => {
  const { stdout } = await sim('show', 'sybil')
  expect(stdout).toContain('  identities: whole number, 1 or more, default 5. ')
})

it('a name that two things share shows both', async () => {
  const { stdout } = await sim('show', 'free-rider-map')
  expect(stdout).toContain('free-rider-map (scenario)')
  expect(stdout).toContain('free-rider-map (sweep)')
})

it('a mistyped name is refused with the nearest', async () => {
  const { code, stdout, stderr } = await sim('show', 'flashcrwd')
  expect(stderr).toBe(
    'sim: nothing is called "flashcrwd". Did you mean "flashcrowd"? ' +
      'See "sim list WHAT": scenarios, models, sweeps, policies, presets\n',
  )
  expect(stdout).toBe('')
  expect(code).toBe(2)
})

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ALL_KINDS, namedOf } from '../../src/cli/names/named.js'
import { loadScenario } from '../../src/machine/input/scenario-file.js'
import { sim } from './terminal/recorder.js'

const all = await namedOf(ALL_KINDS)

it.each(all)(
  'sim show prints the description and the source or JSON of $kind $name',
  async (named) => {
    const { code, stdout } = await sim('show', named.name)
    expect(code).toBe(0)
    const flat = stdout.replaceAll(/\s+/g, ' ')
    expect(flat).toContain(`${named.name} (${named.kind})`)
    expect(flat).toContain(named.about.replaceAll(/\s+/g, ' '))
    if (named.source !== undefined) expect(flat).toContain(`Source: ${named.source} `)
    if (named.file !== undefined) expect(stdout).toContain(readFileSync(named.file, 'utf8'))
  },
)

it.each(all.filter(({ kind }) => kind !== 'sweep'))(
  'sim show prints a command with $kind $name whose scenario loads',
  async ({ kind, name }) => {
    const { stdout } = await sim('show', name)
    const page = stdout.split(`${name} (${kind})`)[1]
    const [, words] = /Use: +sim (?:run|demo) (.*)/.exec(page) ?? []
    const [file, , set] = words.split(' ')
    const { settings } = loadScenario(file, { set: set === undefined ? [] : [set] })
    expect(settings.groups.length).toBeGreaterThan(0)
  },
)

it.each(['adsl', 'streaming'])(
  'sim show %s prints text of at most 80 columns around the JSON',
  async (name) => {
    const { stdout } = await sim('show', name)
    const prose = stdout.replaceAll(/^\{.*?^\}$/gms, '').split('\n')
    expect(prose.filter((line) => line.length > 80)).toEqual([])
  },
)

it('sim show suggests a choker for seeds as peer.seedChoker', async () => {
  const { stdout } = await sim('show', 'seed-fastest')
  expect(stdout).toContain('--set peer.seedChoker=seed-fastest\n')
})

it('sim show prints what to look at as a separate paragraph', async () => {
  const { stdout } = await sim('show', 'flashcrowd')
  expect(stdout).toMatch(/^flashcrowd \(scenario\): .+\n\n(.+\n)+\nLook at .+\n/)
  expect(stdout).toMatch(/\nUse: +sim run flashcrowd\nFile: +scenarios\/flashcrowd.json\n\n{\n/)
})

it('sim show prints the type and default of a policy setting', async () => {
  const { stdout } = await sim('show', 'sybil')
  expect(stdout).toContain('  identities: whole number, 1 or more, default 5. ')
})

it('sim show prints both the scenario and the sweep of one name', async () => {
  const { stdout } = await sim('show', 'free-rider-map')
  expect(stdout).toContain('free-rider-map (scenario)')
  expect(stdout).toContain('free-rider-map (sweep)')
})

it('sim show refuses a mistyped name and suggests the nearest', async () => {
  const { code, stdout, stderr } = await sim('show', 'flashcrwd')
  expect(stderr).toBe(
    'sim: nothing is called "flashcrwd". Did you mean "flashcrowd"? ' +
      'See "sim list WHAT": scenarios, models, chapters, sweeps, policies, presets\n',
  )
  expect(stdout).toBe('')
  expect(code).toBe(2)
})

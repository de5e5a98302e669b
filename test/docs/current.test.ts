import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isGroup } from '../../src/cli/command.js'
import { entriesFor } from '../../src/cli/entries.js'
import type { JsonSchema } from '../../src/lab/scenario/json-schema.js'
import { parseScenario, scenarioSchema } from '../../src/lab/scenario/scenario.js'
import { sweepSchema } from '../../src/lab/sweep/schema.js'
import { allKeys } from './json-schema.js'
import { EXAMPLE } from './language-page.js'
import { PAGES } from './pages.js'

describe('a generated page', () => {
  it.each(PAGES.map(({ path, render }) => [path, render] as const))(
    'is current (npm run docs): %s',
    (path, render) => expect(readFileSync(path, 'utf8').replaceAll('\r\n', '\n')).toBe(render()),
  )
})

it('the data dictionary has a row for every command that writes into results/', async () => {
  const page = readFileSync('results/README.md', 'utf8')
  const entries = await entriesFor('--help')
  const commands = entries.flatMap((entry) => (isGroup(entry) ? entry.commands : [entry]))
  const writing = commands.filter(({ options }) => /^results/.test(String(options.out?.default)))
  expect(writing.map(({ name }) => name)).toContain('fuzz')
  for (const { name } of writing) expect(page).toContain(`\n| \`sim ${name}\` | `)
})

describe('the page of the scenario language', () => {
  const text = PAGES[0].render()

  it.each([scenarioSchema(), sweepSchema()])(
    'names every key of the scenario and sweep schemas (%#)',
    (schema) => {
      const names = new Set(allKeys(schema as JsonSchema).map(({ name }) => name))
      // A setting of a policy is in the policy's row, a key of a nested object in its outer key's.
      const forms = (name: string) => [`| \`${name}\` |`, `\`${name}\`: `, `{"${name}": `]
      const isNamed = (name: string) => forms(name).some((form) => text.includes(form))
      expect([...names].filter((name) => !isNamed(name))).toEqual([])
    },
  )

  it('starts with an example that is a valid scenario', () =>
    expect(parseScenario(EXAMPLE, 'example.json').hints).toEqual([]))
})

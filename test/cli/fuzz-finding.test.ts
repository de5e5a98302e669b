import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { claimFindingFile, replayCommand, writeFinding } from '../../src/cli/fuzz/finding-file.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sim-finding-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a finding never takes the name of an earlier file', () => {
  writeFileSync(join(folder, 'slots.json'), 'earlier')
  const names = ['slots', 'slots', 'range: a b', 'range: a.b']
  expect(names.map((rule) => claimFindingFile(folder, rule))).toEqual(
    ['slots-2', 'slots-3', 'range-a-b', 'range-a-b-2'].map((name) => join(folder, `${name}.json`)),
  )
  expect(readFileSync(join(folder, 'slots.json'), 'utf8')).toBe('earlier')
})

it.each([
  ['2 uploads', '2 uploads.'],
  ['It failed.', 'It failed.'],
])(
  'what happened, "%s", is a sentence of its own in the description of a finding',
  (what, text) => {
    const file = join(folder, 'slots.json')
    writeFinding(file, { rule: 'slots', what, document: { version: 1, name: 'x' } }, {})
    const { about } = JSON.parse(readFileSync(file, 'utf8'))
    expect(about).toBe(`${text} Repeat it with: sim fuzz --replay ${file}`)
  },
)

it('the command that repeats a finding loads the policies again, in quotes where needed', () => {
  const policies = { policy: ['greedy.ts', 'my policies/$lazy.ts'], decisionBudget: '2 s' }
  expect(replayCommand('out/slots.json', policies)).toBe(
    'sim fuzz --replay out/slots.json --policy greedy.ts --policy "my policies/\\$lazy.ts" ' +
      '--decision-budget "2 s"',
  )
})

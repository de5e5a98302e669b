import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { scenarioStart } from '../../src/cli/templates/scenario-start.js'
import { Experiment } from '../../src/lab/run/experiment.js'
import { parseScenario } from '../../src/lab/scenario/scenario.js'
import { loadScenario } from '../../src/machine/input/scenario-file.js'
import { sim } from './terminal/recorder.js'

const folder = mkdtempSync(join(tmpdir(), 'new-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('a new scenario has comments and completes as it is', async () => {
  const out = join(folder, 'mine')
  const { code, stdout } = await sim('new', 'my-swarm', '--out', out)
  const file = join(out, 'my-swarm.json')
  expect(code).toBe(0)
  expect(stdout).toContain(`  sim run ${file}\n`)
  expect(readFileSync(file, 'utf8')).toContain('// ')
  const { name, settings } = loadScenario(file)
  expect(name).toBe('my-swarm')
  const experiment = new Experiment(settings)
  while (experiment.step(100_000));
  expect(experiment.completed).toBe(50)
})

it('the alternatives in comments of a new scenario are valid, too', () => {
  const text = scenarioStart('mine', './scenario.schema.json')
  const leaving = text.replace(/("arrive": \{[^\n]*\})\n[^\n]*("leave": \{[^\n]*\})/, '$1,\n$2')
  expect(leaving).not.toBe(text)
  expect(parseScenario(leaving, 'mine.json').name).toBe('mine')
  const [poisson] = /\{ "kind": "poisson"[^}]*\}/.exec(text) ?? ['']
  const other = text.replace(/"arrive": \{[^}]*\}/, `"arrive": ${poisson}`)
  expect(parseScenario(other, 'mine.json').name).toBe('mine')
})

it('sim new never overwrites a file', async () => {
  const file = join(folder, 'there.json')
  writeFileSync(file, 'precious')
  const { code, stderr } = await sim('new', 'there.json', '--out', folder)
  expect(stderr).toBe(`sim: ${file} exists and was not changed; choose another name\n`)
  expect(readFileSync(file, 'utf8')).toBe('precious')
  expect(code).toBe(2)
})

it.each([
  ['My Swarm', 'expected lower-case letters, digits and hyphens'],
  ['../up', 'expected lower-case letters, digits and hyphens'],
  ['flashcrowd', '"flashcrowd" is a shipped scenario; choose another name'],
])('sim new refuses the name %j', async (name, message) => {
  const { code, stderr } = await sim('new', name, '--out', folder)
  expect(stderr).toContain(message)
  expect(existsSync(join(folder, `${name}.json`))).toBe(false)
  expect(code).toBe(2)
})

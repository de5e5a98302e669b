import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CHAPTERS } from '../../src/demo/chapters/chapters.js'
import { loadScenario } from '../../src/machine/input/scenario-file.js'

const FOLDER = new URL('../../scenarios/chapters/', import.meta.url)

it('the chapters are shipped as scenarios, which "sim run" finds by their names', () => {
  const files = readdirSync(FOLDER).sort()
  expect(files).toEqual(CHAPTERS.map(({ id }) => `${id}.json`).sort())
  for (const { id, scenario } of CHAPTERS) {
    const text = readFileSync(new URL(`${id}.json`, FOLDER), 'utf8')
    expect(JSON.parse(text), id).toEqual(scenario)
    expect(loadScenario(id).name).toBe(id)
  }
})

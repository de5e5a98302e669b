import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CHAPTERS } from '../../../src/demo/chapters/chapters.js'
import { loadScenario } from '../../../src/machine/input/scenario-file.js'

const words: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../../src/demo/words/chapters.en.json', import.meta.url), 'utf8'),
)
const FOLDER = new URL('../../../scenarios/chapters/', import.meta.url)

it('the chapters are shipped as scenarios, which "sim run" finds by their names', () => {
  const files = readdirSync(FOLDER).sort()
  expect(files).toEqual(CHAPTERS.map(({ id }) => `${id}.json`).sort())
  for (const [number, { id, scenario }] of CHAPTERS.entries()) {
    const text = readFileSync(new URL(`${id}.json`, FOLDER), 'utf8')
    const title = `Chapter ${number}: ${words[`${id}.title`]}`
    expect(JSON.parse(text), id).toEqual({ ...scenario, title, about: words[`${id}.question`] })
    expect(loadScenario(id).name).toBe(id)
  }
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chapterData } from '../../src/demo/chapters/build.js'
import { shippedDemos } from '../../src/machine/page/shipped-demos.js'
import { LINK_STATES } from '../../src/peer/link-states.js'
import { readText, root, sourcesUnder } from '../tidy/source.js'
import { unclearWordIn } from '../tidy/words.js'

const FOLDER = 'src/demo/words'

const textsOf = (file: string): Record<string, string> =>
  JSON.parse(readText(`${FOLDER}/${file}`).text)

const files = readdirSync(join(root, FOLDER)).filter((name) => /^..\.json$/.test(name))
const english = textsOf('en.json')

const valuesIn = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort()

it.each(files)('%s has the keys of English, and the same values in each text', (file) => {
  const texts = textsOf(file)
  expect(Object.keys(texts)).toEqual(Object.keys(english))
  for (const [key, text] of Object.entries(texts)) {
    expect([key, [...new Set(valuesIn(text))]]).toEqual([key, [...new Set(valuesIn(english[key]))]])
    expect(text.trim(), key).toBe(text)
    expect(text, key).not.toBe('')
  }
})

it('English uses clear words', () => {
  const unclear = Object.entries(english).filter(([, text]) => unclearWordIn(text) !== undefined)
  expect(unclear).toEqual([])
})

it('English calls the states of a link what `sim get` calls them', () => {
  const keys = Object.keys(english).filter((key) => key.startsWith('state-'))
  expect(keys.length).toBeGreaterThan(0)
  for (const key of keys) expect(LINK_STATES).toContain(english[key])
})

it('every shipped scenario and each of its groups has a name, in English its own', () => {
  const presets = chapterData((name) => readText(`scenarios/${name}.json`).text).presets
  for (const { name, title, settings } of [...shippedDemos(), ...presets]) {
    expect(english[`title-${name}`]).toBe(title)
    for (const group of settings.groups) expect(english[`group-${group.name}`]).toBe(group.name)
  }
})

it('every text is used, apart from those whose key is made of parts', () => {
  const sources = sourcesUnder('src/demo')
    .map(({ path }) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
  const isMade = (key: string) =>
    /^(?:act|event|reason|ended|group|one|layout|title|means)-/.test(key)
  const isUsed = (key: string) => sources.includes(`'${key}'`) || sources.includes(`"${key}"`)
  const unused = Object.keys(english).filter((key) => !isMade(key) && !isUsed(key))
  expect(unused).toEqual([])
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chapterData, chapterJson, chapterSettings } from '../../src/demo/chapters/build.js'
import { settingsWith } from '../../src/demo/chapters/chapter-settings.js'
import { CHAPTERS } from '../../src/demo/chapters/chapters.js'
import { runChapter, settingsOf } from '../../src/demo/chapters/expand.js'
import { firstSeed } from '../../src/demo/chapters/first-seed.js'
import { patchBetween, patched } from '../../src/demo/chapters/patch.js'
import { readInPage } from '../../src/replay/demo-scenario.js'

const shipped = new URL('../../scenarios/', import.meta.url)
const read = (name: string) => readFileSync(new URL(`${name}.json`, shipped), 'utf8')

describe('the settings that the build puts into the page', () => {
  it('are those of the parser for every variant', () => {
    for (const chapter of CHAPTERS) {
      const settings = chapterSettings(chapter)
      for (const { id, set } of chapter.variants) {
        const made = settingsWith(settings, [settings.variants[id]], '7')
        expect(made, `${chapter.id} ${id}`).toEqual(settingsOf(chapter, set, '7'))
      }
    }
  })

  it('are those of the parser for any two positions of two sliders', () => {
    for (const chapter of CHAPTERS) {
      const settings = chapterSettings(chapter)
      const all = chapter.knobs.flatMap(({ id, positions, from }) =>
        positions.flatMap(({ set }, at) =>
          at === from ? [] : [{ id, set, patch: settings.knobs[id][at] }],
        ),
      )
      for (const one of all) {
        for (const other of all.filter(({ id }) => id > one.id)) {
          const made = settingsWith(settings, [one.patch, other.patch], '1')
          const set = [...one.set, ...other.set]
          expect(made, `${chapter.id} ${set}`).toEqual(settingsOf(chapter, set, '1'))
        }
      }
    }
  })

  it('survive the way into the page and out of it', () => {
    expect(readInPage(chapterJson(read))).toEqual(chapterData(read))
  })

  it('have a scenario for each preset of the sandbox, each with an id of its own', () => {
    const ids = chapterData(read).presets.map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(5)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('patches', () => {
  it('change what they name and leave the value itself as it was', () => {
    const from = { a: [{ b: 1 }, { b: 2 }], c: { d: Infinity }, e: [] }
    const to = { a: [{ b: 1 }, { b: 3 }], c: { f: 1 }, e: [4] }
    const copy = structuredClone(from)
    const patch = patchBetween(from, to)
    expect(patched(from, patch)).toEqual(to)
    expect(from).toEqual(copy)
    expect(patch).toHaveLength(3)
    expect(patchBetween(to, to)).toEqual([])
  })
})

describe('the chapters', () => {
  it('open with a random seed with which every claim holds', () => {
    const failing = CHAPTERS.flatMap((chapter) => {
      const runs = runChapter(chapter, firstSeed(chapter.id))
      return chapter.claims.filter(({ holds }) => !holds(runs)).map(({ id }) => id)
    })
    expect(failing).toEqual([])
  })
})

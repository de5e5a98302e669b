import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentsExports } from './docstrings.js'
import { hasNoCircles, importsPurely, keepsFloors, runsInBrowsers } from './imports.js'
import { committedFiles, hasRoomyFolders, hasSmallFiles, hasTidyTop } from './layout.js'
import { namesPurely } from './purity.js'
import { hasShortFiles, hasShortFunctions, hasShortLines, hasShortMedian } from './sizes.js'
import { filesUnder, readText, root, sourcesUnder } from './source.js'
import { hasNoForbiddenWords, runsAllTests, usesClearWords } from './words.js'

const src = sourcesUnder('src')
const test = sourcesUnder('test')

// The rules' own files must name what they forbid.
const guarded = test.filter(({ path }) => !path.startsWith('test/tidy/'))

const papers = ['scenarios', 'notebooks', 'src', 'test', '.ci']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap(filesUnder)
  .concat(['README.md', 'CHANGELOG.md', 'package.json', 'tsconfig.json', '.gitignore'])
  .filter((path) => /\.(md|jsonc?|ipynb|html|gitignore)$|^\.ci\//.test(path))
  .filter((path) => existsSync(join(root, path)))
  .map(readText)

/** Everything that a user may read: strings in the sources, scenarios and pages. */
const clear = [...src, ...papers]

describe('the repository', () => {
  it('is read by the rules', () => {
    expect(src.length).toBeGreaterThan(0)
    expect(test.length).toBeGreaterThan(0)
    expect(papers.length).toBeGreaterThan(0)
    expect(committedFiles().length).toBeGreaterThan(src.length)
  })

  it('imports only from lower floors', () => expect(keepsFloors(src)).toEqual([]))
  it('has no circular imports', () => expect(hasNoCircles([...src, ...test])).toEqual([]))
  it('imports no Node module in pure folders', () => expect(importsPurely(src)).toEqual([]))
  it('imports nothing in the page that a browser lacks', () =>
    expect(runsInBrowsers(src)).toEqual([]))
  it('uses no clock, machine or unseeded chance in pure folders', () =>
    expect(namesPurely(src)).toEqual([]))

  it('has short files', () => expect(hasShortFiles([...src, ...test])).toEqual([]))
  it('has a short median file', () => expect(hasShortMedian(src)).toEqual([]))
  it('has short functions', () => expect(hasShortFunctions(src)).toEqual([]))
  it('has short lines', () => expect(hasShortLines([...src, ...test])).toEqual([]))

  it('documents every export', () => expect(documentsExports(src)).toEqual([]))
  it('contains no forbidden word', () =>
    expect(hasNoForbiddenWords([...src, ...guarded, ...papers])).toEqual([]))
  it('uses clear words for its users', () => {
    expect(usesClearWords(clear)).toEqual([])
  })
  it('leaves no test out', () => expect(runsAllTests(guarded)).toEqual([]))

  it('has a tidy top level', () => expect(hasTidyTop(readdirSync(root))).toEqual([]))
  it('has no crowded folder', () =>
    expect(hasRoomyFolders([...src, ...test].map(({ path }) => path))).toEqual([]))
  it('commits no large file', () => expect(hasSmallFiles(committedFiles())).toEqual([]))
})

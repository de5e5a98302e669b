import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../tidy/source.js'
import { codeBlocks } from './page.js'

const page = readFileSync(join(root, 'src/README.md'), 'utf8')
const excerpts = codeBlocks(page).filter(({ file }) => file !== '')

/** A text without the white space, which differs between a page and a file. */
const squeezed = (text: string) => text.replace(/\s+/g, '')

describe('the tour of the code', () => {
  it('has at most 150 lines', () => expect(page.trimEnd().split('\n').length).toBeLessThan(151))

  it('has code in it', () => expect(excerpts.length).toBeGreaterThan(5))

  it.each(excerpts)('quotes $file', ({ file, text }) => {
    const source = squeezed(readFileSync(join(root, 'src', file), 'utf8'))
    const parts = text.split('// ...').map(squeezed)
    expect(parts.filter((part) => !source.includes(part))).toEqual([])
  })

  it('names only files and folders that exist', () => {
    const names = [...page.matchAll(/`([\w./-]+(?:\.ts|\.json|\/))`/g)].map(([, name]) => name)
    const folders = ['', 'src', 'src/peer', 'src/sim', 'src/sim/overlays']
    const isHere = (name: string) => folders.some((folder) => existsSync(join(root, folder, name)))
    expect(names.filter((name) => !isHere(name))).toEqual([])
  })

  it('links only to files that exist', () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, file]) => file)
    expect(links.filter((file) => !existsSync(join(root, 'src', file)))).toEqual([])
  })
})

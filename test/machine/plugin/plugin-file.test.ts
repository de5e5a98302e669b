import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPlugin } from '../../../src/machine/plugin/plugin-file.js'
import { usePlugins } from '../../../src/machine/plugin/plugins.js'
import { fingerprintWith, pluginsOf } from '../../../src/machine/plugin/used-plugin.js'
import { CHOKERS, PICKERS } from '../../../src/policy/catalogue.js'
import { choker, picker, using, written } from './sample.js'

const load = (file: string) => loadPlugin(file, 10)

/** The message that refuses a plug-in of this text, without the folder. */
function refusal(text: string, name = 'mine.ts'): string {
  const [file] = written({ [name]: text })
  try {
    load(file)
  } catch (error) {
    expect((error as Error).name).toBe('PluginError')
    return (error as Error).message.replaceAll(`${dirname(file)}/`, '')
  }
  throw new Error('it was not refused')
}

describe('a plug-in is refused in one line:', () => {
  it.each([
    ['an empty file', '', 'mine.ts: expected a class as the default export, found none'],
    [
      'no default export',
      'export class A {}',
      'mine.ts: expected a class as the default export, found none',
    ],
    [
      'an object as default export',
      '\nexport default {}',
      'mine.ts:2: expected a class as the default export, found an object',
    ],
    [
      'no policy card',
      'export default class A {}',
      /^mine\.ts:1: expected a static "policy" such as \{ kind: "choker", name: .* \}, found none$/,
    ],
    [
      'an unknown kind',
      choker('', { kind: 'chocker' }),
      /^mine\.ts:2: policy\.kind: expected .*, found "chocker"; did you mean "choker"\?$/,
    ],
    [
      'an invalid name',
      choker('', { name: 'my choker' }),
      /^mine\.ts:2: policy\.name: expected letters, digits and hyphens, .*, found "my choker"$/,
    ],
    [
      'a missing method',
      choker('', { kind: 'picker' }),
      'mine.ts:2: a picker needs a method "next", found none',
    ],
    [
      'a choker with separate arguments, as before',
      choker().replace(/rechoke\(.*\) \{/, 'rechoke(now, links, unchoked) {'),
      'mine.ts:2: expected "rechoke" to take one object, found 3 arguments; ' +
        'write: rechoke({ now, links, unchoked, timed, recorder })',
    ],
    [
      'an invalid setting',
      choker('', { more: ", settings: { most: { about: '', kind: 'whole', default: 0 } }" }),
      'mine.ts:2: policy.settings.most: default: expected a whole number above 0, found 0',
    ],
    [
      'a syntax error',
      'export default class {\n  foo( {\n    return 1\n}\n',
      "mine.ts:3:5: Unexpected keyword 'return'.",
    ],
    [
      'an error while it is loaded',
      '\n\nconst a: number = oops',
      'mine.ts:3: failed to load: oops is not defined',
    ],
    [
      'an import of a missing file',
      "import a from './none.js'\na()",
      /^mine\.ts.*: failed to load: Cannot find module '\.\/none\.js'/,
    ],
    [
      'an error in its constructor',
      choker().replace('rechoke', "constructor() { throw new Error('no') }\n  rechoke"),
      'mine.ts:4: the constructor failed: no',
    ],
  ])('%s', (_what, text, message) =>
    expect(refusal(text)).toEqual(
      message instanceof RegExp ? expect.stringMatching(message) : message,
    ),
  )

  it('a missing file, with the nearest name', () => {
    const [file] = written({ 'mine.ts': choker() })
    const near = file.replace('mine', 'mien')
    expect(() => load(near)).toThrow(
      `${near}: expected a TypeScript or JavaScript file with a policy, found no such file; ` +
        `did you mean "${file}"?`,
    )
    expect(() => load(dirname(file))).toThrow('found a folder')
  })

  it('another kind of file', () =>
    expect(refusal('{}', 'mine.json')).toContain(
      'expected a file name ending in .ts, .mts, .js, .mjs',
    ))

  it('an endless loop', () => {
    const [file] = written({ 'mine.ts': 'while (true);' })
    expect(() => loadPlugin(file, 0.1)).toThrow(
      `${file}: loading took longer than 2 s; is there an endless loop?`,
    )
  })

  it('the name of a built-in policy or of another plug-in; then none is added', () => {
    const [mine, other, taken] = written({
      'mine.ts': choker(),
      'other.js': choker(),
      'taken.js': choker('', { name: 'tit-for-tat' }),
    })
    const before = Object.keys(CHOKERS)
    const use = (...files: string[]) => usePlugins({ files: files.map((file) => ({ file })) })
    expect(() => use(mine, other)).toThrow(
      `${other}: policy.name: "mine" is already the name of the choker in ${mine}`,
    )
    expect(() => use(taken)).toThrow('"tit-for-tat" is already the name of a built-in choker')
    expect(Object.keys(CHOKERS)).toEqual(before)
  })
})

describe('a plug-in', () => {
  it('may be TypeScript with all its syntax, or a CommonJS module', () => {
    const made = 'constructor(private readonly settings: { slots: number }) {}\n  rechoke('
    const typed = `enum Mark { No, Yes }
${choker('unchoked[0] = Mark.No').replace('rechoke(', made)}`
    const common = choker('', { name: 'common' }).replace('export default', 'module.exports =')
    using({ 'typed.ts': typed, 'common.js': common })
    expect(CHOKERS['mine'].about).toBe('serves all')
    expect(CHOKERS['common'].source).toMatch(/common\.js$/)
  })

  it('may share its name with a plug-in of another kind', () => {
    using({ 'one.js': choker(), 'two.js': picker() })
    expect([CHOKERS['mine'].about, PICKERS['mine'].about]).toEqual(['serves all', 'the first'])
  })

  it('leaves the catalogue when it is no longer in use', () => {
    const [file] = written({ 'mine.js': choker() })
    const remove = usePlugins({ files: [{ file }] })
    expect(CHOKERS).toHaveProperty('mine')
    remove()
    expect(CHOKERS).not.toHaveProperty('mine')
  })

  it('has the SHA-256 of its file, or of all its files', () => {
    const [file, part] = written({
      'mine.ts': `import { one } from './part.ts'\n${choker('unchoked[0] = one - 1')}`,
      'part.ts': 'export const one: number = 1\n',
    })
    const alone = written({ 'mine.ts': choker() })[0]
    const digest = createHash('sha256').update(readFileSync(alone)).digest('hex')
    expect(load(alone).sha256).toBe(digest)
    const before = load(file).sha256
    expect(load(file).sha256).toBe(before)
    writeFileSync(part, 'export const one: number = 1.0\n')
    expect(load(file).sha256).not.toBe(before)
  })

  it('has another digest if text moves from the end of a file to the start of the next', () => {
    const [first, second] = [`import './part.ts'\n${choker()}`, 'export const one = 1\n']
    const digestWith = (end: string, start: string) =>
      load(written({ 'mine.ts': first + end, 'part.ts': start + second })[0]).sha256
    expect(digestWith('// moved\n', '')).toBe(digestWith('// moved\n', ''))
    expect(digestWith('// moved\n', '')).not.toBe(digestWith('', '// moved\n'))
  })

  it('is refused if its digest is not the expected one', () => {
    const [file] = written({ 'mine.ts': choker() })
    const use = (sha256: string) => usePlugins({ files: [{ file, sha256 }] })
    use(load(file).sha256)()
    expect(() => use('0'.repeat(64))).toThrow(`${file}: changed since the run began`)
  })

  it('is named in messages as the user named it', () => {
    const [file] = written({ 'mine.ts': `${choker()}\noops()` })
    const named = relative('', file)
    expect(() => load(named)).toThrow(`${named}:10: failed to load: oops is not defined`)
  })

  it('changes the fingerprint of groups that use it, and of no other', () => {
    const groups = (name: string) => [{ choker: name, seedChoker: 'none', picker: 'random' }]
    const plain = fingerprintWith(groups('tit-for-tat'), { a: 1 })
    const prints = ['', ' ', '  '].map((blanks) => {
      const [file] = written({ 'mine.js': choker() + blanks })
      const remove = usePlugins({ files: [{ file }] })
      expect(fingerprintWith(groups('tit-for-tat'), { a: 1 })).toBe(plain)
      const found = pluginsOf(groups('mine'))
      expect(found).toMatchObject([{ kind: 'choker', name: 'mine', file }])
      const print = fingerprintWith(groups('mine'), { a: 1 })
      remove()
      return print
    })
    expect(new Set([plain, ...prints]).size).toBe(4)
  })
})

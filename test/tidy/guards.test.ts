import { describe, expect, it } from 'vitest'
import { documentsExports } from './docstrings.js'
import { floors, hasNoCircles, importsPurely, keepsFloors, runsInBrowsers } from './imports.js'
import { hasRoomyFolders, hasSmallFiles, hasTidyTop } from './layout.js'
import { namesPurely } from './purity.js'
import { hasShortFiles, hasShortFunctions, hasShortLines, hasShortMedian } from './sizes.js'
import { parse } from './source.js'
import { hasNoForbiddenWords, runsAllTests, usesClearWords } from './words.js'

// Each rule must report a planted fault, and pass a similar text without one.

describe('the rule on floors', () => {
  const faults = (path: string, text: string) => keepsFloors([parse(path, text)])

  it.each([
    ['src/base/a.ts', "import { b } from '../peer/b.js'"],
    ['src/peer/a.ts', "import type { B } from '../policy/b.js'"],
    ['src/sim/a.ts', "import { b } from '../net/b.js'"],
    ['src/net/a.ts', "import { b } from '../sim/b.js'"],
    ['src/cli/a.ts', "const b = await import('../demo/b.js')"],
    ['src/lab/run/a.ts', "export * from '../../cli/b.js'"],
    ['src/peer/a.ts', "type B = import('../sim/b.js').B"],
    ['src/peer/a.ts', "import { sim } from '../index.js'"],
    ['src/peer/a.ts', "import { b } from '../../test/b.js'"],
    ['src/attic/a.ts', 'export {}'],
    ['src/stray.ts', 'export {}'],
    ['src/lab/stray.ts', 'export {}'],
    ['src/lab/run/a.ts', "import { b } from '../summary/b.js'"],
    ['src/policy/chokers/a.ts', "import { b } from '../pickers/b.js'"],
  ])('reports %s: %s', (path, text) => expect(faults(path, text)).toHaveLength(1))

  it.each([
    ['src/sim/a.ts', "import { b } from '../peer/b.js'\nimport { c } from './c.js'"],
    ['src/index.ts', "export { b } from './lab/run/b.js'"],
    ['src/cli/a.ts', "import { readFileSync } from 'node:fs'"],
  ])('passes %s: %s', (path, text) => expect(faults(path, text)).toEqual([]))

  it('numbers floors from 0', () => expect(Math.min(...Object.values(floors))).toBe(0))
})

describe('the rule on circular imports', () => {
  const a = parse('src/base/a.ts', "import { b } from './b.js'")
  const b = parse('src/base/b.ts', "import { c } from './deep/c.js'")

  it('reports a circle of any length', () => {
    const c = parse('src/base/deep/c.ts', "import type { A } from '../a.js'")
    const trail = 'src/base/a.ts -> src/base/b.ts -> src/base/deep/c.ts -> src/base/a.ts'
    expect(hasNoCircles([a, b, c])).toEqual([`circular import: ${trail}`])
  })

  it('passes two paths to the same file', () => {
    const d = parse('src/base/d.ts', "import './a.js'\nimport './b.js'")
    expect(hasNoCircles([a, b, d])).toEqual([])
  })
})

describe('the rule on imports in pure folders', () => {
  const faults = (path: string, text: string) => importsPurely([parse(path, text)])

  it.each([
    ['src/base/a.ts', "import { readFileSync } from 'node:fs'"],
    ['src/sim/a.ts', "import fs from 'fs'"],
    ['src/peer/a.ts', "const z = await import('zod')"],
    ['src/policy/a.ts', "import seedrandom from 'seedrandom'"],
    ['src/lab/run/a.ts', "import { join } from 'node:path'"],
    ['src/lab/run/a.ts', "import { b } from '../../machine/files/b.js'"],
  ])('reports %s: %s', (path, text) => expect(faults(path, text)).toHaveLength(1))

  it.each([
    ['src/base/random.ts', "import seedrandom from 'seedrandom'"],
    ['src/lab/scenario/a.ts', "import { z } from 'zod'"],
  ])('passes %s: %s', (path, text) => expect(faults(path, text)).toEqual([]))
})

describe('the rule on imports in the page', () => {
  const faults = (text: string) => runsInBrowsers([parse('src/demo/page/a.tsx', text)])

  it.each(["import { join } from 'node:path'", "import { b } from '../../machine/input/b.js'"])(
    'reports %s',
    (text) => expect(faults(text)).toHaveLength(1),
  )

  it.each(["import { b } from '../../replay/b.js'", "import { h } from 'preact'"])(
    'passes %s',
    (text) => expect(faults(text)).toEqual([]),
  )

  it('holds for the library too', () => {
    const text = "import { b } from '../machine/input/b.js'"
    expect(runsInBrowsers([parse('src/library/a.ts', text)])).toHaveLength(1)
  })
})

describe('the rule on globals in pure folders', () => {
  const faults = (text: string) => namesPurely([parse('src/sim/a.ts', text)])

  it.each([
    'const now = Date.now()',
    'const now = new Date()',
    'const now = performance.now()',
    'setTimeout(() => {}, 1)',
    'const draw = Math.random()',
    "const draw = Math['random']()",
    'const { random } = Math',
    'const seed = process.env.SEED',
    'console.log(1)',
    'const all = globalThis',
  ])('reports %s', (text) => expect(faults(text)).toHaveLength(1))

  it.each([
    'const x = Math.sqrt(2)',
    'link.process(1)',
    '// Date.now() is not called',
    "f('Date')",
  ])('passes %s', (text) => expect(faults(text)).toEqual([]))

  it('passes other folders', () =>
    expect(namesPurely([parse('src/cli/a.ts', 'console.log(Date.now())')])).toEqual([]))
})

describe('the rules on size', () => {
  const file = (lines: number) => parse('src/base/a.ts', 'f()\n'.repeat(lines))
  const body = (lines: number) => `{\n${'  f()\n'.repeat(lines - 2)}}`

  it('report a long file', () => {
    expect(hasShortFiles([file(401)])).toHaveLength(1)
    expect(hasShortFiles([file(400)])).toEqual([])
  })

  it('report a long median file', () => {
    expect(hasShortMedian([file(1), file(121), file(122)])).toHaveLength(1)
    expect(hasShortMedian([file(1), file(120), file(400)])).toEqual([])
  })

  it.each(['function f() ', 'const f = () => ', 'class A { constructor() ', 'class A { get a() '])(
    'report a long %s',
    (head) => {
      expect(hasShortFunctions([parse('src/base/a.ts', head + body(61))])).toHaveLength(1)
      expect(hasShortFunctions([parse('src/base/a.ts', head + body(60))])).toEqual([])
    },
  )

  it('report a wide line, even in a comment, unless it holds a URL', () => {
    const wide = (start: string) => parse('src/base/a.ts', start.padEnd(101, 'x'))
    expect(hasShortLines([wide('// ')])).toHaveLength(1)
    expect(hasShortLines([wide('// https://')])).toEqual([])
    expect(hasShortLines([parse('src/base/a.ts', '// '.padEnd(100, 'x'))])).toEqual([])
  })
})

describe('the rule on clear words', () => {
  const faults = (path: string, text: string) => usesClearWords([{ path, text }])
  const template = (...parts: string[]) => `const a = \`${parts.join('$' + '{b}')}\``

  it.each([
    "const a = 'Names another draw of all chance'",
    template('what', ' befalls ', ' now'),
    template('Who unchokes whom: '),
    "const a = 'Whoever hears a have'",
    "const a = 'the same: every word'",
    "const a = 'Runs it and says what differs'",
  ])('report in code %s', (text) => expect(faults('src/cli/a.ts', text)).toHaveLength(1))

  it.each([
    "const a = 'conduct'",
    "// whom to serve\nconst a = 'neighbours to serve'",
    "const a = 'the tracker says: full'",
    "const a = 'a tit-for-tat run besides the guessed one'",
  ])('pass in code %s', (text) => expect(faults('src/cli/a.ts', text)).toEqual([]))

  it('look at titles and stories of scenarios, and at prose', () => {
    const about = '{\n  "about": "Free riders beside others",\n  "conduct": "lest we forget"\n}'
    expect(faults('scenarios/a.json', about)).toEqual(['scenarios/a.json:2: says "beside"'])
    const prose = 'Who unchokes\nwhom.\n```\nwhom\n```\n'
    expect(faults('README.md', prose)).toEqual(['README.md:2: says "whom"'])
  })
})

describe('the rules on words and skipped tests', () => {
  const faults = (text: string) => hasNoForbiddenWords([{ path: 'README.md', text }])

  it.each([
    '// TODO: later',
    'FIXME',
    'XXX',
    'a HACK',
    "throw new Error('Not implemented')",
    'a placeholder',
    ...['home', 'root', 'tmp', 'work', 'Users'].map((top) => `see /${top}/ann`),
  ])('report %s', (text) => expect(faults(text)).toHaveLength(1))

  it('pass similar words that are allowed', () =>
    expect(faults('A workshop hacks methods, in place.')).toEqual([]))

  it.each(['it.only(1)', 'describe.only(1)', 'it.skip(1)', 'test.todo(1)', '//\nit.skip(1)'])(
    'report %s',
    (text) => expect(runsAllTests([{ path: 'test/a.test.ts', text }])).toHaveLength(1),
  )

  it.each(['it(1)', 'it.skip(1) // needs a newer Node', '// needs a newer Node\nit.skip(1)'])(
    'pass %s',
    (text) => expect(runsAllTests([{ path: 'test/a.test.ts', text }])).toEqual([]),
  )
})

describe('the rule on docstrings', () => {
  const faults = (text: string) => documentsExports([parse('src/base/a.ts', text)])

  it.each([
    'export function f() {}',
    'export const x = 1',
    'export class A {}',
    'export interface A {}',
    'export type A = 1',
    'export enum A {}',
    'export default 1',
    '// a comment is none\nexport const x = 1',
    '/* nor is this */\nexport const x = 1',
    '/** Too far. */\n\nexport const x = 1',
    'function f() {}\nexport { f }',
  ])('reports %j', (text) => expect(faults(text)).toHaveLength(1))

  it.each([
    '/** Says what. */\nexport function f() {}',
    '/** Says what. */\nfunction f() {}\nexport { f }',
    '/** Both. */\nexport function f(a: 1): void\nexport function f(a: unknown): void {}',
    "export { f } from './f.js'",
    'const inside = 1',
  ])('passes %j', (text) => expect(faults(text)).toEqual([]))
})

describe('the rules on layout', () => {
  it('report an unknown name at the top level', () => {
    expect(hasTidyTop(['src', '.ci', 'dist', 'notes.txt', 'bench'])).toHaveLength(2)
    expect(hasTidyTop(['src', 'README.md', 'node_modules'])).toEqual([])
  })

  it('report a crowded folder', () => {
    const files = Array.from({ length: 31 }, (_, i) => `src/base/${i}.ts`)
    expect(hasRoomyFolders(files)).toHaveLength(1)
    expect(hasRoomyFolders(files.slice(1))).toEqual([])
  })

  it('report a large file', () => {
    expect(hasSmallFiles([{ path: 'a', bytes: 2 ** 20 + 1 }])).toHaveLength(1)
    expect(hasSmallFiles([{ path: 'a', bytes: 2 ** 20 }])).toEqual([])
  })
})

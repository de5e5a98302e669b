import { describe, expect, it } from 'vitest'
import { parse, sourcesUnder } from '../tidy/source.js'
import { type Equivalent, equivalentOf } from './equivalent.js'
import { mutantsOf } from './list.js'
import { LOADED, mutated } from './mutant.js'
import { FOLDERS, optionsOf } from './options.js'
import { probed, probesOf } from './probes.js'
import { summaryOf } from './report.js'
import { sample, wilson } from './sample.js'

/** Returns the texts that one line of code becomes. */
function variants(code: string): string[] {
  return mutantsOf(parse('src/peer/a.ts', code)).map((mutant) => mutated(code, mutant))
}

describe('the mutations', () => {
  it.each([
    ['a < b', ['a <= b']],
    ['f(a + b)', [';', 'f(a - b)']],
    ['if (a && !b) c()', ['if (!(a && !b)) c()', 'if (a || !b) c()', 'if (a && b) c()']],
    ['x = Math.min(a, 1)', [';', 'x = Math.max(a, 1)', 'x = Math.min(a, 2)']],
    ['a += b', [';', 'a -= b']],
    ['i++', [';', 'i--']],
    ['while (a) break', ['while (!(a)) break', 'while (a) ;']],
    ['const f = (): boolean => { return a }', ['const f = (): boolean => { return !(a) }']],
    ['const f = (): number => { return a }', ['const f = (): number => { return (a) + 1 }']],
  ])('of "%s" are each one change', (code, expected) => {
    expect(variants(code)).toEqual(expect.arrayContaining(expected))
  })

  it.each([
    'import a from "b"',
    'type A = 1 | 2',
    'interface A { b: 1 }',
    'throw new Error(a + 1)',
    'a = "b" + c',
    'class A extends B { constructor() { super() } }',
    'class A { constructor(a) { this.a = a } }',
    'switch (a) { case b: break }',
  ])('leave out "%s"', (code) => {
    const changes = variants(code).filter((text) => text !== ';')
    expect(changes).toEqual([])
  })

  it('have names of their own, and each changes its file', () => {
    const ids = new Set<string>()
    for (const source of FOLDERS.flatMap(sourcesUnder)) {
      for (const mutant of mutantsOf(source)) {
        expect(ids.has(mutant.id)).toBe(false)
        ids.add(mutant.id)
        expect(mutant.after).not.toBe(mutant.before)
      }
    }
    expect(ids.size).toBeGreaterThan(1000)
  })

  it('are refused for a text that has changed', () => {
    const [mutant] = mutantsOf(parse('src/peer/a.ts', 'a < b'))
    expect(() => mutated('a + b', mutant)).toThrow('the file has changed')
  })
})

describe('the probes', () => {
  const code = 'const a = 1\nfunction f() { if (a) { return 2 } return 3 }'
  const source = parse('src/peer/a.ts', code)

  it('belong to the innermost block around a mutant', () => {
    const probes = Object.fromEntries(mutantsOf(source).map((m) => [m.before, m.probe]))
    expect(probes['1']).toBe(LOADED)
    expect(probes['3']).toBeGreaterThan(LOADED)
    expect(probes['2']).toBeGreaterThan(probes['3'])
  })

  it('record the blocks that run', () => {
    const text = probed(source, probesOf(source))
    const scope: { mutantProbes?: Record<string, Uint8Array> } = {}
    new Function('globalThis', text.replace('const a = 1', 'const a = 0; f()'))(scope)
    expect(scope.mutantProbes).toEqual({ 'src/peer/a.ts': Uint8Array.of(1, 1, 0) })
    expect(text.split('\n').length).toBe(code.split('\n').length)
  })
})

describe('a sample', () => {
  const items = Array.from({ length: 100 }, (_, i) => i)

  it('is the same for the same random seed, in order and without repeats', () => {
    const drawn = sample(items, 20, 'a')
    expect(sample(items, 20, 'a')).toEqual(drawn)
    expect(sample(items, 20, 'b')).not.toEqual(drawn)
    expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual(drawn)
    expect(drawn).toHaveLength(20)
  })

  it('has the interval of Wilson (1927)', () => {
    // Newcombe (1998), table I: 81 of 263 and 0 of 20.
    expect(wilson(81, 263)).toEqual({
      low: expect.closeTo(0.2553, 4),
      high: expect.closeTo(0.3662, 4),
    })
    expect(wilson(0, 20)).toEqual({ low: 0, high: expect.closeTo(0.1611, 4) })
  })
})

describe('a known equivalent', () => {
  const code = 'a\n  if (b < c) d()'
  const mutant = mutantsOf(parse('src/peer/a.ts', code)).find(({ kind }) => kind === 'boundary')!
  const entry: Equivalent = {
    path: 'src/peer/a.ts',
    code: 'if (b < c) d()',
    column: 7,
    after: '<=',
    why: 'd does nothing',
  }

  it('is found by the text of its line', () => {
    expect(equivalentOf([entry], code, mutant)).toBe(entry)
    expect(equivalentOf([{ ...entry, after: '>' }], code, mutant)).toBeUndefined()
    expect(equivalentOf([{ ...entry, column: 8 }], code, mutant)).toBeUndefined()
  })

  it('is one that adds 0, by whatever name', () => {
    const text =
      "import * as P from './partial-pieces.js'\nconst A = 0\nf(b + A, b + P.PIECE, b + P.NEXT)"
    const mutants = mutantsOf(parse('src/peer/a.ts', text))
    const sums = mutants.filter((one) => one.kind === 'arithmetic')
    expect(sums.map(({ same }) => same)).toEqual(['adds 0', 'adds 0', undefined])
  })

  it('does not count in the share', () => {
    const results = [
      { mutant, status: 'killed', by: 'a test' },
      { mutant, status: 'equivalent', by: 'd does nothing' },
    ] as const
    const summary = summaryOf(results, optionsOf(['--count', '2']))
    expect(summary).toContain('Killed: 1 of 1 mutants, 100.0 %')
    expect(summary).toContain('npm run mutants -- --count 2 --seed 1')
  })
})

describe('the options', () => {
  it.each([
    [['--count', '0'], 'found "0"'],
    [['--count', 'many'], 'try --count 50'],
    [['--slowest', '-'], 'try --slowest'],
    [['--fils'], "Unknown option '--fils'"],
    [['src/peer'], 'try npm run mutants -- --help'],
  ])('refuse %j', (args, message) => {
    expect(() => optionsOf(args)).toThrow(message)
  })
})

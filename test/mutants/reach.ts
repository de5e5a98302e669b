import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { importsOf, target } from '../tidy/imports.js'
import { filesUnder, parse, readText, root } from '../tidy/source.js'
import type { Mutant } from './mutant.js'
import { TestHost } from './test-host.js'

/** What one test file reaches, and how long it takes. */
export interface Reach {
  /** The hash of all files that the test file loads. */
  readonly key: string
  readonly seconds: number
  readonly failed: boolean
  /** For each source file: a digit for each probe, 1 for one that was hit. */
  readonly hits: Readonly<Record<string, string>>
}

/** The folder of the results, which is not committed. */
export const OUTPUT = join(root, 'coverage', 'mutants')
const cache = join(OUTPUT, 'reach.json')
const hitsFile = join(OUTPUT, 'hits.jsonl')

/** The tests that count: golden hashes notice every change, and state no rule. */
export function testFiles(): string[] {
  return ['test/peer', 'test/policy', 'test/sim', 'test/lab']
    .flatMap(filesUnder)
    .filter((path) => path.endsWith('.test.ts') && path !== 'test/sim/golden.test.ts')
}

/** Measures what each test file reaches; those whose files are unchanged are not run again. */
export async function measureReach(
  tests: readonly string[],
  fresh: boolean,
  print: (line: string) => void,
): Promise<Map<string, Reach>> {
  mkdirSync(OUTPUT, { recursive: true })
  const keys = keysOf(tests)
  const known = new Map(fresh ? [] : readCache())
  for (const [test, reach] of known) if (keys.get(test) !== reach.key) known.delete(test)
  const stale = tests.filter((test) => !known.has(test))
  if (stale.length > 0) {
    print(`measuring what ${stale.length} test files reach`)
    for (const [test, reach] of await measure(stale, keys, print)) known.set(test, reach)
    writeFileSync(cache, JSON.stringify([...known]))
  }
  return new Map(tests.map((test) => [test, known.get(test)!]))
}

function readCache(): [string, Reach][] {
  return existsSync(cache) ? (JSON.parse(readFileSync(cache, 'utf8')) as [string, Reach][]) : []
}

async function measure(
  tests: readonly string[],
  keys: ReadonlyMap<string, string>,
  print: (line: string) => void,
): Promise<[string, Reach][]> {
  rmSync(hitsFile, { force: true })
  const host = new TestHost(['probes'], { MUTANTS_HITS: hitsFile })
  const seconds = new Map<string, number>()
  try {
    const outcome = await host.run(
      { files: tests },
      {
        seconds: () => 1800,
        ended: (file, taken) => {
          seconds.set(file, taken)
          print(`${seconds.size}/${tests.length} ${file} (${taken.toFixed(1)} s)`)
        },
      },
    )
    const failures = outcome.kind === 'failed' ? outcome.failures : []
    for (const { file, test, message } of failures) print(`fails: ${file} > ${test}: ${message}`)
    const failed = new Set(failures.map(({ file }) => file))
    const hits = readHits()
    return tests.map((test) => [
      test,
      {
        key: keys.get(test)!,
        seconds: seconds.get(test) ?? 0,
        failed: failed.has(test) || !hits.has(test),
        hits: hits.get(test) ?? {},
      },
    ])
  } finally {
    host.stop()
  }
}

function readHits(): Map<string, Reach['hits']> {
  if (!existsSync(hitsFile)) return new Map()
  const lines = readFileSync(hitsFile, 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.map((line) => {
      const { test, hits } = JSON.parse(line) as { test: string; hits: Reach['hits'] }
      return [relative(root, test).replaceAll('\\', '/'), hits]
    }),
  )
}

/** Returns for each test file a hash of it and of all that it imports, directly or not. */
function keysOf(tests: readonly string[]): Map<string, string> {
  const files = new Map<string, { digest: string; imports: string[] }>()
  const read = (path: string) => {
    const known = files.get(path)
    if (known) return known
    const source = parse(path, existsSync(join(root, path)) ? readText(path).text : '')
    const imports = importsOf(source).map(({ from }) => target(source, from))
    const file = {
      digest: createHash('sha256').update(source.text).digest('hex'),
      imports: imports.filter((imported) => imported !== undefined),
    }
    files.set(path, file)
    return file
  }
  return new Map(
    tests.map((test) => {
      const loaded = new Set([test])
      for (const path of loaded) for (const next of read(path).imports) loaded.add(next)
      const texts = [...loaded].sort().map((path) => `${path} ${read(path).digest}`)
      return [test, createHash('sha256').update(texts.join('\n')).digest('hex')]
    }),
  )
}

/** Orders the tests that reach a mutant: those of its own part and the fast ones come first. */
export function testsFor(mutant: Mutant, reaches: ReadonlyMap<string, Reach>): string[] {
  const name = /([^/]+)\.ts$/.exec(mutant.path)![1]
  const folder = mutant.path.replace(/^src\//, 'test/').replace(/\/[^/]+$/, '/')
  const rank = (test: string) => {
    const isOwn = test.startsWith(`${folder}${name}.`)
    const isNear = test.startsWith(folder)
    return (0.1 + reaches.get(test)!.seconds) * (isOwn ? 0.01 : isNear ? 0.3 : 1)
  }
  return [...reaches]
    .filter(([, { failed, hits }]) => !failed && hits[mutant.path]?.[mutant.probe] === '1')
    .map(([test]) => test)
    .sort((a, b) => rank(a) - rank(b))
}

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, readText, root, sourcesUnder } from '../tidy/source.js'
import { equivalentOf, readEquivalents } from './equivalent.js'
import { mutantsOf } from './list.js'
import { type Mutant, mutated } from './mutant.js'
import { FOLDERS, HELP, type Options, optionsOf, UsageError } from './options.js'
import { measureReach, OUTPUT, type Reach, testFiles, testsFor } from './reach.js'
import { lineOf, type Result, summaryOf } from './report.js'
import { sample } from './sample.js'
import { TestHost } from './test-host.js'

/**
 * Mutation tests: `npm run mutants`. See README.md for why this is not StrykerJS.
 */

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

const resultsFile = join(OUTPUT, 'results.json')

/** Reads the results of the last run. */
function lastResults(): Result[] {
  if (existsSync(resultsFile)) return JSON.parse(readFileSync(resultsFile, 'utf8')) as Result[]
  throw new UsageError('--survivors: there is no last run; try npm run mutants -- --count 50')
}

/** Lists the mutants of the files and folders that the options name. */
function candidates({ files, mutants }: Options): Mutant[] {
  const paths = mutants.length > 0 ? mutants.map((id) => id.split(':', 1)[0]) : files
  const sources = [...new Set(paths)].flatMap((path) => {
    const isInside = FOLDERS.some((folder) => path === folder || path.startsWith(`${folder}/`))
    if (!isInside || !existsSync(join(root, path))) {
      const known = FOLDERS.join(', ')
      throw new UsageError(
        `no file or folder "${path}" in ${known}; try --file src/peer/requests.ts`,
      )
    }
    return statSync(join(root, path)).isDirectory()
      ? sourcesUnder(path)
      : [parse(path, readText(path).text)]
  })
  return sources.flatMap(mutantsOf)
}

function chosen(options: Options): Mutant[] {
  const all = candidates(options)
  if (options.mutants.length === 0) return sample(all, options.count, options.seed)
  return options.mutants.map((id) => {
    const found = all.find((mutant) => mutant.id === id)
    if (found) return found
    const path = id.split(':', 1)[0]
    throw new UsageError(`no mutant "${id}"; try --file ${path} --count all --list`)
  })
}

async function runOne(
  host: TestHost,
  mutant: Mutant,
  reaches: ReadonlyMap<string, Reach>,
): Promise<Result> {
  const { text } = readText(mutant.path)
  const files = testsFor(mutant, reaches)
  if (files.length === 0) return { mutant, status: 'survived', by: 'no test reaches it' }
  const outcome = await host.run(
    { files, replaced: { path: mutant.path, text: mutated(text, mutant) } },
    { seconds: (file) => 20 + 10 * (reaches.get(file)?.seconds ?? 0) },
  )
  if (outcome.kind === 'passed')
    return { mutant, status: 'survived', by: `${files.length} test files pass` }
  if (outcome.kind !== 'failed')
    return { mutant, status: 'killed', by: `${outcome.file}: ${outcome.kind}` }
  const [{ file, test, message }] = outcome.failures
  return { mutant, status: 'killed', by: `${file} > ${test}: ${message}` }
}

async function runAll(
  mutants: readonly Mutant[],
  before: readonly Result[],
  options: Options,
): Promise<Result[]> {
  const all = await measureReach(testFiles(), options.fresh, print)
  for (const [test, { failed }] of all)
    if (failed) print(`left out, since it fails without a mutant: ${test}`)
  const reaches = new Map([...all].filter(([, { seconds }]) => seconds <= options.slowest))
  const known = readEquivalents()
  const results: Result[] = []
  const host = new TestHost()
  const end = () => {
    host.stop()
    finish(results, before, options)
    process.exit(130)
  }
  process.once('SIGINT', end).once('SIGTERM', end)
  for (const mutant of mutants) {
    const why = mutant.same ?? equivalentOf(known, readText(mutant.path).text, mutant)?.why
    const since = Date.now()
    const result: Result =
      why !== undefined && options.mutants.length === 0
        ? { mutant, status: 'equivalent', by: why }
        : await runOne(host, mutant, reaches)
    results.push(result)
    const seconds = ((Date.now() - since) / 1000).toFixed(1)
    print(`${results.length}/${mutants.length} ${lineOf(result)} (${seconds} s)`)
  }
  host.stop()
  return results
}

/** Writes all results, with those of the last run that were not run again. */
function finish(results: readonly Result[], before: readonly Result[], options: Options): void {
  const again = new Map(results.map((result) => [result.mutant.id, result]))
  const all = before.length > 0 ? before.map((old) => again.get(old.mutant.id) ?? old) : results
  mkdirSync(OUTPUT, { recursive: true })
  writeFileSync(resultsFile, `${JSON.stringify(all, null, 2)}\n`)
  process.stdout.write(summaryOf(all, options))
}

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(HELP)
    return
  }
  const before = options.survivors ? lastResults() : []
  const survivors = before.filter(({ status }) => status === 'survived')
  const ids = options.survivors ? survivors.map(({ mutant }) => mutant.id) : options.mutants
  const mutants = options.survivors && ids.length === 0 ? [] : chosen({ ...options, mutants: ids })
  if (options.list) {
    for (const { id, before, after } of mutants) print(`${id}  ${short(before)} -> ${short(after)}`)
    return
  }
  const which = options.survivors ? 'survivors of the last run' : `random seed ${options.seed}`
  print(`${mutants.length} mutants, ${which}`)
  finish(await runAll(mutants, before, options), before, options)
  process.exit()
}

function short(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 40)
}

try {
  await main()
} catch (error) {
  const isUsage = error instanceof UsageError
  process.stderr.write(`${isUsage ? error.message : (error as Error).stack}\n`)
  process.exit(isUsage ? 2 : 1)
}

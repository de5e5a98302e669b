import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../tidy/source.js'
import { clone, emptyFolder, shellEnvironment } from './checkout.js'

/**
 * A package with more files has some that nobody needs: 170 chunks of the program, 62 scenarios,
 * twelve of them chapters of the page, and the page.
 */
const MAX_FILES = 320

/** A library user's program; TypeScript checks it, Node runs it. */
const PROGRAM = `
import { Experiment, loadScenario, run, type ScenarioRun } from 'swarm-sim'
const set: readonly string[] = ['groups.leechers.count=10', 'torrent.size=1MiB']
const experiment: Experiment = new Experiment(loadScenario('flashcrowd', { set }).settings)
while (experiment.step(10_000));
const completed: number = experiment.completed
const { summary }: ScenarioRun = run('flashcrowd', { set, seed: '2' })
console.log(completed + summary.completed)
`

const run = (cwd: string, command: string, args: readonly string[], env = shellEnvironment()) =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Every file below a folder with its time of change and its text. */
function snapshot(folder: string) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return names
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => ({ name, changed: statSync(join(folder, name)).mtimeMs }))
}

/** Runs a command line; returns its output and the arguments of each Node process it starts. */
function recorded(cwd: string, command: string, args: readonly string[], cache: string) {
  const log = join(emptyFolder(), 'processes')
  const recorder = `${log}.cjs`
  const line = 'JSON.stringify(process.argv.slice(1)) + "\\n"'
  writeFileSync(recorder, `require('node:fs').appendFileSync(${JSON.stringify(log)}, ${line})`)
  const env = shellEnvironment({
    NODE_OPTIONS: `--require ${recorder}`,
    npm_config_cache: cache,
    npm_config_update_notifier: 'false',
  })
  const stdout = run(cwd, command, args, env)
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  return { stdout, processes: lines.map((each) => JSON.parse(each) as string[]) }
}

it('a clone runs sim at once after npm ci, and its package runs elsewhere', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const checkout = clone()
  run(checkout, 'npm', ['ci', '--prefer-offline'])
  for (const kind of ['', '.cmd', '.ps1']) {
    expect(existsSync(join(checkout, `node_modules/.bin/sim${kind}`)), kind).toBe(true)
  }

  // The first call starts npx and the program, and nothing else: no installation, no build.
  const built = snapshot(join(checkout, 'dist'))
  const cache = emptyFolder()
  const first = recorded(checkout, 'npx', ['sim', '--version'], cache)
  expect(first.stdout).toBe(`${version}\n`)
  expect(first.processes.map(([script]) => script.replaceAll('\\', '/'))).toEqual([
    expect.stringMatching(/\/npx(-cli\.js)?$/),
    expect.stringMatching(/\/dist\/cli\/main\.js$/),
  ])
  expect(readdirSync(cache)).not.toContain('_npx')
  expect(snapshot(join(checkout, 'dist'))).toEqual(built)

  // Packing builds again. Equal code has files of equal names and texts.
  const texts = () => built.map(({ name }) => readFileSync(join(checkout, 'dist', name), 'utf8'))
  const before = texts()
  const [packed] = JSON.parse(run(checkout, 'npm', ['pack', '--json', '--loglevel=error']))
  expect(snapshot(join(checkout, 'dist')).map(({ name }) => name)).toEqual(
    built.map(({ name }) => name),
  )
  expect(texts()).toEqual(before)
  expect(packed.entryCount).toBeLessThanOrEqual(MAX_FILES)
  const paths = packed.files.map(({ path }: { path: string }) => path)
  expect(paths).toEqual(expect.arrayContaining(picturesOf(join(checkout, 'README.md'))))

  const elsewhere = emptyFolder()
  writeFileSync(join(elsewhere, 'package.json'), '{ "type": "module" }')
  run(elsewhere, 'npm', ['install', '--prefer-offline', join(checkout, packed.filename)])
  const small = ['--set', 'groups.leechers.count=20', '--set', 'torrent.size=2MiB']
  const summary = run(elsewhere, 'npx', ['sim', 'run', 'flashcrowd', ...small, '--json', '--quiet'])
  expect(JSON.parse(summary)).toMatchObject({ name: 'flashcrowd', completed: 20 })
  expect(existsSync(join(elsewhere, 'results/flashcrowd/seed-1/report.html'))).toBe(true)

  writeFileSync(join(elsewhere, 'program.ts'), PROGRAM)
  const options = ['--target', 'es2023', '--module', 'nodenext', '--strict']
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  run(elsewhere, process.execPath, [tsc, ...options, 'program.ts'])
  expect(run(elsewhere, process.execPath, ['program.js'])).toBe('20\n')
}, 900_000)

/** The pictures of this package that a page shows. */
function picturesOf(page: string): string[] {
  const text = readFileSync(page, 'utf8')
  const named = [...text.matchAll(/!\[[^\]]*\]\(([^)\s]+)|<img[^>]*src="([^"]+)"/g)]
  return named
    .map(([, markdown, html]) => markdown ?? html)
    .filter((path) => !/^[a-z]+:/.test(path))
    .map((path) => path.replace(/^\.\//, ''))
}

import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { choker, picker, written } from '../machine/plugin/sample.js'
import { child } from './child.js'
import { freshFolder, seeding, shared } from './client/shared-content.js'
import { SMALL } from './small-swarm.js'
import { sim } from './terminal/recorder.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Makes a folder with a small scenario and a policy. */
function place(text = choker(), name = 'mine.js') {
  const [scenario, file] = written({ 'small.json': JSON.stringify(SMALL), [name]: text })
  const folder = join(scenario, '..')
  const out = join(folder, 'results')
  const quiet = ['--out', out, '--quiet']
  const run = (...more: string[]) =>
    sim('run', scenario, '--policy', file, '--no-charts', ...quiet, ...more)
  return { folder, scenario, file, out, quiet, run }
}

const MINE = ['--set', 'peer.choker=mine']

describe('sim run --policy', () => {
  it('makes the policy available by name, and records its file in the manifest', async () => {
    const { run, out, file } = place()
    const { code, stderr } = await run(...MINE)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const [folder] = readdirSync(join(out, 'small'))
    const manifest = JSON.parse(readFileSync(join(out, 'small', folder, 'manifest.json'), 'utf8'))
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/)
    expect(manifest.plugins).toEqual([{ kind: 'choker', name: 'mine', file, sha256 }])
  })

  it('warns if no group uses the policy', async () => {
    const { run, file } = place()
    const { code, stderr } = await run()
    expect(code).toBe(0)
    expect(stderr).toBe(
      `${file}: no group uses the choker "mine"; --set peer.choker=mine gives it to all peers\n`,
    )
  })

  it('ends with its command: the next one does not know the policy', async () => {
    const { run, scenario, quiet } = place()
    await run(...MINE)
    const { code, stderr } = await sim('run', scenario, ...MINE, ...quiet)
    expect(code).toBe(2)
    expect(stderr).toContain('expected a choker (see `sim list policies`), found "mine"')
  })

  it('exits with code 2 and writes nothing if the file holds no policy', async () => {
    const { run, file, out } = place('export default class {}')
    const { code, stderr } = await run(...MINE)
    expect(code).toBe(2)
    expect(stderr).toMatch(new RegExp(`^sim: ${file}:1: expected a static "policy"`))
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(existsSync(out)).toBe(false)
  })

  it('exits with code 1 and one line if the policy throws, and leaves no results', async () => {
    const { run, file, out } = place(choker('if (now > 25) oops'))
    const { code, stderr } = await run(...MINE)
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^sim: .*:5: choker "mine" of peer \d+ \(crowd\), rechoke at [\d.]+ s: oops is not \w+\n$/,
    )
    expect(stderr).toContain(file)
    expect(readdirSync(out)).toEqual([])
  })

  it('stops an endless decision at its time budget', async () => {
    const { scenario, file, quiet, out } = place(choker('while (now > 25);'))
    const budget = ['--decision-budget', '500 ms']
    const { code, stderr } = await child(
      'run',
      scenario,
      '--policy',
      file,
      ...MINE,
      ...quiet,
      ...budget,
    ).ended
    expect(stderr).toMatch(
      /mine\.js: choker "mine" of peer \d+ \(crowd\), rechoke at .* did not return within 0\.5 s/,
    )
    expect(code).toBe(1)
    expect(readdirSync(out)).toEqual([])
  })

  it.each(['0', 'soon', '2 h'])('refuses a decision budget of %s', async (budget) => {
    const { run } = place()
    const { code, stderr } = await run('--decision-budget', budget)
    expect(code).toBe(2)
    expect(stderr).toContain(`expected a time from 0.1 s to 1 h, found "${budget}"`)
  })
})

describe('sim verify', () => {
  async function kept() {
    const made = place()
    await made.run(...MINE)
    const result = join(made.out, 'small', readdirSync(join(made.out, 'small'))[0])
    return { ...made, result }
  }

  it('loads the plug-in of the run', async () => {
    const { result } = await kept()
    const { code, stdout, stderr } = await sim('verify', result, '--quiet')
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Verified: /)
    expect(code).toBe(0)
  })

  it('reports that the file has changed, whether or not the run differs', async () => {
    const { result, file } = await kept()
    writeFileSync(file, `${choker()}// only a comment\n`)
    const same = await sim('verify', result, '--quiet')
    expect(same.stderr).toMatch(new RegExp(`^${file} has changed since the run: SHA-256 `))
    expect(same.code).toBe(0)
    writeFileSync(file, choker('links.interested.length; if (now > 30) return'))
    const other = await sim('verify', result, '--quiet')
    expect(other.code).toBe(1)
    expect(other.stdout).toMatch(/^Different: .*\n.* has changed since the run: SHA-256 /)
  })

  it('reports a missing file, and loads it from elsewhere with --policy', async () => {
    const { result, file, folder } = await kept()
    const moved = join(folder, 'moved.js')
    renameSync(file, moved)
    const gone = await sim('verify', result, '--quiet')
    expect(gone.code).toBe(2)
    expect(gone.stderr).toContain(
      `the choker "mine" came from ${file}, which does not exist; use --policy FILE`,
    )
    const found = await sim('verify', result, '--quiet', '--policy', moved)
    expect([found.code, found.stderr]).toEqual([0, ''])
  })

  it('reports that the file now holds another policy', async () => {
    const { result, file } = await kept()
    writeFileSync(file, choker('', { name: 'another' }))
    const { code, stderr } = await sim('verify', result, '--quiet')
    expect(code).toBe(2)
    expect(stderr).toContain(`expected a choker "mine" in ${file}, found another`)
  })
})

describe('other commands', () => {
  it('sim list and sim schema include the policy', async () => {
    const { file } = place()
    const { stdout } = await sim('list', 'policies', '--policy', file)
    expect(stdout).toMatch(/^ {2}mine +serves all$/m)
    expect((await sim('schema', '--policy', file)).stdout).toContain('"mine"')
    expect((await sim('schema')).stdout).not.toContain('"mine"')
  })

  it('sweeps of two versions of a policy go into separate folders', async () => {
    const { folder, file, out } = place()
    const sweep = join(folder, 'sweep.json')
    const grid = { 'peer.choker': ['mine'], 'groups.crowd.count': [5] }
    writeFileSync(
      sweep,
      JSON.stringify({
        version: 1,
        name: 'of-mine',
        scenario: 'small.json',
        grid,
        replications: 1,
      }),
    )
    const run = () =>
      sim(
        'sweep',
        sweep,
        '--policy',
        file,
        '--out',
        out,
        '--quiet',
        '--no-charts',
        '--workers',
        '1',
      )
    expect((await run()).code).toBe(0)
    expect((await run()).stderr).toContain('1 of 1 runs are already done')
    writeFileSync(file, `${choker()}\n`)
    expect((await run()).code).toBe(0)
    const folders = readdirSync(join(out, 'of-mine'))
    expect(folders).toHaveLength(2)
    const manifests = folders.map((one) =>
      JSON.parse(readFileSync(join(out, 'of-mine', one, 'sweep.json'), 'utf8')),
    )
    expect(manifests[0].plugins[0].sha256).not.toBe(manifests[1].plugins[0].sha256)
  })

  it('a tournament accepts the policy as an entry, and attributes its errors to it', async () => {
    const { file, out } = place(choker('if (now > 60) oops'))
    const few = ['--replications', '1', '--shares', '50%', '--no-charts', '--quiet', '--out', out]
    const { code, stderr } = await sim('tournament', 'mine', 'none', '--policy', file, ...few)
    expect(code).toBe(1)
    expect(stderr).toMatch(/mine\.js:5: choker "mine" of peer \d+ \(mine\), rechoke at/)
    expect(stderr).not.toContain('internal error')
  })

  it('a client suggests a policy if the name is unknown', async () => {
    const { file } = place(picker(), 'p.js')
    const [torrent] = written({ 'a.txt': 'a' })
    const alone = ['--no-dht', '--no-lsd', '--port', '0', '--host', '127.0.0.1', '--policy', file]
    const { code, stderr } = await sim('seed', torrent, '--picker', 'mien', ...alone)
    expect(code).toBe(2)
    expect(stderr).toContain('--picker: no "mien"; did you mean "mine"?')
  })
})

describe('sim get and sim seed', () => {
  const ALONE = ['--host', '127.0.0.1', '--no-dht', '--no-lsd', '--port', '0', '--quiet']

  async function get(policies: { 'c.js': string; 'p.js': string }) {
    // More blocks than fit into the first requests: pieces are picked only after the first one.
    const album = shared([{ path: '', sizeBytes: 8_000_000 }], 32_768)
    const { peer } = await seeding(album)
    const [c, p] = written(policies)
    const own = ['--policy', c, '--policy', p, '--choker', 'mine', '--picker', 'mine']
    const budget = ['--decision-budget', '300 ms']
    const out = freshFolder()
    const args = ['--out', out, '--peer', peer, ...own, ...budget, ...ALONE]
    return { ...(await sim('get', album.torrent, ...args)), album, out }
  }

  it('download with a plugged-in choker and picker', async () => {
    const { code, stderr, album, out } = await get({ 'c.js': choker(), 'p.js': picker() })
    expect([code, stderr]).toEqual([0, ''])
    const right = album.files.get('')!
    expect(Buffer.compare(readFileSync(join(out, 'album')), right)).toBe(0)
  })

  it.each([
    ['throws', 'oops', /p\.js:5: picker "mine", next: oops is not defined/],
    ['never returns', 'while (true);', /p\.js: picker "mine", next: did not return within 0\.3 s/],
  ])('exit with code 1 if the picker %s', async (_what, line, message) => {
    const { code, stderr } = await get({ 'c.js': choker(), 'p.js': picker(line) })
    expect(stderr).toMatch(message)
    expect(code).toBe(1)
  })
})

describe('sim policy new', () => {
  /** Makes a folder with `swarm-sim` installed. */
  function installed() {
    const exports = { '.': './index.js', './package.json': './package.json' }
    const index = pathToFileURL(join(ROOT, 'src/index.ts'))
    const [file] = written({
      'node_modules/swarm-sim/package.json': JSON.stringify({
        name: 'swarm-sim',
        type: 'module',
        exports,
      }),
      'node_modules/swarm-sim/index.js': `export * from '${index}'\n`,
    })
    return join(file, '..', '..', '..')
  }

  it.each(['choker', 'picker'])(
    'writes a %s of about 30 lines whose test passes unchanged',
    async (kind) => {
      const folder = installed()
      const { code, stdout } = await sim('policy', 'new', kind, 'my-own', '--out', folder)
      expect(code).toBe(0)
      expect(stdout).not.toContain('npm install')
      const lines = readFileSync(join(folder, 'my-own.ts'), 'utf8').trim().split('\n').length
      expect(lines).toBeGreaterThan(25)
      expect(lines).toBeLessThan(42)
      const loader = join(ROOT, 'node_modules/tsx/dist/esm/index.mjs')
      const args = ['--import', loader, '--test', '--test-reporter', 'tap', 'my-own.test.mjs']
      const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
      const test = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env })
      expect(test.stdout).toMatch(/# pass 2\n# fail 0/)
      expect(test.status).toBe(0)
    },
  )

  it('writes policies that compile with the types of the package', async () => {
    const folder = installed()
    await sim('policy', 'new', 'choker', 'my-choker', '--out', folder)
    await sim('policy', 'new', 'picker', 'my-picker', '--out', folder)
    const faulty = join(folder, 'faulty.ts')
    writeFileSync(
      faulty,
      "import type { Choker } from 'swarm-sim'\nexport default class A implements Choker {}\n",
    )
    const files = ['my-choker.ts', 'my-picker.ts', 'faulty.ts'].map((name) => join(folder, name))
    expect(faultyTypes(files)).toEqual(['faulty.ts'])
  })

  it('overwrites no file', async () => {
    const folder = installed()
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'mine.test.mjs'), 'mine')
    const { code, stderr } = await sim('policy', 'new', 'choker', 'mine', '--out', folder)
    expect(code).toBe(2)
    expect(stderr).toContain('mine.test.mjs: already exists, so nothing was written')
    expect(existsSync(join(folder, 'mine.ts'))).toBe(false)
    expect(readFileSync(join(folder, 'mine.test.mjs'), 'utf8')).toBe('mine')
  })

  it.each([
    ['my choker', 'expected letters, digits and hyphens'],
    ['../mine', 'expected letters, digits and hyphens'],
    ['tit-for-tat', 'a choker "tit-for-tat" already exists'],
  ])('refuses the name %s', async (name, message) => {
    const { code, stderr } = await sim('policy', 'new', 'choker', name, '--out', installed())
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })

  it('prints how to install the package where it is missing', async () => {
    const [file] = written({ empty: '' })
    const { stdout } = await sim('policy', 'new', 'picker', 'mine', '--out', join(file, '..'))
    expect(stdout).toContain('npm install swarm-sim')
  })
})

/** Returns the names of those files that do not compile; they import from `swarm-sim`. */
function faultyTypes(files: string[]): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    paths: { 'swarm-sim': [join(ROOT, 'src/index.ts')] },
  }
  const program = ts.createProgram(files, options)
  const faulty = files.filter((file) => {
    const source = program.getSourceFile(file)
    return (
      program.getSyntacticDiagnostics(source).length > 0 ||
      program.getSemanticDiagnostics(source).length > 0
    )
  })
  return faulty.map((file) => basename(file))
}

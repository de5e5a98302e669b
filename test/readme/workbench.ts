import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../tidy/source.js'

/** What a command left behind. */
export interface Finished {
  readonly output: string
  /** The folder of its results; the empty text if it wrote none. */
  readonly results: string
}

const LOADER = pathToFileURL(join(root, 'node_modules/tsx/dist/esm/index.mjs')).href
const PROGRAM = join(root, 'src/cli/main.ts')
const LIBRARY = pathToFileURL(join(root, 'src/index.ts')).href

/**
 * Runs a page's commands as a reader would: each in a fresh folder that holds the page's files, the
 * shipped scenarios and the package. `npx sim` starts the program from its sources.
 */
export class Workbench {
  readonly #files: ReadonlyMap<string, string>
  readonly #finished = new Map<string, Finished>()
  readonly #folder = mkdtempSync(join(tmpdir(), 'readme-'))

  constructor(files: ReadonlyMap<string, string>) {
    this.#files = files
  }

  /** Runs a command, or returns what it left when it was run before. */
  run(command: string): Finished {
    const known = this.#finished.get(command)
    if (known) return known
    const folder = this.#prepare(join(this.#folder, String(this.#finished.size)))
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', LOADER, ...argumentsOf(command)],
      { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 },
    )
    if (status !== 0) throw new Error(`${command}\nended with ${status}:\n${stderr}`)
    const finished = { output: stdout, results: resultsIn(folder) }
    this.#finished.set(command, finished)
    return finished
  }

  /** Removes every folder. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #prepare(folder: string): string {
    const library = join(folder, 'node_modules/swarm-sim')
    mkdirSync(library, { recursive: true })
    const manifest = { name: 'swarm-sim', type: 'module', exports: './index.js' }
    writeFileSync(join(library, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(library, 'index.js'), `export * from '${LIBRARY}'\n`)
    symlinkSync(join(root, 'scenarios'), join(folder, 'scenarios'), 'junction')
    for (const [name, text] of this.#files) writeFileSync(join(folder, name), text)
    return folder
  }
}

/** The arguments of Node that stand for a command of the page. */
function argumentsOf(command: string): string[] {
  const [program, ...rest] = command.split(' ')
  if (program === 'node') return rest
  if (program === 'npx' && rest[0] === 'sim') return [PROGRAM, ...rest.slice(1)]
  throw new Error(`${command}: expected "npx sim ..." or "node FILE"`)
}

/** Returns `results/NAME/RUN` of a folder in which one command ran. */
function resultsIn(folder: string): string {
  const results = join(folder, 'results')
  if (!existsSync(results)) return ''
  const [name] = readdirSync(results)
  const [run] = readdirSync(join(results, name))
  return join(results, name, run)
}

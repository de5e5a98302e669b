import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { root } from '../tidy/source.js'

/** Makes a folder outside this checkout, removed after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-sim-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }), 300_000)
  return folder
}

/** Clones this checkout into a new folder, including uncommitted changes. */
export function clone(): string {
  const folder = emptyFolder()
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' })
  git('clone', '--quiet', '--no-hardlinks', root, folder)
  const changed = git('ls-files', '-z', '--modified', '--others', '--exclude-standard')
  for (const path of changed.split('\0').filter(Boolean)) {
    if (existsSync(join(root, path))) cpSync(join(root, path), join(folder, path))
    else rmSync(join(folder, path), { force: true })
  }
  return folder
}

/** The environment of a plain shell, without what `npm test` sets for its own scripts. */
export function shellEnvironment(more: Readonly<Record<string, string>> = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$)/i.test(name))
  return { ...Object.fromEntries(own), ...more }
}

import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { filesUnder, made, root } from './source.js'

/** What may be at the top level, apart from dot-files and generated folders. */
const top = `package.json package-lock.json tsconfig.json src scenarios test notebooks results
  README.md LICENSE CHANGELOG.md`.split(/\s+/)

/** The most bytes a committed file may have. */
const largest = 1 << 20

/** The top level contains only known folders and files. */
export function hasTidyTop(names: readonly string[]): string[] {
  const known = (name: string) =>
    name.startsWith('.') || top.includes(name) || made.includes(name) || name.endsWith('.tgz')
  return names
    .filter((name) => !known(name))
    .map((name) => `${name}: does not belong at the top level`)
}

/** The most files that a folder may have before it must be divided. */
const mostFiles = 30

/** No folder of sources is crowded. */
export function hasRoomyFolders(paths: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const path of paths) {
    const folder = posix.dirname(path)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count > mostFiles)
    .map(([folder, count]) => `${folder}: ${count} files, ${mostFiles} at most`)
}

/** No committed file is large. */
export function hasSmallFiles(files: readonly { path: string; bytes: number }[]): string[] {
  return files
    .filter(({ bytes }) => bytes > largest)
    .map(({ path, bytes }) => `${path}: ${bytes} bytes, ${largest} at most`)
}

/** Lists files that are or would be committed; without git, all files but results. */
export function committedFiles(): { path: string; bytes: number }[] {
  const files = listedByGit() ?? filesUnder('.').filter((path) => !path.startsWith('results/'))
  return files
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({ path, bytes: statSync(join(root, path)).size }))
}

function listedByGit(): string[] | undefined {
  try {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
    const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' })
    return listed.split('\0').filter(Boolean)
  } catch {
    return undefined
  }
}

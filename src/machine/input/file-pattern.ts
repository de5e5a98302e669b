import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { globSync } from 'tinyglobby'
import { fileError } from './text-file.js'

/**
 * Replaces each pattern such as `scenarios/*.json` by the files that match it, in order of name,
 * JSON schemas aside. Shells do this for a pattern without quotes, those of Windows never do.
 * @throws ScenarioError if no file matches
 */
export function expandPatterns(names: readonly string[]): string[] {
  return names.flatMap((name) => (isPattern(name) ? matches(name) : [name]))
}

/**
 * Returns the one file that a pattern matches; a name that is no pattern stays as it is.
 * @throws ScenarioError if no file matches, or several do
 */
export function expandToOne(name: string): string {
  const [first, ...more] = expandPatterns([name])
  if (more.length === 0) return first
  throw fileError(name, 'a pattern that matches one file', `${more.length + 1} files`, '')
}

/** Whether a name has letters that patterns are made of; a file of this very name is none. */
function isPattern(name: string): boolean {
  return /[*?[\]{}]/.test(name) && !existsSync(name)
}

function matches(pattern: string): string[] {
  // On Windows a backslash parts folders; elsewhere it takes the meaning from the next letter.
  const slashed = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern
  const found = globSync(slashed, { absolute: isAbsolute(pattern), expandDirectories: false })
  const files = found.filter((file) => !file.endsWith('.schema.json'))
  if (files.length > 0) return files.sort()
  throw fileError(pattern, 'a pattern that matches files', 'no file that it matches', '')
}

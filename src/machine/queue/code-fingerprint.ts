import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { PACKAGE_FOLDER } from '../files/package-folder.js'

/** The folders whose code a result depends on. */
const FOLDERS = ['base', 'peer', 'policy', 'sim', 'lab', 'machine']

/**
 * Hashes the code into twelve hexadecimal digits. A program under development keeps its version
 * number while its results change, so the version alone cannot tell two of them apart.
 */
export function codeFingerprint(): string {
  const fromSources = extname(import.meta.url) === '.ts'
  return fromSources
    ? folderFingerprint(join(PACKAGE_FOLDER, 'src'), FOLDERS, '.ts')
    : folderFingerprint(join(PACKAGE_FOLDER, 'dist'), ['.'], '.js')
}

/** Returns the fingerprint of the files with this ending in some folders of a folder. */
export function folderFingerprint(
  folder: string,
  rooms: readonly string[],
  ending: '.ts' | '.js',
): string {
  const hash = createHash('sha256')
  for (const room of rooms) {
    const names = readdirSync(join(folder, room), { recursive: true, encoding: 'utf8' })
    const files = names.filter((name) => name.endsWith(ending)).sort()
    for (const name of files) {
      hash.update(`${room}/${name}\0`).update(readFileSync(join(folder, room, name)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}

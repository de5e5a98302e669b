import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { PACKAGE_FOLDER } from '../files/package-folder.js'

/** The folders of sources that a result depends on. */
const ROOMS = ['base', 'peer', 'policy', 'sim', 'lab', 'machine']

/**
 * Returns twelve hexadecimal digits that are equal for equal code. The version of a program under
 * development stays the same while what it computes changes.
 */
export function codeFingerprint(): string {
  const fromSources = extname(import.meta.url) === '.ts'
  return fromSources
    ? folderFingerprint(join(PACKAGE_FOLDER, 'src'), ROOMS, '.ts')
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

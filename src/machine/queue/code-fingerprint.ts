import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { PACKAGE_FOLDER } from '../files/package-folder.js'

/** The rooms that a result depends on, beside this one. */
const ROOMS = ['base', 'peer', 'policy', 'sim', 'lab', 'machine']

/**
 * Twelve hexadecimal digits that are equal for equal code. The version of a program under
 * development stays the same while what it computes changes.
 */
export function codeFingerprint(): string {
  const ending = extname(import.meta.url)
  const source = join(PACKAGE_FOLDER, ending === '.ts' ? 'src' : 'dist')
  const hash = createHash('sha256')
  for (const room of ROOMS) {
    const names = readdirSync(join(source, room), { recursive: true, encoding: 'utf8' })
    const code = names.filter((name) => name.endsWith(ending) && !name.endsWith('.d.ts'))
    for (const name of code.sort()) {
      hash.update(`${room}/${name}\0`).update(readFileSync(join(source, room, name)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}

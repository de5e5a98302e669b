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
  const ending = extname(import.meta.url)
  const source = join(PACKAGE_FOLDER, ending === '.ts' ? 'src' : 'dist')
  const hash = createHash('sha256')
  for (const folder of FOLDERS) {
    const names = readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
    const code = names.filter((name) => name.endsWith(ending) && !name.endsWith('.d.ts'))
    for (const name of code.sort()) {
      hash.update(`${folder}/${name}\0`).update(readFileSync(join(source, folder, name)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}

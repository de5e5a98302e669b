import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package, for its sources, its compiled modules and the bundle of `sim`. */
export const PACKAGE_FOLDER = findPackageFolder(dirname(fileURLToPath(import.meta.url)))

/** Returns the nearest folder from here up that contains a `package.json`. */
function findPackageFolder(folder: string): string {
  const parent = dirname(folder)
  const isPackage = existsSync(join(folder, 'package.json'))
  return isPackage || parent === folder ? folder : findPackageFolder(parent)
}

import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package, whether its sources run, its modules, or the bundle of `sim`. */
export const PACKAGE_FOLDER = folderOfPackage(dirname(fileURLToPath(import.meta.url)))

/** The nearest folder from here up that holds a `package.json`. */
function folderOfPackage(folder: string): string {
  const above = dirname(folder)
  const isThere = existsSync(join(folder, 'package.json'))
  return isThere || above === folder ? folder : folderOfPackage(above)
}

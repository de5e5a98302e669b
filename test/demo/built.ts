import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../tidy/source.js'

/**
 * Whether the page to serve is missing: the build makes it, which `npm ci` runs. The automatic
 * checks have one, so a test must not be skipped there.
 */
export const isPageMissing =
  !existsSync(join(root, 'dist/demo/index.html')) && process.env['CI'] !== 'true'

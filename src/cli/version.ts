import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_FOLDER } from '../machine/files/package-folder.js'

const { name, version } = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8'))

/** What this program is called, as its package says. */
export const PROGRAM: string = name

/** The version of this program, as its package says. */
export const VERSION: string = version

/** The program and what it runs on, as far as results may depend on it. */
export const RUNS_ON = `${PROGRAM} ${VERSION}, Node ${process.versions.node.split('.')[0]}`

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { CrowdFigures } from './crowd.js'

/** Compiled, like everything else that is measured. */
const SCRIPT = fileURLToPath(new URL('../dist/test/bench/net/crowd.js', import.meta.url))

/** Runs a crowd in its own process. */
export function crowd(): CrowdFigures {
  return JSON.parse(execFileSync(process.execPath, [SCRIPT], { encoding: 'utf8' }))
}

import { codeFingerprint } from '../../machine/queue/code-fingerprint.js'
import { RUNS_ON } from '../version.js'

/** What sweep and worker must have in common: the program, its version, its code, and Node's. */
export function queueProgram(): string {
  return `${RUNS_ON}, code ${codeFingerprint()}`
}

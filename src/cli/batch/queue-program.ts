import { codeFingerprint } from '../../machine/queue/code-fingerprint.js'
import { RUNS_ON } from '../version.js'

/** Returns what a sweep and its workers must have in common: version, code and Node's major. */
export function queueProgram(): string {
  return `${RUNS_ON}, code ${codeFingerprint()}`
}

import type { FailedRun } from '../../machine/workers/run-engine.js'
import type { Output } from '../terminal/terminal.js'

/** More are only counted: so many failures usually have one cause. */
const MAX_NAMED = 5

/** Prints which runs failed and why; `nameOf` names the run of an id. */
export function reportFailedRuns(
  failures: readonly FailedRun[],
  nameOf: (id: string) => string,
  stderr: Output,
): void {
  for (const { id, reason } of failures.slice(0, MAX_NAMED)) {
    stderr.write(`sim: ${nameOf(id)} failed: ${reason}\n`)
  }
  const more = failures.length - MAX_NAMED
  if (more > 0) stderr.write(`sim: ... and ${more} more failed\n`)
  if (failures.length > 0) {
    stderr.write('all other runs are saved; the same command retries the failed ones\n')
  }
}

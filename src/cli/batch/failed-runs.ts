import type { FailedRun } from '../../machine/workers/run-engine.js'
import type { Output } from '../terminal/terminal.js'

/** More are not told: where so many fail, it is mostly of one reason. */
const MOST_TOLD = 5

/** Says which runs failed and why; `nameOf` says what an id stands for. */
export function reportFailedRuns(
  failures: readonly FailedRun[],
  nameOf: (id: string) => string,
  stderr: Output,
): void {
  for (const { id, reason } of failures.slice(0, MOST_TOLD)) {
    stderr.write(`sim: ${nameOf(id)} failed: ${reason}\n`)
  }
  const more = failures.length - MOST_TOLD
  if (more > 0) stderr.write(`sim: ... and ${more} more failed\n`)
  if (failures.length > 0) {
    stderr.write('all other runs are kept; the same command tries those that failed again\n')
  }
}

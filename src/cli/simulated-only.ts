import type { LoadedScenario } from '../lab/scenario-file.js'
import { PICKERS } from '../policy/catalogue.js'
import { CONDUCTS } from '../policy/conducts.js'
import { UsageError } from './usage-error.js'

/**
 * Throws a UsageError if a peer of the scenario knows or does what only the simulation permits: an
 * oracle, or one that has several names or addresses.
 */
export function refuseSimulatedOnly({ file, settings }: LoadedScenario): void {
  for (const { name, picker, conduct } of settings.groups) {
    const key = PICKERS[picker].isOracle ? 'picker' : CONDUCTS[conduct].isSimulated && 'conduct'
    if (!key) continue
    const found = key === 'picker' ? picker : conduct
    throw new UsageError(
      `${file}: groups.${name}.${key}: expected one that exists on real sockets, found "${found}"`,
    )
  }
}

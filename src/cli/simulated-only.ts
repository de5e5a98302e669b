import type { LoadedScenario } from '../lab/scenario-file.js'
import { PICKERS } from '../policy/catalogue.js'
import { UsageError } from './usage-error.js'

/** Throws a UsageError if a peer of the scenario knows what only the simulation can tell. */
export function refuseOracles({ file, settings }: LoadedScenario): void {
  for (const { name, picker } of settings.groups) {
    if (!PICKERS[picker].isOracle) continue
    throw new UsageError(
      `${file}: groups.${name}.picker: expected one that exists on real sockets, found "${picker}"`,
    )
  }
}

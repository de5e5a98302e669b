import type { LoadedScenario } from '../lab/scenario-file.js'
import { PICKERS } from '../policy/catalogue.js'
import { UsageError } from './usage-error.js'

/** Throws a UsageError if the scenario has what only the simulation has: an oracle, or a model. */
export function refuseOracles({ file, settings }: LoadedScenario): void {
  const { kind } = settings.model
  if (kind !== 'swarm') {
    throw new UsageError(`${file}: model: expected "swarm" on real sockets, found "${kind}"`)
  }
  for (const [i, { action }] of settings.events.entries()) {
    if (action.kind !== 'flap-node' && action.kind !== 'cut-node') continue
    throw new UsageError(
      `${file}: events[${i}].do: expected one that exists on real sockets, found "${action.kind}"`,
    )
  }
  for (const { name, picker } of settings.groups) {
    if (!PICKERS[picker].isOracle) continue
    throw new UsageError(
      `${file}: groups.${name}.picker: expected one that exists on real sockets, found "${picker}"`,
    )
  }
}

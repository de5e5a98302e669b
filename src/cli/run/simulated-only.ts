import type { LoadedScenario } from '../../machine/input/scenario-file.js'
import { BEHAVIOURS } from '../../policy/behaviours.js'
import { PICKERS } from '../../policy/catalogue.js'
import { UsageError } from '../usage-error.js'

/**
 * Throws a UsageError if the scenario has what only the simulation permits: an oracle, a peer that
 * has several names or addresses, a model that is no swarm, a node that is off the net.
 */
export function refuseSimulatedOnly({ file, settings }: LoadedScenario): void {
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
  for (const { name, picker, behaviour } of settings.groups) {
    const key = PICKERS[picker].isOracle
      ? 'picker'
      : BEHAVIOURS[behaviour].isSimulated && 'behaviour'
    if (!key) continue
    const found = key === 'picker' ? picker : behaviour
    throw new UsageError(
      `${file}: groups.${name}.${key}: expected one that exists on real sockets, found "${found}"`,
    )
  }
}

import type { LoadedScenario } from '../../machine/input/scenario-file.js'
import { BEHAVIOURS } from '../../policy/behaviours.js'
import { PICKERS } from '../../policy/catalogue.js'
import { UsageError } from '../usage-error.js'

/**
 * Refuses a scenario that only the simulation can run: one with an oracle picker, peers with
 * several names or addresses, another model than a swarm, or nodes cut off from the network.
 * @throws UsageError that names the first such setting
 */
export function refuseSimulatedOnly({ file, settings }: LoadedScenario): void {
  const { kind } = settings.model
  if (kind !== 'swarm') {
    throw new UsageError(`${file}: model: expected "swarm" on real sockets, found "${kind}"`)
  }
  for (const [i, { action }] of settings.events.entries()) {
    if (action.kind !== 'flap-node' && action.kind !== 'cut-node') continue
    throw new UsageError(
      `${file}: events[${i}].do: expected an event for real sockets, found "${action.kind}"`,
    )
  }
  for (const { name, picker, behaviour } of settings.groups) {
    const key = PICKERS[picker].isOracle
      ? 'picker'
      : BEHAVIOURS[behaviour].isSimulated && 'behaviour'
    if (!key) continue
    const found = key === 'picker' ? picker : behaviour
    throw new UsageError(
      `${file}: groups.${name}.${key}: expected one for real sockets, found "${found}"`,
    )
  }
}

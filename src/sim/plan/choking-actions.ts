import type { HandPicks } from '../../peer/hand-picked.js'
import type { Peer } from '../../peer/peer.js'
import type { Population } from '../population.js'
import type { ActionSettings, HandActionSettings, PolicyActionSettings } from '../settings.js'

/** A swarm whose peers choke otherwise from now on: simulated, or on real sockets. */
interface ChokingSwarm {
  readonly population: Population
  /** Returns the peer of a host; null before its arrival and after its departure. */
  peer(host: number): Peer | null
  /** Returns the host at the other end of a link. */
  neighbourAt(link: number): number
}

/**
 * Changes the policies and numbers of a host. A peer that is there uses them from its next choking
 * round on, with chokers that know nothing of earlier rounds. An event that changes nothing leaves
 * the chokers alone. `index` is that of the event, for the random stream of the new chokers.
 */
export function changePolicy(
  swarm: ChokingSwarm,
  host: number,
  { change }: PolicyActionSettings,
  index: number,
): void {
  const { population } = swarm
  if (!population.changeRole(host, change)) return
  swarm.peer(host)?.changePolicy(population.chokers(host, `choke-${index}`))
}

/** Lets a peer that is there serve neighbours chosen by hand, unless the model decides that. */
export function chooseByHand(
  swarm: ChokingSwarm,
  now: number,
  host: number,
  { to, only }: HandActionSettings,
): void {
  const { population } = swarm
  const peer = swarm.peer(host)
  if (peer === null || population.role(host).servesByModel) return
  if (to.length === 0 && !only) {
    peer.serving.chooseByHand(now, null)
    return
  }
  const { inOrder } = population
  const chosen = to.map((node) => inOrder[node])
  const picks: HandPicks = {
    placeOf: (link) => chosen.indexOf(swarm.neighbourAt(link)),
    count: chosen.length,
    only,
  }
  peer.serving.chooseByHand(now, picks)
}

/** Tells whether an event may make a host serve that serves nobody now. */
export function mayServe(action: ActionSettings, population: Population, host: number): boolean {
  if (action.kind === 'unchoke-node') {
    return action.to.length > 0 && population.meant(action).includes(host)
  }
  if (action.kind !== 'policy' && action.kind !== 'policy-node') return false
  const { choker, seedChoker } = action.change
  const serves = [choker, seedChoker].some((name) => name !== undefined && name !== 'none')
  return serves && population.meant(action).includes(host)
}

import type { Peer } from '../../peer/peer.js'
import { HOST_STRIDE, UP } from '../../sim/hosts.js'
import type { MeasuredSwarm } from './measured-swarm.js'
import { INTERESTED, OPTIMISTIC, TradingGraph, UNCHOKES } from './trading-graph.js'

/** What of a swarm its trading graph needs. */
export type TradingSwarm = Pick<MeasuredSwarm, 'population' | 'peer'>

/**
 * Returns the trading graph of a simulated swarm as it is now. It has the links of leechers that
 * are interested in each other; no other link matters. With `graph` that one is filled anew. The
 * swarm is not changed. A Sybil peer has a link for each identity.
 */
export function tradingGraphOf(
  swarm: TradingSwarm,
  graph = new TradingGraph(swarm.population.count),
): TradingGraph {
  const { population } = swarm
  const { other, address } = population.endpoints
  const { reals } = population.hosts
  const { interested, unchoked } = population.store.columns
  graph.clear()
  for (let host = 0; host < population.count; host++) {
    const peer = swarm.peer(host)
    if (peer === null || peer.complete) continue
    graph.addLeecher(host, reals[host * HOST_STRIDE + UP], peer.serving.regularSlots)
  }
  for (let host = 0; host < population.count; host++) {
    if (graph.isLeecher[host] === 0) continue
    const { first, end } = (swarm.peer(host) as Peer).links
    for (let link = first; link < end; link++) {
      const twin = other[link]
      // Each link is seen from both ends, and one end may be gone.
      if (twin < link || interested[link] === 0 || interested[twin] === 0) continue
      const neighbour = address[link]
      if (graph.isLeecher[neighbour] === 0) continue
      const ours = unchoked[link] === 0 ? INTERESTED : serving(swarm, host, link)
      const theirs = unchoked[twin] === 0 ? INTERESTED : serving(swarm, neighbour, twin)
      graph.addLink(host, neighbour, ours, theirs)
    }
  }
  return graph
}

/** Returns the state of a link that a host's peer is interested in and unchokes. */
function serving(swarm: TradingSwarm, host: number, link: number): number {
  const isOptimistic = (swarm.peer(host) as Peer).serving.isOptimistic(link)
  return INTERESTED | UNCHOKES | (isOptimistic ? OPTIMISTIC : 0)
}

import { CHOKERS } from '../../policy/catalogue.js'
import type { Swarm } from '../../sim/swarm.js'
import type { Faults } from './fault.js'
import type { Ledger } from './ledger.js'

/**
 * Built-in chokers that promise to serve at most `slots` neighbours. Others serve as many as their
 * rates pay for. A plug-in is expected to keep to `slots`.
 */
const PROMISING = [
  ...['tit-for-tat', 'seed-fastest', 'seed-rotating', 'random', 'block-tit-for-tat'],
  ...['anti-leech', 'first-come', 'none'],
]

/** Checks after an event that each peer that has choked or unchoked a link keeps to its slots. */
export function checkSlots(swarm: Swarm, ledger: Ledger, faults: Faults): void {
  for (const host of ledger.changed) {
    const slots = slotsOf(swarm, host)
    const links = ledger.stores[host]?.links ?? []
    let served = 0
    for (const link of links) {
      const account = ledger.accounts.get(link)
      if (account?.unchoking && account.wanted) served++
    }
    faults.check(
      served <= slots,
      'slots',
      () =>
        `at ${swarm.simulation.now} s, peer ${host} (${swarm.population.of(host).name}) serves ` +
        `${served} neighbours with ${slots} slots`,
    )
  }
  ledger.changed.clear()
}

/** The most neighbours that a host may serve; Infinity if nothing promises a number. */
function slotsOf({ population }: Swarm, host: number): number {
  const { choker, seedChoker, peer, webSeedSlots } = population.role(host)
  if (webSeedSlots !== undefined) return webSeedSlots
  // Colluders are served in addition to those that the choker chooses.
  if (population.of(host).behaviour === 'colluder') return Number.POSITIVE_INFINITY
  const promises = (name: string) => PROMISING.includes(name) || CHOKERS[name].plugin !== undefined
  // A peer that completes keeps its unchokes until the next round of the other choker.
  return promises(choker) && promises(seedChoker) ? peer.slots : Number.POSITIVE_INFINITY
}

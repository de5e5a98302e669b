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

/** Rounding of a timer, seconds. */
const LATE_SECONDS = 1e-6

/** Slots that a peer may still use after an event took them, until its next choking round. */
interface Grace {
  readonly slots: number
  /** On the peer's own clock, seconds. */
  readonly until: number
}

/** Checks that peers keep to their slots, those that planned events give them included. */
export class SlotRule {
  readonly #swarm: Swarm
  readonly #faults: Faults
  readonly #graces = new Map<number, Grace>()

  /** Watches a swarm from before its first event on. */
  constructor(swarm: Swarm, faults: Faults) {
    this.#swarm = swarm
    this.#faults = faults
    const { population } = swarm
    const change = population.changeRole.bind(population)
    population.changeRole = (host, to) => {
      const before = this.#most(host)
      const hasChanged = change(host, to)
      if (hasChanged) this.#grant(host, before)
      return hasChanged
    }
  }

  /** Checks after an event each peer whose served neighbours have changed. */
  check(ledger: Ledger): void {
    for (const host of ledger.changed) {
      const slots = this.#most(host)
      let served = 0
      for (const link of ledger.stores[host]?.links ?? []) {
        const account = ledger.accounts.get(link)
        if (account?.unchoking && account.wanted) served++
      }
      const { simulation, population } = this.#swarm
      this.#faults.check(
        served <= slots,
        'slots',
        () =>
          `at ${simulation.now} s, peer ${host} (${population.of(host).name}) serves ${served} ` +
          `neighbours with ${slots} slots`,
      )
    }
    ledger.changed.clear()
  }

  /** Lets a peer that is there use its old slots until its next round. */
  #grant(host: number, slots: number): void {
    const peer = this.#swarm.peer(host)
    if (peer === null) return
    const { rechokeSeconds } = this.#swarm.population.role(host).peer
    this.#graces.set(host, { slots, until: this.#ownTime(host) + rechokeSeconds + LATE_SECONDS })
  }

  #most(host: number): number {
    const slots = slotsOf(this.#swarm, host)
    const grace = this.#graces.get(host)
    const isGranted = grace !== undefined && this.#ownTime(host) <= grace.until
    return isGranted ? Math.max(slots, grace.slots) : slots
  }

  #ownTime(host: number): number {
    const { now } = this.#swarm.simulation
    return this.#swarm.peer(host)?.links.ownTime(now) ?? now
  }
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

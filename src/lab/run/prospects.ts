import { LinkFlag } from '../../peer/link-flags.js'
import { LINK_STRIDE } from '../../peer/peer-columns.js'
import { ADDRESS, LOST, OTHER, PENDING, UNCONNECTED } from '../../sim/endpoints.js'
import { HOST_STRIDE, SENDING } from '../../sim/hosts.js'
import type { MeasuredSwarm } from './measured-swarm.js'

/**
 * Why no leecher can finish any more: no peer, present or still to arrive, holds some piece
 * (`no-copy`); those that hold it never upload a valid block (`no-sender`); no two peers are linked
 * or can learn each other's addresses (`no-contact`); or no chain of links will ever lead from all
 * pieces to a leecher (`no-path`).
 */
export type StuckReason = 'no-copy' | 'no-sender' | 'no-contact' | 'no-path'

/** The least time between the first finding and the second, seconds. */
const LEAST_WAIT_SECONDS = 0.001

/**
 * Finds out whether a leecher can still finish: complete, or reach the share of the pieces with
 * which its group leaves.
 *
 * It assumes the best that could happen, so a run that is found stuck is stuck for ever. Every
 * peer that sends at all may send to every other one, whatever their links. A peer sends unless
 * all its blocks are corrupt, or it is honest with the choker `none`, allows no fast pieces, and
 * nothing planned may change that. A peer with pieces that is still to arrive may bring any piece.
 * Then nobody can get more than what the senders hold together; if nobody can finish with that,
 * nobody ever will. Only a tracker that is down for ever can keep peers apart, if nobody knows an
 * address, and a model that does not heal, if a parent is gone.
 */
export class Prospects {
  /** Time in which every block that had left an uplink arrives, seconds. */
  readonly settleSeconds: number
  readonly #swarm: MeasuredSwarm
  readonly #pieceCount: number
  /** Whether every peer sends: the copies of each piece then tell all. */
  readonly #allSend: boolean
  /** A sender of all pieces, or of unknown ones, found by the last search. */
  #source = 0

  constructor(swarm: MeasuredSwarm, pieceCount: number) {
    const { population } = swarm
    const latest = population.hosts.latencySeconds.reduce((a, b) => Math.max(a, b), 0)
    this.settleSeconds = Math.max(LEAST_WAIT_SECONDS, 2.001 * latest)
    this.#swarm = swarm
    this.#pieceCount = pieceCount
    const { groups, events } = population.settings
    const mayChange = events.some(({ action }) => 'change' in action)
    const send = groups.every(
      ({ choker, seedChoker, corruptShare, leaving }) =>
        choker !== 'none' && seedChoker !== 'none' && corruptShare < 1 && leaving.kind !== 'share',
    )
    this.#allSend = send && !mayChange
  }

  /** Why nobody can finish with what is sent from now on; null if somebody may. */
  get reason(): StuckReason | null {
    const { tally } = this.#swarm
    if (tally.over) return null
    const lost = tally.copies.includes(0)
    if ((lost || !this.#allSend) && !this.#hasSource()) {
      if (this.#allSend || !this.#canFinish()) return lost ? 'no-copy' : 'no-sender'
    }
    if (this.#swarm.canMeet === false && !this.#mayArriveDone()) return 'no-contact'
    return this.#isParted() ? 'no-path' : null
  }

  /** Whether a peer that is still to arrive may bring all the pieces that it needs itself. */
  #mayArriveDone(): boolean {
    const { population, tally } = this.#swarm
    for (let host = 0; host < population.count; host++) {
      const { kind } = population.of(host).holds
      if (tally.isToCome(host) && kind !== 'nothing' && kind !== 'all') return true
    }
    return false
  }

  /** Whether no island of hosts that links may join has what a leecher there needs. */
  #isParted(): boolean {
    const { population, tally } = this.#swarm
    const islands = this.#swarm.islands ?? null
    if (islands === null) return false
    const hosts = Array.from({ length: population.count }, (_, host) => host)
    if (hosts.some((host) => tally.isToCome(host))) return false
    const fed = new Set(hosts.filter((host) => this.#isSource(host)).map((host) => islands[host]))
    const isFed = (host: number) =>
      this.#swarm.peer(host)?.complete === false && fed.has(islands[host])
    return !hosts.some(isFed) && !this.#canFinish(islands)
  }

  /**
   * When the blocks that only the past explains may be through, seconds; 0 if none is left. Such a
   * block comes from a peer that has closed the link, or sends nothing any more. It may wait for
   * its turn at the downlink, or for the return of a host that is offline.
   */
  blocksWaitUntil(now: number): number {
    const { population } = this.#swarm
    const { links } = population.store.columns
    let until = 0
    for (let host = 0; host < population.count; host++) {
      if (this.#endsSending(host)) until = Math.max(until, now + this.settleSeconds)
      const peer = this.#swarm.peer(host)
      if (peer === null || peer.complete) continue
      for (let link = peer.links.first; link < peer.links.end; link++) {
        const isQueued = links[link * LINK_STRIDE + PENDING] > 0
        const putOffUntil = this.#swarm.blockPutOffUntil?.(link) ?? 0
        if (!isQueued && putOffUntil < now) continue
        if (!this.#isLeftOver(link)) continue
        until = Math.max(until, now + this.settleSeconds, putOffUntil + this.settleSeconds)
      }
    }
    return until
  }

  /** Whether what arrives on a link was sent before its sender closed it or stopped sending. */
  #isLeftOver(link: number): boolean {
    const { links } = this.#swarm.population.store.columns
    const other = links[link * LINK_STRIDE + ADDRESS]
    const otherEnd = links[link * LINK_STRIDE + OTHER]
    if (otherEnd === UNCONNECTED) return false
    return otherEnd === LOST || this.#swarm.peer(other) === null || !this.#sends(other)
  }

  /** Whether a complete peer sends, or a peer with pieces is still to arrive. */
  #hasSource(): boolean {
    const { count } = this.#swarm.population
    for (let left = count; left > 0; left--) {
      if (this.#isSource(this.#source)) return true
      this.#source = (this.#source + 1) % count
    }
    return false
  }

  #isSource(host: number): boolean {
    const { population, tally } = this.#swarm
    if (tally.isToCome(host)) {
      const { holds } = population.of(host)
      return holds.kind !== 'nothing' && (holds.kind !== 'all' || this.#sends(host))
    }
    return this.#swarm.peer(host)?.complete === true && this.#sends(host)
  }

  /** Whether a peer begins to send valid blocks from now on, as far as its settings tell. */
  #sends(host: number): boolean {
    const { population } = this.#swarm
    if (population.of(host).corruptShare >= 1) return false
    // A behaviour may unchoke whatever the choker does, as colluders do for each other.
    if (population.of(host).behaviour !== 'honest') return true
    const role = population.role(host)
    const peer = this.#swarm.peer(host)
    // A peer that is still to arrive complete never uses the other choker.
    const isSeed = peer?.complete ?? population.of(host).holds.kind === 'all'
    const choker = isSeed ? role.seedChoker : role.choker
    const mayChange = peer?.serving.isByHand === true || this.#swarm.mayServeLater(host)
    return (
      mayChange || choker !== 'none' || role.peer.allowedFast > 0 || role.webSeedSlots !== undefined
    )
  }

  /** Whether a peer that sends nothing more still has a block on its uplink, or a link unchoked. */
  #endsSending(host: number): boolean {
    const { population } = this.#swarm
    const peer = this.#swarm.peer(host)
    const isCorrupt = population.of(host).corruptShare >= 1
    if (peer === null || isCorrupt || this.#sends(host)) return false
    if (population.hosts.ints[host * HOST_STRIDE + SENDING] >= 0) return true
    // Until the next round, a new seed keeps unchoked the links that it unchoked as a leecher.
    const { flags } = population.store.columns
    for (let link = peer.links.first; link < peer.links.end; link++) {
      if ((flags[link] & LinkFlag.Taken) !== 0 && (flags[link] & LinkFlag.AmUnchoking) !== 0)
        return true
    }
    return false
  }

  /** Whether an incomplete peer could finish with the pieces of all senders there and its own. */
  #canFinish(islands: Int32Array | null = null): boolean {
    const { population, tally } = this.#swarm
    const sent = new Map<number, Uint8Array>()
    const sentTo = (host: number) => {
      const island = islands === null ? 0 : islands[host]
      const pieces = sent.get(island) ?? new Uint8Array(this.#pieceCount)
      sent.set(island, pieces)
      return pieces
    }
    const hosts = Array.from({ length: population.count }, (_, host) => host)
    for (const host of hosts) {
      if (this.#swarm.peer(host) !== null && this.#sends(host)) this.#mark(host, sentTo(host))
    }
    return hosts.some((host) => {
      if (!tally.isToCome(host) && this.#swarm.peer(host)?.complete !== false) return false
      const { leaving, holds } = population.of(host)
      if (holds.kind === 'all') return false
      const share = leaving.kind === 'share' ? leaving.share : 1
      const mine = this.#mark(host, sentTo(host).slice())
      return mine.reduce((a, b) => a + b, 0) >= share * this.#pieceCount
    })
  }

  /** Marks the pieces that a present peer holds. */
  #mark(host: number, pieces: Uint8Array): Uint8Array {
    const row = this.#swarm.peer(host)?.ownRow
    if (row === undefined) return pieces
    const { holdings } = this.#swarm.population.store.columns
    let piece = holdings.nextSet(row, 0)
    for (; piece >= 0; piece = holdings.nextSet(row, piece + 1)) pieces[piece] = 1
    return pieces
  }
}

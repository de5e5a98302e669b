import { LinkFlag } from './link-flags.js'
import type { Links } from './links.js'
import * as M from './peer-columns.js'
import type { RequestParts } from './peer-parts.js'
import type { RequestRecovery } from './request-recovery.js'
import type { Serving } from './serving.js'
import type { PeerSettings } from './settings.js'

/**
 * The two snub clocks of each link (`last` and `last2` of `SingleDownload` in BitTornado 0.3.18
 * `BT1/Downloader.py`). A seed runs neither.
 *
 * - The clock of blocks, for chokers: a link without a block for `snubSeconds`, or without any yet,
 *   is marked in `Links.snubbed` until its next block. `unchoke` does not clear the mark.
 * - The clock of requests: a neighbour that leaves requests unanswered for `snubSeconds` has them
 *   withdrawn but for one. A block restarts it, and `unchoke`, and a request on an idle link, as
 *   BitTornado's `send_interested` does. Time for which nothing was requested does not count.
 *
 * Mainline has the first clock only (`Download.py` of mainline 5), and withdraws no requests.
 */
export class SnubClocks {
  readonly #columns: M.PeerColumns
  readonly #links: Links
  readonly #settings: PeerSettings
  readonly #recovery: RequestRecovery
  readonly #serving: Serving

  constructor(parts: RequestParts, recovery: RequestRecovery, serving: Serving) {
    const { columns, links, settings } = parts
    this.#columns = columns
    this.#links = links
    this.#settings = settings
    this.#recovery = recovery
    this.#serving = serving
  }

  /**
   * A leecher's new link carries the mark until its first block. Without optimistic slots it has a
   * first minute without the mark: nobody could ever begin otherwise.
   */
  opened(link: number): void {
    const { snubbing } = this.#settings
    const { optimisticSlots } = this.#serving.settings
    this.#links.setSnubbed(link, snubbing && optimisticSlots > 0)
  }

  /** The neighbour unchokes us: it has time for all our requests again. */
  unchoked(now: number, link: number): void {
    this.forgive(link)
    this.#links.restartRequestClock(now, link)
  }

  /** A block has come, which restarts both clocks. */
  received(now: number, link: number): void {
    const { traffic, trafficStride } = this.#columns
    const at = this.#links.ownTime(now)
    traffic[link * trafficStride + M.LAST_BLOCK_AT] = at
    traffic[link * trafficStride + M.REQUEST_CLOCK_AT] = at
    this.#links.setSnubbed(link, false)
  }

  /** Gives a neighbour that has sent a block or `unchoke` its requests back, its probe first. */
  forgive(link: number): void {
    const { flags } = this.#columns
    if ((flags[link] & LinkFlag.Snubbed) === 0) return
    flags[link] &= ~LinkFlag.Snubbed
    this.#recovery.reclaim(link)
  }

  /** Reads both clocks of a leecher's link; true if requests were withdrawn. */
  check(now: number, link: number): boolean {
    const { snubbing, snubSeconds } = this.#settings
    if (!snubbing) return false
    const { flags, links, traffic, trafficStride } = this.#columns
    const row = link * trafficStride
    const at = this.#links.ownTime(now)
    if (at - traffic[row + M.LAST_BLOCK_AT] > snubSeconds) this.#links.setSnubbed(link, true)
    const isIdle = links[link * M.LINK_STRIDE + M.OUTSTANDING] === 0
    if (isIdle || (flags[link] & LinkFlag.Snubbed) !== 0) return false
    if (at - traffic[row + M.REQUEST_CLOCK_AT] <= snubSeconds) return false
    flags[link] |= LinkFlag.Snubbed
    this.#recovery.withdraw(now, link)
    return true
  }

  /** We are a seed now, which nobody can snub. */
  clear(link: number): void {
    this.#columns.flags[link] &= ~LinkFlag.Snubbed
    this.#links.setSnubbed(link, false)
  }
}

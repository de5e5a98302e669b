import type { PeerAddress } from '../common/peer-address.js'
import type { PexMessage, PexPeer } from '../wire/pex-message.js'
import { keyOf } from './address-book.js'

/** The most addresses of each kind in one message (BEP 11). */
const MOST = 50

/** Remembers which peers each neighbour was sent (BEP 11), so that only changes are sent. */
export class PexHistory<Reader extends object> {
  readonly #sent = new WeakMap<Reader, Map<string, PexPeer>>()

  /** Returns the next message to a neighbour, or null; `others` are our other neighbours. */
  nextMessage(reader: Reader, others: readonly PeerAddress[]): PexMessage | null {
    const before = this.#sent.get(reader) ?? new Map<string, PexPeer>()
    const now = new Map(others.map((other) => [keyOf(other), { ...other, flags: 0 }]))
    const added = [...now].filter(([key]) => !before.has(key)).slice(0, MOST)
    const dropped = [...before].filter(([key]) => !now.has(key)).slice(0, MOST)
    for (const [key, peer] of added) before.set(key, peer)
    for (const [key] of dropped) before.delete(key)
    this.#sent.set(reader, before)
    if (added.length === 0 && dropped.length === 0) return null
    return { added: added.map(([, peer]) => peer), dropped: dropped.map(([, peer]) => peer) }
  }
}

import type { PeerAddress } from '../common/peer-address.js'

/** Where a peer's address came from; `user` is the command line. */
export type PeerSource = 'tracker' | 'dht' | 'lsd' | 'pex' | 'user' | 'incoming'

/** An address and where it came from. */
export interface AddressEntry extends PeerAddress {
  /** The first source that named it. */
  readonly source: PeerSource
}

/** The most addresses kept, so that nobody can fill our memory with them. */
const MOST = 5000

/** The most addresses kept before those from PEX are ignored: a neighbour can make them up. */
const MAX_WITH_PEX = 3000

/** Numbers the addresses of a torrent's peers; the peer core knows an address by its number. */
export class AddressBook {
  readonly #numbers = new Map<string, number>()
  readonly #entries: AddressEntry[] = []

  /** Returns the address's number, new or known, or -1 if the book is full. */
  add(address: PeerAddress, source: PeerSource): number {
    const key = keyOf(address)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const most = source === 'pex' ? MAX_WITH_PEX : MOST
    if (this.#entries.length >= most) return -1
    const { host, port } = address
    this.#entries.push({ host, port, source })
    this.#numbers.set(key, this.#entries.length - 1)
    return this.#entries.length - 1
  }

  /** All addresses, in the order in which they were added. */
  get entries(): readonly AddressEntry[] {
    return this.#entries
  }

  /** The address with that number. */
  entry(number: number): AddressEntry {
    return this.#entries[number]
  }
}

/** Formats an address as `host:port`, IPv6 in brackets. */
export function keyOf({ host, port }: PeerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

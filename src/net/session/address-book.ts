import type { PeerAddress } from '../common/peer-address.js'

/** Where a peer's address was heard of. */
export type PeerSource = 'tracker' | 'dht' | 'lsd' | 'pex' | 'user' | 'incoming'

/** What is known of an address. */
export interface AddressEntry extends PeerAddress {
  /** Where it was heard of first. */
  readonly source: PeerSource
}

/** More addresses are not noted: whoever sends so many wants to fill our memory. */
const MOST = 5000

/** Beyond so many, none is noted that a neighbour told of: it may tell of addresses at will. */
const MOST_WITH_PEX = 3000

/** The addresses of a torrent's peers, each with a number, which is what the core knows it by. */
export class AddressBook {
  readonly #numbers = new Map<string, number>()
  readonly #entries: AddressEntry[] = []

  /** The address's number, new or known; -1 if there is no room for it. */
  add(address: PeerAddress, source: PeerSource): number {
    const key = keyOf(address)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const most = source === 'pex' ? MOST_WITH_PEX : MOST
    if (this.#entries.length >= most) return -1
    const { host, port } = address
    this.#entries.push({ host, port, source })
    this.#numbers.set(key, this.#entries.length - 1)
    return this.#entries.length - 1
  }

  /** All that were noted, in their order. */
  get entries(): readonly AddressEntry[] {
    return this.#entries
  }

  /** The address of that number. */
  entry(number: number): AddressEntry {
    return this.#entries[number]
  }
}

/** The address as one text; IPv6 in brackets. */
export function keyOf({ host, port }: PeerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

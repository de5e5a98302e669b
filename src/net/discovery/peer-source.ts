import type { PeerAddress } from '../common/peer-address.js'

/** Who said that a peer is there; `given` is the user. */
export type SourceName = 'tracker' | 'dht' | 'lsd' | 'user'

/** A peer that somebody named; perhaps ourselves, perhaps nobody. */
export interface FoundPeer extends PeerAddress {
  readonly source: SourceName
}

/** Something that knows peers of one torrent. Told facts by verbs, it calls back when it finds. */
export interface PeerSource {
  start(): void
  /** Links are few: it may ask out of turn, as far as manners permit. */
  wantMore(): void
  /** The torrent is complete. */
  completed(): void
  /** Says farewell and lets go of everything; resolves within some seconds, never rejects. */
  stop(): Promise<void>
}

/** What every source is told of the torrent, and whom it tells. */
export interface SourceOptions {
  readonly infoHash: Uint8Array
  readonly peerId: Uint8Array
  /** Where we listen. */
  readonly port: number
  found(peer: FoundPeer): void
  /** Hears what went wrong, in words for the user. */
  notice(message: string): void
}

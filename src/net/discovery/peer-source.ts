import type { PeerAddress } from '../common/peer-address.js'

/** A source of peers; `user` is the command line. */
export type SourceName = 'tracker' | 'dht' | 'lsd' | 'user'

/** A peer as a source named it: it may be ourselves or not exist. */
export interface FoundPeer extends PeerAddress {
  readonly source: SourceName
}

/** Finds peers of one torrent and reports them to `SourceOptions.found`. */
export interface PeerSource {
  start(): void
  /** Neighbours are few: search again as soon as the protocol allows. */
  wantMore(): void
  /** The download has completed. */
  completed(): void
  /** Announces that we leave and releases everything; resolves within seconds, never rejects. */
  stop(): Promise<void>
}

/** What every source needs to know, and its callbacks. */
export interface SourceOptions {
  readonly infoHash: Uint8Array
  readonly peerId: Uint8Array
  /** The port that we listen on. */
  readonly port: number
  found(peer: FoundPeer): void
  /** Receives failures as messages for the user. */
  notice(message: string): void
}

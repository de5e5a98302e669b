import type { BitTable } from '../../base/bits.js'
import type { Random } from '../../base/random.js'
import type { PeerSettings } from '../../peer/settings.js'
import type { PeerAddress } from '../common/peer-address.js'
import type { Clock } from '../common/wall-clock.js'
import type { ConnectionSettings } from '../wire/connection.js'
import type { Downlink } from './download-scheduler.js'
import type { PeerFactory } from './peer-factory.js'
import type { PieceStore } from './piece-store.js'
import type { SessionLink } from './session-link.js'
import type { Uplink } from './upload-scheduler.js'

/** What a session tells of. */
export interface SessionListener {
  /** A piece is here, checked and written. */
  pieceVerified?(piece: number): void
  /** All is here that is wanted. */
  completed?(): void
  /** A piece's hash was wrong. */
  hashFailed?(piece: number): void
  /** A block came in, or went out, on a link. */
  transferred?(link: SessionLink, downloadedBytes: number, uploadedBytes: number): void
  /** A neighbour is here, or gone, and why. */
  connected?(link: SessionLink): void
  disconnected?(link: SessionLink, reason: string): void
  /** A neighbour says that it is a node of the DHT, and where (BEP 5). */
  dhtNode?(node: PeerAddress): void
  /** It has few neighbours, and something to get: told every ten seconds while that is so. */
  needsPeers?(): void
  /** A piece cannot be written: nothing more can be downloaded. */
  failed?(error: Error): void
  /** A piece that was here cannot be read. */
  readFailed?(piece: number, error: Error): void
}

/** What a session is made of. */
export interface SessionParts {
  readonly infoHash: Uint8Array
  readonly sizeBytes: number
  readonly pieceBytes: number
  /** The info dictionary, for those who come with a magnet link; null: they get none. */
  readonly infoBytes: Uint8Array | null
  /** BEP 27: no word of peers to peers. */
  readonly isPrivate: boolean
  readonly store: PieceStore
  /** The pieces that are here, as row 0; null if the peer was born with what it holds. */
  readonly held: BitTable | null
  /** The pieces that are not wanted, as row 0; null if all are. */
  readonly skipped: BitTable | null
  readonly settings: PeerSettings
  readonly peerFactory: PeerFactory
  readonly connection: ConnectionSettings
  readonly clock: Clock
  /** Of the choice whom to dial. */
  readonly random: Random
  /** Thirty at most, if it is not said; Infinity: one a turn of the event loop. */
  readonly dialsPerSecond?: number
  readonly up: Uplink
  readonly down: Downlink
  /** The address to dial from; by default the system chooses. */
  readonly localAddress?: string
  readonly listener: SessionListener
}

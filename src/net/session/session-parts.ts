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

/** Receives a session's events. */
export interface SessionListener {
  /** A piece is verified and written. */
  pieceVerified?(piece: number): void
  /** All wanted pieces are here. */
  completed?(): void
  /** A piece's hash was wrong. */
  hashFailed?(piece: number): void
  /** A link received or sent block payload. */
  transferred?(link: SessionLink, downloadedBytes: number, uploadedBytes: number): void
  /** A neighbour connected, or disconnected for a reason. */
  connected?(link: SessionLink): void
  disconnected?(link: SessionLink, reason: string): void
  /** A neighbour sent PORT: it is a DHT node (BEP 5). */
  dhtNode?(node: PeerAddress): void
  /** Called every ten seconds while pieces are missing and neighbours are few. */
  needsPeers?(): void
  /** A piece cannot be written, so nothing more can be downloaded. */
  failed?(error: Error): void
  /** A piece on the disk cannot be read any more. */
  readFailed?(piece: number, error: Error): void
}

/** What a session needs. */
export interface SessionParts {
  readonly infoHash: Uint8Array
  readonly sizeBytes: number
  readonly pieceBytes: number
  /** The info dictionary, for neighbours with a magnet link; null sends them none. */
  readonly infoBytes: Uint8Array | null
  /** BEP 27: no peer exchange and no DHT. */
  readonly isPrivate: boolean
  readonly store: PieceStore
  /** The pieces on the disk, as row 0; null if the factory's peer has its pieces already. */
  readonly held: BitTable | null
  /** The unwanted pieces, as row 0; null if all are wanted. */
  readonly skipped: BitTable | null
  readonly settings: PeerSettings
  readonly peerFactory: PeerFactory
  readonly connection: ConnectionSettings
  readonly clock: Clock
  /** Chooses which address to dial. */
  readonly random: Random
  /** 30 by default; with Infinity, one per turn of the event loop. */
  readonly dialsPerSecond?: number
  readonly up: Uplink
  readonly down: Downlink
  /** The address to dial from; the system chooses by default. */
  readonly localAddress?: string
  readonly listener: SessionListener
}

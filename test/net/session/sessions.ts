import { createHash, randomBytes } from 'node:crypto'
import { Random } from '../../../src/base/random.js'
import { systemClock } from '../../../src/net/common/wall-clock.js'
import { IncomingConnections } from '../../../src/net/session/incoming-connections.js'
import {
  makePeerFactory,
  type PeerFactory,
  type PeerName,
} from '../../../src/net/session/peer-factory.js'
import { Session } from '../../../src/net/session/session.js'
import type { SessionListener, SessionParts } from '../../../src/net/session/session-parts.js'
import type { ConnectionSettings, EncryptionPolicy } from '../../../src/net/wire/connection.js'
import { EXTENSION } from '../../../src/net/wire/messages.js'
import type { Geometry } from '../../../src/peer/geometry.js'
import { DEFAULT_PEER_SETTINGS, type PeerSettings } from '../../../src/peer/settings.js'
import { MemoryStore } from './memory-store.js'

/** Options of a test's peer; the rest are defaults. */
export interface Wish {
  readonly isWhole?: boolean
  readonly encryption?: EncryptionPolicy
  readonly settings?: Partial<PeerSettings>
  readonly listener?: SessionListener
  readonly upBytesPerSecond?: number
  readonly downBytesPerSecond?: number
  readonly peerId?: Uint8Array
  readonly isPrivate?: boolean
  readonly parts?: Partial<SessionParts>
  /** Creates the peer in another way. */
  readonly born?: (name: PeerName, geometry: Geometry) => PeerFactory
}

/** A peer that listens on the loopback. */
export interface Host {
  readonly session: Session
  readonly store: MemoryStore
  readonly door: IncomingConnections
  readonly address: { readonly host: string; readonly port: number }
  /** Resolves when all wanted pieces are here. */
  readonly finished: Promise<void>
  close(): Promise<void>
}

const HOST = '127.0.0.1'
/** The settings of BEP 3. */
export const SETTINGS = DEFAULT_PEER_SETTINGS

/** The policies of a test's peer. */
export const POLICIES = {
  choker: 'tit-for-tat',
  seedChoker: 'seed-rotating',
  picker: 'rarest-first',
}

/** Opens a peer for a torrent of these bytes. */
export async function host(bytes: Uint8Array, pieceBytes: number, wish: Wish = {}): Promise<Host> {
  const store = new MemoryStore(bytes, pieceBytes, wish.isWhole ?? false)
  const infoHash = createHash('sha1').update(bytes).update(`${pieceBytes}`).digest()
  let door: IncomingConnections | undefined
  const connection: ConnectionSettings = {
    encryption: wish.encryption ?? 'off',
    peerId: wish.peerId ?? randomBytes(20),
    extension: () => ({
      client: 'test',
      requestQueue: 2000,
      listenPort: door?.port ?? null,
      metadataBytes: null,
      uploadOnly: false,
      yourIp: null,
      metadataId: EXTENSION.metadata,
      pexId: EXTENSION.pex,
    }),
  }
  let finish: () => void
  const finished = new Promise<void>((resolve) => {
    finish = resolve
  })
  const { up, down } = limits(wish)
  const settings = { ...SETTINGS, ...wish.settings }
  const name = {
    torrent: infoHash.toString('hex'),
    id: Buffer.from(connection.peerId).toString('hex'),
  }
  const session = new Session({
    infoHash,
    sizeBytes: bytes.length,
    pieceBytes,
    infoBytes: null,
    isPrivate: wish.isPrivate ?? false,
    store,
    held: store.held,
    skipped: null,
    settings,
    peerFactory:
      wish.born?.(name, store.geometry) ??
      makePeerFactory(name, store.geometry, settings, POLICIES, 'session'),
    random: new Random('session', 'dial'),
    connection,
    clock: systemClock,
    up,
    down,
    localAddress: HOST,
    listener: {
      ...wish.listener,
      completed() {
        wish.listener?.completed?.()
        finish()
      },
    },
    ...wish.parts,
  })
  const opened = await IncomingConnections.listen(session, connection, { host: HOST, port: 0 })
  door = opened
  return {
    session,
    store,
    door: opened,
    address: { host: HOST, port: opened.port },
    finished,
    async close() {
      session.close()
      await opened.close()
    },
  }
}

function limits({ upBytesPerSecond, downBytesPerSecond }: Wish) {
  const bytesPerSecond = upBytesPerSecond ?? Number.POSITIVE_INFINITY
  return {
    up: { bytesPerSecond, wireBytes: (bytes: number) => bytes, ackBytes: () => 0 },
    down: { bytesPerSecond: downBytesPerSecond ?? Number.POSITIVE_INFINITY },
  }
}

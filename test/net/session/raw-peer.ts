import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { Connection, type ConnectionSettings } from '../../../src/net/wire/connection.js'
import { Recorder } from '../wire/recorder.js'
import type { Host } from './sessions.js'

/** A neighbour that only does what a test calls, even if that breaks the protocol. */
export interface RawPeer extends Recorder {
  readonly say: Connection
  /** The socket, for bytes that are no messages. */
  readonly socket: Socket
  /** Resolves to the reason why either side closed. */
  readonly ended: Promise<void>
}

/** Unusual traits of a raw peer. */
export interface RawPeerOptions extends Partial<ConnectionSettings> {
  readonly id?: string
  readonly infoHash?: Uint8Array
  /** The address that it dials from. */
  readonly from?: string
  /** Returns the answer to a request; null for none. If left out, no request is answered. */
  readonly serve?: (piece: number, begin: number, length: number) => Uint8Array | null
}

/** Dials a host and sends a handshake. */
export async function rawPeer(victim: Host, options: RawPeerOptions = {}): Promise<RawPeer> {
  const { id = `rogue ${Math.random()}`, serve, infoHash = victim.session.infoHash } = options
  const socket = connect({ ...victim.address, localAddress: options.from })
  await once(socket, 'connect')
  const recorder = new Recorder()
  const note = recorder.request
  recorder.request = (piece, begin, length) => {
    const bytes = serve?.(piece, begin, length)
    if (bytes) recorder.connection?.piece(piece, begin, bytes)
    note(piece, begin, length)
  }
  const say = Connection.outgoing(
    socket,
    { infoHash, handler: recorder, encrypted: false },
    { encryption: 'off', peerId: Buffer.from(id.padEnd(20, '-').slice(0, 20)), ...options },
  )
  onTestFinished(() => say.close('the test is over'))
  await recorder.until(() => recorder.connection !== undefined || recorder.closings.length > 0)
  const ended = recorder.until(() => recorder.closings.length > 0)
  return Object.assign(recorder, { say, socket, ended })
}

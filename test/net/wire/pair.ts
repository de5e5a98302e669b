import type { Socket } from 'node:net'
import { Connection, type ConnectionSettings } from '../../../src/net/wire/connection.js'
import type { ExtensionHandshake } from '../../../src/net/wire/extension-handshake.js'
import { Recorder } from './recorder.js'

/** The torrent of these tests. */
export const infoHash = Uint8Array.from({ length: 20 }, (_, i) => i * 7)

/** The extension handshake of both sides. */
export const introduction: ExtensionHandshake = {
  client: 'test 1',
  requestQueue: 300,
  listenPort: 6881,
  metadataBytes: 12_345,
  uploadOnly: false,
  yourIp: Uint8Array.of(127, 0, 0, 1),
  metadataId: 2,
  pexId: 1,
}

/** The encryptions of a connection, and the dialler's options for them. */
export const WAYS = [
  { encrypted: false, dialler: 'off', host: 'off', cipher: 'none' },
  { encrypted: true, dialler: 'off', host: 'off', cipher: 'mse-plain' },
  { encrypted: true, dialler: 'prefer', host: 'prefer', cipher: 'mse-rc4' },
] as const

/** Returns the settings of a side: its own peer id and the given changes. */
export function settingsOf(name: string, changes: Partial<ConnectionSettings> = {}) {
  const settings: ConnectionSettings = {
    encryption: 'off',
    peerId: Buffer.from(name.padEnd(20, '-')),
    extension: () => introduction,
  }
  return { ...settings, ...changes }
}

/** Creates an accepted side and records what it receives. */
export function answer(socket: Socket, changes: Partial<ConnectionSettings> = {}) {
  const recorder = new Recorder()
  const terms = {
    infoHashes: () => [new Uint8Array(20), infoHash],
    handlerFor: (asked: Uint8Array) => (Buffer.compare(asked, infoHash) === 0 ? recorder : null),
    refused: (reason: string) => recorder.closed(reason),
  }
  return { recorder, connection: Connection.incoming(socket, terms, settingsOf('host', changes)) }
}

/** Creates a dialling side and records what it receives. */
export function dialOver(
  socket: Socket,
  encrypted: boolean,
  changes: Partial<ConnectionSettings> = {},
) {
  const handler = new Recorder()
  const terms = { infoHash, handler, encrypted }
  const settings = settingsOf('dialler', changes)
  return { recorder: handler, connection: Connection.outgoing(socket, terms, settings) }
}

/** Returns two connections over two ends after their handshakes. */
export async function greetedPair(
  [near, far]: readonly [Socket, Socket],
  way: (typeof WAYS)[number] = WAYS[0],
) {
  const host = answer(far, { encryption: way.host })
  const dialler = dialOver(near, way.encrypted, { encryption: way.dialler })
  await Promise.all([greeting(host.recorder), greeting(dialler.recorder)])
  return { host, dialler }
}

/** Resolves when the side has received the handshake and the extension handshake. */
async function greeting(recorder: Recorder): Promise<void> {
  await recorder.until(() => recorder.heard.length > 0 || recorder.closings.length > 0)
}

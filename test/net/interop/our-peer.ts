import { clientOptions } from '../../../src/cli/options/client-options.js'
import type { PeerAddress } from '../../../src/net/common/peer-address.js'
import { Client } from '../../../src/net/session/client.js'
import type { Magnet } from '../../../src/net/torrent/magnet.js'
import type { Metainfo } from '../../../src/net/torrent/metainfo.js'
import type { Connection, EncryptionPolicy } from '../../../src/net/wire/connection.js'
import type { TestEnvironment } from './local-network.js'

/** What our client should seed or download. */
export interface OurTask {
  readonly torrent: Metainfo | Magnet
  readonly folder: string
  readonly host?: string
  readonly encryption: EncryptionPolicy
  readonly peers?: readonly PeerAddress[]
  /** Its upload limit, as on the command line. */
  readonly up?: string
}

/** Our client, run as by the command line, but in this process. */
export interface OurPeer {
  readonly client: Client
  readonly folder: string
  readonly address: PeerAddress
  /** The encryptions that its connections used. */
  readonly ciphers: ReadonlySet<string>
  readonly finished: Promise<void>
}

/** Starts our client, which ends with the test. */
export async function runOurs(environment: TestEnvironment, task: OurTask): Promise<OurPeer> {
  const { torrent, folder, host = '127.0.0.1', encryption, peers = [], up } = task
  let finish: () => void
  let fail: (error: Error) => void
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve
    fail = reject
  })
  // Callers that wait receive the rejection.
  finished.catch(() => undefined)
  const ciphers = new Set<string>()
  const say = (line: string) => environment.note(`ours ${host}: ${line}`)
  const client = new Client({
    ...clientOptions({
      ...{ host, encryption, up, 'no-dht': true, 'no-lsd': true },
      ...{ choker: 'tit-for-tat', 'seed-choker': 'seed-rotating', picker: 'rarest-first' },
    }),
    ...{ torrent, folder, readOnly: false, userPeers: peers, client: 'swarm-sim', port: 0 },
    listener: {
      completed: () => finish(),
      failed: (error) => fail(error),
      notice: say,
      connected: ({ isOutgoing: dialled, connection }) => {
        ciphers.add(connection!.cipher)
        say(`${dialled ? 'dialled' : 'let in'} ${nameOf(connection!)}: ${connection!.cipher}`)
      },
      disconnected: ({ connection }, reason) => say(`lost ${nameOf(connection!)}: ${reason}`),
      hashFailed: (piece) => fail(new Error(`piece ${piece} was corrupt`)),
    },
  })
  environment.atEnd(() => client.close())
  await client.start()
  return { client, folder, ciphers, address: { host, port: client.port }, finished }
}

/** Returns the start of its peer id, which names the client (BEP 20). */
function nameOf({ peerId }: Connection): string {
  return Buffer.from(peerId).toString('latin1', 0, 8)
}

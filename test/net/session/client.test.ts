import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { PeerAddress } from '../../../src/net/common/peer-address.js'
import { Client, type ClientOptions } from '../../../src/net/session/client.js'
import { MagnetResolver } from '../../../src/net/session/magnet-resolver.js'
import { formatMagnet, parseMagnet } from '../../../src/net/torrent/magnet.js'
import { Connection, type ConnectionSettings } from '../../../src/net/wire/connection.js'
import { EXTENSION } from '../../../src/net/wire/messages.js'
import { MetadataFetch } from '../../../src/net/wire/metadata-fetch.js'
import { DEFAULT_PEER_SETTINGS } from '../../../src/peer/settings.js'
import { freshFolder, type Shared, seeding, shared } from '../../cli/client/shared-content.js'
import { HandClock } from '../hand-clock.js'
import { eventually, soon } from '../patience.js'
import { Recorder } from '../wire/recorder.js'

const ONE_FILE = [{ path: '', sizeBytes: 100_000 }]

/** Starts a client that ends with the test; records its reports. */
async function started(torrent: ClientOptions['torrent'], more: Partial<ClientOptions> = {}) {
  const told: string[] = []
  const client = new Client({
    ...{ torrent, folder: freshFolder(), readOnly: false, client: 'test', host: '127.0.0.1' },
    ...{ port: 0, encryption: 'off', settings: DEFAULT_PEER_SETTINGS },
    policies: { choker: 'tit-for-tat', seedChoker: 'seed-rotating', picker: 'rarest-first' },
    up: {
      bytesPerSecond: Number.POSITIVE_INFINITY,
      wireBytes: (bytes) => bytes,
      ackBytes: () => 0,
    },
    down: { bytesPerSecond: Number.POSITIVE_INFINITY },
    ...{ userPeers: [], dht: false, lsd: false },
    listener: {
      resolved: () => told.push('resolved'),
      completed: () => told.push('completed'),
      failed: (error) => told.push(`failed: ${error.message}`),
    },
    ...more,
  })
  await client.start()
  onTestFinished(() => client.close())
  return { client, told }
}

/** Returns the number of UDP sockets of this process; only the DHT and local discovery open any. */
function udpSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /UDP/i.test(name)).length
}

function magnetOf({ metainfo }: Shared) {
  return parseMagnet(formatMagnet(metainfo))
}

function addressOf(peer: string): PeerAddress {
  const [host, port] = peer.split(':')
  return { host, port: Number(port) }
}

function settingsWith(metadataBytes: number | null): ConnectionSettings {
  const ids = { metadataId: EXTENSION.metadata, pexId: EXTENSION.pex }
  return {
    ...{ encryption: 'off', peerId: randomBytes(20) },
    extension: () => ({
      ...{ client: 'test', requestQueue: 100, listenPort: null, metadataBytes },
      ...{ uploadOnly: false, yourIp: null, ...ids },
    }),
  }
}

/** Creates a resolver that gets no metadata, and counts its requests for more peers. */
function resolving() {
  const clock = new HandClock()
  const asked = { forMore: 0 }
  const resolver = new MagnetResolver({
    ...{ infoHash: randomBytes(20), connection: settingsWith(null), clock },
    ...{ found: () => undefined, dhtNode: () => undefined, resolved: () => undefined },
    needsPeers: () => asked.forMore++,
  })
  onTestFinished(() => resolver.close())
  return { resolver, clock, asked }
}

/** Adds a neighbour that claims to have the info dictionary and answers requests in its own way. */
async function liar(
  { metainfo: { infoHash } }: Shared,
  metadataBytes: number,
  answer: (connection: Connection, piece: number) => void,
): Promise<PeerAddress> {
  const server = createServer((socket) => {
    const recorder = new Recorder()
    recorder.metadata = (message) => {
      if (message.kind === 'request') answer(recorder.connection!, message.piece)
    }
    const terms = { handlerFor: () => recorder, infoHashes: () => [infoHash] }
    Connection.incoming(socket, terms, settingsWith(metadataBytes))
    onTestFinished(() => void socket.destroy())
  })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

describe('a private torrent', () => {
  it('is announced neither to the DHT nor on the local network', async () => {
    const open = shared(ONE_FILE, 32768)
    const closed = shared(ONE_FILE, 32768, { private: 1 })
    const before = udpSockets()
    await started(closed.metainfo, { dht: true, lsd: true })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(udpSockets()).toBe(before)
    await started(open.metainfo, { dht: true, lsd: true })
    await eventually(() => udpSockets() > before)
  })

  it('leaves DHT and local network once its magnet link is resolved', async () => {
    const source = shared(ONE_FILE, 32768, { private: 1 })
    const { peer } = await seeding(source)
    const before = udpSockets()
    const given = [addressOf(peer)]
    const { told } = await started(magnetOf(source), { userPeers: given, dht: true, lsd: true })
    await eventually(() => told.includes('completed'))
    expect(udpSockets()).toBe(before)
  })
})

describe('the DHT node of a client', () => {
  it('learns of nodes from neighbours, and finds further peers through them', async () => {
    const source = shared([{ path: '', sizeBytes: 1_000_000 }], 32768)
    const dht = { dht: true, bootstrap: [] }
    const slow = { ...dht, down: { bytesPerSecond: 20_000 } }
    const { folder } = source
    const seed = await started(source.metainfo, { ...dht, folder, readOnly: true })
    const at = (port: number) => [{ host: '127.0.0.1', port }]
    const first = await started(source.metainfo, { ...slow, userPeers: at(seed.client.port) })
    await eventually(() => first.client.session?.links.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 300))
    // Once the two know each other's nodes, another finds the seed through the first's node. It
    // searches at its start, and again a minute later.
    await soon(async () => {
      const { client } = await started(source.metainfo, {
        ...slow,
        userPeers: at(first.client.port),
      })
      const sources = () => client.session?.links.map((link) => link.source) ?? []
      await vi.waitFor(() => expect(sources()).toContain('dht'), 2000)
    })
  })
})

describe('a magnet link', () => {
  const rubbish = new Uint8Array(16384).fill(7)

  it.each<[string, number, (connection: Connection, piece: number) => void]>([
    [
      'sends rubbish',
      40_000,
      (connection, piece) => {
        const payload = piece === 2 ? rubbish.subarray(0, 40_000 - 32_768) : rubbish
        connection.metadata({ kind: 'data', piece, totalBytes: 40_000, payload })
      },
    ],
    [
      'announces a huge size and sends its data again and again',
      8 * 1024 * 1024,
      (connection, piece) => {
        for (let n = 0; n < 100; n++) {
          const payload = rubbish
          connection.metadata({ kind: 'data', piece: piece + n, totalBytes: 2 ** 31, payload })
        }
      },
    ],
    [
      'rejects every request',
      40_000,
      (connection, piece) => connection.metadata({ kind: 'reject', piece }),
    ],
    ['disconnects', 40_000, (connection) => connection.close('bye')],
  ])('is resolved by an honest peer despite one that %s', async (_name, bytes, answer) => {
    const source = shared(ONE_FILE, 32768)
    const bad = await liar(source, bytes, answer)
    const { client, told } = await started(magnetOf(source), { userPeers: [bad] })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(told).toEqual([])
    expect(client.session).toBeNull()
    const { peer } = await seeding(source)
    const other = await started(magnetOf(source), { userPeers: [bad, addressOf(peer)] })
    await eventually(() => other.told.includes('completed'))
  })

  it('is resolved by an honest peer after ten seconds, despite a silent one', () => {
    const info = Buffer.from('an info dictionary')
    const asked: string[] = []
    const infoHash = createHash('sha1').update(info).digest()
    const fetch = new MetadataFetch<string>(infoHash, (peer) => asked.push(peer))
    fetch.addPeer(0, 'silent', 40_000)
    fetch.addPeer(0, 'honest', info.length)
    fetch.wake(9)
    expect(asked).not.toContain('honest')
    fetch.wake(10)
    expect(asked).toContain('honest')
    fetch.data(11, 'honest', 0, info.length, info)
    expect(fetch.info).toEqual(new Uint8Array(info))
  })

  it.each(['off', 'require'] as const)(
    'is resolved and downloaded through a peer that dials us: encryption %s',
    async (encryption) => {
      const source = shared(ONE_FILE, 32768)
      const early = await started(magnetOf(source), { encryption })
      const given = [{ host: '127.0.0.1', port: early.client.port }]
      await started(source.metainfo, {
        folder: source.folder,
        readOnly: true,
        userPeers: given,
        encryption,
      })
      await eventually(() => early.told.includes('completed'))
    },
  )

  it('asks for more peers every ten seconds until it is resolved', () => {
    const { resolver, clock, asked } = resolving()
    clock.advance(60)
    expect(asked.forMore).toBe(6)
    resolver.close()
    clock.advance(60)
    expect(asked.forMore).toBe(6)
    expect(resolver.accept()).toBeNull()
  })

  it('accepts thirty incoming connections at a time', () => {
    const { resolver } = resolving()
    const letIn = Array.from({ length: 40 }, () => resolver.accept()).filter((guest) => guest)
    expect(letIn).toHaveLength(30)
    letIn[0]?.closed('bye')
    expect(resolver.accept()).not.toBeNull()
    expect(resolver.accept()).toBeNull()
  })

  it('stays unresolved if its peers have another torrent', async () => {
    const source = shared(ONE_FILE, 32768)
    const { peer } = await seeding(shared([{ path: '', sizeBytes: 5000 }], 32768))
    const { told } = await started(magnetOf(source), { userPeers: [addressOf(peer)] })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(told).toEqual([])
  })
})

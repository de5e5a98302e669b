import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { fc, test } from '@fast-check/vitest'
import { afterEach, expect, it, vi } from 'vitest'
import { encode } from '../../../src/base/bencode.js'
import { DhtSource } from '../../../src/net/discovery/dht-source.js'
import { isKrpc } from '../../../src/net/discovery/krpc-socket.js'
import type { FoundPeer } from '../../../src/net/discovery/peer-source.js'
import { soon } from '../patience.js'
import { INFO_HASH, peerIdOf } from './samples.js'

const open: DhtSource[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()))
})

/** Starts a node on its own port and records the peers that it finds. */
async function node(n: number, bootstrap: readonly number[], infoHash = INFO_HASH) {
  const found: FoundPeer[] = []
  const source = new DhtSource(
    {
      ...{ infoHash, peerId: peerIdOf(n), port: 7000 + n },
      found: (peer) => found.push(peer),
      notice: (message) => expect.fail(message),
    },
    { port: 0, host: '127.0.0.1', bootstrap: bootstrap.map((port) => `127.0.0.1:${port}`) },
  )
  open.push(source)
  source.start()
  await soon(() => expect(source.port).toBeGreaterThan(0))
  return { source, found, port: source.port as number }
}

const peer = (n: number) => ({ host: '127.0.0.1', port: 7000 + n, source: 'dht' })

it('a DHT node finds peers through a node of another torrent', async () => {
  const first = await node(1, [], new Uint8Array(20).fill(7))
  const second = await node(2, [first.port])
  await soon(async () => {
    const third = await node(3, [first.port])
    await vi.waitFor(() => expect(third.found).toContainEqual(peer(2)), 500)
    expect(first.found).toEqual([])
    await third.source.stop()
  })
  expect(second.found.every(({ source }) => source === 'dht')).toBe(true)
})

it('a DHT node finds peers through a node that it was given later', async () => {
  const first = await node(1, [])
  await node(2, [first.port])
  await soon(async () => {
    const third = await node(3, [])
    third.source.addNode({ host: '127.0.0.1', port: first.port })
    await vi.waitFor(() => expect(third.found).toContainEqual(peer(2)), 500)
    await third.source.stop()
  })
})

it('a DHT node can be stopped twice', async () => {
  const { source } = await node(1, [])
  await Promise.all([source.stop(), source.stop()])
  expect(source.port).toBeUndefined()
})

const id = Buffer.alloc(20, 'i')
const query = (q: string, a: object) => encode({ t: 'aa', y: 'q', q, a: { id, ...a } })

it('malformed packets do not stop a DHT node from answering', async () => {
  const { port } = await node(1, [])
  const socket = createSocket('udp4')
  const packets = [
    'd1:y l-3:e',
    'd1:yl-3:e',
    'l-3:',
    'd1:ad2:id20:iiiiiiiiiiiiiiiiiiiie1:q4:ping1:t2:aa1:y1:q',
    query('find_node', { target: 5 }),
    query('get_peers', { info_hash: 5 }),
    query('announce_peer', { info_hash: id, port: 5, token: 9 }),
    query('announce_peer', { info_hash: id, port: 70_000, token: id }),
    query('get', { target: 1 }),
    encode({ t: 1, y: 'q', q: 'ping', a: { id } }),
    encode({ t: 'zz', y: 'r', r: { id, nodes: 5, values: [1, 'a'] } }),
    encode({ t: 'zz', y: 'e', e: 5 }),
  ]
  for (const packet of packets) socket.send(packet, port, '127.0.0.1')
  socket.send(query('ping', {}), port, '127.0.0.1')
  const answered = async () => {
    for (;;) {
      const [answer] = await once(socket, 'message')
      if (String(answer).includes('1:y1:r')) return String(answer)
    }
  }
  expect(await answered()).toContain('1:t2:aa')
  socket.close()
})

test.prop([fc.uint8Array({ maxLength: 200 })])(
  'random bytes are not taken for a DHT packet',
  (bytes) => {
    expect(isKrpc(bytes)).toBe(false)
  },
)

it.each([19, 21])('a DHT packet with an id of %d bytes is refused', (bytes) => {
  const wrong = Buffer.alloc(bytes)
  expect(isKrpc(query('get_peers', { info_hash: wrong }))).toBe(false)
  expect(isKrpc(query('find_node', { target: wrong }))).toBe(false)
  expect(isKrpc(query('ping', { id: wrong }))).toBe(false)
})

// Ids and the transaction may be any bytes, and a query needs no `info_hash` by that name.
it('a DHT packet with a changed byte is refused unless that byte is free', () => {
  const packet = query('get_peers', { info_hash: Buffer.alloc(20, 'h') })
  const text = Buffer.from(packet).toString('latin1')
  const free = new Set<number>()
  for (const part of ['i'.repeat(20), 'h'.repeat(20), 'info_hash', 'aa']) {
    for (let i = 0; i < part.length; i++) free.add(text.indexOf(part) + i)
  }
  expect(isKrpc(packet)).toBe(true)
  for (let at = 0; at < packet.length; at++) {
    const accepted = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => {
      return byte !== packet[at] && isKrpc(Uint8Array.from(packet).fill(byte, at, at + 1))
    })
    // The message's type is its last string: an error needs nothing else.
    const isType = at === packet.length - 2
    expect(accepted, `byte ${at}`).toHaveLength(free.has(at) ? 255 : isType ? 1 : 0)
  }
})

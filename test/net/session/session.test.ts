import { afterEach, describe, expect, it } from 'vitest'
import { IncomingConnections } from '../../../src/net/session/incoming-connections.js'
import type { SessionLink } from '../../../src/net/session/session-link.js'
import { noise } from './memory-store.js'
import { type Host, host, type Wish } from './sessions.js'

const open: Host[] = []
async function opened(bytes: Uint8Array, pieceBytes: number, wish?: Wish): Promise<Host> {
  const peer = await host(bytes, pieceBytes, wish)
  open.push(peer)
  return peer
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

describe('a session', () => {
  it.each(['off', 'prefer', 'require'] as const)(
    'downloads everything from a seed: encryption %s',
    async (encryption) => {
      const bytes = noise(3_000_001)
      const seed = await opened(bytes, 65536, { isWhole: true, encryption })
      const leecher = await opened(bytes, 65536, { encryption })
      leecher.session.addPeer(seed.address, 'user')
      await leecher.finished
      expect(Buffer.compare(leecher.store.bytes, bytes)).toBe(0)
      expect(leecher.session.peer.stats.downloadedBytes).toBe(bytes.length)
      expect(seed.session.peer.stats.uploadedBytes).toBe(bytes.length)
    },
  )

  it('sees a plain IPv4 address, although it listens for IPv6 too', async () => {
    const bytes = noise(100_001)
    const addresses: string[] = []
    const linked = ({ connection }: SessionLink) => addresses.push(connection!.remoteAddress)
    const seed = await opened(bytes, 65536, { isWhole: true, listener: { connected: linked } })
    const leecher = await opened(bytes, 65536)
    const door = await IncomingConnections.listen(seed.session, seed.session.parts.connection, {
      port: 0,
    })
    leecher.session.addPeer({ host: '127.0.0.1', port: door.port }, 'user')
    await leecher.finished
    expect(addresses).toEqual(['127.0.0.1'])
    leecher.session.close()
    await door.close()
  })
})

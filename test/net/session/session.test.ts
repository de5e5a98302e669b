import { afterEach, describe, expect, it } from 'vitest'
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
    'gets from a seed all there is: encryption %s',
    async (encryption) => {
      const bytes = noise(3_000_001)
      const seed = await opened(bytes, 65536, { isWhole: true, encryption })
      const leecher = await opened(bytes, 65536, { encryption })
      leecher.session.heard(seed.address, 'given')
      await leecher.finished
      expect(Buffer.compare(leecher.store.bytes, bytes)).toBe(0)
      expect(leecher.session.peer.downloadedBytes).toBe(bytes.length)
      expect(seed.session.peer.uploadedBytes).toBe(bytes.length)
    },
  )
})

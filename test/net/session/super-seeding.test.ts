import { afterEach, expect, it } from 'vitest'
import type { SessionLink } from '../../../src/net/session/session-link.js'
import { eventually } from '../patience.js'
import { noise } from './memory-store.js'
import { rawPeer } from './raw-peer.js'
import { type Host, host, type Wish } from './sessions.js'

const open: Host[] = []
async function opened(bytes: Uint8Array, wish?: Wish): Promise<Host> {
  const peer = await host(bytes, 65536, wish)
  open.push(peer)
  return peer
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

// A plain seed sends each of the two its own copy. Without a limit one leecher could have all
// before the other has connected.
it('on sockets, a super-seed sends two connected leechers little more than one copy', async () => {
  const bytes = noise(1_000_001)
  const sent = new Map<SessionLink, number>()
  const listener = {
    transferred: (link: SessionLink, _down: number, up: number) =>
      sent.set(link, (sent.get(link) ?? 0) + up),
  }
  const seed = await opened(bytes, {
    isWhole: true,
    upBytesPerSecond: 1_000_000,
    settings: { superSeeding: 'bep-16' },
    listener,
  })
  const leechers = [await opened(bytes), await opened(bytes)]
  leechers[0].session.addPeer(leechers[1].address, 'user')
  for (const { session } of leechers) session.addPeer(seed.address, 'user')
  await Promise.all(leechers.map(({ finished }) => finished))
  for (const { store } of leechers) expect(Buffer.compare(store.bytes, bytes)).toBe(0)
  expect([...sent.values()].filter((up) => up > 0)).toHaveLength(2)
  const uploaded = seed.session.peer.stats.uploadedBytes
  expect(uploaded).toBeLessThan(1.5 * bytes.length)
})

// libtorrent disconnects a peer that offers a piece before its bitfield and seems upload-only.
it('a super-seed sends have_none before it offers a piece', async () => {
  const seed = await opened(noise(300_001), { isWhole: true, settings: { superSeeding: 'bep-16' } })
  const bob = await rawPeer(seed)
  const shows = () => bob.heard.findIndex(([word]) => word === 'have')
  await eventually(() => shows() >= 0)
  const words = bob.heard.map(([word]) => word)
  expect(words.slice(0, shows())).toContain('haveNone')
  expect(words).not.toContain('bitfield')
  expect(words).not.toContain('haveAll')
})

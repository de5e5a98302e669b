import { afterEach, describe, expect, it } from 'vitest'
import { noise } from './memory-store.js'
import { type RawPeer, rawPeer } from './raw-peer.js'
import { type Host, host, type Wish } from './sessions.js'

const PIECE_BYTES = 65536
const bytes = noise(16 * PIECE_BYTES + 1)

const open: Host[] = []
async function opened(wish: Wish): Promise<Host> {
  const peer = await host(bytes, PIECE_BYTES, wish)
  open.push(peer)
  return peer
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

/** Opens a leecher that records its disconnects and their reasons. */
async function leecher() {
  const disconnects: string[] = []
  let spoilt = 0
  const peer = await opened({
    listener: {
      disconnected: ({ connection }, reason) => {
        disconnects.push(`${Buffer.from(connection!.peerId).toString('latin1')} ${reason}`)
      },
      hashFailed: () => spoilt++,
    },
  })
  const banned = () =>
    disconnects.filter((disconnect) => disconnect.endsWith('it sent corrupt blocks'))
  return { ...peer, disconnects, banned, spoilt: () => spoilt }
}

const HONEST = Buffer.from('honest'.padEnd(20, '-'))

/** Claims all pieces and sends every `nth` block corrupted. */
async function corrupt(victim: Host, id: string, nth: number): Promise<RawPeer> {
  let count = 0
  const peer = await rawPeer(victim, {
    id,
    serve: (piece, begin, length) => {
      const at = piece * PIECE_BYTES + begin
      const block = bytes.slice(at, at + length)
      if (++count % nth === 0) block[length - 1] ^= 1
      return block
    },
  })
  peer.say.haveAll()
  peer.say.unchoke()
  return peer
}

describe('a neighbour that sends corrupt blocks', () => {
  it.each([1, 10])(
    'is banned if it alone sent the piece: 1 block in %i is corrupt',
    async (nth) => {
      const victim = await leecher()
      const bad = await corrupt(victim, 'corrupt', nth)
      await bad.ended
      expect(victim.banned()).toEqual([expect.stringMatching(/^corrupt/)])
      const again = await corrupt(victim, 'corrupt', nth)
      await again.ended
      expect(victim.session.links).toHaveLength(0)
      const honest = await opened({ isWhole: true, peerId: HONEST })
      victim.session.addPeer(honest.address, 'user')
      await victim.finished
      expect(Buffer.compare(victim.store.bytes, bytes)).toBe(0)
      expect(victim.session.peer.stats.corruptBytes).toBe(victim.spoilt() * PIECE_BYTES)
    },
  )

  it.each([
    [1, 1],
    [10, 10],
  ])(
    'never gets an honest one banned: two corrupt 1 block in %i and in %i',
    async (first, second) => {
      const victim = await leecher()
      const honest = await opened({ isWhole: true, peerId: HONEST, upBytesPerSecond: 4e6 })
      await corrupt(victim, 'corrupt a', first)
      await corrupt(victim, 'corrupt b', second)
      victim.session.addPeer(honest.address, 'user')
      await victim.finished
      expect(Buffer.compare(victim.store.bytes, bytes)).toBe(0)
      expect(victim.banned().filter((disconnect) => disconnect.startsWith('honest'))).toEqual([])
    },
  )

  it('is banned together with a second one that sends only corrupt blocks', async () => {
    const victim = await leecher()
    const both = await Promise.all([
      corrupt(victim, 'corrupt a', 1),
      corrupt(victim, 'corrupt b', 1),
    ])
    await Promise.all(both.map(({ ended }) => ended))
    expect(victim.banned()).toHaveLength(2)
    expect(victim.session.peer.requests.ownCount).toBe(0)
  })

  it('corrupts few pieces with unrequested blocks, and none in the end', async () => {
    const victim = await leecher()
    const honest = await opened({ isWhole: true, peerId: HONEST, upBytesPerSecond: 4e6 })
    const bad = await rawPeer(victim, { id: 'injector' })
    bad.say.haveAll()
    victim.session.addPeer(honest.address, 'user')
    const junk = new Uint8Array(16384)
    let injected = 0
    const inject = setInterval(() => {
      for (let piece = 0; piece < 16; piece++) {
        if (victim.session.peer.requests.has(piece)) continue
        bad.say.piece(piece, 16384, junk)
        injected++
      }
    }, 2)
    await victim.finished.finally(() => clearInterval(inject))
    expect(Buffer.compare(victim.store.bytes, bytes)).toBe(0)
    expect(victim.banned().filter((disconnect) => disconnect.startsWith('honest'))).toEqual([])
    // The pieces that were begun before the first failed hash; it makes the injector a suspect.
    expect(injected).toBeGreaterThan(16)
    expect(victim.spoilt()).toBeLessThanOrEqual(8)
    expect(victim.session.peer.stats.corruptBytes).toBe(victim.spoilt() * PIECE_BYTES)
  })
})

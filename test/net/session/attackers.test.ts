import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../patience.js'
import { noise } from './memory-store.js'
import { rawPeer } from './raw-peer.js'
import { type Host, host, type Wish } from './sessions.js'

const PIECE_BYTES = 65536
const bytes = noise(8 * PIECE_BYTES)
const JUNK = new Uint8Array(16384)

const open: Host[] = []
async function opened(wish: Wish = {}): Promise<Host> {
  const peer = await host(bytes, PIECE_BYTES, wish)
  open.push(peer)
  return peer
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

describe('a peer that takes the id of a neighbour', () => {
  // The smaller id keeps its own dials, so both orders are tried.
  it.each(['a', 'z'])('does not end its link from another host: we are %s', async (ours) => {
    const victim = await opened({ peerId: Buffer.alloc(20, ours) })
    const seed = await opened({ isWhole: true, peerId: Buffer.alloc(20, 'm'), upBytesPerSecond: 1 })
    victim.session.addPeer(seed.address, 'user')
    await eventually(() => victim.session.links.length === 1)
    const [link] = victim.session.links
    await rawPeer(victim, { id: 'm'.repeat(20), from: '127.0.0.2' })
    await eventually(() => victim.session.links.length === 2)
    expect(victim.session.links).toContain(link)
  })

  it('is refused on the same host', async () => {
    const victim = await opened()
    await rawPeer(victim, { id: 'twin' })
    const second = await rawPeer(victim, { id: 'twin' })
    await second.ended
    expect(victim.session.links).toHaveLength(1)
  })
})

describe('a block that was never asked of a neighbour', () => {
  it('counts for nothing, and one that speaks BEP 6 is hung up on', async () => {
    let transferred = 0
    const victim = await opened({ listener: { transferred: () => void transferred++ } })
    const bad = await rawPeer(victim)
    for (let piece = 0; piece < 8; piece++) bad.say.piece(piece, 0, JUNK)
    await bad.ended
    expect(transferred).toBe(0)
    expect(victim.session.peer.stats.downloadedBytes).toBe(0)
  })

  it('spoils no piece, however often it is sent', async () => {
    let spoilt = 0
    const victim = await opened({ listener: { hashFailed: () => void spoilt++ } })
    const seed = await opened({ isWhole: true, upBytesPerSecond: 1_000_000 })
    victim.session.addPeer(seed.address, 'user')
    let isOver = false
    const attack = async () => {
      for (let n = 0; !isOver; n++) {
        const bad = await rawPeer(victim)
        for (let begin = 0; begin < PIECE_BYTES; begin += 16384) bad.say.piece(n % 8, begin, JUNK)
        await bad.ended
      }
    }
    const attacked = attack()
    await victim.finished
    isOver = true
    await attacked
    expect(spoilt).toBe(0)
    expect(Buffer.compare(victim.store.bytes, bytes)).toBe(0)
  })
})

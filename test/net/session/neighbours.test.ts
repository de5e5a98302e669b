import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { SessionLink } from '../../../src/net/session/session-link.js'
import { HandClock } from '../hand-clock.js'
import { eventually } from '../patience.js'
import { noise } from './memory-store.js'
import { rawPeer } from './raw-peer.js'
import { type Host, host, type Wish } from './sessions.js'

const bytes = noise(200_000)

const open: Host[] = []
async function opened(wish: Wish = {}): Promise<Host & { dials: () => number }> {
  let dials = 0
  const listener = { connected: () => dials++, disconnected: () => undefined, ...wish.listener }
  const peer = await host(bytes, 65536, { ...wish, listener })
  open.push(peer)
  return { ...peer, dials: () => dials }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
})

/** Waits long enough for events on the loopback to happen: some turns of the event loop. */
async function aWhile() {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Returns a peer id: of two mutual dials, the one by the lower first letter is kept. */
const idOf = (name: string) => Buffer.from(name.padEnd(20, '-'))

describe('a peer that finds its own address', () => {
  it.each(['user', 'tracker'] as const)('dials it once and never again: %s', async (source) => {
    const clock = new HandClock()
    const peer = await opened({ parts: { clock } })
    let calls = 0
    const way = createServer((socket) => {
      calls++
      const on = connect(peer.address)
      for (const end of [socket, on]) end.on('error', () => undefined)
      socket.pipe(on).pipe(socket)
    })
    onTestFinished(() => void way.close())
    way.listen(0, '127.0.0.1')
    await once(way, 'listening')
    const ours = { host: '127.0.0.1', port: (way.address() as AddressInfo).port }
    peer.session.addPeer(ours, source)
    await eventually(() => calls > 0)
    await aWhile()
    for (let wake = 0; wake < 4; wake++) {
      clock.advance(10)
      peer.session.addPeer(ours, source)
      await aWhile()
    }
    expect(calls).toBe(1)
    expect(peer.session.links).toHaveLength(0)
    expect(peer.dials()).toBe(0)
  })
})

describe('two peers that dial each other at once', () => {
  it.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('keep the connection that the smaller id dialled: %s and %s', async (one, other) => {
    const accepted = [0, 0]
    const connected: boolean[][] = [[], []]
    const [near, far] = await Promise.all(
      [one, other].map(async (name, i) => {
        const listener = {
          connected: ({ isOutgoing }: SessionLink) => void connected[i].push(isOutgoing),
        }
        const parts = { clock: new HandClock() }
        const peer = await opened({ peerId: idOf(name), isWhole: i === 1, listener, parts })
        const { accept } = peer.session
        peer.session.accept = () => {
          accepted[i]++
          return accept.call(peer.session)
        }
        return peer
      }),
    )
    near.session.addPeer(far.address, 'user')
    far.session.addPeer(near.address, 'tracker')
    await eventually(() => near.session.isFinished)
    await aWhile()
    expect(accepted).toEqual([1, 1])
    expect(connected.map((links) => links.at(-1))).toEqual([one < other, other < one])
    for (const links of connected) expect(links.length).toBeLessThanOrEqual(2)
  })

  it('do not dial again while that connection exists', async () => {
    const clocks = [new HandClock(), new HandClock()]
    const near = await opened({ peerId: idOf('a'), parts: { clock: clocks[0] } })
    const far = await opened({ peerId: idOf('b'), parts: { clock: clocks[1] } })
    near.session.addPeer(far.address, 'user')
    far.session.addPeer(near.address, 'user')
    await eventually(() => [near, far].every(({ session }) => session.links.length === 1))
    await aWhile()
    const before = [near.dials(), far.dials()]
    for (let wake = 0; wake < 4; wake++) {
      for (const clock of clocks) clock.advance(10)
      near.session.addPeer(far.address, 'pex')
      far.session.addPeer(near.address, 'pex')
      await aWhile()
    }
    expect([near.dials(), far.dials()]).toEqual(before)
    expect(near.session.links).toHaveLength(1)
    expect(far.session.links).toHaveLength(1)
    expect(near.session.links[0].isOutgoing).not.toBe(far.session.links[0].isOutgoing)
  })
})

describe('a neighbour', () => {
  it('of another torrent is disconnected', async () => {
    const peer = await opened()
    const stranger = await rawPeer(peer, { infoHash: new Uint8Array(20).fill(7) })
    await stranger.ended
    expect(peer.session.links).toHaveLength(0)
    expect(peer.dials()).toBe(0)
  })

  it('that is connected already gets no second link and keeps the first', async () => {
    const peer = await opened({ isWhole: true })
    const first = await rawPeer(peer, { id: 'same' })
    const second = await rawPeer(peer, { id: 'same' })
    await second.ended
    expect(first.closings).toEqual([])
    expect(peer.session.links).toHaveLength(1)
  })

  it('with a second address is not dialled there again and again', async () => {
    const clock = new HandClock()
    const peer = await opened({ parts: { clock } })
    const far = await opened()
    let calls = 0
    const { accept } = far.session
    far.session.accept = () => {
      calls++
      return accept.call(far.session)
    }
    peer.session.addPeer(far.address, 'tracker')
    await eventually(() => far.session.links.length === 1)
    peer.session.addPeer({ ...far.address, host: 'localhost' }, 'tracker')
    clock.advance(10)
    await eventually(() => calls === 2)
    for (let wake = 0; wake < 3; wake++) {
      clock.advance(10)
      await aWhile()
    }
    expect(peer.session.links).toHaveLength(1)
    expect(calls).toBe(2)
  })

  it('beyond the link limit is refused, and accepted once another has left', async () => {
    const peer = await opened({ settings: { maxLinks: 3, dialLinks: 3 } })
    const guests = await Promise.all(Array.from({ length: 3 }, () => rawPeer(peer)))
    const late = await rawPeer(peer)
    await late.ended
    expect(peer.session.links).toHaveLength(3)
    guests[0].say.close('bye')
    await eventually(() => peer.session.links.length === 2)
    const later = await rawPeer(peer)
    await eventually(() => peer.session.links.length === 3)
    expect(later.closings).toEqual([])
  })

  it('with an endless handshake keeps nobody out and is closed with the listener', async () => {
    const peer = await opened({ isWhole: true })
    const slow = Array.from({ length: 20 }, () => connect(peer.address))
    for (const socket of slow) socket.on('error', () => undefined).write('\x13Bit')
    await aWhile()
    const quick = await rawPeer(peer)
    expect(quick.closings).toEqual([])
    const ends = slow.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    // They close with the listener at the latest; the connection's tests cover the ten seconds.
    await peer.close()
    await Promise.all(ends)
  })

  it('that sends countless addresses leaves room for those of a tracker', async () => {
    const peer = await opened({ settings: { dialLinks: 2 } })
    const liar = await rawPeer(peer, { extension: () => ({ ...NOBODY, pexId: 1 }) })
    await aWhile()
    for (let n = 0; n < 300; n++) {
      const added = Array.from({ length: 50 }, (_, i) => ({
        ...{ host: `203.0.113.${i + 1}`, port: 1000 + n, flags: 0 },
      }))
      liar.say.pex({ added, dropped: [] })
    }
    await aWhile()
    expect(peer.session.addresses.add({ host: '198.51.100.1', port: 1 }, 'tracker')).not.toBe(-1)
  })
})

const NOBODY = {
  ...{ client: 'rogue', requestQueue: 100, listenPort: null, metadataBytes: null },
  ...{ uploadOnly: false, yourIp: null, metadataId: 0, pexId: 0 },
}

describe('a session with few neighbours', () => {
  const settings = { rechokeSeconds: 0.05, reannounceBelowLinks: 1 }

  it('asks for more at every wake until it has some', async () => {
    let asked = 0
    const listener = { needsPeers: () => asked++ }
    const seed = await opened({ isWhole: true, upBytesPerSecond: 100_000 })
    const leecher = await opened({ settings, listener })
    await eventually(() => asked > 2)
    leecher.session.addPeer(seed.address, 'user')
    await eventually(() => leecher.session.links.length === 1)
    const before = asked
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(asked).toBe(before)
  })

  it('asks for none once it is complete', async () => {
    let asked = 0
    const listener = { needsPeers: () => asked++ }
    await opened({ isWhole: true, settings, listener })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(asked).toBe(0)
  })
})

import { fc, test as property } from '@fast-check/vitest'
import { afterEach, describe, expect, it } from 'vitest'
import { HandClock } from '../hand-clock.js'
import { eventually } from '../patience.js'
import { noise } from './memory-store.js'
import { type RawPeer, rawPeer } from './raw-peer.js'
import { type Host, host, type Wish } from './sessions.js'

const PIECE_BYTES = 65536
const bytes = noise(8 * PIECE_BYTES + 1)
const PIECES = 9

const open: Host[] = []
async function opened(wish: Wish = {}): Promise<Host> {
  const peer = await host(bytes, PIECE_BYTES, wish)
  open.push(peer)
  return peer
}

async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((peer) => peer.close()))
}

afterEach(closeAll)

/** Returns the correct bytes of a block. */
function right(piece: number, begin: number, length: number): Uint8Array {
  const at = piece * PIECE_BYTES + begin
  return bytes.subarray(at, at + length)
}

/** Downloads everything from an honest seed, whatever else happens. */
async function downloads(victim: Host): Promise<void> {
  const honest = await opened({ isWhole: true })
  victim.session.addPeer(honest.address, 'user')
  await victim.finished
  expect(Buffer.compare(victim.store.bytes, bytes)).toBe(0)
}

const JUNK = new Uint8Array(16384)

/** Messages that clearly break the protocol. */
const BREACHES: readonly [string, (bad: RawPeer) => void][] = [
  ['requests bytes beyond a piece', ({ say }) => say.request(0, PIECE_BYTES - 1, 16384)],
  ['requests a piece that does not exist', ({ say }) => say.request(PIECES, 0, 16384)],
  ['requests more than a block', ({ say }) => say.request(0, 0, 16385)],
  ['requests zero bytes', ({ say }) => say.request(0, 0, 0)],
  ['announces a piece that does not exist', ({ say }) => say.have(PIECES)],
  ['announces piece 2^32 - 1', ({ say }) => say.have(0xffffffff)],
  ['sends a bitfield that is too short', ({ say }) => say.bitfield(new Uint8Array(1))],
  ['sends a bitfield that is too long', ({ say }) => say.bitfield(new Uint8Array(3))],
  ['sets spare bits', ({ say }) => say.bitfield(Uint8Array.of(0, 1))],
  ['sends a block of a piece that does not exist', ({ say }) => say.piece(PIECES, 0, JUNK)],
  ['sends a block at an invalid offset', ({ say }) => say.piece(0, 1, JUNK)],
  ['sends a block that is one byte short', ({ say }) => say.piece(0, 0, JUNK.subarray(1))],
  [
    'announces a message of a gigabyte',
    ({ socket }) => void socket.write(Buffer.from('4000000007', 'hex')),
  ],
  ['sends noise', ({ socket }) => void socket.write(Buffer.alloc(1000, 0x7e))],
]

/** Odd, useless or greedy messages that are no reason to disconnect. */
const ODDITIES: readonly [string, (bad: RawPeer) => void][] = [
  ['sends 50,000 haves', ({ say }) => times(50_000, (n) => say.have(n % PIECES))],
  [
    'chokes and unchokes thousands of times',
    ({ say }) => times(9999, (n) => (n % 2 ? say.choke() : say.unchoke())),
  ],
  [
    'changes its interest thousands of times',
    ({ say }) => times(9999, (n) => (n % 2 ? say.interested() : say.notInterested())),
  ],
  ['cancels what it never requested', ({ say }) => times(1000, (n) => say.cancel(n, n, n))],
  ['rejects what we never requested', ({ say }) => times(1000, (n) => say.reject(n % 9, n, n))],
  ['sends a hundred bitfields', ({ say }) => times(100, () => say.bitfield(new Uint8Array(2)))],
  [
    'unchokes us and sends no block',
    ({ say }) => times(2, (n) => (n ? say.unchoke() : say.haveAll())),
  ],
  [
    'sends requests while it is choked',
    ({ say }) => times(5000, (n) => say.request(n % 8, 0, 16384)),
  ],
]

function times(count: number, what: (n: number) => unknown): void {
  for (let n = 0; n < count; n++) what(n)
}

describe('a neighbour that breaks the protocol is disconnected, others are not', () => {
  it.each(BREACHES)('one that %s', async (_name, act) => {
    const victim = await opened({ settings: { slots: 8 } })
    const bad = await rawPeer(victim)
    await eventually(() => victim.session.links.length === 1)
    act(bad)
    await bad.ended
    expect(victim.session.links).toHaveLength(0)
    await downloads(victim)
  })
})

describe('an unusual but valid neighbour does no harm', () => {
  it.each(ODDITIES)('one that %s', async (_name, act) => {
    const victim = await opened({
      settings: { endgame: { scope: 'torrent', threshold: 0, idleLinksOnly: true, mostLinks: 2 } },
    })
    const bad = await rawPeer(victim)
    await eventually(() => victim.session.links.length === 1)
    act(bad)
    await downloads(victim)
    expect(bad.closings.filter((why) => why.startsWith('protocol error'))).toEqual([])
  })
})

/** Returns a seed that has unchoked a raw peer, and the raw peer, which no longer reads. */
async function deaf(): Promise<{ seed: Host; bad: RawPeer }> {
  const seed = await opened({ isWhole: true })
  const bad = await rawPeer(seed)
  bad.say.interested()
  await bad.until(() => bad.heard.some(([word]) => word === 'unchoke'))
  bad.say.pause()
  return { seed, bad }
}

/** Returns a number once it no longer changes. */
async function still(figure: () => number): Promise<number> {
  for (let last = figure(); ; last = figure()) {
    await new Promise((resolve) => setTimeout(resolve, 300))
    if (figure() === last) return last
  }
}

describe('a neighbour that requests much', () => {
  it('has at most 2000 queued requests and a few blocks read ahead', async () => {
    const { seed, bad } = await deaf()
    for (let n = 0; n < 100_000; n++) bad.say.request(n % 8, 0, 16384)
    const { uploads } = seed.session.store
    await eventually(() => uploads.waiting(0) > 1000 || seed.session.links.length === 0)
    const sent = await still(() => seed.session.peer.stats.uploadedBytes)
    const [{ peakRequests }] = seed.session.links
    expect(peakRequests).toBeGreaterThan(1000)
    expect(peakRequests).toBeLessThanOrEqual(2000)
    const waiting = seed.session.links[0].connection?.bufferedBytes ?? 0
    expect(waiting).toBeLessThan(5 << 20)
    // The two system sockets take at most 4 MiB and 6 MiB by Linux' defaults.
    expect(sent).toBeLessThan(waiting + (10 << 20))
  })

  it('gets a reject for each block of a missing piece', async () => {
    const victim = await opened()
    const bad = await rawPeer(victim)
    bad.say.request(3, 0, 16384)
    await bad.until(() => bad.heard.some(([word]) => word === 'reject'))
    expect(bad.heard.find(([word]) => word === 'reject')).toEqual(['reject', 3, 0, 16384])
  })
})

describe('a neighbour that unchokes us', () => {
  it('and disconnects within a block costs only that block', async () => {
    const victim = await opened()
    const bad = await rawPeer(victim)
    bad.say.haveAll()
    bad.say.unchoke()
    await bad.until(() => bad.heard.some(([word]) => word === 'request'))
    bad.socket.write(Buffer.concat([Buffer.from('0000400907', 'hex'), Buffer.alloc(5000)]))
    await new Promise((resolve) => setTimeout(resolve, 10))
    bad.say.close('bye')
    await downloads(victim)
    expect(victim.session.peer.stats.corruptBytes).toBe(0)
  })

  it('and sends nothing is snubbing after a minute: others get its requests', async () => {
    const clock = new HandClock()
    const victim = await opened({
      parts: { clock },
      settings: { endgame: { scope: 'off', threshold: 0, idleLinksOnly: true, mostLinks: 2 } },
    })
    const bad = await rawPeer(victim)
    bad.say.haveAll()
    bad.say.unchoke()
    await bad.until(() => bad.heard.filter(([word]) => word === 'request').length === 5)
    const good = await rawPeer(victim, { serve: right })
    good.say.haveAll()
    good.say.unchoke()
    await eventually(() => victim.session.peer.requests.ownCount >= PIECES - 2)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(victim.session.isFinished).toBe(false)
    clock.advance(71)
    await victim.finished
    expect(Buffer.compare(victim.store.bytes, bytes)).toBe(0)
  })
})

/** Numbers at and beyond the limits of valid ones. */
const numbers = fc.oneof(
  fc.integer({ min: 0, max: PIECES }),
  fc.constantFrom(0, 1, 16384, 32768, 65535, 65536, 2 ** 31, 2 ** 32 - 1),
)
const blocks = fc.constantFrom(0, 16384, 32768, 49152)
const pieces = fc.integer({ min: 0, max: PIECES - 1 })

/** Generates messages of a hostile neighbour, mostly well formed so that they get far. */
const utterances = fc.oneof(
  fc.constantFrom<Act>(
    ({ say }) => say.choke(),
    ({ say }) => say.unchoke(),
    ({ say }) => say.interested(),
    ({ say }) => say.notInterested(),
    ({ say }) => say.haveAll(),
    ({ say }) => say.haveNone(),
  ),
  pieces.map<Act>(
    (piece) =>
      ({ say }) =>
        say.have(piece),
  ),
  fc.tuple(pieces, blocks).map<Act>(
    ([p, b]) =>
      ({ say }) =>
        say.request(p, b, 16384),
  ),
  fc.tuple(pieces, blocks).map<Act>(
    ([p, b]) =>
      ({ say }) =>
        say.cancel(p, b, 16384),
  ),
  fc.tuple(pieces, blocks).map<Act>(
    ([p, b]) =>
      ({ say }) =>
        say.reject(p, b, 16384),
  ),
  fc.tuple(pieces, blocks).map<Act>(
    ([p, b]) =>
      ({ say }) =>
        say.piece(p, b, JUNK),
  ),
  fc.tuple(pieces, blocks).map<Act>(
    ([p, b]) =>
      ({ say }) =>
        say.piece(p, b, right(p, b, 16384)),
  ),
  fc.tuple(numbers, numbers, numbers).map<Act>(
    (at) =>
      ({ say }) =>
        say.reject(...at),
  ),
  fc.uint8Array({ minLength: 2, maxLength: 2 }).map<Act>(
    (bits) =>
      ({ say }) =>
        say.bitfield(bits),
  ),
)

type Act = (bad: RawPeer) => void

describe('whatever a neighbour sends', () => {
  property.prop([fc.array(fc.tuple(utterances, fc.nat(4)), { maxLength: 120 }), fc.boolean()], {
    numRuns: 40,
  })(
    'a download from an honest seed is correct, and the buffers for it are bounded',
    async (words, isServing) => {
      const victim = await opened({ settings: { rechokeSeconds: 0.05, snubSeconds: 0.05 } })
      const bad = await rawPeer(victim, { ...(isServing && { serve: right }) })
      const done = downloads(victim)
      for (const [word, pause] of words) {
        if (bad.closings.length > 0) break
        word(bad)
        if (pause === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      await done
      for (const { row, connection } of victim.session.links) {
        expect(victim.session.store.uploads.waiting(row)).toBeLessThanOrEqual(2000)
        expect(connection?.bufferedBytes).toBeLessThan(1 << 20)
      }
      await closeAll()
    },
  )
})

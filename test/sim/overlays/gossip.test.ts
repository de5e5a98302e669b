import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Addresses } from '../../../src/sim/addresses.js'
import { HOST_STRIDE, ONLINE } from '../../../src/sim/hosts.js'
import { Gossip } from '../../../src/sim/overlays/gossip.js'
import type { World } from '../../../src/sim/peer-discovery.js'

interface Message {
  readonly from: number
  readonly to: number
  readonly bytes: number
}

/**
 * Creates gossip among hosts that are all online, and notes the messages that it sends. The last
 * host has further addresses, after those of all hosts.
 */
function gossipOf(count: number, view: number, seed = '1', further = 0) {
  const ints = new Int32Array(count * HOST_STRIDE)
  const setOnline = (host: number, online: number) => {
    ints[host * HOST_STRIDE + ONLINE] = online
  }
  for (let host = 0; host < count; host++) setOnline(host, 1)
  const messages: Message[] = []
  const charge = (_now: number, from: number, to: number, bytes: number) =>
    messages.push({ from, to, bytes })
  const world = { network: { charge }, population: { count, hosts: { ints } } }
  const host = Int32Array.from({ length: count + further }, (_, i) => Math.min(i, count - 1))
  const addresses = { count: count + further, host } as unknown as Addresses
  const gossip = new Gossip(
    world as unknown as World,
    addresses,
    view,
    60,
    new Random(seed, 'gossip'),
  )
  const answer = new Int32Array(view)
  const announce = (host: number, event = 'periodic') => [
    ...answer.subarray(0, gossip.announce(0, host, event, answer)),
  ]
  return { announce, join: (host: number) => announce(host, 'started'), messages, setOnline }
}

/** Bytes of a message with so many addresses: 20 and the 6 of each (BEP 11, BEP 23). */
const bytesOf = (addresses: number) => 20 + 6 * addresses

describe('gossip', () => {
  it('gives a newcomer the very first peer and the last three', () => {
    const { join } = gossipOf(30, 100)
    expect(join(0)).toEqual([])
    for (let host = 1; host < 30; host++) {
      const last = [host - 1, host - 2, host - 3].filter((other) => other > 0)
      expect(join(host)).toEqual(expect.arrayContaining([0, ...last]))
    }
  })

  it('counts the bytes of a request with half of the known addresses, and of its reply', () => {
    const { join, messages } = gossipOf(6, 100)
    join(0)
    for (let host = 1; host < 6; host++) {
      messages.length = 0
      join(host)
      const [request, reply] = messages
      expect(messages).toEqual([request, { ...reply, from: request.to, to: host }])
      expect(request).toMatchObject({ from: host, bytes: bytesOf(Math.min(host, 4) / 2) })
      expect(reply.bytes).toBeGreaterThanOrEqual(bytesOf(0))
      expect(reply.bytes).toBeLessThanOrEqual(bytesOf(host / 2))
    }
  })

  it('lets two peers that know only each other exchange messages of half an address', () => {
    const { announce, join, messages } = gossipOf(2, 10)
    join(0)
    expect(messages).toEqual([])
    expect(join(1)).toEqual([0])
    expect(announce(0)).toEqual([1])
    expect(messages).toEqual([
      { from: 1, to: 0, bytes: bytesOf(0.5) },
      { from: 0, to: 1, bytes: bytesOf(0) },
      { from: 0, to: 1, bytes: bytesOf(0.5) },
      { from: 1, to: 0, bytes: bytesOf(0.5) },
    ])
  })

  const ring = fc.record({
    count: fc.integer({ min: 1, max: 40 }),
    view: fc.integer({ min: 1, max: 12 }),
    rounds: fc.integer({ min: 0, max: 5 }),
    seed: fc.string(),
  })

  it('knows only other peers that have joined, each once, at most as many as fit', () => {
    fc.assert(
      fc.property(ring, ({ count, view, rounds, seed }) => {
        const { announce, join } = gossipOf(count, view, seed)
        const check = (answer: readonly number[], host: number, joined: number) => {
          expect(answer.length).toBeLessThanOrEqual(view)
          expect(new Set(answer).size).toBe(answer.length)
          expect(answer.every((other) => other >= 0 && other < joined)).toBe(true)
          expect(answer).not.toContain(host)
        }
        for (let host = 0; host < count; host++) check(join(host), host, host + 1)
        for (let round = 0; round < rounds; round++)
          for (let host = 0; host < count; host++) check(announce(host), host, count)
      }),
    )
  })

  it('spreads every address to every peer that has room for all', () => {
    const { announce, join } = gossipOf(20, 19)
    for (let host = 0; host < 20; host++) join(host)
    for (let round = 0; round < 40; round++) for (let host = 0; host < 20; host++) announce(host)
    for (let host = 0; host < 20; host++) expect(announce(host)).toHaveLength(19)
  })

  it('forgets a peer that does not answer, and gets no reply from it', () => {
    const { announce, join, messages, setOnline } = gossipOf(3, 10)
    for (let host = 0; host < 3; host++) join(host)
    setOnline(1, 0)
    messages.length = 0
    while (announce(2).includes(1)) expect(messages.length).toBeLessThan(200)
    expect(messages.some(({ to }) => to === 1)).toBe(true)
    expect(messages.some(({ from }) => from === 1)).toBe(false)
  })

  it('starts again from the very first peer if no known peer answers', () => {
    const { announce, join, setOnline } = gossipOf(3, 10)
    for (let host = 0; host < 3; host++) join(host)
    for (const host of [0, 1]) setOnline(host, 0)
    for (let round = 0; round < 10; round++) announce(2)
    expect(announce(2)).toEqual([])
    setOnline(0, 1)
    expect(announce(2)).toContain(0)
  })

  it('sends messages of a host with many addresses over its own links, and none to itself', () => {
    const { announce, join, messages } = gossipOf(3, 10, '1', 5)
    for (let address = 0; address < 8; address++) join(address)
    for (let round = 0; round < 5; round++) {
      for (let address = 2; address < 8; address++) {
        expect(announce(address).filter((known) => known >= 2)).toEqual([])
      }
    }
    expect(announce(0)).toContain(7)
    for (const { from, to } of messages) expect([from, to].filter((host) => host > 2)).toEqual([])
  })

  it('sends nothing for a peer that stops', () => {
    const { announce, join, messages } = gossipOf(3, 10)
    for (let host = 0; host < 3; host++) join(host)
    messages.length = 0
    expect(announce(1, 'stopped')).toEqual([])
    expect(messages).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { checkScenario } from '../../../src/lab/fuzz/check-run.js'
import { Downlinks } from '../../../src/sim/downlinks.js'
import { BLOCK_IN, KIND_MASK } from '../../../src/sim/event-kinds.js'
import { Network } from '../../../src/sim/network.js'
import { PendingHaves } from '../../../src/sim/pending-haves.js'
import { Uplinks } from '../../../src/sim/uplinks.js'

/** Returns the rules that a talkative swarm breaks. */
function broken(document: object): string[] {
  const { faults } = checkScenario({ version: 1, name: 'traffic', until: 600, ...document })
  return faults.map(({ rule }) => rule)
}

/** Returns the rules that a swarm breaks if a method of the simulator has a fault. */
function brokenWith<T extends object, K extends keyof T>(
  of: T,
  name: K,
  fault: (method: T[K]) => T[K],
  document: object,
): string[] {
  const method = of[name]
  of[name] = fault(method)
  try {
    return broken(document)
  } finally {
    of[name] = method
  }
}

const access = { up: 100_000, down: 100_000, latency: 0.2 }
/** Blocks are most of the traffic. */
const large = {
  torrent: { size: '1 MiB', pieceLength: '16 KiB' },
  groups: { seed: { holds: 'all', access }, one: { count: 10, access } },
}
/** Messages are a large part of the traffic. */
const talkative = { ...large, network: { headerBytes: 400, segmentBytes: 20_000 } }

/** Messages wait for seconds in the uplinks of their senders. */
const late = {
  torrent: { size: 600_000, pieceLength: 16_384 },
  groups: {
    some: { count: 6, holds: { from: 0, to: 1 } },
    one: {},
    seeds: { count: 2, holds: 'all' },
  },
  peer: { behaviour: 'sybil', superSeeding: true },
}

/** Some senders have a queue of messages, others do not. */
const mixed = {
  torrent: { size: 200_000, pieceLength: 16_384 },
  groups: { many: { count: 10 }, seeds: { count: 10, holds: 'all' } },
  peer: { behaviour: { name: 'sybil', identities: 8 } },
}

/** An outage that begins and ends while a `have` is behind a block. */
const brief = {
  torrent: { size: 147_456, pieceLength: 16_384 },
  groups: { seed: { holds: 'all' }, inner: { count: 5 }, outer: { count: 5 } },
  model: 'tree',
  events: [{ do: 'flap-node', node: 3, at: 4.97, for: 0.1 }],
}

it.each([
  ['many blocks', large],
  ['many messages', talkative],
  ['messages that come late', late],
  ['messages that come late, and others that do not', mixed],
  ['a have that waits while its sender is offline for a moment', brief],
])('a correct swarm that sends %s breaks no rule', (_, document) => {
  expect(broken(document)).toEqual([])
})

it('a have that follows a block on a path without latency breaks no rule', () => {
  const one = { access: { latency: 0 }, count: 3, holds: { from: 0, to: 1 } }
  expect(broken({ torrent: { size: 40_000, pieceLength: 16_384 }, groups: { one } })).toEqual([])
})

describe('a rule is broken if', () => {
  it('a receiver sees a piece of its neighbour before the have arrives', () => {
    const found = brokenWith(
      PendingHaves.prototype,
      'announce',
      (announce) =>
        function (this: PendingHaves, now, leavesAt, ...more) {
          return announce.call(this, now, leavesAt - 10, ...more)
        },
      large,
    )
    expect(found).toContain('request-unannounced')
  })

  it('messages arrive as soon as they are sent', () => {
    const found = brokenWith(Network.prototype, 'arrivalTime', () => (now) => now, large)
    expect(found).toEqual(expect.arrayContaining(['message-early', 'request-unannounced']))
  })

  it('messages leave the uplink together', () => {
    const found = brokenWith(Uplinks.prototype, 'leavesAt', () => (now) => now, talkative)
    expect(found).toEqual(expect.arrayContaining(['message-early', 'uplink-capacity']))
  })

  it('the uplink sends blocks in half their time', () => {
    const found = brokenWith(
      Uplinks.prototype,
      'send',
      (send) =>
        function (this: Uplinks, now, e, block, payload, wire) {
          send.call(this, now, e, block, payload, wire / 2)
        },
      large,
    )
    expect(found).toContain('uplink-capacity')
  })

  it('blocks do not wait for the downlink', () => {
    const seeds = { count: 8, holds: 'all', access }
    const found = brokenWith(
      Network.prototype,
      'handle',
      (handle) =>
        function (this: Network, now, what, a, b) {
          const isBlock = (what & KIND_MASK) === BLOCK_IN && this.tagged(BLOCK_IN, a) === what
          if (isBlock) this.deliver(now, a, b)
          else handle.call(this, now, what, a, b)
        },
      { ...large, groups: { seeds, one: { access: { ...access, down: 20_000 } } } },
    )
    expect(found).toContain('downlink-capacity')
  })

  it('messages take nothing of the downlink', () => {
    const found = brokenWith(Downlinks.prototype, 'charge', () => (now) => now, talkative)
    expect(found).toContain('downlink-capacity')
  })

  it('a downlink carries messages before they come', () => {
    const found = brokenWith(
      Downlinks.prototype,
      'charge',
      (charge) =>
        function (this: Downlinks, now, host, bytes) {
          return charge.call(this, now, host, bytes, now)
        },
      late,
    )
    expect(found).toContain('downlink-capacity')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINK_STRIDE, UPLOAD_COUNT } from '../../src/peer/peer-columns.js'
import { RING_IDLE, RING_STATE } from '../../src/sim/endpoints.js'
import { CONTROL, HOST_STRIDE, RING_COUNT, SENDING } from '../../src/sim/hosts.js'
import type { Swarm } from '../../src/sim/swarm.js'
import { type Plant, randomPlant, ratesOf, runPlant, single, WIRE_BYTES } from './sharing.js'
import { crowdOf, run, type Word } from './swarm-sample.js'

const BLOCK_BYTES = 16_384
const WINDOW_BLOCKS = Math.round(65_536 / WIRE_BYTES)

/** Returns the bytes that a host has passed to its uplink. */
function sentBytes(swarm: Swarm, host: number): number {
  const payload = swarm.peer(host)?.stats.uploadedBytes ?? 0
  return payload + swarm.population.hosts.reals[host * HOST_STRIDE + CONTROL]
}

describe('a single flow', () => {
  it.each([
    ['a wider downlink', 1e6, 4e6],
    ['a narrower downlink', 4e6, 1e6],
    ['equal links', 1e6, 1e6],
  ])('takes a round trip and a block of the slower link, to a microsecond: %s', (_, up, down) => {
    const { blocks } = runPlant(single(up, down, 0.05, { depth: 1 }), 20)
    const gaps = blocks.slice(1).map(({ at }, i) => at - blocks[i].at)
    const expected = 0.1 + WIRE_BYTES / Math.min(up, down)
    for (const gap of gaps) expect(Math.abs(gap - expected)).toBeLessThan(1e-6)
  })

  it('with a small window gets window / round trip, a block counting when it is whole', () => {
    const plant = single(1e7, 1e7, 0.1)
    const [rate] = ratesOf(plant, runPlant(plant, 60).blocks, 5)
    const reopens = 2 * 0.1 + WIRE_BYTES / 1e7
    expect(rate / ((WINDOW_BLOCKS * WIRE_BYTES) / reopens)).toBeCloseTo(1, 2)
  })

  it('doubles its rate every round trip in slow start', () => {
    const network = { slowStart: true, windowBytes: 2 ** 20 }
    const { blocks } = runPlant(single(1e8, 1e8, 0.1, { network }), 3)
    const rounds: number[] = []
    let from = Number.NEGATIVE_INFINITY
    for (const { at } of blocks) {
      if (at - from > 0.1) {
        rounds.push(0)
        from = at
      }
      rounds[rounds.length - 1]++
    }
    expect(rounds.slice(0, 6)).toEqual([1, 2, 4, 8, 16, 32])
  })

  it('carries the headers of the formula', () => {
    const plant = single(1e6, 1e7, 0.02)
    const { blocks, swarm } = runPlant(plant, 100)
    expect(WIRE_BYTES).toBe(BLOCK_BYTES + 13 + Math.ceil((BLOCK_BYTES + 13) / 1460) * 40)
    expect(ratesOf(plant, blocks, 5)[0] / 1e6).toBeCloseTo(1, 4)
    const share = swarm.population.hosts.reals[CONTROL] / sentBytes(swarm, 0)
    expect(share).toBeCloseTo(1 - BLOCK_BYTES / WIRE_BYTES, 4)
  })

  it('stops at a traffic cap, to a block', () => {
    const capBytes = 3_000_000
    const { blocks, swarm } = runPlant(single(1e6, 1e6, 0.02, { capBytes }), 60)
    const headers = blocks.length * (WIRE_BYTES - BLOCK_BYTES)
    const words = swarm.population.hosts.reals[CONTROL] - headers
    const sent = blocks.length * WIRE_BYTES + words
    expect(sent).toBeGreaterThanOrEqual(capBytes)
    expect(sent).toBeLessThan(capBytes + WIRE_BYTES)
    expect(swarm.peer(0)).toBe(null)
  })
})

describe('an uplink', () => {
  it('carries at most its capacity in any 5 s, plus a block', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }).map(randomPlant), (plant) => {
        const sent = plant.up.map(() => [] as number[])
        const after = (swarm: Swarm) => {
          for (const [host, bytes] of sent.entries()) bytes.push(sentBytes(swarm, host))
        }
        runPlant(plant, 30, { stepSeconds: 1, after })
        for (const [host, bytes] of sent.entries()) {
          const most = plant.up[host] * 5 + WIRE_BYTES
          const windows = bytes.slice(5).map((total, i) => total - bytes[i])
          expect(Math.max(...windows)).toBeLessThan(most * (1 + 1e-9))
        }
      }),
      { numRuns: 15 },
    ))

  it('loses no block: blocks under way fit into the windows', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }).map(randomPlant), (plant) => {
        const { blocks, swarm } = runPlant(plant, 20)
        for (const [host] of plant.up.entries()) {
          const flows = plant.flows.filter(({ up }) => up === host).length
          const through = blocks.filter(({ flow }) => plant.flows[flow].up === host).length
          const under = (swarm.peer(host)?.stats.uploadedBytes ?? 0) / BLOCK_BYTES - through
          expect(under).toBeGreaterThanOrEqual(0)
          expect(under).toBeLessThanOrEqual(flows * WINDOW_BLOCKS)
        }
      }),
      { numRuns: 15 },
    ))

  it('is full while demand exceeds its capacity', () => {
    const plant: Plant = {
      up: [2e5, 3e5],
      down: [1e6, 1e6, 1e6],
      upLatency: [0.01, 0.02],
      downLatency: [0.01, 0.03, 0.04],
      flows: [0, 1, 2].flatMap((down) => [0, 1].map((up) => ({ up, down }))),
    }
    const { blocks } = runPlant(plant, 300)
    for (const [host, capacity] of plant.up.entries()) {
      const mine = blocks.filter(({ at, flow }) => at > 10 && plant.flows[flow].up === host)
      const seconds = mine[mine.length - 1].at - mine[0].at
      expect((mine.length * WIRE_BYTES) / seconds / capacity).toBeGreaterThan(0.999)
    }
  })

  it('is never idle while a block may be sent', () => {
    const access = { preset: 'adsl', latency: '5 ms', latencyTo: '90 ms' }
    const settings = crowdOf(10, {}, { access, linkDrops: '100 s' })
    const faults: string[] = []
    const after = ({ swarm }: { swarm: Swarm }) => {
      const { hosts, endpoints, store } = swarm.population
      const lines = store.columns.links
      for (let host = 0; host < hosts.count; host++) {
        const peer = swarm.peer(host)
        if (peer === null || hosts.ints[host * HOST_STRIDE + SENDING] !== -1) continue
        if (hosts.ints[host * HOST_STRIDE + RING_COUNT] > 0)
          faults.push(`${host} has turns to give`)
        for (let e = peer.links.first; e < peer.links.end; e++) {
          const waits = endpoints.other[e] >= 0 && lines[e * LINK_STRIDE + UPLOAD_COUNT] > 0
          if (waits && lines[e * LINK_STRIDE + RING_STATE] === RING_IDLE)
            faults.push(`${e} is forgotten`)
        }
      }
    }
    run(settings, { slice: 1, after })
    expect(faults).toEqual([])
  })
})

describe('messages on one connection', () => {
  /** The ways of receiving each message that keeps its order. */
  const methods = {
    handshake: 'handshake',
    bitfield: 'bitfield',
    choke: 'choke',
    unchoke: 'unchoke',
    interested: 'interested',
    'not-interested': 'notInterested',
    piece: 'piece',
  } as const

  const note = (map: Map<string, string[]>, from: number, to: number, word: string) => {
    const path = `${from} to ${to}`
    if (!map.has(path)) map.set(path, [])
    map.get(path)?.push(word)
  }

  /** Records the messages that the peers receive; returns them by connection. */
  function listen(swarm: Swarm, received: Map<string, string[]>): void {
    for (let host = 0; host < swarm.population.count; host++) {
      const peer = swarm.peer(host)
      if (peer === null || Object.hasOwn(peer, 'piece')) continue
      for (const [verb, method] of Object.entries(methods)) {
        const hear = peer[method] as (...args: unknown[]) => void
        Object.defineProperty(peer, method, {
          value: (...args: [number, number, number, number]) => {
            const [, link, piece, begin] = args
            const block = verb === 'piece' ? ` ${piece} ${begin / BLOCK_BYTES}` : ''
            note(received, swarm.network.addressOf(link), host, verb + block)
            hear.apply(peer, args)
          },
        })
      }
    }
  }

  it('arrive in the order in which they were sent, even behind queued blocks', () => {
    const access = { up: '1500 kbit/s', down: '400 kbit/s', latency: '5 ms', latencyTo: '50 ms' }
    const torrent = { size: '8 MiB', pieceLength: '64 KiB' }
    const settings = crowdOf(12, { until: '60 s', torrent }, { access })
    const words: Word[] = []
    const received = new Map<string, string[]>()
    run(settings, { words, slice: 1, after: ({ swarm }) => listen(swarm, received) })
    const sent = new Map<string, string[]>()
    for (const { host, verb, to, a, b } of words) {
      if (verb in methods) note(sent, host, to, verb === 'piece' ? `piece ${a} ${b}` : verb)
    }
    expect(received.size).toBeGreaterThan(100)
    for (const [path, list] of received) expect(list).toEqual(sent.get(path)?.slice(0, list.length))
  })
})

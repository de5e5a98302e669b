import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { Experiment } from '../../src/lab/run/experiment.js'
import type { Choker, RechokeRound } from '../../src/peer/policy.js'
import { registerChoker } from '../../src/policy/catalogue.js'
import { CONTROL, HOST_STRIDE } from '../../src/sim/hosts.js'
import type { Swarm } from '../../src/sim/swarm.js'
import { WireOverhead } from '../../src/sim/wire-overhead.js'
import { ratesOf, runPlant, single, WIRE_BYTES } from './sharing.js'
import { crowdOf, run, settingsOf, type Word } from './swarm-sample.js'

/** Chokes all peers at each eighth timed rechoke, and unchokes those interested at the others. */
class Blinker implements Choker {
  #rounds = 0

  rechoke({ links, unchoked, timed }: RechokeRound): void {
    if (timed) this.#rounds++
    for (let link = links.first; link < links.end; link++)
      unchoked[link] = this.#rounds % 8 === 0 ? 0 : links.interested[link]
  }
}

describe('a choke', () => {
  let remove = () => {}
  afterEach(() => remove())

  it('discards the requests that were on their way, even if an unchoke precedes them', () => {
    remove = registerChoker('blinker', { about: '', source: '', make: () => new Blinker() })
    // A message takes a second, and half a second after each choke all are unchoked.
    const access = { up: 200_000, down: 1_000_000, latency: 0.5 }
    const seed = { holds: 'all', access, seedChoker: 'blinker', rechokeEvery: '500 ms' }
    const settings = settingsOf({ seed, crowd: { count: 3, access } }, { until: '60 s' })
    const words: Word[] = []
    run(settings, { words })
    const requests = new Map<string, { block: string; time: number }[]>()
    const of = (from: number, to: number) => {
      const key = `${from} to ${to}`
      if (!requests.has(key)) requests.set(key, [])
      return requests.get(key)!
    }
    let discarded = 0
    let served = 0
    for (const { time, host, verb, to, a, b } of words) {
      if (verb === 'request') of(host, to).push({ block: `${a}.${b}`, time })
      if (verb === 'choke')
        discarded += of(to, host)
          .splice(0)
          .filter((request) => request.time > time - 1).length
      if (verb !== 'piece') continue
      served++
      const mine = of(to, host)
      const at = mine.findIndex((one) => one.block === `${a}.${b}` && one.time <= time - 1)
      expect(at, `block ${a}.${b} to ${to} at ${time} s`).toBeGreaterThanOrEqual(0)
      mine.splice(at, 1)
    }
    expect(served).toBeGreaterThan(50)
    expect(discarded).toBeGreaterThan(20)
  })
})

describe('acknowledgements', () => {
  it.each([0, 1, 2, 5])('of %i segments each are paid by the receiver', (segmentsPerAck) => {
    const network = { segmentsPerAck }
    const { blocks, swarm } = runPlant(single(1e6, 1e7, 0.02, { network }), 20)
    const overhead = new WireOverhead({ ...swarm.settings.network })
    const segments = Math.ceil((13 + 16_384) / 1460)
    const acks = segmentsPerAck === 0 ? 0 : Math.ceil(segments / segmentsPerAck)
    expect(overhead.ackBytes(16_384)).toBe(acks * 40)
    expect(overhead.ackBytes(1000)).toBe(segmentsPerAck === 0 ? 0 : 40)
    // A request has 17 bytes (BEP 3), and each block was requested once.
    const { reals } = swarm.population.hosts
    const requests = blocks.length + 200
    const paid = reals[HOST_STRIDE + CONTROL] - requests * (17 + 40) - blocks.length * acks * 40
    // What remains are the handshake, the interest and a have for each piece, with headers.
    expect(paid).toBe(68 + 40 + 5 + 40 + Math.floor(blocks.length / 64) * (9 + 40))
  })
})

describe('an acknowledgement', () => {
  it('leaves after the messages that wait on the uplink of its sender', () => {
    // A window of one block. The first requests take 100 times 57 bytes at 1000 bytes/s to leave.
    const plant = single(1e9, 1e9, 0.1, { depth: 100, ackUp: 1000, network: { windowBytes: 1 } })
    const [first, second] = runPlant(plant, 20).blocks
    const requestsSeconds = (100 * (17 + 40)) / 1000
    expect(second.at - first.at).toBeGreaterThan(requestsSeconds - 1)
    expect(second.at - first.at).toBeLessThan(requestsSeconds + 1)
  })
})

describe('a window', () => {
  it('has as many blocks in flight as fit, the last one at least by half its payload', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300_000 }), (windowBytes) => {
        // Handshake, interest, unchoke and request take 0.8 s; an acknowledgement comes at 1.2 s.
        const plant = single(1e9, 1e9, 0.2, { network: { windowBytes } })
        const { swarm } = runPlant(plant, 1.1)
        const inFlight = swarm.peer(0)!.stats.uploadedBytes / 16_384
        const fits = (blocks: number) => (blocks - 1) * WIRE_BYTES + 16_384 / 2 <= windowBytes
        expect(inFlight).toBeGreaterThanOrEqual(1)
        if (inFlight > 1) expect(fits(inFlight)).toBe(true)
        expect(fits(inFlight + 1)).toBe(false)
      }),
      { numRuns: 50 },
    ))
})

describe('a connection that is made again', () => {
  it('has an empty window, whatever was in flight on the one before it', () => {
    // A window of one block: one that nobody acknowledges would fill it for ever.
    const access = { up: 100_000, down: 1e6, latency: 0.2 }
    const groups = { seed: { holds: 'all', access }, one: { access } }
    const experiment = new Experiment(settingsOf(groups, { network: { window: 16_384 } }))
    const { swarm } = experiment
    while ((swarm.peer(0)?.stats.uploadedBytes ?? 0) < 9 * 16_384) experiment.step(1)
    expect(swarm.peer(1)!.stats.downloadedBytes).toBe(8 * 16_384)
    swarm.peer(0)!.hangUp(experiment.now, swarm.peer(0)!.links.first)
    while (experiment.step(1000)) expect(experiment.now).toBeLessThan(600)
    expect(swarm.peer(1)!.complete).toBe(true)
  })
})

describe('a dial', () => {
  const access = { up: 1e6, down: 1e6, latency: '10 ms', latencyTo: '200 ms' }
  /** Returns the round trip between two hosts, seconds. */
  const roundTrip = ({ population }: Swarm, a: number, b: number) =>
    2 * (population.hosts.latencySeconds[a] + population.hosts.latencySeconds[b])

  it.each([
    ['of the tracker’s peers', {}],
    ['of a mesh', { model: { kind: 'mesh' } }],
  ])('%s connects a round trip later', (_what, more) => {
    const words: Word[] = []
    const settings = crowdOf(12, { until: '100 s', ...more }, { access, linkDrops: '30 s' })
    const { swarm } = run(settings, { words })
    const dials = new Set<string>()
    const name = (from: number, to: number, time: number) =>
      `${from} to ${to} at ${time.toFixed(6)}`
    for (const { verb, host, to, time } of words)
      if (verb === 'dial') dials.add(name(host, to, time + roundTrip(swarm, host, to)))
    const greetings = words.filter(({ verb }) => verb === 'handshake')
    expect(greetings.length).toBeGreaterThan(50)
    for (const { host, to, time } of greetings) {
      const isExpected = dials.has(name(host, to, time)) || dials.has(name(to, host, time))
      expect(isExpected, `a handshake of ${host} and ${to} at ${time} s`).toBe(true)
    }
  })

  it('follows the tracker’s answer, a round trip to the tracker after the announce', () => {
    const words: Word[] = []
    const { swarm } = run(crowdOf(12, { until: '20 s' }, { access }), { words })
    for (let host = 1; host <= 12; host++) {
      const announce = words.find((word) => word.verb === 'announce' && word.host === host)!
      const dial = words.find((word) => word.verb === 'dial' && word.host === host)!
      const latency = swarm.population.hosts.latencySeconds[host]
      expect(dial.time - announce.time).toBeCloseTo(2 * latency, 9)
    }
  })
})

describe('a message', () => {
  it('takes its bytes from the downlink of its receiver', () => {
    const plant = single(1e6, 100_000, 0.02)
    // 30 kB/s of messages beside the blocks.
    const after = ({ network }: Swarm, now: number) => network.carry(now, 0, 1, 3000)
    const [rate] = ratesOf(plant, runPlant(plant, 100, { stepSeconds: 0.1, after }).blocks, 10)
    expect(Math.abs(rate / 70_000 - 1)).toBeLessThan(0.01)
  })

  it.each(['swarm', 'mesh'])('of a %s has zeros in the trace if it names no piece', (model) => {
    const words: Word[] = []
    run(crowdOf(8, { until: '60 s', model }), { words })
    const common = ['dial', 'handshake', 'unchoke', 'interested', 'not-interested', 'bitfield']
    // In a mesh nobody is choked.
    for (const verb of model === 'swarm' ? [...common, 'choke'] : common) {
      const found = words.filter((word) => word.verb === verb)
      expect(found.length, verb).toBeGreaterThan(0)
      expect(found.every(({ a, b }) => a === 0 && b === 0)).toBe(true)
    }
  })
})

describe('sent payload', () => {
  it('grows evenly while a block is on the uplink', () => {
    const sent: number[] = []
    const after = (swarm: Swarm, now: number) => sent.push(swarm.sentPayloadBytes(0, now))
    runPlant(single(100_000, 1e6, 0.02), 20, { stepSeconds: 0.05, after })
    const steps = sent.slice(100).map((bytes, i) => bytes - sent[i + 99])
    const expected = (100_000 * 0.05 * 16_384) / WIRE_BYTES
    for (const step of steps) expect(Math.abs(step - expected)).toBeLessThan(1)
  })
})

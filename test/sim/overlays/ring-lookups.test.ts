import { describe, expect, it } from 'vitest'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { SILENCE_SECONDS } from '../../../src/peer/silence.js'
import { KeySpace } from '../../../src/sim/overlays/key-space.js'
import type { Swarm } from '../../../src/sim/swarm.js'
import { QUICK, run, settingsOf, stepTo, type Word } from '../swarm-sample.js'
import { evenModel } from './model-sample.js'

const PIECES = 64
const PIECE_BYTES = 16_384
const LATE = 21
const LATE_AT = 100
const KILLED = 7
const NOBODY = -1

/** Seconds of a path between two hosts with `QUICK` links. */
const PATH_SECONDS = 2 * QUICK.latency
/** Seconds until a dial without an answer fails. */
const DIAL_SECONDS = 10
/** The longest that the messages of one lookup wait for uplinks. */
const SLACK_SECONDS = 0.05

/** Runs a ring until a late peer has looked up every piece, with or without a silent node. */
function lateOnRing(events: readonly object[] = []) {
  const groups = {
    origin: { holds: 'all', access: QUICK },
    early: { count: LATE - 1, access: QUICK },
    late: { access: QUICK, arrive: { kind: 'flash', at: `${LATE_AT} s` } },
  }
  const torrent = { size: PIECES * PIECE_BYTES, pieceLength: PIECE_BYTES }
  const dials: Word[] = []
  const experiment = new Experiment(settingsOf(groups, { model: 'hash-ring', torrent, events }), {
    onMessage: (_index, time, host, verb, to, a, b) => {
      if (verb === 'dial' && host === LATE) dials.push({ time, host, verb, to, a, b })
    },
  })
  const { simulation, ring } = experiment.swarm
  while (simulation.next < LATE_AT) experiment.step(1)
  const before = { ...ring! }
  stepTo(experiment, LATE_AT)
  const lookups = ring!.lookups - before.lookups
  const hops = ring!.hops - before.hops
  stepTo(experiment, LATE_AT + DIAL_SECONDS + 1)
  const handedOverBytes = ring!.handedOverBytes - before.handedOverBytes
  return { lookups, hops, dials, handedOverBytes }
}

/** Returns the key space of the first nodes, from 1 on. */
function ringOf(nodes: number): KeySpace {
  const keys = new KeySpace(LATE + 1, PIECES, 1)
  for (let node = 1; node <= nodes; node++) keys.join(node)
  return keys
}

/** Returns the route of the late peer's lookup of each piece that it is not home to. */
function lateRoutes(): number[][] {
  const keys = ringOf(LATE)
  const routes = Array.from({ length: PIECES }, (_, piece) => keys.route(LATE, piece))
  return routes.filter(({ length }) => length > 0)
}

/** Returns the pieces of which the late peer becomes home. */
function latePieces(): number[] {
  const keys = ringOf(LATE)
  const pieces = Array.from({ length: PIECES }, (_, piece) => piece)
  return pieces.filter((piece) => keys.homes(piece)[0] === LATE)
}

/** Returns the former homes of the late peer's pieces: it dials them without a lookup. */
function formerHomes(): Set<number> {
  const before = ringOf(LATE - 1)
  return new Set(latePieces().map((piece) => before.homes(piece)[0]))
}

const quiet = lateOnRing()

describe('a lookup on a hash ring', () => {
  const silent = lateOnRing([{ at: '99 s', do: 'kill-node', node: KILLED }])

  it('is not needed by a peer that is home to every piece', () => {
    const { swarm, measurements } = run(evenModel('hash-ring', 1, 8))
    expect(measurements.ended).toBe('complete')
    expect(swarm.ring).toEqual({ lookups: 0, hops: 0, handedOverBytes: 0 })
  })

  it('is sent for each piece of another home, and passes through its route', () => {
    const { lookups, hops } = quiet
    expect(lookups).toBe(lateRoutes().length)
    expect(hops).toBe(lateRoutes().flat().length)
  })

  it.each([
    ['takes one path for each hop', quiet, NOBODY],
    ['takes a time limit for each node that is silent', silent, KILLED],
  ])('%s', (_what, { dials }, silentNode) => {
    const seconds = (route: readonly number[]) =>
      route.reduce((sum, node) => sum + (node === silentNode ? DIAL_SECONDS : PATH_SECONDS), 0)
    const soonest = new Map<number, number>()
    for (const route of lateRoutes()) {
      const home = route.at(-1) as number
      if (formerHomes().has(home)) continue
      soonest.set(home, Math.min(soonest.get(home) ?? Number.POSITIVE_INFINITY, seconds(route)))
    }
    const known = [0, ...formerHomes(), ...soonest.keys()]
    expect(new Set(dials.map(({ to }) => to))).toEqual(new Set(known))
    if (silentNode !== NOBODY) expect(Math.max(...soonest.values())).toBeGreaterThan(DIAL_SECONDS)
    for (const [home, after] of soonest) {
      const { time } = dials.find(({ to }) => to === home)!
      expect(time).toBeGreaterThanOrEqual(LATE_AT + after)
      expect(time).toBeLessThan(LATE_AT + after + SLACK_SECONDS)
    }
  })

  it('waits while a neighbour unchokes the peer, and is repeated when none does', () => {
    // Nobody learns for 120 s that the home of some pieces is silent.
    const events = [{ at: '0.01 s', do: 'kill-node', node: 3 }]
    const access = { up: 131_072, down: 131_072, latency: 0.1 }
    const groups = { origin: { holds: 'all', access }, peers: { count: 3, access } }
    const torrent = { size: 400 * 32_768, pieceLength: 32_768 }
    const more = { model: 'hash-ring', torrent, events, until: '110 s' }
    const experiment = new Experiment(settingsOf(groups, more))
    const { swarm } = experiment
    stepTo(experiment, 1)
    let repeated = 0
    for (;;) {
      const before = swarm.ring!.lookups
      const unchokedBy = [1, 2].map((host) => swarm.peer(host)!.stats.unchokedByCount)
      if (!experiment.step(1)) break
      if (swarm.ring!.lookups === before) continue
      repeated++
      expect(unchokedBy).toContain(0)
    }
    expect(repeated).toBeGreaterThan(0)
  })
})

describe('a hash ring that changes', () => {
  it('hands a new home over its pieces alone', () => {
    const { handedOverBytes } = quiet
    expect(latePieces().length).toBeGreaterThan(0)
    expect(handedOverBytes).toBe(latePieces().length * PIECE_BYTES)
  })

  it('has new homes for the pieces of a killed peer once that is missed, not before', () => {
    const events = [{ at: '0.01 s', do: 'kill-node', node: 3 }]
    const groups = { origin: { holds: 'all', access: QUICK }, peers: { count: 3, access: QUICK } }
    const more = { model: 'hash-ring', events, until: '600 s' }
    const { measurements } = run(settingsOf(groups, more))
    const { completionSeconds } = measurements.peers
    expect(measurements.ended).toBe('complete')
    for (const host of [1, 2]) {
      expect(completionSeconds[host]).toBeGreaterThan(SILENCE_SECONDS)
      expect(completionSeconds[host]).toBeLessThan(SILENCE_SECONDS + 30)
    }
  })

  it('gets one have of each piece from a new home that was offline', () => {
    // Nobody is complete, and hangs up, before the end.
    const access = { ...QUICK, up: 100_000 }
    const groups = {
      origin: { holds: 'all', access },
      stay: { count: 4, access },
      gone: { count: 4, access },
    }
    const torrent = { size: '8 MiB', pieceLength: '64 KiB' }
    const events = [
      ...[1, 2, 3].map((node) => ({ at: '20 s', do: 'flap-node', node, for: '20 s' })),
      { at: '30 s', do: 'leave', group: 'gone' },
    ]
    const more = { model: 'hash-ring', torrent, events, until: '45 s' }
    const sent: string[] = []
    const before = ({ network: { haves } }: Swarm) => {
      const send = haves.send.bind(haves)
      haves.send = (now, host, link, piece) => {
        if (now === 40) sent.push(`piece ${piece} on link ${link}`)
        send(now, host, link, piece)
      }
    }
    run(settingsOf(groups, more), { before })
    expect(sent.length).toBeGreaterThan(20)
    expect(new Set(sent).size).toBe(sent.length)
  })
})

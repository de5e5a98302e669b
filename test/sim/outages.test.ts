import { describe, expect, it } from 'vitest'
import { SILENCE_SECONDS } from '../../src/peer/silence.js'
import { HOST_STRIDE, ONLINE } from '../../src/sim/hosts.js'
import type { Swarm } from '../../src/sim/swarm.js'
import { QUICK, run, settingsOf, type Word } from './swarm-sample.js'

/** What a peer does by itself; all other verbs are messages. */
const EVENTS = ['arrive', 'depart', 'complete']
const torrent = { size: '2 MiB', pieceLength: '64 KiB' }
const slow = { ...QUICK, up: 20_000 }
const seed = { holds: 'all', access: slow }
const crowd = { count: 6, access: { ...slow, latencyTo: 0.04 } }
const on = { stopWhenComplete: false, until: '400 s', torrent }

describe('a host that is killed', () => {
  const words: Word[] = []
  const events = [{ at: '20 s', do: 'kill', group: 'seed' }]
  const settings = settingsOf(
    { seed, crowd, other: { holds: 'all', access: slow } },
    { ...on, events },
  )
  run(settings, { words })

  it('sends nothing from then on', () => {
    const sent = words.filter(({ host, time, verb }) => {
      return host === 0 && time >= 20 && !EVENTS.includes(verb)
    })
    expect(words.some(({ host, time }) => host === 0 && time < 20)).toBe(true)
    expect(sent).toEqual([])
  })

  it('is left by its neighbours when they have missed it for the silence limit, not before', () => {
    const closes = words.filter(({ verb, to, time }) => verb === 'close' && to === 0 && time >= 20)
    expect(new Set(closes.map(({ host }) => host)).size).toBeGreaterThan(3)
    // A complete neighbour may hang up on the last `have` that arrived.
    const late = closes.filter(({ time }) => time > 20.1)
    expect(late.length).toBeGreaterThan(0)
    for (const { time } of late) {
      expect(time).toBeGreaterThanOrEqual(20 + SILENCE_SECONDS)
      expect(time).toBeLessThan(20 + SILENCE_SECONDS + 1)
    }
  })

  it('costs each neighbour at most the requests that it had accepted', () => {
    // A peer has five requests outstanding on a link.
    const lost = words.filter(({ verb, to, time }) => verb === 'piece' && to === 0 && time > 20.1)
    for (let host = 1; host < 8; host++)
      expect(lost.filter((word) => word.host === host).length).toBeLessThanOrEqual(5)
  })
})

describe('a host that is offline', () => {
  const flap = (at: string, seconds: string) => ({ at, do: 'flap-node', node: 1, for: seconds })

  /** Returns the messages of a run, and when host 1 was offline: from, to. */
  function outages(events: object[], flaps: object = {}) {
    const words: Word[] = []
    const spans: [number, number][] = []
    const lone = { ...crowd, count: 1, ...flaps }
    const settings = settingsOf({ seed, lone, crowd }, { ...on, events })
    let before = 1
    run(settings, {
      words,
      slice: 1,
      after: ({ swarm }) => {
        const online = swarm.population.hosts.ints[HOST_STRIDE + ONLINE]
        const { now } = swarm.simulation
        if (now > 0 && online < before) spans.push([now, Number.NaN])
        if (online > before && spans.length > 0) spans[spans.length - 1][1] = now
        if (now > 0) before = online
      },
    })
    return { words, spans }
  }

  it('sends no message, and its links survive if it is back within the silence limit', () => {
    const { words, spans } = outages([flap('10 s', '60 s')])
    expect(spans).toEqual([[10, 70]])
    const mine = words.filter(({ host, verb }) => host === 1 && !EVENTS.includes(verb))
    expect(mine.filter(({ time }) => time > 10 && time < 70)).toEqual([])
    expect(mine.some(({ time }) => time >= 70)).toBe(true)
    const closes = words.filter(
      ({ verb, host, to }) => verb === 'close' && (host === 1 || to === 1),
    )
    expect(closes.filter(({ time }) => time > 10 && time < 71)).toEqual([])
  })

  it('loses its links at the silence limit if it is away for longer', () => {
    const { words } = outages([flap('10 s', '200 s')])
    const closes = words.filter(({ verb, to, time }) => verb === 'close' && to === 1 && time > 10.2)
    expect(closes.length).toBeGreaterThan(0)
    expect(closes[0].time).toBeGreaterThanOrEqual(10 + SILENCE_SECONDS)
    expect(closes[0].time).toBeLessThan(11 + SILENCE_SECONDS)
  })

  it('returns at the latest end of outages that overlap', () => {
    expect(outages([flap('10 s', '50 s'), flap('20 s', '5 s')]).spans).toEqual([[10, 60]])
    expect(outages([flap('10 s', '20 s'), flap('20 s', '40 s')]).spans).toEqual([[10, 60]])
  })

  it('has one chain of outages, however many are planned besides', () => {
    const flaps = { flaps: { every: '40 s', for: '1 s' } }
    const planned = Array.from({ length: 10 }, (_, i) => flap(`${30 * i + 7.5} s`, '1 s'))
    const own = outages([], flaps).spans
    const both = outages(planned, flaps).spans
    // Oracle: the union of the chain's own outages and of the planned ones.
    const all = [...own, ...planned.map((_, i) => [30 * i + 7.5, 30 * i + 8.5])]
    const merged: number[][] = []
    for (const [from, to] of all.sort(([a], [b]) => a - b)) {
      const last = merged[merged.length - 1]
      if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
      else merged.push([from, to])
    }
    expect(own.length).toBeGreaterThan(3)
    expect(both).toEqual(merged)
  })

  it('stands still: nobody has snubbed it meanwhile, and no request is withdrawn', () => {
    const slower = { ...crowd.access, up: 6000 }
    const groups = {
      seeds: { ...seed, count: 3, access: slower },
      lone: { access: { ...crowd.access, down: 300_000 } },
    }
    const event = { at: '50 s', do: 'flap-node', node: 3, for: '70 s' }
    const words: Word[] = []
    const snubbed: number[] = []
    const settings = settingsOf(groups, { ...on, peer: { endgame: 'off' }, events: [event] })
    run(settings, {
      words,
      slice: 1,
      after: ({ swarm }) => {
        const peer = swarm.peer(3)
        if (peer === null || swarm.simulation.now < 50) return
        for (let link = peer.links.first; link < peer.links.end; link++)
          if (peer.links.snubbed[link] === 1) snubbed.push(swarm.simulation.now)
      },
    })
    const mine = words.filter(({ host, time }) => host === 3 && time > 120)
    expect(mine.some(({ verb }) => verb === 'request')).toBe(true)
    expect(mine.filter(({ verb }) => verb === 'cancel')).toEqual([])
    expect(snubbed).toEqual([])
  })

  it('stands still: its next choking round is as far away on its return as it was before', () => {
    const flap = { at: '33 s', do: 'flap-node', node: 1, for: '30 s' }
    const settings = settingsOf(
      { seed, lone: { count: 2, access: crowd.access } },
      { ...on, events: [flap], until: '150 s' },
    )
    const rounds: number[] = []
    const before = ({ simulation, population }: Swarm) => {
      const make = population.peer.bind(population)
      population.peer = (now, host, ...rest) => {
        const peer = make(now, host, ...rest)
        if (host !== 1) return peer
        const wake = peer.wake.bind(peer)
        peer.wake = (at) => {
          rounds.push(Math.round(simulation.now * 1000) / 1000)
          wake(at)
        }
        return peer
      }
    }
    run(settings, { before })
    const first = rounds[0]
    const own = rounds.map((at) => at - (at > 33 ? 30 : 0))
    for (const [i, at] of own.entries()) expect(at).toBeCloseTo(first + 10 * i, 3)
    expect(rounds.length).toBeGreaterThan(6)
  })

  it('hears on its return that its links are cut, and sends nothing before', () => {
    const cut = { at: '40 s', do: 'cut-node', node: 1 }
    const { words } = outages([flap('10 s', '60 s'), cut])
    const mine = words.filter(({ host, time }) => host === 1 && time > 10)
    expect(mine[0].time).toBe(70)
    expect(mine.some(({ verb, time }) => verb === 'close' && time === 70)).toBe(true)
  })

  it('is dialled in vain for the time limit of a dial, not refused', () => {
    const late = { count: 1, access: QUICK, arrive: { kind: 'flash', at: '12 s' } }
    const settings = settingsOf(
      // The other seed keeps the run from being stuck before the peer arrives.
      { seed, late, other: { holds: 'all', access: slow } },
      { ...on, events: [{ at: '10 s', do: 'kill', group: 'seed' }] },
    )
    const words: Word[] = []
    run(settings, { words })
    const dials = words.filter(({ verb, host, to }) => verb === 'dial' && host === 1 && to === 0)
    expect(dials.length).toBeGreaterThan(0)
    for (let i = 1; i < dials.length; i++) {
      expect(dials[i].time - dials[i - 1].time).toBeGreaterThanOrEqual(10)
    }
  })
})

it('a downlink passes nothing of a block while its host is offline', () => {
  const access = { up: 1_000_000, down: 1_000_000, latency: 0.001 }
  const groups = { seed: { holds: 'all', access }, slow: { access: { ...access, down: 1000 } } }
  const torrent = { size: '16 KiB', pieceLength: '16 KiB' }
  const finish = (events: readonly object[]) => {
    const { peers } = run(settingsOf(groups, { torrent, events, until: '100 s' })).measurements
    return peers.completionSeconds[1]
  }
  const outage = { at: '2 s', do: 'flap-node', node: 1, for: '15 s' }
  expect(finish([outage])).toBeCloseTo(finish([]) + 15, 6)
  expect(finish([{ ...outage, for: '16.5 s' }])).toBeCloseTo(finish([]) + 16.5, 6)
})

import { describe, expect, it } from 'vitest'
import { crowdOf, QUICK, run, settingsOf, summaryOf } from '../../sim/swarm-sample.js'

describe('the means over time', () => {
  const settings = crowdOf(6, { until: '120 s' }, { leave: { linger: '20 s' } })

  // The oracle: the time that each peer spent as a leecher and as a seed, over the time.
  it.each([0, 12, 60])('count each peer for its stay after a warm-up of %d s', (from) => {
    const { measurements } = run({
      ...settings,
      stopWhenComplete: false,
      steadyFromSeconds: from,
    })
    const { peers, endSeconds, presence } = measurements
    const within = (begin: number, end: number) =>
      Math.max(0, Math.min(end, endSeconds) - Math.max(begin, from))
    let [leechers, seeds] = [0, 0]
    for (let i = 0; i < peers.count; i++) {
      const orEnd = (time: number) => (Number.isNaN(time) ? endSeconds : time)
      const left = orEnd(peers.departureSeconds[i])
      const done = Math.min(left, orEnd(peers.completionSeconds[i]))
      leechers += within(peers.arrivalSeconds[i], done)
      seeds += within(done, left)
    }
    expect(presence.leechers).toBeCloseTo(leechers / (endSeconds - from), 9)
    expect(presence.seeds).toBeCloseTo(seeds / (endSeconds - from), 9)
  })

  it('are missing if the run ends before its warm-up does', () => {
    const { measurements } = run({ ...settings, steadyFromSeconds: 1000 })
    expect(summaryOf(settings, measurements)).toMatchObject({
      meanLeechers: null,
      meanSeeds: null,
      meanLinks: null,
    })
  })

  // The oracle: the links of every present peer, counted after each event.
  it.each([0, 77])('count each link for its life after a warm-up of %d s', (from) => {
    const crowd = { linkDrops: '20 s', flaps: { every: '100 s', for: '20 s' }, abort: '300 s' }
    for (const sampleEvery of ['1 s', '600 s']) {
      const churn = crowdOf(
        9,
        { until: '150 s', sampleEvery },
        { leave: { linger: '9 s' }, ...crowd },
      )
      let [links, peers, last, linkSeconds, peerSeconds] = [0, 0, 0, 0, 0]
      const { measurements } = run(
        { ...churn, stopWhenComplete: false, steadyFromSeconds: from },
        {
          slice: 1,
          after: (experiment) => {
            const { swarm } = experiment
            const now = experiment.measurements().endSeconds
            const seconds = Math.max(0, now - Math.max(last, from))
            linkSeconds += links * seconds
            peerSeconds += peers * seconds
            last = now
            const hosts = Array.from({ length: swarm.population.count }, (_, host) => host)
            const present = hosts.map((host) => swarm.peer(host)).filter((peer) => peer !== null)
            peers = present.length
            links = present.reduce((sum, peer) => sum + peer.links.connected, 0)
          },
        },
      )
      expect(measurements.presence.links).toBeCloseTo(linkSeconds / peerSeconds, 9)
    }
  })

  it('have every other peer as neighbour in a small swarm that stays', () => {
    const crowd = { count: 4, holds: { pieces: [0] }, access: QUICK }
    const groups = { seed: { holds: 'all', access: { ...QUICK, up: 2000 } }, crowd }
    const { measurements } = run({
      ...settingsOf(groups),
      untilSeconds: 400,
      steadyFromSeconds: 60,
    })
    expect(measurements.presence.links).toBeCloseTo(4, 9)
  })
})

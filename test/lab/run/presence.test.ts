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

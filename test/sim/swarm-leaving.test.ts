import { describe, expect, it } from 'vitest'
import { hostsOf, QUICK, run, settingsOf, type Word } from './swarm-sample.js'

const on = { stopWhenComplete: false, until: '3000 s' }
const small = { torrent: { size: '32 KiB', pieceLength: '16 KiB' } }

/** Returns how long each peer stays after it is complete, or after its arrival if it never is. */
function stays(crowd: object, more: object = {}) {
  const groups = { seed: { holds: 'all', access: 'server', slots: 1000 }, crowd }
  const { measurements } = run(settingsOf(groups, { ...on, ...small, ...more }))
  const { arrivalSeconds, completionSeconds, departureSeconds } = measurements.peers
  return hostsOf(measurements, 1).map((host) => ({
    done: completionSeconds[host],
    after: departureSeconds[host] - completionSeconds[host],
    stayed: departureSeconds[host] - arrivalSeconds[host],
  }))
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length

describe('leaving', () => {
  const crowd = { count: 300, access: QUICK, arrive: { kind: 'uniform', every: '0.1 s' } }

  it('on completion happens at once', () => {
    for (const { after } of stays({ ...crowd, count: 20, leave: 'on-completion' })) {
      expect(after).toBe(0)
    }
  })

  it('at a share of the pieces happens with the first piece that reaches it', () => {
    const pieces = { torrent: { size: '640 KiB', pieceLength: '16 KiB' } }
    const groups = {
      seed: { holds: 'all', access: 'server', slots: 1000 },
      crowd: { ...crowd, count: 20, leave: { at: '95%' } },
      // Of 40 pieces 38.4 are not enough.
      others: { ...crowd, count: 20, leave: { at: '96%' } },
    }
    const { swarm, measurements } = run(settingsOf(groups, { ...on, ...pieces }))
    const { downloadedBytes, duplicateBytes, completionSeconds } = measurements.peers
    for (const [group, enough] of [
      [1, 38],
      [2, 39],
    ]) {
      for (const host of hostsOf(measurements, group)) {
        const useful = (downloadedBytes[host] - duplicateBytes[host]) / 16384
        expect(completionSeconds[host]).toBeNaN()
        expect(Math.floor(useful)).toBe(enough)
      }
    }
    expect(swarm.tally.lost).toBe(40)
  })

  it('at a share of the pieces happens on arrival with as many', () => {
    const torrent = { size: '160 KiB', pieceLength: '16 KiB' }
    const groups = {
      seed: { holds: 'all', access: QUICK },
      enough: { holds: { from: '60%', to: '60%' }, leave: { at: '60%' } },
      fewer: { holds: { from: '50%', to: '50%' }, leave: { at: '60%' } },
    }
    const { peers } = run(settingsOf(groups, { ...on, torrent })).measurements
    expect(peers.departureSeconds[1]).toBe(peers.arrivalSeconds[1])
    expect(peers.departureSeconds[2]).toBeGreaterThan(peers.arrivalSeconds[2])
    expect(peers.departureSeconds[0]).toBeNaN()
  })

  it('at a share of 100 % happens on completion', () => {
    for (const { after } of stays({ ...crowd, count: 20, leave: { at: '100%' } })) {
      expect(after).toBe(0)
    }
  })

  it('does not happen by default', () => {
    for (const { after } of stays({ ...crowd, count: 20 }, { until: '100 s' })) {
      expect(after).toBeNaN()
    }
  })

  it('after a fixed time happens exactly then', () => {
    for (const { after } of stays({ ...crowd, count: 20, leave: { linger: { fixed: '20 s' } } })) {
      expect(after).toBeCloseTo(20, 9)
    }
  })

  it('after its uploads happens when the accepted requests are served', () => {
    const words: Word[] = []
    const groups = {
      seed: { holds: 'all', access: { ...QUICK, up: 60_000 } },
      crowd: { count: 8, access: 'adsl', leave: 'after-uploads' },
    }
    const { measurements } = run(settingsOf(groups, on), { words })
    const { completionSeconds, departureSeconds } = measurements.peers
    let served = 0
    for (const host of hostsOf(measurements, 1)) {
      expect(departureSeconds[host]).toBeGreaterThanOrEqual(completionSeconds[host])
      const after = words.filter(
        ({ verb, host: who, time }) =>
          who === host && verb === 'piece' && time > completionSeconds[host],
      )
      // Nobody's request that came later is served: each neighbour has five at most.
      for (let to = 0; to < 9; to++)
        expect(after.filter((word) => word.to === to).length).toBeLessThanOrEqual(5)
      served += after.length
    }
    expect(served).toBeGreaterThan(0)
  })

  it('after its uploads serves no request that arrives when it is complete', () => {
    const groups = {
      seed: { holds: 'all', access: { up: 200_000, down: 1e6, latency: '30 ms' } },
      crowd: {
        count: 8,
        leave: 'after-uploads',
        access: { up: 60_000, down: 300_000, latency: '20 ms', latencyTo: '80 ms' },
      },
    }
    const torrent = { size: '2 MiB', pieceLength: '64 KiB' }
    let served = 0
    for (let seed = 1; seed <= 8; seed++) {
      const words: Word[] = []
      const { swarm, measurements } = run(settingsOf(groups, { ...on, seed, torrent }), { words })
      const { latencySeconds } = swarm.population.hosts
      const { completionSeconds } = measurements.peers
      const arrival = new Map<string, number>()
      for (const { time, host, verb, to, a, b } of words) {
        const path = latencySeconds[host] + latencySeconds[to]
        if (verb === 'request') arrival.set(`${host} ${to} ${a} ${b}`, time + path)
        const isDone = host > 0 && time > completionSeconds[host]
        if (verb !== 'piece' || !isDone) continue
        served++
        const accepted = arrival.get(`${to} ${host} ${a} ${b}`)
        expect(accepted).toBeLessThanOrEqual(completionSeconds[host] + 1e-9)
      }
    }
    expect(served).toBeGreaterThan(0)
  })

  it('after its uploads waits for windows that are full, and never goes back in time', () => {
    // Of a window of one block a peer sends one block in 0.4 s, and may have nothing on its uplink.
    const access = { up: 1e6, down: 1e6, latency: '100 ms' }
    const groups = {
      seed: { holds: 'all', access: { ...access, up: 60_000 } },
      crowd: { count: 8, access, leave: 'after-uploads' },
    }
    const words: Word[] = []
    const network = { window: 16_384 }
    const { measurements } = run(settingsOf(groups, { ...on, network }), { words })
    const { completionSeconds, departureSeconds } = measurements.peers
    expect(words.every(({ time }, i) => i === 0 || words[i - 1].time <= time)).toBe(true)
    let waited = 0
    for (const host of hostsOf(measurements, 1)) {
      const sent = words.filter(({ host: who, verb }) => who === host && verb === 'piece')
      const last = Math.max(completionSeconds[host], ...sent.map(({ time }) => time))
      if (last > completionSeconds[host]) waited++
      expect(departureSeconds[host]).toBeGreaterThanOrEqual(last)
      expect(departureSeconds[host]).toBeLessThan(last + 1.1)
    }
    expect(waited).toBeGreaterThan(0)
  })

  it('after lingering takes the given mean time', () => {
    const lingered = stays({ ...crowd, leave: { linger: '40 s' } }).map(({ after }) => after)
    expect(lingered.every((seconds) => seconds > 0)).toBe(true)
    // Exponential: the deviation equals the mean; 4 sigma.
    expect(Math.abs(mean(lingered) - 40)).toBeLessThan((4 * 40) / Math.sqrt(300))
    const squares = lingered.map((seconds) => (seconds - 40) ** 2)
    expect(Math.sqrt(mean(squares)) / 40).toBeGreaterThan(0.75)
    expect(Math.sqrt(mean(squares)) / 40).toBeLessThan(1.25)
  })

  it('after giving back happens soon after the ratio is reached, not before', () => {
    const leave = { ratio: 0.5 }
    const groups = {
      seed: { holds: 'all', access: { ...QUICK, up: 60_000 } },
      crowd: { count: 10, access: 'adsl', arrive: { kind: 'uniform', every: '4 s' }, leave },
    }
    const { measurements } = run(settingsOf(groups, on))
    const { uploadedBytes, departureSeconds, completionSeconds } = measurements.peers
    let left = 0
    for (const host of hostsOf(measurements, 1)) {
      const enough = uploadedBytes[host] >= 0.5 * 2 ** 20
      if (Number.isNaN(departureSeconds[host])) expect(enough).toBe(false)
      else {
        left++
        expect(enough).toBe(true)
        expect(departureSeconds[host]).toBeGreaterThanOrEqual(completionSeconds[host])
      }
    }
    expect(left).toBeGreaterThan(2)
  })

  it('by giving up takes the given mean time, and happens only while incomplete', () => {
    const groups = {
      seed: { holds: 'all', seedChoker: 'none', choker: 'none' },
      other: { holds: 'all', arrive: { kind: 'flash', at: '2000 s' } },
      crowd: { ...crowd, abort: '30 s' },
    }
    const { measurements } = run(settingsOf(groups, { ...on, ...small }))
    const { arrivalSeconds, departureSeconds } = measurements.peers
    const waits = hostsOf(measurements, 2).map((i) => departureSeconds[i] - arrivalSeconds[i])
    expect(Math.abs(mean(waits) - 30)).toBeLessThan((4 * 30) / Math.sqrt(300))
    const served = stays({ ...crowd, count: 100, abort: '100 s' })
    for (const { done, stayed } of served) {
      if (!Number.isNaN(done)) expect(stayed).toBeNaN()
    }
    expect(served.filter(({ done }) => done > 0).length).toBeGreaterThan(50)
  })
})

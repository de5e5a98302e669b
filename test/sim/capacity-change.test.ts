import { expect, it } from 'vitest'
import { run, settingsOf, summaryOf } from './swarm-sample.js'

const link = { up: 1_000_000, down: 1_000_000, latency: '10 ms' }

it('passes no block faster than the downlink when its sender slows down meanwhile', () => {
  const fast = { up: 10_000_000, down: 10_000_000, latency: '300 ms' }
  const seed = { holds: 'all', access: fast }
  const one = { access: { ...link, down: 100_000 }, arrive: { kind: 'flash', at: '100 s' } }
  const more = { network: { window: '2 MiB' }, until: '20000 s' }
  const peer = { pipeline: { mode: 'fixed', depth: 100 } }
  for (let at = 101.9; at < 102.5; at += 0.05) {
    const slow = { at: `${at} s`, do: 'access', group: 'seed', up: 1000, down: 10_000_000 }
    const settings = settingsOf({ seed, one }, { ...more, peer, events: [slow] })
    const { lastFinishSeconds, boundSeconds } = summaryOf(settings, run(settings).measurements)
    expect(lastFinishSeconds).toBeGreaterThanOrEqual(boundSeconds as number)
  }
})

it('keeps what left an uplink within its capacity when that changes during an outage', () => {
  const seed = { holds: 'all', access: { ...link, up: 4000 } }
  const one = { count: 3, access: { ...link, up: 4000 } }
  for (const up of [100, 2_000_000]) {
    for (const from of [0.7, 3.1, 6.4]) {
      const events = [
        { at: `${from} s`, do: 'flap-node', node: 0, for: '20 s' },
        { at: `${from + 0.1} s`, do: 'access', group: 'seed', up },
      ]
      for (const until of [from + 5, from + 25]) {
        const more = { events, until: `${until} s`, sampleEvery: '0.5 s' }
        const { series, peers } = run(settingsOf({ seed, one }, more)).measurements
        for (const use of [...series.seedUtilisation, ...series.leecherUtilisation]) {
          // Without peers of a kind there is no use.
          if (!Number.isNaN(use)) expect(use).toBeGreaterThanOrEqual(-1e-9)
          if (!Number.isNaN(use)) expect(use).toBeLessThanOrEqual(1 + 1e-9)
        }
        for (let host = 0; host < peers.count; host++) {
          expect(peers.controlBytes[host]).toBeGreaterThanOrEqual(-1e-9)
          expect(peers.sentBytes[host]).toBeLessThanOrEqual(peers.capacityBytes[host] + 1e-6)
        }
      }
    }
  }
})

it.each([4000, 16_000])('keeps the order of messages that wait for an uplink of %d B/s', (up) => {
  const crowd = { count: 40, access: { ...link, up }, arrive: { kind: 'flash' } }
  const events = [{ at: '0.1 s', do: 'access', group: 'crowd', up: 1_000_000 }]
  const settings = settingsOf({ seed: { holds: 'all', access: link }, crowd }, { events })
  // A bitfield before the handshake would throw.
  expect(run(settings).measurements.ended).toBe('complete')
})

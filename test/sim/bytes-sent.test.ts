import { describe, expect, it } from 'vitest'
import { Experiment } from '../../src/lab/run/experiment.js'
import type { SwarmSettings } from '../../src/sim/settings.js'
import { settingsOf } from './swarm-sample.js'

const slow = { up: 20_000, down: 100_000, latency: 0.02 }
const groups = { seed: { holds: 'all', access: slow }, crowd: { count: 4, access: slow } }

type Figure = 'sentBytes' | 'sentPayloadBytes' | 'controlBytes'

/** Checks after every event that no figure of a host falls, up to a rounding. */
function expectGrowth(settings: SwarmSettings, figures: readonly Figure[]): void {
  const experiment = new Experiment(settings)
  const { swarm } = experiment
  const before = new Map<string, number>()
  while (experiment.step(1)) {
    for (let host = 0; host < swarm.population.count; host++) {
      if (swarm.peer(host) === null) continue
      for (const figure of figures) {
        const bytes = swarm[figure](host, experiment.now)
        expect(bytes).toBeGreaterThan((before.get(`${figure} ${host}`) ?? 0) - 1e-6)
        before.set(`${figure} ${host}`, bytes)
      }
    }
  }
}

describe('what has left an uplink', () => {
  it('does not grow during an outage, nor shrink after it', () => {
    const flapping = { ...groups, crowd: { ...groups.crowd, flaps: { every: '4 s', for: '2 s' } } }
    const settings = settingsOf(flapping, { until: '120 s' })
    expectGrowth(settings, ['sentBytes', 'sentPayloadBytes', 'controlBytes'])
  })

  it('is nothing in an outage', () => {
    const events = [{ at: '3 s', do: 'flap-node', node: 0, for: '20 s' }]
    const experiment = new Experiment(settingsOf(groups, { until: '60 s', events }))
    while (experiment.now < 3.5) experiment.step(1)
    const { swarm } = experiment
    expect(swarm.sentBytes(0, 20)).toBe(swarm.sentBytes(0, 3))
    expect(swarm.sentPayloadBytes(0, 20)).toBe(swarm.sentPayloadBytes(0, 3))
  })

  it.each([0, 2])('counts a message of host %d once, while it waits for the uplink', (host) => {
    const experiment = new Experiment(settingsOf(groups, { until: '60 s' }))
    const { swarm } = experiment
    while (swarm.peer(host) === null) experiment.step(1)
    const { now } = experiment
    const sent = swarm.sentBytes(host, now)
    // A whole second of messages, none of which has left.
    swarm.network.carry(now, host, 1, 20_000)
    expect(swarm.sentBytes(host, now)).toBeCloseTo(sent, 6)
    expect(swarm.sentBytes(host, now + 0.5)).toBeCloseTo(sent + 10_000, 6)
  })

  it('is half of the payload when half of the first block has left', () => {
    const network = { headerBytes: 0 }
    const experiment = new Experiment(settingsOf(groups, { until: '60 s', network }))
    const { swarm } = experiment
    while ((swarm.peer(0)?.stats.uploadedBytes ?? 0) === 0) experiment.step(1)
    const { now } = experiment
    const blockSeconds = (16_384 + 13) / slow.up
    for (const share of [0, 0.25, 0.5, 1]) {
      const sent = swarm.sentPayloadBytes(0, now + share * blockSeconds)
      expect(sent).toBeCloseTo(share * 16_384, 6)
    }
  })

  it.each([1000, 2_000_000])('does not jump when the uplink changes to %d bytes/s', (up) => {
    const events = [5, 10, 10.01].map((at) => ({ at, do: 'access', group: 'seed', up, down: 1e6 }))
    const settings = settingsOf(groups, { until: '60 s', events })
    expectGrowth(settings, ['controlBytes'])
    const experiment = new Experiment(settings)
    const { network, population } = experiment.swarm
    network.carry(0, 0, 1, 20_000)
    network.uplinks.changeRate(0, 0, up)
    expect(population.hosts.unsentBytes(0, 0)).toBeCloseTo(20_000, 6)
    // What waits leaves at the new rate.
    for (const at of [0.005, 0.25, 1]) {
      expect(population.hosts.unsentBytes(0, at)).toBeCloseTo(Math.max(0, 20_000 - up * at), 6)
    }
  })
})

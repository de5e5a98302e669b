import { describe, expect, it } from 'vitest'
import { agreement, withoutLatency } from '../../../src/lab/compare/crosscheck.js'
import { Experiment } from '../../../src/lab/run/experiment.js'
import type { Measurements } from '../../../src/lab/run/measurements.js'
import { kolmogorovSmirnov } from '../../../src/lab/stats/statistics.js'
import { TcpExperiment } from '../../../src/machine/tcp/experiment.js'
import { addressOf, hostAt } from '../../../src/machine/tcp/host.js'
import type { SwarmSettings } from '../../../src/sim/settings.js'
import { settingsOf } from '../../sim/swarm-sample.js'

const access = { up: '400 kbit/s', down: '2 Mbit/s', latency: 0 }
const torrent = { size: '1 MiB', pieceLength: '64 KiB' }

async function onSockets(settings: SwarmSettings, speedup = 20): Promise<Measurements> {
  const experiment = new TcpExperiment(settings, speedup)
  await experiment.run(() => experiment.now < 600)
  return experiment.measurements
}

function simulated(settings: SwarmSettings): Measurements {
  const experiment = new Experiment(settings)
  while (experiment.step(1_000_000)) {}
  return experiment.measurements()
}

describe('a scenario on real sockets', () => {
  it('delivers every byte to every peer and counts each once', async () => {
    const crowd = { count: 6, access, arrive: { kind: 'flash', over: '2 s' } }
    const settings = settingsOf({ seed: { holds: 'all', access }, crowd }, { torrent })
    const { ended, peers, bytesByPair, usefulBlocks } = await onSockets(settings)
    expect(ended).toBe('complete')
    expect(usefulBlocks).toBe(6 * 64)
    const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0)
    expect(sum(peers.uploadedBytes)).toBe(sum(peers.downloadedBytes))
    expect(sum(bytesByPair)).toBe(sum(peers.downloadedBytes))
    for (let i = 1; i < peers.count; i++) {
      const useful = peers.downloadedBytes[i] - peers.duplicateBytes[i] - peers.corruptBytes[i]
      expect(useful).toBe(2 ** 20)
      expect(peers.completionSeconds[i]).toBeGreaterThan(peers.arrivalSeconds[i])
    }
  })

  it('measures choked time exactly, however rare the samples', async () => {
    const groups = { seed: { holds: 'all', access }, crowd: { access } }
    const settings = settingsOf(groups, { torrent, sampleEvery: '1 h' })
    const { ended, peers, unchokedSecondsByPair } = await onSockets(settings, 10)
    expect(ended).toBe('complete')
    // The seed serves the only leecher from its first unchoke on; before, the leecher is choked.
    const [choked, leeching] = [peers.chokedSeconds[1], peers.leechingSeconds[1]]
    const [, served, back] = unchokedSecondsByPair
    expect(choked).toBeGreaterThan(0)
    expect(choked).toBeLessThan(leeching / 2)
    // Some 20 s, less the time that messages take: 0.1 s of real time are a second here.
    expect(Math.abs(choked + served - leeching)).toBeLessThan(leeching / 4)
    expect(back).toBe(0)
    expect(peers.chokedSeconds[0]).toBe(0)
  })

  it('lets no peer send faster than its uplink', async () => {
    const crowd = { count: 4, access }
    const settings = settingsOf({ seed: { holds: 'all', access }, crowd }, { torrent })
    const { endSeconds, peers } = await onSockets(settings)
    for (let i = 0; i < peers.count; i++) {
      const wireBytes = peers.uploadedBytes[i] + peers.controlBytes[i]
      // A block under way at the end counts whole.
      expect(wireBytes).toBeLessThanOrEqual(50_000 * endSeconds + 20_000)
    }
  })

  it('copes with peers that cannot be dialled, leave or fail', async () => {
    const groups = {
      seed: { holds: 'all', access: { ...access, up: '8 Mbit/s' } },
      hidden: { count: 3, access: { ...access, reachable: false } },
      leaving: { count: 3, access, leave: 'on-completion' },
      doomed: { count: 2, access },
    }
    const events = [{ at: '2 s', do: 'kill', group: 'doomed' }]
    const settings = settingsOf(groups, { torrent, events })
    const { ended, peers, endSeconds } = await onSockets(settings, 10)
    expect(ended).toBe('complete')
    const completed = [...peers.completionSeconds].map((seconds) => seconds >= 0)
    expect(completed).toEqual([true, true, true, true, true, true, true, false, false])
    const killed = [...peers.departureSeconds].slice(7)
    expect(killed.every((at) => at >= 2 && at < endSeconds)).toBe(true)
  })

  it('chokes by the policies and the choices of planned events', async () => {
    const groups = { seed: { holds: 'all', access }, one: { access }, two: { access } }
    const events = [
      { at: '0.1 s', do: 'unchoke-node', node: 0, to: [1], only: true },
      {
        when: { completed: '100%', group: 'one' },
        do: 'policy-node',
        node: 1,
        seedChoker: 'random',
      },
    ]
    const peer = { choker: 'none', seedChoker: 'none' }
    const settings = settingsOf(groups, { torrent, peer, events })
    const { ended, bytesByPair } = await onSockets(settings)
    expect(ended).toBe('complete')
    const fromEach = [0, 3, 6].map((row) => [...bytesByPair.slice(row, row + 3)])
    expect(fromEach).toEqual([
      [0, 2 ** 20, 0],
      [0, 0, 2 ** 20],
      [0, 0, 0],
    ])
  })

  it('detects corrupt blocks by hash and completes without them', async () => {
    const groups = {
      seed: { holds: 'all', access: { ...access, up: '8 Mbit/s' } },
      liar: { holds: 'all', access: { ...access, up: '8 Mbit/s' }, corrupt: 1 },
      crowd: { count: 2, access },
    }
    const { ended, peers } = await onSockets(settingsOf(groups, { torrent }))
    expect(ended).toBe('complete')
    expect(peers.corruptBytes[2] + peers.corruptBytes[3]).toBeGreaterThan(0)
  })

  it('takes as long as the simulation, within a fifth: means of three random seeds', async () => {
    const crowd = { count: 10, access, arrive: { kind: 'flash', over: '5 s' } }
    const groups = { seed: { holds: 'all', access }, crowd }
    /** Returns the simulation's mean time over that on sockets. */
    const ratio = async (speedup: number) => {
      const means = { simulated: 0, tcp: 0 }
      for (const seed of ['1', '2', '3']) {
        const settings = { ...settingsOf(groups, { torrent }), seed }
        const runs = { simulated: simulated(settings), tcp: await onSockets(settings, speedup) }
        const { groups: rows } = agreement({
          simulated: [runs.simulated],
          otherSeeds: [runs.simulated],
          tcp: [runs.tcp],
        })
        means.simulated += rows[0].simulated.meanSeconds as number
        means.tcp += rows[0].tcp.meanSeconds as number
      }
      return means.simulated / means.tcp
    }
    // Two random seeds of so small a swarm differ by a tenth.
    const agrees = (one: number) => one > 0.8 && one < 1.25
    let last = await ratio(10)
    // The delays of a busy machine matter less at a lower speedup.
    for (const speedup of [4, 2]) if (!agrees(last)) last = await ratio(speedup)
    expect(last).toBeGreaterThan(0.8)
    expect(last).toBeLessThan(1.25)
  })
})

describe('addresses on the loopback', () => {
  it('belong to one host each', () => {
    for (const host of [0, 1, 254, 255, 256, 65_534, 65_535, 65_536, 200_000]) {
      expect(hostAt(addressOf(host))).toBe(host)
    }
    expect(addressOf(0)).toBe('127.1.0.1')
  })
})

describe('the agreement of two runs', () => {
  it('is perfect between a run and itself', () => {
    const crowd = { count: 6, access }
    const settings = settingsOf({ seed: { holds: 'all', access }, crowd }, { torrent })
    const run = simulated(withoutLatency(settings))
    const { groups, pairs } = agreement({ simulated: [run], otherSeeds: [run], tcp: [run] })
    expect(groups.map(({ group }) => group)).toEqual(['all', 'crowd'])
    for (const { meanSecondsError, distance } of groups) {
      expect([meanSecondsError, distance]).toEqual([0, 0])
    }
    expect(pairs.every(({ bytesError }) => bytesError === 0)).toBe(true)
  })

  it('measures distance as the largest gap between the shares', () => {
    expect(kolmogorovSmirnov([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0)
    expect(kolmogorovSmirnov([1, 2], [3, 4])).toBe(1)
    expect(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5)
    expect(kolmogorovSmirnov([1, 1, 1, 2], [1, 2, 2, 2])).toBe(0.5)
    expect(kolmogorovSmirnov([], [1])).toBeNaN()
  })
})

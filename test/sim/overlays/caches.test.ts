import { describe, expect, it } from 'vitest'
import { run, settingsOf, summaryOf } from '../swarm-sample.js'
import { EVEN } from './model-sample.js'

/** An origin, two caches, and four clients below them that arrive later. */
const settings = settingsOf(
  {
    origin: { holds: 'all', access: EVEN },
    caches: { count: 2, access: EVEN },
    clients: { count: 4, access: EVEN, arrive: { kind: 'uniform', at: '100 s', every: '50 s' } },
  },
  {
    model: { kind: 'tree', degree: 2, pulls: true },
    torrent: { size: '1 MiB', pieceLength: '64 KiB' },
  },
)

describe('a tree of caches', () => {
  it('fetches nothing that no client requested', () => {
    run(settings, {
      before: (swarm) => {
        swarm.simulation.run(99)
        for (const cache of [1, 2]) expect(swarm.peer(cache)?.requests.ownCount).toBe(0)
      },
    })
  })

  it('fetches a requested piece once and keeps it for the next client', () => {
    const { measurements } = run(settings)
    const { seedCopies, completed } = summaryOf(settings, measurements)
    expect(completed).toBe(6)
    // Two of the four clients are under each cache: one copy per cache, none for the second client.
    expect(seedCopies).toBe(2)
    const { completionSeconds, arrivalSeconds } = measurements.peers
    const took = [3, 4, 5, 6].map((i) => completionSeconds[i] - arrivalSeconds[i])
    // The first client of a cache gets its first piece by two hops, one piece-time later.
    const pieceSeconds = 65_536 / EVEN.up
    expect(took[0] - took[1]).toBeGreaterThan(pieceSeconds)
    expect(took[2] - took[3]).toBeGreaterThan(pieceSeconds)
  })

  it('loses the requests that a client sends while its cache is leaving', () => {
    // For half a second the client does not know, and each block that arrives makes it request.
    const access = { ...EVEN, latency: 0.25 }
    const groups = {
      origin: { holds: 'all', access },
      cache: { access },
      client: { access },
    }
    for (const at of [4, 5, 6, 7]) {
      const events = [{ at, do: 'leave', group: 'cache' }]
      const { measurements } = run(
        settingsOf(groups, {
          model: { kind: 'tree', degree: 1, pulls: true },
          torrent: { size: '1 MiB', pieceLength: '16 KiB' },
          events,
        }),
      )
      expect(measurements.ended).toBe('complete')
      expect(measurements.peers.completionSeconds[2]).toBeGreaterThan(at)
    }
  })
})

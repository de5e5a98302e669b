import { describe, expect, it } from 'vitest'
import { HOST_STRIDE, ONLINE } from '../../src/sim/hosts.js'
import { crowdOf, hostsOf, QUICK, run, settingsOf, type Word } from './swarm-sample.js'

const torrent = { size: '2 MiB', pieceLength: '64 KiB' }

describe('links that drop', () => {
  it('keep no peer from completing: its requests go elsewhere', () => {
    const words: Word[] = []
    const settings = crowdOf(10, { torrent }, { linkDrops: '60 s' })
    const { measurements } = run(settings, { words })
    const closes = words.filter(({ verb }) => verb === 'close')
    expect(closes.length).toBeGreaterThan(10)
    expect(measurements.ended).toBe('complete')
    const askedOf = new Map<string, Set<number>>()
    for (const { verb, host, to, a, b } of words) {
      if (verb !== 'request') continue
      const key = `${host}/${a}/${b}`
      askedOf.set(key, (askedOf.get(key) ?? new Set()).add(to))
    }
    expect([...askedOf.values()].some((hosts) => hosts.size > 1)).toBe(true)
  })

  it('drop at the given rate', () => {
    const pair = { access: QUICK, holds: { pieces: [0] }, linkDrops: '100 s', choker: 'none' }
    // The scenario needs a seed, but this one arrives at the end.
    const late = { holds: 'all', arrive: { kind: 'flash', at: '299.9 s' } }
    const words: Word[] = []
    // 40 peers have nothing to exchange, but every closed link is dialled again.
    const groups = {
      seed: { holds: { pieces: [1] }, choker: 'none', linkDrops: '100 s' },
      pair: { ...pair, count: 40 },
    }
    const more = { until: '300 s', torrent: { size: '256 KiB', pieceLength: '128 KiB' } }
    const settings = settingsOf({ ...groups, late }, { ...more, seed: 3 })
    run(settings, { words })
    let [links, at, hours] = [0, 0, 0]
    const drops = words.filter(({ verb }) => verb === 'close').length
    for (const { verb, time } of words) {
      hours += links * (time - at)
      at = time
      if (verb === 'handshake') links += 1
      // Only one of the two ends reports a disconnect.
      if (verb === 'close') links -= 2
    }
    // Each end of a link breaks it every 100 s on average; `links` counts ends of links.
    const expected = hours / 100
    expect(drops).toBeGreaterThan(100)
    expect(Math.abs(drops - expected)).toBeLessThan(5 * Math.sqrt(expected))
  })
})

describe('a host that goes offline', () => {
  const words: Word[] = []
  const settings = crowdOf(8, { torrent }, { flaps: { every: '30 s', for: '12 s' } })
  /** When each host was offline: from, to. */
  const spans: [number, number][][] = Array.from({ length: 9 }, () => [])
  const online = new Array(9).fill(0)
  const { measurements } = run(settings, {
    words,
    slice: 1,
    after: ({ now, swarm }) => {
      for (const [host, before] of online.entries()) {
        online[host] = swarm.population.hosts.ints[host * HOST_STRIDE + ONLINE]
        if (before > online[host]) spans[host].push([now, Number.POSITIVE_INFINITY])
        const [span] = spans[host].slice(-1)
        if (before < online[host] && span !== undefined) span[1] = now
      }
    },
  })
  const hosts = hostsOf(measurements, 1)

  it('stays away for the given time and sends nothing meanwhile', () => {
    const over = hosts.flatMap((host) =>
      spans[host].filter(([, to]) => to < measurements.endSeconds).map((span) => ({ host, span })),
    )
    expect(over.length).toBeGreaterThan(4)
    for (const { host, span } of over) {
      const [from, to] = span
      expect(to - from).toBeCloseTo(12, 9)
      const meanwhile = words.filter(({ host: who, time }) => {
        return who === host && time > from && time < to
      })
      expect(meanwhile).toEqual([])
    }
  })

  it('goes on afterwards and completes', () => {
    expect(measurements.ended).toBe('complete')
    const { completionSeconds } = measurements.peers
    const interrupted = hosts.flatMap((host) =>
      spans[host]
        .filter(([from]) => from < completionSeconds[host])
        .map(([, to]) => ({ host, to })),
    )
    expect(interrupted.length).toBeGreaterThan(3)
    for (const { host, to } of interrupted) {
      expect(completionSeconds[host]).toBeGreaterThan(to)
      expect(words.some((word) => word.host === host && word.time >= to)).toBe(true)
    }
  })
})

describe('a peer that sends corrupt blocks', () => {
  const liar = { holds: 'all', access: QUICK, corrupt: 1 }
  const words: Word[] = []
  const seed = { holds: 'all', access: 'origin' }
  const crowd = { count: 6, arrive: { kind: 'flash', over: '10 s' } }
  const groups = { seed, liar, crowd }
  const { measurements, swarm } = run(settingsOf(groups, { torrent }), { words })
  const hosts = hostsOf(measurements, 2)

  it('is found by failed pieces, which are fetched again', () => {
    expect(measurements.ended).toBe('complete')
    for (const host of hosts) {
      const { corruptBytes, downloadedBytes, duplicateBytes } = measurements.peers
      expect(swarm.peer(host)?.complete).toBe(true)
      expect(downloadedBytes[host]).toBe(2 ** 21 + duplicateBytes[host] + corruptBytes[host])
    }
    const wasted = hosts.map((host) => measurements.peers.corruptBytes[host])
    expect(Math.max(...wasted)).toBeGreaterThanOrEqual(65_536)
  })

  it('is disconnected and never linked again by a peer that caught it', () => {
    const caught = words.filter(({ verb, to, host }) => verb === 'close' && to === 1 && host > 1)
    expect(caught.length).toBeGreaterThan(0)
    for (const { host, time } of caught) {
      const again = words.filter(
        (word) =>
          word.time > time &&
          (word.verb === 'handshake' || word.verb === 'dial') &&
          word.host === host &&
          word.to === 1,
      )
      expect(again).toEqual([])
    }
  })

  it.each([
    ['never', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['20 s', [1, 2, 3, 4, 5, 6]],
    ['5 s', [1, 2, 3, 4, 5, 6]],
  ])('keeps no peer from completing; mean time between link drops: %s', (linkDrops, seeds) => {
    for (const seed of seeds) {
      // A peer left with corrupting peers alone never completes.
      const settings = settingsOf(
        {
          seed: { holds: 'all', access: QUICK },
          liars: { count: 2, holds: 'all', access: QUICK, corrupt: 0.3 },
          crowd: { count: 4, access: 'adsl', linkDrops },
        },
        { torrent, seed, until: '2 h', tracker: { interval: '60 s', minInterval: '10 s' } },
      )
      expect(run(settings).measurements.ended, `seed ${seed}`).toBe('complete')
    }
  })

  it('does no harm if it uploads nothing', () => {
    const silent = { ...liar, seedChoker: 'none' }
    const { peers } = run(settingsOf({ seed, liar: silent, crowd }, { torrent })).measurements
    expect(peers.corruptBytes.every((bytes) => bytes === 0)).toBe(true)
  })

  it('sends corrupt blocks at the given rate', () => {
    // One block per piece: each corrupt block is a failed piece.
    const more = { torrent: { size: '16 MiB', pieceLength: '16 KiB' }, until: '600 s' }
    const half = { holds: 'all', access: QUICK, corrupt: 0.02 }
    const many = {
      count: 200,
      holds: { from: 0.97, to: 0.99 },
      picker: 'random',
      choker: 'none',
      seedChoker: 'none',
    }
    const { peers } = run(settingsOf({ half, many: { ...many, access: QUICK } }, more)).measurements
    const sent = peers.uploadedBytes[0] / 16_384
    const failed = peers.corruptBytes.reduce((a, b) => a + b) / 16_384
    expect(sent).toBeGreaterThan(1500)
    expect(Math.abs(failed - sent * 0.02)).toBeLessThan(4 * Math.sqrt(sent * 0.02))
  })
})

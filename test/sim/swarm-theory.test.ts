import { describe, expect, it } from 'vitest'
import { payloadShare } from '../../src/lab/summary/bounds.js'
import { loadScenario } from '../../src/machine/input/scenario-file.js'
import { run, settingsOf, summaryOf } from './swarm-sample.js'

const BLOCK = 16_384
/** Bytes of a block on the wire: its message, and the headers of its segments. */
const WIRE = BLOCK + 13 + 40 * Math.ceil((BLOCK + 13) / 1460)

/**
 * Returns the completion time of one leecher of one seed, measured and by simple arithmetic,
 * seconds.
 */
function pair(seedUp: number, down: number, latency = 0.01, more: object = {}) {
  const seed = { holds: 'all', access: { up: seedUp, down: 1e7, latency } }
  const one = { access: { up: 1e6, down, latency }, arrive: { kind: 'flash', at: '1 s' } }
  const size = 8 * 2 ** 20
  const torrent = { size, pieceLength: '256 KiB' }
  const settings = settingsOf({ seed, one }, { torrent, ...more })
  const path = 2 * latency
  // A round trip to the tracker and one to connect. Then handshake, bitfield, interest, unchoke and
  // a request take a path each, and the block its own path.
  const begun = 1 + path + 2 * path + 6 * path
  const carried = ((size / BLOCK) * WIRE) / Math.min(seedUp, down)
  return { took: run(settings).experiment.now, expected: begun + carried }
}

describe('one leecher and one seed', () => {
  it.each([
    ['the uplink', 100_000, 1e6],
    ['the downlink', 1e6, 100_000],
    ['a quick uplink', 1e6, 1e7],
  ])('take as long as %s takes', (_, up, down) => {
    const { took, expected } = pair(up, down)
    expect(Math.abs(took - expected)).toBeLessThan(WIRE / Math.min(up, down) + 0.02)
  })

  it('take as long as the pipeline allows on a long path', () => {
    // Five blocks per round trip, each of a request, a block and its time on both links.
    const latency = 0.25
    const { took } = pair(1e7, 1e7, latency, { network: { window: '1 MiB' } })
    const rounds = 512 / 5
    expect(took / (rounds * 4 * latency)).toBeGreaterThan(0.97)
    expect(took / (rounds * 4 * latency)).toBeLessThan(1.08)
  })

  it('take longer with slow start', () => {
    const peer = { pipeline: { depth: 200 } }
    const flow = (slowStart: boolean) =>
      pair(1e6, 1e7, 0.05, { peer, network: { slowStart, window: '1 MiB' } })
    const [slow, quick] = [flow(true), flow(false)]
    expect(slow.took).toBeGreaterThan(quick.took)
    expect(slow.took).toBeLessThan(quick.took + 2)
  })
})

describe('leechers that upload nothing', () => {
  it('wait for the seed to send each its copy: N F / u', () => {
    const up = 200_000
    const size = 4 * 2 ** 20
    const groups = {
      seed: { holds: 'all', access: { up, down: 1e6, latency: '5 ms' } },
      crowd: { count: 12, access: 'fast', choker: 'none', seedChoker: 'none' },
    }
    const torrent = { size, pieceLength: '128 KiB' }
    const settings = settingsOf(groups, { torrent })
    const { measurements, experiment } = run(settings)
    const ideal = (12 * size) / (up * payloadShare(settings.network))
    expect(measurements.ended).toBe('complete')
    expect(experiment.now / ideal).toBeGreaterThan(1)
    expect(experiment.now / ideal).toBeLessThan(1.03)
    const { clientServerSeconds } = summaryOf(settings, measurements)
    expect((clientServerSeconds ?? 0) / ideal).toBeCloseTo(1, 9)
  })
})

describe('free riders, a fifth of a crowd', () => {
  const set = [
    'groups.compliant.count=80',
    'groups.free-riders.count=20',
    'torrent.size="20 MiB"',
    'groups.origin.access={"preset":"origin","up":"3000 kbit/s"}',
  ]
  it.each(['1', '2', '3'])('all complete, but later than uploaders: random seed %s', (seed) => {
    const { settings } = loadScenario('free-riders', { set, seed })
    const { measurements } = run(settings)
    const { freeRiderSlowdown, classes } = summaryOf(settings, measurements)
    expect(classes['free-riders'].completed).toBe(20)
    expect(classes['free-riders'].uploadedBytes).toBe(0)
    expect(classes['compliant'].completed).toBe(80)
    expect(freeRiderSlowdown).toBeGreaterThan(1.1)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stuckReason } from '../../../src/cli/run/stuck-reason.js'
import { swarms } from '../../sim/any-swarm.js'
import { crowdOf, QUICK, run, settingsOf } from '../../sim/swarm-sample.js'

const torrent = { size: '2 MiB', pieceLength: '64 KiB' }
const crowd = { count: 3, access: QUICK }
const slowSeed = { holds: 'all', access: { ...QUICK, up: 100_000 } }

/** The reason for which a run of these groups ends as stuck, and when. */
function endOf(groups: Record<string, object>, more: object = {}) {
  const { measurements } = run(settingsOf(groups, { torrent, until: '2 h', ...more }))
  const { ended, stuckReason: reason, endSeconds } = measurements
  return { ended, reason, endSeconds, text: stuckReason(measurements) }
}

describe('a run is stuck', () => {
  it('as soon as the last copy of a piece is gone and its blocks have arrived', () => {
    const events = [{ at: '1 s', do: 'kill', group: 'seed' }]
    const end = endOf({ seed: slowSeed, crowd }, { events, sampleEvery: '10 min' })
    expect(end).toMatchObject({ ended: 'stuck', reason: 'no-copy' })
    // A path of 20 ms, and no more than two blocks of a second's eighth at each downlink.
    expect(end.endSeconds).toBeLessThan(1.2)
    expect(end.text).toContain('At least one piece is held by no peer')
  })

  it('at once if the only seed sends corrupt blocks alone', () => {
    const end = endOf({ seed: { holds: 'all', access: QUICK, corrupt: 1 }, crowd })
    expect(end).toMatchObject({ ended: 'stuck', reason: 'no-sender' })
    expect(end.endSeconds).toBeLessThan(1)
    expect(end.text).toContain('corrupt')
  })

  it('at once if nobody who holds the missing pieces ever unchokes', () => {
    const hoarder = { holds: 'all', access: QUICK, seedChoker: 'none' }
    const events = [{ at: '0.5 s', do: 'leave', group: 'good' }]
    const end = endOf({ good: slowSeed, hoarder, crowd }, { events })
    expect(end).toMatchObject({ ended: 'stuck', reason: 'no-sender' })
    expect(end.endSeconds).toBeLessThan(1)
  })

  it('once the tracker is down for ever and nobody knows an address', () => {
    const events = [{ at: 0, do: 'tracker-down' }]
    const seed = { holds: 'all', access: QUICK }
    const late = { ...crowd, arrive: { kind: 'flash', at: '3 s' } }
    const end = endOf({ seed, crowd: late }, { events })
    expect(end).toMatchObject({ ended: 'stuck', reason: 'no-contact' })
    expect(end.endSeconds).toBeLessThan(10)
    expect(end.text).toContain('tracker')
  })

  it('as soon as the last dial has failed, if the tracker is down for ever', () => {
    const hidden = { access: { ...QUICK, reachable: false } }
    const events = [
      { at: '0.2 s', do: 'leave', group: 'open' },
      { at: '5 s', do: 'tracker-down' },
    ]
    const groups = { seed: { holds: 'all', ...hidden }, one: hidden, open: { access: QUICK } }
    const end = endOf(groups, { events, sampleEvery: '10 min' })
    expect(end).toMatchObject({ ended: 'stuck', reason: 'no-contact' })
    // A dial takes ten seconds to fail.
    expect(end.endSeconds).toBeGreaterThan(10)
    expect(end.endSeconds).toBeLessThan(10.2)
  })

  it.each(['leave', 'kill'])('as soon as a parent is gone that nobody replaces: %s', (how) => {
    const events = [{ at: '1 s', do: how, group: 'parent' }]
    const children = { ...crowd, arrive: { kind: 'flash', at: '0.5 s' } }
    const groups = { seed: slowSeed, parent: { access: QUICK }, children }
    const model = { kind: 'chain', heals: false }
    const end = endOf(groups, { model, events, sampleEvery: '10 min' })
    expect(end).toMatchObject({ ended: 'stuck', reason: 'no-path' })
    expect(end.endSeconds).toBeLessThan(1.2)
    expect(end.text).toContain('parents')
    const healed = { model: { ...model, heals: true }, events }
    expect(endOf(groups, healed)).toMatchObject({ ended: 'complete' })
  })

  it('as soon as a host is cut off that may not turn to another parent', () => {
    const events = [{ at: '1 s', do: 'cut-node', node: 1 }]
    const model = { kind: 'chain', heals: false }
    const end = endOf({ seed: slowSeed, crowd }, { model, events, sampleEvery: '10 min' })
    expect(end).toMatchObject({ ended: 'stuck', reason: 'no-path' })
    expect(end.endSeconds).toBeLessThan(1.2)
  })

  it('not while another branch has a leecher that can finish', () => {
    const events = [{ at: '1 s', do: 'kill-node', node: 1 }]
    const model = { kind: 'tree', degree: 2, heals: false }
    const { measurements } = run(
      settingsOf({ seed: slowSeed, crowd: { ...crowd, count: 6 } }, { torrent, model, events }),
    )
    const { completionSeconds } = measurements.peers
    // Node 2 and its children complete; those of node 1 never do.
    expect(measurements).toMatchObject({ ended: 'stuck', stuckReason: 'no-path' })
    expect([2, 5, 6].every((host) => completionSeconds[host] > 0)).toBe(true)
    expect(measurements.endSeconds).toBeLessThan(
      Math.max(...[2, 5, 6].map((h) => completionSeconds[h])) + 1,
    )
  })
})

describe('a run goes on', () => {
  it('while a seed that is offline has still to follow a choice by hand', () => {
    const seed = { holds: 'all', access: QUICK, seedChoker: 'none' }
    const events = [
      { at: '1 s', do: 'flap-node', node: 0, for: '5 s' },
      { at: '2 s', do: 'unchoke-node', node: 0, to: [1] },
    ]
    const one = { access: QUICK }
    expect(endOf({ seed, one }, { events })).toMatchObject({ ended: 'complete' })
  })

  const seed = { holds: 'all', access: QUICK }

  it('if colluders serve each other whatever their choker', () => {
    const events = [{ at: '0.1 s', do: 'leave', group: 'good' }]
    const ring = { behaviour: 'colluder', choker: 'none', seedChoker: 'none' }
    const groups = {
      good: slowSeed,
      hoarder: { holds: 'all', access: QUICK, ...ring },
      crowd: { ...crowd, ...ring },
    }
    expect(endOf(groups, { events })).toMatchObject({ ended: 'complete' })
  })

  it.each<[string, Record<string, object>, object]>([
    [
      'until a seed arrives',
      { bad: { ...seed, corrupt: 1 }, late: { ...seed, arrive: { kind: 'flash', at: 400 } } },
      {},
    ],
    [
      'until the tracker is up again',
      { seed },
      {
        events: [
          { at: 0, do: 'tracker-down' },
          { at: 300, do: 'tracker-up' },
        ],
      },
    ],
    ['if free riders seed once they are complete', { seed, rider: { choker: 'none' } }, {}],
  ])('%s', (_, groups, more) => {
    expect(endOf({ ...groups, crowd }, more)).toMatchObject({ ended: 'complete', reason: null })
  })

  // The last block leaves the seed at 6.58 s and arrives at 6.98 s.
  it.each(['6 s', '6.6 s'])('until an offline leecher has the last block, from %s on', (at) => {
    const access = { up: 20_000, down: 1_000_000, latency: '200 ms' }
    const groups = { seed: { holds: 'all', access }, one: { access: { ...access, up: 1e6 } } }
    const leave = { at: '6.7 s', do: 'leave', group: 'seed' }
    const end = endOf(groups, {
      torrent: { size: '64 KiB', pieceLength: '64 KiB' },
      events: [{ at, do: 'flap-node', node: 1, for: '30 s' }, leave],
    })
    expect(end).toMatchObject({ ended: 'complete', reason: null })
  })

  it('until an offline leecher has the answer of a tracker that is down since', () => {
    const access = { up: 20_000, down: 1_000_000, latency: '200 ms' }
    const one = { access, arrive: { kind: 'flash', at: '5 s' } }
    const end = endOf(
      { seed: { holds: 'all', access }, one },
      {
        torrent: { size: '64 KiB', pieceLength: '64 KiB' },
        events: [
          { at: '5.1 s', do: 'flap-node', node: 1, for: '30 s' },
          { at: '5.3 s', do: 'tracker-down' },
        ],
      },
    )
    expect(end).toMatchObject({ ended: 'complete', reason: null })
  })

  it('if peers leave with a share of the pieces that can still be had', () => {
    const events = [{ at: '0.9 s', do: 'kill', group: 'seed' }]
    const slow = { holds: 'all', access: { ...QUICK, up: 1_500_000 } }
    const some = { ...crowd, leave: { at: '10%' } }
    expect(endOf({ seed: slow, crowd: some }, { events }).ended).toBe('complete')
  })
})

const dishonest = fc.constantFrom<object>(
  {},
  { corruptShare: 1 },
  { choker: 'none' },
  { seedChoker: 'none' },
  { choker: 'none', seedChoker: 'none' },
)

const trackerDown = {
  when: { kind: 'at', atSeconds: 1 },
  action: { kind: 'tracker-down' },
} as const

/** Swarms some of whose groups never send a valid block, and some without a tracker. */
const barren = fc
  .tuple(swarms, fc.array(dishonest, { minLength: 4, maxLength: 4 }), fc.boolean())
  .map(([settings, changes, down]) => ({
    ...settings,
    groups: settings.groups.map((group, i) => ({ ...group, ...changes[i] })),
    events: down ? [...settings.events, trackerDown] : settings.events,
  }))

describe('no run is called stuck', () => {
  it.each([
    ['any swarm', swarms],
    ['a swarm that lacks senders or a tracker', barren],
  ])(
    'in which somebody would still finish: %s',
    (_, any) => {
      fc.assert(
        fc.property(any, (settings) => {
          const { measurements, swarm } = run(settings)
          if (measurements.ended !== 'stuck') return
          const { simulation, tally } = swarm
          const before = tally.done
          const limit = Math.min(settings.untilSeconds, simulation.now + 300)
          while (simulation.next <= limit) simulation.step()
          expect(tally.done).toBe(before)
        }),
        { numRuns: 40 },
      )
    },
    240_000,
  )
})

it('a stuck run uses no more than each uplink carries', () => {
  const events = [{ at: '6 s', do: 'kill', group: 'seed' }]
  const { measurements } = run(
    crowdOf(8, { events, torrent: { size: '8 MiB', pieceLength: '64 KiB' } }),
  )
  expect(measurements.ended).toBe('stuck')
  const { sentBytes, capacityBytes } = measurements.peers
  sentBytes.forEach((sent, i) => {
    expect(sent).toBeLessThanOrEqual(capacityBytes[i] * (1 + 1e-9))
  })
})

import { describe, expect, it } from 'vitest'
import type { SwarmSettings } from '../../src/sim/settings.js'
import { hostsOf, QUICK, run, settingsOf, type Word } from './swarm-sample.js'

const BLOCK = 16_384
const slow = { up: 40_000, down: 200_000, latency: '10 ms' }

/** Returns the departure times of a group's hosts. */
function departures(settings: SwarmSettings, group: number, words?: Word[]): number[] {
  const { measurements } = run(settings, words ? { words } : {})
  return hostsOf(measurements, group).map((host) => measurements.peers.departureSeconds[host])
}

const crowd = { count: 6, access: slow, arrive: { kind: 'uniform', every: '3 s' } }
const groups = { seed: { holds: 'all', access: QUICK }, crowd }
const on = { stopWhenComplete: false, until: '200 s' }

describe('planned events', () => {
  it('happen at a given time, to present and future peers of a group', () => {
    const events = [{ at: '7 s', do: 'leave', group: 'crowd' }]
    const { measurements, swarm } = run(settingsOf(groups, { ...on, events }))
    const { departureSeconds, arrivalSeconds } = measurements.peers
    const none = Number.NaN
    expect([...departureSeconds.subarray(1)]).toEqual([7, 7, 7, none, none, none])
    expect([...arrivalSeconds.subarray(1)]).toEqual([0, 3, 6, none, none, none])
    expect(swarm.tally.lost + swarm.tally.done).toBe(6)
    expect(swarm.tally.lost).toBeGreaterThanOrEqual(3)
    expect(swarm.tally.over).toBe(true)
  })

  it('happen when a share of all peers is complete', () => {
    const events = [{ when: { completed: '50%' }, do: 'kill', group: 'seed' }]
    const settings = settingsOf(groups, { ...on, events })
    const { peers } = run(settings).measurements
    const finishes = [...peers.completionSeconds.subarray(1)].sort((a, b) => a - b)
    expect(peers.departureSeconds[0]).toBe(finishes[2])
  })

  it('happen when a share of a group is complete', () => {
    const two = { ...groups, quick: { count: 2, access: QUICK, arrive: { kind: 'flash', at: 1 } } }
    const when = { completed: '100%', group: 'quick' }
    const settings = settingsOf(two, { ...on, events: [{ when, do: 'leave', group: 'seed' }] })
    const { peers } = run(settings).measurements
    expect(peers.departureSeconds[0]).toBe(
      Math.max(peers.completionSeconds[7], peers.completionSeconds[8]),
    )
  })

  it('happen when all pieces are out', () => {
    const events = [{ when: 'all-pieces-out', do: 'leave', group: 'seed' }]
    const words: Word[] = []
    const [left] = departures(settingsOf(groups, { ...on, events }), 0, words)
    const out = new Set(
      words.filter(({ verb, time }) => verb === 'have' && time <= left).map(({ a }) => a),
    )
    expect(out.size).toBe(16)
    const before = words.filter(({ verb, time }) => verb === 'have' && time < left)
    expect(new Set(before.map(({ a }) => a)).size).toBe(15)
  })

  it('happen once, in order, even at one instant', () => {
    const events = [
      { at: '7 s', do: 'tracker-up' },
      { at: '7 s', do: 'leave', group: 'crowd' },
      { at: '7 s', do: 'tracker-down' },
    ]
    const { swarm } = run(settingsOf(groups, { ...on, events }))
    expect(swarm.tracker.up).toBe(false)
    expect(swarm.tracker.swarm.listed).toBe(1)
  })

  it('change link capacity from then on', () => {
    const one = { seed: { holds: 'all', access: slow }, one: { access: QUICK } }
    const took = (events: object[]) => {
      const { experiment, measurements } = run(settingsOf(one, { events }))
      expect(measurements.peers.completionSeconds[1]).toBe(experiment.now)
      return experiment.now
    }
    const unchanged = took([])
    const faster = took([{ at: '10 s', do: 'access', group: 'seed', up: 80_000 }])
    const paths = 0.08
    // Twice the rate for what is left after ten seconds, the rest of the block under way included.
    expect(Math.abs(faster - (10 + (unchanged - 10) / 2))).toBeLessThan(paths)
    const choked = took([{ at: '10 s', do: 'access', group: 'one', down: 20_000 }])
    expect(Math.abs(choked - (10 + (unchanged - 10) * 2))).toBeLessThan((6 * BLOCK) / 20_000)
  })

  it('change the link of one peer as that of a group, and back to the first capacity', () => {
    const one = { seed: { holds: 'all', access: slow }, one: { access: QUICK } }
    const hash = (events: object[]) => run(settingsOf(one, { events })).measurements.traceHash
    const faster = { at: '5 s', do: 'access-node', node: 0, up: 80_000 }
    const back = { at: '8 s', do: 'access-node', node: 0 }
    const group = { do: 'access', group: 'seed' }
    expect(hash([faster, back])).toBe(
      hash([
        { at: '5 s', ...group, up: 80_000 },
        { at: '8 s', ...group },
      ]),
    )
    expect(hash([faster, back])).not.toBe(hash([faster]))
  })

  it('make one peer leave, and no other of its group', () => {
    const events = [{ at: '7 s', do: 'leave-node', node: 2 }]
    const words: Word[] = []
    const settings = settingsOf(groups, { ...on, events })
    expect(departures(settings, 1, words).indexOf(7)).toBe(1)
    expect(words.some(({ verb, host, time }) => verb === 'close' && host === 2 && time === 7)).toBe(
      true,
    )
  })
})

describe('a peer that leaves', () => {
  it('closes all its links, and sends nothing afterwards', () => {
    const events = [{ at: '5 s', do: 'leave', group: 'seed' }]
    const words: Word[] = []
    const { swarm } = run(settingsOf(groups, { ...on, events }), { words })
    const closes = words.filter(({ verb, host }) => verb === 'close' && host === 0)
    expect(closes.length).toBeGreaterThan(0)
    expect(closes.every(({ time }) => time === 5)).toBe(true)
    expect(swarm.peer(0)).toBeNull()
    expect(words.filter(({ host, time }) => host === 0 && time > 5)).toEqual([])
  })
})

describe('a traffic cap', () => {
  it('ends a peer’s stay when it has sent that much', () => {
    const uploadCap = 600_000
    const capped = { holds: 'all', access: { ...QUICK, up: 50_000, uploadCap } }
    const words: Word[] = []
    const settings = settingsOf({ capped, seed: { holds: 'all', access: slow }, crowd }, on)
    const { measurements } = run(settings, { words })
    const { peers } = measurements
    const sent = peers.uploadedBytes[0] + peers.controlBytes[0]
    expect(peers.departureSeconds[0]).toBeGreaterThan(0)
    expect(Math.abs(sent - uploadCap)).toBeLessThan(BLOCK * 1.1)
    // The block that reaches the cap still arrives, so all that was sent arrives.
    const pieces = words.filter(({ verb, host }) => verb === 'piece' && host === 0)
    expect(peers.uploadedBytes[0]).toBe(pieces.length * BLOCK)
  })

  it('is not reached by a peer that sends less', () => {
    const seed = { holds: 'all', access: { ...QUICK, uploadCap: '2 MiB' } }
    const { peers } = run(settingsOf({ seed, one: {} }, on)).measurements
    expect(peers.departureSeconds[0]).toBeNaN()
    expect(peers.completionSeconds[1]).toBeGreaterThan(0)
  })

  it('counts messages, too', () => {
    const tiny = { access: { ...QUICK, uploadCap: 4000 } }
    const settings = settingsOf({ seed: { holds: 'all', access: slow }, tiny }, on)
    const { peers } = run(settings).measurements
    expect(peers.uploadedBytes[1]).toBe(0)
    expect(peers.departureSeconds[1]).toBeGreaterThan(0)
    expect(peers.completionSeconds[1]).toBeNaN()
    // A full pipeline of requests, 57 bytes each with their headers, may spend the cap at once.
    expect(Math.abs(peers.controlBytes[1] - 4000)).toBeLessThan(5 * 57)
  })
})

describe('a swarm that lost a piece', () => {
  it('is stuck soon after the last holder leaves', () => {
    const events = [{ at: '4 s', do: 'kill', group: 'seed' }]
    const { measurements } = run(settingsOf(groups, { events, until: '2 h' }))
    expect(measurements.ended).toBe('stuck')
    expect(measurements.endSeconds).toBeLessThan(60)
    expect(measurements.series.minCopies.at(-1)).toBe(0)
  })

  it('is not stuck while a peer that has the piece is still to arrive', () => {
    const events = [{ at: '4 s', do: 'kill', group: 'seed' }]
    const late = { holds: 'all', arrive: { kind: 'flash', at: '300 s' } }
    const tracker = { interval: '120 s', minInterval: '60 s' }
    const { measurements } = run(settingsOf({ ...groups, late }, { events, tracker }))
    expect(measurements.ended).toBe('complete')
    expect(measurements.endSeconds).toBeGreaterThan(300)
  })

  it('ends once the waiting peers give up', () => {
    const events = [{ at: '4 s', do: 'kill', group: 'seed' }]
    const late = { holds: 'all', arrive: { kind: 'flash', at: '3000 s' } }
    const tired = { ...crowd, abort: '60 s' }
    const { measurements, swarm } = run(settingsOf({ seed: groups.seed, tired, late }, { events }))
    expect(measurements.ended).toBe('complete')
    expect(swarm.tally.lost).toBe(6)
    expect(measurements.endSeconds).toBeLessThan(3000)
  })
})

import { describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random.js'
import { Experiment } from '../../src/lab/run/experiment.js'
import { Tracker } from '../../src/sim/tracker.js'
import { chiSquare, chiSquareLimit } from '../base/chi-square.js'
import { crowdOf, QUICK, run, settingsOf, stepTo, type Word } from './swarm-sample.js'

const figures = { peersPerAnnounce: 50, intervalSeconds: 1800, minIntervalSeconds: 300 }

/** Returns a tracker to which so many hosts have announced, and its answers. */
function trackerOf(hosts: number, settings = figures) {
  const tracker = new Tracker(hosts, settings, new Random('1', 'tracker'))
  tracker.left.fill(1)
  const room = new Int32Array(200)
  const ask = (host: number, now = 0) => [
    ...room.subarray(0, tracker.announce(now, host, 'periodic', room)),
  ]
  for (let host = 0; host < hosts; host++) ask(host)
  return { tracker, ask, stop: (host: number) => tracker.announce(0, host, 'stopped', room) }
}

describe('the tracker', () => {
  it('returns at most 50 peers, each once, never the one that asks', () => {
    const { ask } = trackerOf(120)
    for (let i = 0; i < 200; i++) {
      const named = ask(i % 120)
      expect(named).toHaveLength(50)
      expect(new Set(named).size).toBe(50)
      expect(named).not.toContain(i % 120)
    }
  })

  it('returns all others if they are few', () => {
    const { ask } = trackerOf(8)
    expect(ask(3).sort()).toEqual([0, 1, 2, 4, 5, 6, 7])
  })

  it('returns every peer equally often', () => {
    const { ask } = trackerOf(40, { ...figures, peersPerAnnounce: 5 })
    const counts = new Array(40).fill(0)
    for (let i = 0; i < 8000; i++) for (const host of ask(0)) counts[host]++
    expect(counts.reduce((a, b) => a + b)).toBe(40_000)
    // Five distinct peers at a time vary slightly less than the test assumes.
    expect(chiSquare(counts.slice(1))).toBeLessThan(chiSquareLimit(38))
  })

  it('lists a peer once, however often it announces', () => {
    const { ask, tracker } = trackerOf(120, { ...figures, peersPerAnnounce: 1 })
    for (let i = 0; i < 360; i++) ask(i % 120)
    expect(tracker.swarm.listed).toBe(120)
  })

  it('returns no seed to a seed', () => {
    const { ask, tracker } = trackerOf(8)
    for (const seed of [2, 5, 6]) tracker.left[seed] = 0
    expect(ask(5).sort()).toEqual([0, 1, 3, 4, 7])
    expect(ask(4).sort()).toEqual([0, 1, 2, 3, 5, 6, 7])
    expect(tracker.swarm).toEqual({ listed: 8, complete: 3 })
  })

  it('forgets a peer that stops', () => {
    const { ask, stop, tracker } = trackerOf(8)
    stop(5)
    stop(5)
    expect(ask(3).sort()).toEqual([0, 1, 2, 4, 6, 7])
    expect(tracker.swarm.listed).toBe(7)
    expect(ask(5)).toHaveLength(7)
    expect(ask(3)).toContain(5)
  })

  it('forgets a peer that is silent for two intervals', () => {
    const { ask } = trackerOf(8)
    expect(ask(3, 3600)).toHaveLength(7)
    expect(ask(4, 3601)).toEqual([3])
    expect(ask(3, 3602)).toEqual([4])
  })
})

describe('a swarm’s tracker', () => {
  const sent = (words: readonly Word[], verb: string, host: number) =>
    words.filter((word) => word.verb === verb && word.host === host).map(({ time }) => time)

  it.each<[string, string, number[]]>([
    ['leave', 'at once', [7, 1, 1, 1]],
    ['kill', 'after two intervals', [7, 7, 7, 1]],
  ])('on "%s" drops the peers %s', (word, _when, listed) => {
    const groups = { seed: { holds: 'all' }, some: { count: 6, access: 'slow' } }
    const events = [{ at: '5 s', do: word, group: 'some' }]
    const tracker = { interval: '20 s', minInterval: '10 s' }
    const more = { events, tracker, until: '70 s', stopWhenComplete: false }
    const experiment = new Experiment(settingsOf(groups, more))
    // The seed announces every 20 s; the peers that vanish announced at the start only.
    const counts = [4.9, 5, 39, 65].map((seconds) => {
      stepTo(experiment, seconds)
      return experiment.swarm.tracker.swarm.listed
    })
    expect(counts).toEqual(listed)
  })

  it('is retried with growing pauses while it is down, and recovers', () => {
    const words: Word[] = []
    const events = [
      { at: '0 s', do: 'tracker-down' },
      { at: '100 s', do: 'tracker-up' },
    ]
    const groups = { seed: { holds: 'all' }, late: { arrive: { kind: 'flash', at: '1 s' } } }
    const { measurements } = run(settingsOf(groups, { events }), { words })
    expect(sent(words, 'announce', 1).slice(0, 4)).toEqual([1, 16, 46, 106])
    const { arrivalSeconds, completionSeconds } = measurements.peers
    expect(arrivalSeconds[1]).toBe(1)
    expect(sent(words, 'dial', 1).length).toBeGreaterThan(0)
    expect(completionSeconds[1]).toBeGreaterThan(106)
    expect(measurements.ended).toBe('complete')
  })

  it('is asked early for more addresses below 20 links, after its minimum interval', () => {
    const more = { tracker: { interval: '1000 s', minInterval: '60 s' }, until: '250 s' }
    const settings = crowdOf(5, { ...more, torrent: { size: '40 MiB', pieceLength: '256 KiB' } })
    const words: Word[] = []
    run(settings, { words })
    const times = sent(words, 'announce', 1)
    const pauses = times.slice(1).map((time, i) => time - times[i])
    expect(times.length).toBeGreaterThanOrEqual(4)
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(60)
      expect(pause).toBeLessThanOrEqual(70.001)
    }
    const content: Word[] = []
    run({ ...settings, groups: settings.groups.map(atEase) }, { words: content })
    expect(sent(content, 'announce', 1)).toHaveLength(1)
  })

  it('receives how many bytes each peer lacks', () => {
    const experiment = new Experiment(settingsOf({ seed: { holds: 'all' }, crowd: { count: 3 } }))
    stepTo(experiment, 1)
    expect([...experiment.swarm.tracker.left]).toEqual([0, 2 ** 20, 2 ** 20, 2 ** 20])
    expect(experiment.swarm.tracker.swarm).toEqual({ listed: 4, complete: 1 })
    while (experiment.step(1000));
    expect(experiment.completed).toBe(3)
  })

  it('receives a completion at once', () => {
    const words: Word[] = []
    const one = { access: QUICK }
    const { measurements } = run(
      settingsOf(
        { seed: { holds: 'all', access: QUICK }, one },
        { stopWhenComplete: false, until: 60 },
      ),
      { words },
    )
    expect(sent(words, 'announce', 1).at(-1)).toBe(measurements.peers.completionSeconds[1])
  })
})

function atEase<Group extends { peer: object }>(group: Group): Group {
  return { ...group, peer: { ...group.peer, reannounceBelowLinks: 0 } }
}

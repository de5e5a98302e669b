import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { TrackerError } from '../../../src/net/tracker/tracker-error.js'
import { type Announced, TrackerSwarms } from '../../../src/net/tracker/tracker-swarms.js'
import { peerIdOf } from './samples.js'

const EVENTS = ['started', 'completed', 'stopped', ''] as const

const announced = (n: number, given: Partial<Announced> = {}): Announced => ({
  ...{ infoHash: 'aa'.repeat(20), id: peerIdOf(n), host: '127.0.0.1', port: 7000 + n },
  ...{ leftBytes: 1000, event: '', want: 50, ...given },
})

const step = fc.record({
  n: fc.nat(5),
  swarm: fc.nat(2),
  event: fc.constantFrom(...EVENTS),
  leftBytes: fc.constantFrom(0, 1000),
  want: fc.nat(6),
  later: fc.nat(40),
})

/** A simple, slow reference model: a list of announces with their times. */
class Model {
  entries: { swarm: number; n: number; leftBytes: number; at: number }[] = []
  completed = new Map<number, number>()

  announce(now: number, { swarm, n, event, leftBytes }: { [name in keyof Step]: Step[name] }) {
    this.entries = this.entries.filter(({ at }) => at >= now - 100)
    const before = this.entries.find((one) => one.swarm === swarm && one.n === n)
    this.entries = this.entries.filter((one) => one !== before)
    if (event !== 'stopped') this.entries.push({ swarm, n, leftBytes, at: now })
    if (event === 'completed' && before && before.leftBytes > 0) {
      this.completed.set(swarm, (this.completed.get(swarm) ?? 0) + 1)
    }
  }

  of(swarm: number) {
    return this.entries.filter((one) => one.swarm === swarm)
  }
}
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

test.prop([fc.array(step, { maxLength: 60 })], { numRuns: 300 })(
  'tracker swarms hold the same peers as a naive model',
  (steps) => {
    const swarms = new TrackerSwarms(100, new Random('swarms', 'choice'))
    const model = new Model()
    let now = 0
    for (const one of steps) {
      now += one.later
      // In the model, a silent swarm is removed before the next announce to it.
      model.entries = model.entries.filter(({ at }) => at >= now - 100)
      swarms.sweep(now)
      model.announce(now, one)
      const infoHash = `0${one.swarm}`.repeat(20)
      const { n, event, leftBytes, want } = one
      const others = swarms.announce(now, announced(n, { infoHash, event, leftBytes, want }))
      const there = model.of(one.swarm)
      const possible = there.filter((entry) => entry.n !== n).map((entry) => 7000 + entry.n)
      const told = others.map(({ port }) => port)
      expect(told).toHaveLength(event === 'stopped' ? 0 : Math.min(want, possible.length))
      expect(new Set(told).size).toBe(told.length)
      expect(told.every((port) => possible.includes(port))).toBe(true)
      const seeders = there.filter((entry) => entry.leftBytes === 0).length
      expect(swarms.scrape(now, infoHash)).toEqual({
        ...{ seeders, leechers: there.length - seeders },
        completed: model.completed.get(one.swarm) ?? 0,
      })
      expect(swarms.peerCount).toBe(model.entries.length)
      expect(swarms.all.size).toBe(new Set(model.entries.map((entry) => entry.swarm)).size)
    }
  },
)

/** A peer downloads the torrent and leaves. */
function downloaded(swarms: TrackerSwarms, infoHash: string) {
  for (const event of ['started', 'completed', 'stopped'] as const) {
    swarms.announce(0, announced(1, { infoHash, event }))
  }
}

it('a swarm without peers keeps its completed count, up to the limit of swarms', () => {
  const limits = { swarms: 3, peers: 4, peersOfSwarm: 3 }
  const swarms = new TrackerSwarms(100, new Random('swarms', 'past'), limits)
  const hashes = Array.from('abcdef', (digit) => digit.repeat(40))
  for (const infoHash of hashes) downloaded(swarms, infoHash)
  expect(swarms.all.size).toBe(0)
  const counts = () => hashes.map((infoHash) => swarms.scrape(0, infoHash).completed)
  expect(counts()).toEqual([0, 0, 0, 1, 1, 1])
  // A returning swarm continues its count and is the last to be forgotten.
  downloaded(swarms, hashes[3])
  expect(counts()).toEqual([0, 0, 0, 2, 1, 1])
  downloaded(swarms, hashes[0])
  expect(counts()).toEqual([1, 0, 0, 2, 0, 1])
  // A peer that did not complete is not counted.
  swarms.announce(0, announced(1, { infoHash: hashes[1] }))
  swarms.announce(0, announced(1, { infoHash: hashes[1], event: 'stopped' }))
  expect([...swarms.past.values()]).toEqual([1, 2, 1])
})

it('a tracker draws each other peer equally often', () => {
  const swarms = new TrackerSwarms(100, new Random('swarms', 'fair'))
  for (let n = 1; n <= 10; n++) swarms.announce(0, announced(n))
  const told = new Map<number, number>()
  for (let i = 0; i < 3000; i++) {
    for (const { port } of swarms.announce(0, announced(0, { want: 3 }))) {
      told.set(port, (told.get(port) ?? 0) + 1)
    }
  }
  // Expected 900 each, standard deviation 25.
  for (let n = 1; n <= 10; n++) {
    expect(Math.abs((told.get(7000 + n) ?? 0) - 900)).toBeLessThan(125)
  }
})

it('a full tracker refuses announces, but a full swarm drops its oldest peer', () => {
  const limits = { swarms: 2, peers: 4, peersOfSwarm: 3 }
  const swarms = new TrackerSwarms(100, new Random('swarms', 'full'), limits)
  for (let n = 1; n <= 4; n++) swarms.announce(n, announced(n))
  expect(swarms.peerCount).toBe(3)
  const ports = swarms.announce(5, announced(4)).map(({ port }) => port)
  expect(ports.sort()).toEqual([7002, 7003])

  const other = { infoHash: 'bb'.repeat(20) }
  swarms.announce(6, announced(1, other))
  const refused = (one: Announced) => expect(() => swarms.announce(7, one)).toThrow(TrackerError)
  refused(announced(2, other))
  refused(announced(1, { infoHash: 'cc'.repeat(20) }))
  expect(swarms.all.size).toBe(2)
  // Known peers may still announce, and leaving frees their place.
  swarms.announce(8, announced(1, other))
  swarms.announce(9, announced(1, { ...other, event: 'stopped' }))
  expect(swarms.all.size).toBe(1)
  swarms.announce(10, announced(1, { infoHash: 'cc'.repeat(20) }))
})

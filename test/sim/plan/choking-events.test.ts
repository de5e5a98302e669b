import { describe, expect, it } from 'vitest'
import type { Experiment } from '../../../src/lab/run/experiment.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import type { SwarmSettings } from '../../../src/sim/settings.js'
import { run, settingsOf, type Word } from '../swarm-sample.js'

const slow = { up: 40_000, down: 200_000, latency: '10 ms' }
const groups = {
  seed: { holds: 'all', access: slow },
  crowd: { count: 9, access: slow, arrive: { kind: 'uniform', every: '3 s' } },
}

function withEvents(events: object[], more: object = {}): SwarmSettings {
  return settingsOf(groups, { events, until: '300 s', ...more })
}

function hashOf(settings: SwarmSettings): string {
  return run(settings).measurements.traceHash
}

/** The interested neighbours that a host serves now, by their numbers. */
function servedBy({ swarm }: Experiment, host: number): number[] {
  const links = swarm.peer(host)?.links
  if (links === undefined) return []
  const rows = Array.from({ length: links.end - links.first }, (_, i) => links.first + i)
  const isServed = (row: number) => links.interested[row] === 1 && links.unchoked[row] === 1
  return rows.filter(isServed).map((row) => swarm.neighbourAt(row))
}

/** The interested neighbours that a host has a connection with now. */
function wantingOf({ swarm }: Experiment, host: number): number[] {
  const links = swarm.peer(host)?.links
  if (links === undefined) return []
  const rows = Array.from({ length: links.end - links.first }, (_, i) => links.first + i)
  return rows.filter((row) => links.interested[row] === 1).map((row) => swarm.neighbourAt(row))
}

/** Calls `check` after every event of the simulation, with the time. */
function watch(settings: SwarmSettings, check: (experiment: Experiment, now: number) => void) {
  return run(settings, { slice: 1, after: (experiment) => check(experiment, experiment.now) })
}

const BOUNDED = ['tit-for-tat', 'seed-rotating', 'random', 'block-tit-for-tat', 'anti-leech']

describe('an event that changes policies', () => {
  it('leaves the run as it is if it changes nothing', () => {
    const same = {
      choker: 'tit-for-tat',
      seedChoker: 'seed-rotating',
      slots: 4,
      optimisticSlots: 1,
      optimisticFor: '30 s',
    }
    const events = [
      { at: '12 s', do: 'policy', group: 'crowd', ...same },
      { at: '15 s', do: 'policy-node', node: 0, slots: 4 },
    ]
    // Each event is a step of its own, so it takes the same messages without the policies.
    expect(hashOf(withEvents(events))).toBe(hashOf(withEvents([])))
  })

  it('changes no message before it, and some after it', () => {
    const at = 25
    const words = (events: object[]) => {
      const found: Word[] = []
      run(withEvents(events), { words: found })
      return found
    }
    const event = { at, do: 'policy', group: 'crowd', choker: 'random', slots: 2 }
    const [plain, changed] = [words([]), words([event])]
    const early = (found: Word[]) => found.filter(({ time }) => time < at)
    expect(early(changed)).toEqual(early(plain))
    expect(changed).not.toEqual(plain)
  })

  it.each(BOUNDED)('with fewer slots of %s takes hold a choking round later', (choker) => {
    const event = { at: '25 s', do: 'policy', group: 'crowd', choker, seedChoker: choker, slots: 2 }
    const most = { before: 0, after: 0 }
    const peer = { choker: 'unchoke-all', seedChoker: 'unchoke-all' }
    watch(withEvents([event], { peer }), (experiment, now) => {
      for (let host = 1; host < 10; host++) {
        const served = servedBy(experiment, host).length
        if (now < 25) most.before = Math.max(most.before, served)
        if (now > 35.1) most.after = Math.max(most.after, served)
      }
    })
    expect(most.before).toBeGreaterThan(4)
    expect(most.after).toBe(2)
  })

  it('with more slots lets peers serve more', () => {
    const event = { at: '20 s', do: 'policy', group: 'crowd', slots: 8, optimisticSlots: 2 }
    let most = 0
    watch(withEvents([event]), (experiment, now) => {
      const served = servedBy(experiment, 1).length
      if (now < 20) expect(served).toBeLessThanOrEqual(4)
      most = Math.max(most, served)
    })
    expect(most).toBeGreaterThan(4)
  })

  it('is known to the peers that arrive later, and to no other group', () => {
    const none = { choker: 'none', seedChoker: 'none' }
    const event = { at: '1 s', do: 'policy', group: 'crowd', ...none }
    const { measurements } = run(withEvents([event]))
    const { uploadedBytes } = measurements.peers
    expect(uploadedBytes[0]).toBeGreaterThan(0)
    // The first peer is there from the start, and has nothing to give within its first round.
    for (let host = 1; host < 10; host++) expect(uploadedBytes[host]).toBe(0)
  })

  it('changes one peer and no other', () => {
    const event = { at: '1 s', do: 'policy-node', node: 3, choker: 'none', seedChoker: 'none' }
    const { uploadedBytes } = run(withEvents([event])).measurements.peers
    const idle = [...uploadedBytes].flatMap((bytes, host) => (bytes === 0 ? [host] : []))
    expect(idle).toContain(3)
    expect(idle.length).toBeLessThan(9)
  })

  it('keeps optimistic slots within the slots', () => {
    const peer = { slots: 6, optimisticSlots: 3 }
    const event = { at: '1 s', do: 'policy', group: 'crowd', slots: 2 }
    const { swarm } = run(withEvents([event], { peer }))
    expect(swarm.population.role(5).peer).toMatchObject({ slots: 2, optimisticSlots: 2 })
  })

  it('makes nobody stuck who may be served later', () => {
    const none = { peer: { choker: 'none', seedChoker: 'none' } }
    const later = { at: '100 s', do: 'policy', group: 'seed', seedChoker: 'seed-rotating' }
    const long = { ...none, until: '1 h' }
    expect(run(withEvents([later], long)).measurements.ended).toBe('complete')
    const never = { at: '20 s', do: 'policy', group: 'seed', seedChoker: 'none' }
    expect(run(withEvents([never])).measurements.ended).toBe('stuck')
    const byHand = { at: '100 s', do: 'unchoke-node', node: 0, to: [1] }
    expect(run(withEvents([byHand], none)).measurements.ended).toBe('until')
  })

  it('takes hold after an outage', () => {
    const events = [
      { at: '20 s', do: 'flap-node', node: 1, for: '30 s' },
      { at: '25 s', do: 'policy', group: 'crowd', slots: 1, optimisticSlots: 0 },
    ]
    watch(withEvents(events), (experiment, now) => {
      if (now > 60.1) expect(servedBy(experiment, 1).length).toBeLessThanOrEqual(1)
    })
  })

  it('lets blocks go that the old choker withheld', () => {
    const peer = { choker: { name: 'block-tit-for-tat', maxDeficitKiB: 16 } }
    const event = { at: '60 s', do: 'policy', group: 'crowd', choker: 'tit-for-tat' }
    expect(run(withEvents([event], { peer })).measurements.ended).toBe('complete')
  })

  it('does nothing to peers that serve as their model says', () => {
    const events = [
      { at: '5 s', do: 'policy', group: 'crowd', choker: 'none', seedChoker: 'none', slots: 1 },
      { at: '6 s', do: 'unchoke-node', node: 0, to: [], only: true },
    ]
    expect(hashOf(withEvents(events, { model: 'chain' }))).toBe(
      hashOf(withEvents([], { model: 'chain' })),
    )
  })

  it('gives every choker of the catalogue a start in the middle of a run', () => {
    for (const choker of Object.keys(CHOKERS)) {
      const event = { at: '25 s', do: 'policy', group: 'crowd', choker, seedChoker: choker }
      expect(() => run(withEvents([event]))).not.toThrow()
    }
  })
})

describe('an event by which neighbours are chosen by hand', () => {
  it('serves exactly those that are interested, from that instant on', () => {
    const event = { at: '25 s', do: 'unchoke-node', node: 0, to: [2, 5, 9], only: true }
    const seen = new Set<number>()
    watch(withEvents([event]), (experiment, now) => {
      if (now < 25) return
      const served = servedBy(experiment, 0)
      const wanting = wantingOf(experiment, 0).filter((host) => [2, 5, 9].includes(host))
      expect(served.toSorted()).toEqual(wanting.toSorted())
      for (const host of served) seen.add(host)
    })
    expect([...seen].toSorted()).toEqual([2, 5, 9])
  })

  it('serves nobody with an empty list of only those', () => {
    const event = { at: '25 s', do: 'unchoke-node', node: 0, to: [], only: true }
    watch(withEvents([event]), (experiment, now) => {
      if (now >= 25) expect(servedBy(experiment, 0)).toEqual([])
    })
  })

  it('serves no more than the peer has slots, the first chosen first', () => {
    const event = { at: '25 s', do: 'unchoke-node', node: 0, to: [7, 6, 5, 4, 3, 2], only: true }
    let most = 0
    watch(withEvents([event]), (experiment, now) => {
      if (now < 25 || now >= 40) return
      const served = servedBy(experiment, 0)
      most = Math.max(most, served.length)
      const wanting = [7, 6, 5, 4, 3, 2].filter((host) => wantingOf(experiment, 0).includes(host))
      expect(served.toSorted()).toEqual(wanting.slice(0, 4).toSorted())
    })
    expect(most).toBe(4)
  })

  it('leaves the other slots to the choker', () => {
    const event = { at: '25 s', do: 'unchoke-node', node: 1, to: [4] }
    const others = new Set<number>()
    watch(withEvents([event]), (experiment, now) => {
      const served = servedBy(experiment, 1)
      expect(served.length).toBeLessThanOrEqual(4)
      if (now < 35.1) return
      if (wantingOf(experiment, 1).includes(4) && served.length === 4) expect(served).toContain(4)
      for (const host of served) if (host !== 4) others.add(host)
    })
    expect(others.size).toBeGreaterThan(2)
  })

  it('ends with an empty list', () => {
    const events = [
      { at: '25 s', do: 'unchoke-node', node: 0, to: [2], only: true },
      { at: '45 s', do: 'unchoke-node', node: 0, to: [] },
    ]
    const seen = { during: new Set<number>(), after: new Set<number>() }
    watch(withEvents(events), (experiment, now) => {
      if (now < 25) return
      for (const host of servedBy(experiment, 0)) seen[now < 45 ? 'during' : 'after'].add(host)
    })
    expect([...seen.during]).toEqual([2])
    expect(seen.after.size).toBeGreaterThan(3)
  })

  it('lets two peers trade for as long as both want pieces of each other', () => {
    const events = [
      { at: '25 s', do: 'unchoke-node', node: 3, to: [4] },
      { at: '25 s', do: 'unchoke-node', node: 4, to: [3] },
    ]
    let trades = 0
    watch(withEvents(events), (experiment, now) => {
      // One that becomes interested between two rounds may wait for the next.
      if (now < 25 || now % 10 > 0.1) return
      const both = [3, 4].every((host) => servedBy(experiment, host).includes(7 - host))
      if (both) trades++
    })
    expect(trades).toBeGreaterThan(0)
  })

  it('counts for nothing before the peer arrives', () => {
    const event = { at: '1 s', do: 'unchoke-node', node: 9, to: [], only: true }
    expect(hashOf(withEvents([event]))).toBe(hashOf(withEvents([])))
  })

  it('reaches a peer that is offline on its return', () => {
    const events = [
      { at: '20 s', do: 'flap-node', node: 0, for: '20 s' },
      { at: '25 s', do: 'unchoke-node', node: 0, to: [], only: true },
    ]
    const words: Word[] = []
    run(withEvents(events), { words })
    const chokes = words.filter(
      ({ host, verb, time }) => host === 0 && verb === 'choke' && time > 20,
    )
    expect(chokes.length).toBeGreaterThan(0)
    expect(chokes.every(({ time }) => time === 40)).toBe(true)
  })
})

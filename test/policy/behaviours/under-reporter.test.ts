import { describe, expect, it } from 'vitest'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { Dialogue, type Neighbour } from '../../peer/dialogue.js'
import { torrent } from '../../peer/make-peer.js'
import { settingsOf, stepTo } from '../../sim/swarm-sample.js'
import { pairedT } from '../paired-t.js'

const geometry = torrent(6, 1)

function reporter(holds: readonly number[], more: object = {}): Dialogue {
  return new Dialogue({ geometry, behaviour: 'under-reporter', holds, ...more })
}

/** The pieces of which the peer has told the neighbour since this was asked last. */
function told(neighbour: Neighbour): number[] {
  return neighbour.heard().flatMap((line) => {
    const [verb, ...rest] = line.split(' ')
    return verb === 'have' || verb === 'bitfield' ? rest.filter(Boolean).map(Number) : []
  })
}

describe('an under-reporter', () => {
  it('tells a neighbour of one piece only', () => {
    const talk = reporter([0, 1, 2, 3])
    expect(told(talk.neighbour('bob', []))).toHaveLength(1)
    talk.wait(600)
  })

  it('tells first of the piece that most neighbours hold', () => {
    const talk = reporter([0, 1, 2, 3])
    talk.neighbour('a', [3, 4])
    talk.neighbour('b', [3, 1])
    expect(told(talk.neighbour('bob', []))).toEqual([3])
    expect(told(talk.neighbour('carol', [3]))).toContain(1)
  })

  it('tells of the next when the neighbour has it and wants nothing more', () => {
    const talk = reporter([0, 1, 2])
    const bob = talk.neighbour('bob', [])
    const [first] = told(bob)
    bob.isInterested()
    bob.losesInterest()
    expect(told(bob)).toEqual([])
    bob.isInterested()
    bob.has(first)
    bob.losesInterest()
    const [second, ...more] = told(bob)
    expect(more).toEqual([])
    expect([0, 1, 2].filter((piece) => piece !== first)).toContain(second)
  })

  it('never tells of a piece that the neighbour has, nor of one that it lacks itself', () => {
    const talk = reporter([0, 1])
    const bob = talk.neighbour('bob', [0, 2])
    expect(told(bob).filter((piece) => piece !== 0)).toEqual([1])
    bob.has(1)
    bob.losesInterest()
    expect(told(bob)).toEqual([])
  })

  it('tells those of a new piece that have all they were told of', () => {
    const talk = reporter([0])
    const bob = talk.neighbour('bob', [])
    const carol = talk.neighbour('carol', [0])
    const seed = talk.neighbour('seed', 'all')
    for (const one of [bob, carol]) told(one)
    seed.unchokes()
    const [piece] = seed.owed
    seed.brings(piece)
    expect([told(bob), told(carol)]).toEqual([[], [Number(piece.split('.')[0])]])
  })

  it('tells of all when it is complete', () => {
    const talk = reporter([0, 1, 2])
    const bob = talk.neighbour('bob', [])
    const seed = talk.neighbour('seed', 'all')
    const first = told(bob)
    seed.unchokes()
    seed.bringsAll()
    expect([...first, ...told(bob)].sort()).toEqual([0, 1, 2, 3, 4, 5])
    expect(told(talk.neighbour('late', []))).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('begins anew with whoever comes next on a link', () => {
    const talk = reporter([0])
    const bob = talk.neighbour('bob', [])
    expect(told(bob)).toEqual([0])
    bob.leaves()
    expect(told(talk.neighbour('carol', []))).toEqual([0])
  })
})

/** Of what a peer of a crowd holds, how much a neighbour knows of on average, half-way. */
function knownShare(behaviour: string, seed: number): number {
  const crowd = { arrive: { kind: 'flash', over: '10 s' } }
  const groups = {
    seed: { holds: 'all', access: { preset: 'origin', up: '1 Mbit/s' } },
    crowd: { ...crowd, count: 20 },
    one: { ...crowd, count: 1, behaviour },
  }
  const torrent = { size: '4 MiB', pieceLength: '64 KiB' }
  const experiment = new Experiment(settingsOf(groups, { torrent, seed }))
  const { swarm } = experiment
  const one = swarm.population.count - 1
  while ((swarm.peer(one)?.requests.ownCount ?? 0) < 32) experiment.step(1)
  // What was told of last is still on its way.
  stepTo(experiment, swarm.simulation.next + 0.2)
  const shares: number[] = []
  for (let host = 1; host < one; host++) {
    const links = swarm.peer(host)?.links
    if (!links) throw new Error('nobody leaves')
    for (let link = links.first; link < links.end; link++) {
      const isTheirs = links.open[link] === 1 && swarm.neighbourAt(link) === one
      if (isTheirs) shares.push(links.held(link) / 32)
    }
  }
  expect(shares.length).toBeGreaterThan(10)
  return shares.reduce((a, b) => a + b) / shares.length
}

// Of ten pairs a t beyond 3.25 is chance in one of 200.
it('is believed to hold less than if it were honest', () => {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1)
  const told = seeds.map((seed) => knownShare('under-reporter', seed))
  const honest = seeds.map((seed) => knownShare('honest', seed))
  expect(Math.min(...honest)).toBeGreaterThan(0.9)
  expect(pairedT(told.map((share, i) => share - honest[i]))).toBeLessThan(-3.25)
}, 60_000)

import { describe, expect, it } from 'vitest'
import { Dialogue, type Neighbour } from '../../peer/dialogue.js'
import { torrent } from '../../peer/make-peer.js'
import { Bench, type Member } from '../../peer/pair.js'
import { hostsOf, run, settingsOf } from '../../sim/swarm-sample.js'

const geometry = torrent(40, 1)

function liar(more: object = {}): Dialogue {
  return new Dialogue({ geometry, behaviour: 'have-liar', choker: 'unchoke-all', ...more })
}

/** Returns the pieces announced to the neighbour, each once. */
function told(neighbour: Neighbour): number[] {
  const pieces = neighbour.heard().flatMap((line) => {
    const [verb, ...rest] = line.split(' ')
    return verb === 'have' || verb === 'bitfield' ? rest.filter(Boolean).map(Number) : []
  })
  expect(new Set(pieces).size).toBe(pieces.length)
  return pieces.sort((a, b) => a - b)
}

describe('a have-liar', () => {
  it('announces the same pieces that it lacks to all neighbours', () => {
    const talk = liar()
    const lies = told(talk.neighbour('bob', []))
    expect(lies.length).toBeGreaterThan(5)
    expect(told(talk.neighbour('carol', 'all'))).toEqual(lies)
  })

  it('also announces the pieces that it has', () => {
    const lies = told(liar().neighbour('bob', []))
    const truth = Array.from({ length: 40 }, (_, piece) => piece).filter((p) => !lies.includes(p))
    const [one, other] = truth
    const both = told(liar({ holds: [one, other] }).neighbour('bob', []))
    // One of the two may be the piece that it never announces.
    const kept = [one, other].filter((piece) => !both.includes(piece))
    expect(kept.length).toBeLessThanOrEqual(1)
    expect(both).toEqual(
      [...lies, one, other].filter((p) => !kept.includes(p)).sort((a, b) => a - b),
    )
  })

  it('never looks like a seed before it is one', () => {
    const talk = liar({ told: { share: 1 }, picker: 'in-order' })
    const bob = talk.neighbour('bob', 'all')
    expect(told(bob)).toHaveLength(39)
    bob.unchokes()
    for (let i = 0; i < 39; i++) bob.brings(bob.owed[0])
    const before = told(bob)
    bob.bringsAll()
    expect(talk.peer.complete).toBe(true)
    expect(before).toEqual([])
  })

  it('announces the last piece when it is complete', () => {
    const talk = liar({ told: { share: 1 } })
    const bob = talk.neighbour('bob', 'all')
    const carol = talk.neighbour('carol', [])
    const lies = told(carol)
    bob.unchokes()
    bob.bringsAll()
    expect([...lies, ...told(carol)].sort((a, b) => a - b)).toEqual([...geometryPieces()])
  })

  it('serves no piece that it lacks', () => {
    const talk = liar()
    const bob = talk.neighbour('bob', [])
    const [lie] = told(bob)
    bob.isInterested()
    bob.asksFor(`${lie}.0`)
    expect(bob.heard()).toEqual(['unchoke'])
    expect(bob.pulls()).toBe(false)
  })

  // 40 seeds x 39 pieces (all but the secret one), each with probability 1/2: 4 sigma.
  it('lies about each piece with the given probability', () => {
    let lies = 0
    const seeds = 40
    for (let seed = 0; seed < seeds; seed++)
      lies += told(liar({ seed: `${seed}` }).neighbour('b', [])).length
    const trials = seeds * 39
    expect(Math.abs(lies - trials / 2)).toBeLessThan(4 * Math.sqrt(trials / 4))
  })
})

describe('the victims of a have-liar', () => {
  it('complete from a seed that joins later, as fast as it can send', () => {
    const bench = new Bench({ geometry })
    const victim = bench.join('victim')
    const cheat = bench.join('cheat', { behaviour: 'have-liar', choker: 'unchoke-all' })
    bench.link(victim, cheat)
    bench.run(30)
    expect(bench.sent(victim, cheat).filter((line) => line.startsWith('request'))).toHaveLength(5)
    expect(victim.peer.requests.ownCount).toBe(0)
    const seed = bench.join('seed', { holds: 'all' })
    bench.link(victim, seed)
    bench.link(cheat, seed)
    // The seed needs eight seconds for both: no block waits for the liar to count as snubbing.
    expect(bench.completes(9)).toBe(true)
    const pieces = (from: Member) =>
      bench.sent(from, victim).filter((line) => line.startsWith('piece'))
    expect(pieces(cheat)).toEqual([])
    expect(pieces(seed)).toHaveLength(40)
  })

  it('all complete if half of the leechers lie', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const crowd = { count: 10, arrive: { kind: 'flash', over: '10 s' } }
      const groups = {
        seed: { holds: 'all', access: 'origin' },
        victims: crowd,
        liars: { ...crowd, behaviour: 'have-liar' },
      }
      const { measurements } = run(settingsOf(groups, { seed }))
      for (const host of hostsOf(measurements, 1)) {
        expect(measurements.peers.completionSeconds[host], `seed ${seed}`).not.toBeNaN()
      }
    }
  })
})

function geometryPieces(): number[] {
  return Array.from({ length: geometry.pieceCount }, (_, piece) => piece)
}

import { expect, it } from 'vitest'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { settingsOf, stepTo } from '../../sim/swarm-sample.js'
import { pairedT } from '../paired-t.js'

/** Returns the mean share of a peer's pieces that a neighbour knows of, halfway through. */
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
  // The last haves are still in transit.
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

// Of ten pairs, t exceeds 3.25 by chance once in 200.
it('an under-reporter appears to have fewer pieces than an honest peer', () => {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1)
  const told = seeds.map((seed) => knownShare('under-reporter', seed))
  const honest = seeds.map((seed) => knownShare('honest', seed))
  expect(Math.min(...honest)).toBeGreaterThan(0.9)
  expect(pairedT(told.map((share, i) => share - honest[i]))).toBeLessThan(-3.25)
})

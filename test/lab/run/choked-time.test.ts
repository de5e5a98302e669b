import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Experiment } from '../../../src/lab/run/experiment.js'
import type { Measurements } from '../../../src/lab/run/measurements.js'
import { LinkFlag } from '../../../src/peer/link-flags.js'
import type { Peer } from '../../../src/peer/peer.js'

import type { SwarmSettings } from '../../../src/sim/settings.js'
import type { Swarm } from '../../../src/sim/swarm.js'
import { swarms } from '../../sim/any-swarm.js'
import { crowdOf, run } from '../../sim/swarm-sample.js'

/** Both columns by brute force: checks all peers and all links after every event. */
class Onlooker {
  readonly chokedSeconds: number[]
  readonly unchokedSeconds: number[]
  readonly #groups: number
  #at = 0
  /** The hosts choked since the last event, and unchoked links from group to group. */
  #choked: number[] = []
  #unchoked: number[] = []

  constructor({ groups }: SwarmSettings) {
    const peers = groups.reduce((sum, { count }) => sum + count, 0)
    this.#groups = groups.length
    this.chokedSeconds = new Array(peers).fill(0)
    this.unchokedSeconds = new Array(groups.length ** 2).fill(0)
  }

  /** An event has happened. */
  look({ now, swarm }: Experiment): void {
    this.ends(now)
    this.#choked = []
    this.#unchoked = new Array(this.#groups ** 2).fill(0)
    for (let host = 0; host < swarm.population.count; host++) {
      const peer = swarm.peer(host)
      if (peer !== null) this.#lookAt(swarm, host, peer)
    }
  }

  /** Nothing has happened since the last look. */
  ends(now: number): void {
    const seconds = now - this.#at
    this.#at = now
    for (const host of this.#choked) this.chokedSeconds[host] += seconds
    for (const [pair, links] of this.#unchoked.entries()) {
      this.unchokedSeconds[pair] += links * seconds
    }
  }

  #lookAt(swarm: Swarm, host: number, { links, complete }: Peer): void {
    const { group, store } = swarm.population
    const { flags } = store.columns
    let doors = 0
    for (let link = links.first; link < links.end; link++) {
      if ((flags[link] & LinkFlag.Taken) === 0) continue
      if (links.unchokesUs(link) && (flags[link] & LinkFlag.AmInterested) !== 0) doors++
      if (links.unchoked[link] === 0 || links.interested[link] === 0) continue
      this.#unchoked[group[host] * this.#groups + group[swarm.neighbourAt(link)]]++
    }
    if (!complete && doors === 0) this.#choked.push(host)
  }
}

/** The largest error of a column, seconds. */
function furthest(column: Float64Array, oracle: readonly number[]): number {
  return column.reduce((most, seconds, i) => Math.max(most, Math.abs(seconds - oracle[i])), 0)
}

function columnsOf({ peers, unchokedSecondsByPair }: Measurements) {
  return { choked: [...peers.chokedSeconds], unchoked: [...unchokedSecondsByPair] }
}

describe('choked and unchoked seconds', () => {
  it('equal a sum over every event, in any small swarm', () => {
    fc.assert(
      fc.property(swarms, fc.constantFrom(0.5, 10, 3600), (swarm, sampleSeconds) => {
        const settings = { ...swarm, sampleSeconds }
        const onlooker = new Onlooker(settings)
        const after = (experiment: Experiment) => onlooker.look(experiment)
        const { measurements } = run(settings, { slice: 1, after })
        onlooker.ends(measurements.endSeconds)
        const { peers, unchokedSecondsByPair } = measurements
        expect(furthest(peers.chokedSeconds, onlooker.chokedSeconds)).toBeLessThan(1e-6)
        expect(furthest(unchokedSecondsByPair, onlooker.unchokedSeconds)).toBeLessThan(1e-6)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('do not depend on the sampling interval', () => {
    const columns = [0.3, 10, 3600].map((sampleSeconds) => {
      const settings = crowdOf(12, { seed: 4 }, { leave: { linger: '20 s' } })
      const { measurements } = run({ ...settings, sampleSeconds })
      expect(measurements.ended).toBe('complete')
      return columnsOf(measurements)
    })
    expect(columns[0].choked.filter((seconds) => seconds > 0)).toHaveLength(12)
    expect(columns[1]).toEqual(columns[0])
    expect(columns[2]).toEqual(columns[0])
  })
})

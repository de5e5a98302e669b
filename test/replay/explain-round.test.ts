import { describe, expect, it } from 'vitest'
import { rankOf, reasonOf } from '../../src/replay/event-kind.js'
import { explainRound } from '../../src/replay/explain-round.js'
import { Playhead } from '../../src/replay/playhead.js'
import { recordRun } from '../../src/replay/record-run.js'
import { LINK } from '../../src/replay/swarm-state.js'
import { SWARMS } from './swarms.js'

describe.each(['classes', 'free riders', 'flapping'] as const)('a round in %s', (name) => {
  const scenario = SWARMS[name]
  const playhead = new Playhead(recordRun(scenario))
  const { hostCount } = playhead.recording.header

  it('has the decisions that the recording has', () => {
    let compared = 0
    for (const seconds of [30, 52, 75]) {
      for (let host = 0; host < hostCount; host += 3) {
        const round = explainRound(scenario.settings, host, seconds)
        const state = playhead.seek(seconds)
        for (const link of round?.links ?? []) {
          if (state.neighbour[link.row] !== link.other) continue
          const isUnchoked = (state.links[link.row] & LINK.unchoked) !== 0
          expect(link.isUnchoked).toBe(isUnchoked)
          if (!isUnchoked) continue
          expect(link.reason).toBe(reasonOf(state.decision[link.row]))
          expect(link.rank).toBe(rankOf(state.decision[link.row]))
          compared++
        }
        if (round !== null) expect(round.seconds).toBeLessThanOrEqual(seconds)
      }
    }
    expect(compared).toBeGreaterThan(5)
  })

  it('lists those unchoked by rank', () => {
    const { links = [] } = explainRound(scenario.settings, 2, 75) ?? {}
    const ranks = links.filter(({ rank }) => rank >= 0).map(({ rank }) => rank)
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    const served = links.filter(({ isUnchoked }) => isUnchoked)
    expect(links.slice(0, served.length)).toEqual(served)
  })
})

it('a peer that has not arrived has no round', () => {
  expect(explainRound(SWARMS.classes.settings, 3, 0)).toBeNull()
})

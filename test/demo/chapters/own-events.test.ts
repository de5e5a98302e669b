import { describe, expect, it } from 'vitest'
import type { Chapter } from '../../../src/demo/chapters/chapter.js'
import { CHAPTERS } from '../../../src/demo/chapters/chapters.js'
import { settingsOf } from '../../../src/demo/chapters/expand.js'
import { handGame } from '../../../src/demo/chapters/hand-game.js'
import { withHealing, withOwnEvents } from '../../../src/demo/chapters/own-events.js'
import { receivedBytes } from '../../../src/demo/chapters/received.js'
import { effectsOf, withTrades } from '../../../src/demo/chapters/trades.js'
import { improvingPairs } from '../../../src/demo/stage/improving-pairs.js'
import { recordChapter } from '../../../src/demo/worker/chapter-engine.js'
import { Playhead } from '../../../src/replay/playhead.js'
import { recordRun } from '../../../src/replay/record-run.js'
import { LINK } from '../../../src/replay/swarm-state.js'
import type { SwarmSettings } from '../../../src/sim/settings.js'

const chapterOf = (id: string) => CHAPTERS.find((chapter) => chapter.id === id) as Chapter
const scenarioOf = (chapter: Chapter, at = 0, seed = '1') => {
  const { set } = chapter.variants[at]
  return { settings: settingsOf(chapter, set, seed), set }
}
const record = (settings: SwarmSettings) => recordRun({ name: 'own', title: 'own', settings })

describe('the events of a reader', () => {
  it('are the same on the command line', () => {
    const shapes = chapterOf('shapes')
    for (const at of [0, 1, 2, 3, 11, 12]) {
      const own = withHealing(scenarioOf(shapes, at), 'chain', false)
      const made = withOwnEvents(own, [{ at: 12.5, do: 'kill-node', node: 3 }])
      expect(settingsOf(shapes, made.set, '1')).toEqual(made.settings)
    }
    const you = chapterOf('you-are-the-peer')
    const { play, rival, from } = handGame(scenarioOf(you), 'you', 120)
    for (const made of [rival, play([]), play([{ at: from + 9, to: [4, 6] }])]) {
      expect(settingsOf(you, made.set, '1')).toEqual(made.settings)
    }
    const pareto = chapterOf('pareto')
    const made = withTrades(scenarioOf(pareto), [{ at: 30, pair: [2, 5] }])
    expect(settingsOf(pareto, made.set, '1')).toEqual(made.settings)
  })
})

describe('the game of choking by hand', () => {
  const you = chapterOf('you-are-the-peer')
  const { settings } = scenarioOf(you)
  const game = handGame(scenarioOf(you), 'you', 120)

  it('gives slots to exactly those that the reader chose, until its end', () => {
    const playhead = new Playhead(record(game.play([{ at: 20, to: [3, 8] }]).settings))
    const servedAt = (seconds: number) => {
      const state = playhead.seek(seconds)
      const rows = Array.from(
        { length: state.endRow(game.you) - state.firstRow(game.you) },
        (_, i) => state.firstRow(game.you) + i,
      )
      return rows
        .filter((row) => (state.links[row] & LINK.unchoked) !== 0)
        .map((row) => state.neighbour[row])
    }
    expect(servedAt(19)).toEqual([])
    const chosen = servedAt(60)
    expect(chosen.length).toBeGreaterThan(0)
    expect(chosen.every((host) => [3, 8].includes(host))).toBe(true)
  })

  it('deals each speed to as many neighbours, by the random seed alone', () => {
    const speeds = ({ settings }: { settings: SwarmSettings }) =>
      settings.events.map(({ action }) => ('upBytesPerSecond' in action ? action : null))
    const dealt = speeds(game.rival)
    const kinds = [...new Set(dealt.map((each) => each?.upBytesPerSecond))]
    const counts = kinds.map((kind) => dealt.filter((each) => each?.upBytesPerSecond === kind))
    expect(counts.map(({ length }) => length)).toEqual([3, 3, 3, 3, 3])
    expect(speeds(handGame(scenarioOf(you), 'you', 120).rival)).toEqual(dealt)
    const other = handGame(scenarioOf(you, 0, '2'), 'you', 120)
    expect(speeds(other.rival)).not.toEqual(dealt)
    expect(settings.events).toEqual([])
  })

  it('counts what each player received as the simulation does', () => {
    const { recording, run } = recordChapter('own', game.rival.settings)
    const { peers, endSeconds } = run.measurements
    const span = { from: -1, until: endSeconds }
    for (let host = 0; host < peers.count; host++) {
      const useful = peers.downloadedBytes[host] - peers.duplicateBytes[host]
      expect(receivedBytes(recording, host, span)).toBe(useful)
    }
  })
})

describe('a trade', () => {
  it('joins the two peers, and names those that made room', () => {
    const own = scenarioOf(chapterOf('pareto'))
    const without = record(own.settings)
    const at = 60
    const pairs = improvingPairs(without, new Playhead(without).seek(at))
    expect(pairs.length).toBeGreaterThan(0)
    let dropped = 0
    for (const pair of pairs.slice(0, 5)) {
      const changed = record(withTrades(own, [{ at, pair }]).settings)
      const state = new Playhead(changed).seek(at)
      const [a, b] = pair
      for (const row of [state.rowOf(a, b), state.rowOf(b, a)]) {
        expect(state.links[row] & LINK.unchoked).toBe(LINK.unchoked)
        expect(state.links[row] & LINK.optimistic).toBe(0)
      }
      const effects = effectsOf({ at, pair }, without, changed, 60)
      expect(effects.slice(0, 2).map(({ host }) => host)).toEqual([a, b])
      const before = new Playhead(without).seek(at)
      for (const { host, isTrader } of effects.slice(2)) {
        dropped++
        expect(isTrader).toBe(false)
        const wasServed = pair.some((trader) => {
          const row = before.rowOf(trader, host)
          return row >= 0 && (before.links[row] & LINK.unchoked) !== 0
        })
        expect(wasServed).toBe(true)
      }
    }
    expect(dropped).toBeGreaterThan(0)
  })
})

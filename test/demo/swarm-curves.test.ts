import { expect, it } from 'vitest'
import { swarmCurves } from '../../src/demo/stage/swarm-curves.js'
import { recordRun } from '../../src/replay/record-run.js'
import { SWARMS } from '../replay/swarms.js'

it('copies and trades are counted at equal steps of time', () => {
  const recording = recordRun(SWARMS.classes)
  const { seconds, least, mean, most, trades, oneWay } = swarmCurves(recording, 100)
  expect(seconds).toHaveLength(101)
  expect(seconds.at(-1)).toBe(recording.header.endSeconds)
  // The origin alone has every piece at the start, and stays.
  expect([least[0], mean[0], most[0]]).toEqual([1, 1, 1])
  for (const [i, value] of mean.entries()) {
    expect(value >= least[i] && value <= most[i] && least[i] >= 1).toBe(true)
  }
  expect(Math.max(...trades)).toBeGreaterThan(5)
  expect(trades.every(Number.isInteger)).toBe(true)
  // Once all are complete nobody wants anything.
  expect([trades.at(-1), oneWay.at(-1)]).toEqual([0, 0])
})

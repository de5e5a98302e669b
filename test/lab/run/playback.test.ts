import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitTable } from '../../../src/base/bits.js'
import { Playback } from '../../../src/lab/run/playback.js'
import { Geometry } from '../../../src/peer/geometry.js'
import { crowdOf, hostsOf, run, summaryOf, type Word } from '../../sim/swarm-sample.js'

/** Four pieces of a second each. */
const geometry = new Geometry(4 * 16_384, 16_384)
const bytesPerSecond = 16_384

/** Start-up delay and late pieces of a peer that gets its pieces at these times. */
function played(times: readonly (number | null)[], startUpSeconds: number, seconds: number) {
  const columns = { startUpSeconds: new Float64Array(1), latePieces: new Float64Array(1) }
  const playback = new Playback({ bytesPerSecond, startUpSeconds }, geometry, 1)
  const pieces = new BitTable(1, 4)
  for (const [piece, at] of times.entries()) {
    if (at === null) continue
    if (at > 0) playback.gained(0, piece, at)
    pieces.add(0, piece)
  }
  playback.recordFinal(0, seconds, pieces, 0, columns)
  return [columns.startUpSeconds[0], columns.latePieces[0]]
}

describe('a player', () => {
  it.each([
    ['never waits if each piece arrives just in time', [0, 1, 2, 3], 0, [0, 0]],
    ['must wait for its first piece', [5, 5, 5, 5], 5, [5, 0]],
    ['must delay its start until its latest piece is in time', [1, 1, 9, 2], 1, [7, 1]],
    ['finds every piece late if it starts too early', [2, 3, 4, 5], 1, [2, 4]],
  ])('%s', (_, times, startUp, expected) => {
    expect(played(times as number[], startUp as number, 100)).toEqual(expected)
  })

  it('counts late pieces only until its peer departs', () => {
    expect(played([1, null, 2, null], 1, 3.5)).toEqual([Number.NaN, 1])
  })

  // By the definition: an earlier start finds some piece late, this one none.
  it('finds a piece late if and only if it starts before the start-up delay', () => {
    const times = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(times, (at) => {
        const [startUp] = played(at, 0, 100)
        expect(played(at, startUp, 100)[1]).toBe(0)
        if (startUp > 0) expect(played(at, startUp - 0.5, 100)[1]).toBeGreaterThan(0)
      }),
    )
  })
})

describe('playback in a swarm', () => {
  const settings = crowdOf(6, { playback: { rate: '400 kbit/s', startUp: '3 s' } })
  const words: Word[] = []
  const { measurements } = run(settings, { words })
  const { peers } = measurements

  it('measures each leecher by the times at which it completes its pieces', () => {
    for (const host of hostsOf(measurements, 1)) {
      const mine = words.filter((word) => word.host === host && word.verb === 'have')
      expect(mine).toHaveLength(16)
      const lags = mine.map(({ time, a }) => {
        return time - peers.arrivalSeconds[host] - (a * 65_536) / 50_000
      })
      expect(peers.startUpSeconds[host]).toBeCloseTo(Math.max(0, ...lags), 9)
      expect(peers.latePieces[host]).toBe(lags.filter((lag) => lag > 3).length)
    }
  })

  it('leaves out seeds, and has means over leechers in the summary', () => {
    const summary = summaryOf(settings, measurements)
    expect(summary.classes['seed']).toMatchObject({ startUpSeconds: null, latePieces: null })
    const mean = (column: Float64Array) => column.slice(1).reduce((a, b) => a + b) / 6
    expect(summary.startUpSeconds).toBeCloseTo(mean(peers.startUpSeconds), 9)
    expect(summary.classes['crowd'].latePieces).toBeCloseTo(mean(peers.latePieces), 9)
  })

  it('does not change the run when it is measured', () => {
    const plain = run({ ...settings, playback: null })
    expect(plain.measurements.traceHash).toBe(measurements.traceHash)
    expect(summaryOf(settings, plain.measurements)).toMatchObject({ startUpSeconds: null })
  })
})

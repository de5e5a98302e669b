import { describe, expect, it } from 'vitest'
import { conservationFaults } from '../../../src/lab/fuzz/conservation.js'
import type { Measurements } from '../../../src/lab/run/measurements.js'
import { summarise } from '../../../src/lab/summary/summary.js'
import { headline } from '../../../src/lab/summary/summary-table.js'
import { sampleMeasurements, sampleSettings } from '../run/measurements-sample.js'

const settings = sampleSettings()
const measurements = sampleMeasurements()
const summary = summarise('sample', '7', settings, measurements, 2)

function changed(change: (copy: Measurements) => Partial<Measurements>): Measurements {
  const copy = structuredClone(measurements)
  return { ...copy, ...change(copy) }
}

describe('summarise', () => {
  it('has groups that add up to the whole run', () => {
    const groups = Object.values(summary.classes)
    const total = (of: (group: (typeof groups)[number]) => number) =>
      groups.reduce((all, group) => all + of(group), 0)
    expect(Object.keys(summary.classes)).toEqual(['seed', 'leechers', 'free riders'])
    expect(total((group) => group.leechers)).toBe(summary.leechers)
    expect(total((group) => group.completed)).toBe(summary.completed)
    const mean = total((group) => (group.meanSeconds ?? 0) * group.completed) / summary.completed
    expect(mean).toBeCloseTo(summary.meanSeconds ?? 0, 6)
    const used = total((group) => (group.utilisation ?? 0) * group.leechers) / summary.leechers
    expect(used).toBeCloseTo(summary.utilisation ?? 0, 9)
    expect(total((group) => group.uploadedBytes)).toBeCloseTo(
      total((group) => group.downloadedBytes),
      0,
    )
  })

  it('counts download times from arrival and the last finish from the start of the run', () => {
    const { peers } = measurements
    const durations = [...peers.completionSeconds].map((end, i) => end - peers.arrivalSeconds[i])
    expect(summary.meanSeconds).toBeCloseTo(
      durations.slice(1).reduce((a, b) => a + b) / summary.leechers,
      6,
    )
    expect(summary.lastFinishSeconds).toBe(Math.max(...peers.completionSeconds))
    expect(summary.finishOverBound).toBeGreaterThan(1)
    expect(summary.clientServerSeconds).toBeGreaterThan(summary.boundSeconds ?? 0)
  })

  it('measures the cost of seeds, free riders and endgame', () => {
    expect(summary.seedCopies).toBeCloseTo(200 / 64, 9)
    expect(summary.copiesUntilAllPiecesOut).toBeCloseTo(1.2, 9)
    expect(summary.freeRiderSlowdown).toBeGreaterThan(1.2)
    expect(summary.duplicateShare).toBeCloseTo(65536 / (64 * 2 ** 20 + 65536), 9)
    expect(summary.controlShare).toBeCloseTo(0.03 / 1.03, 9)
    expect(summary.eventsPerCpuSecond).toBe(measurements.events / 2)
  })

  it('has null, never NaN, for a missing value', () => {
    const nobody = { completionSeconds: new Float64Array(51).fill(Number.NaN) }
    const stuck = changed(({ peers }) => ({
      peers: { ...peers, ...nobody },
      seedBytesUntilAllPiecesOut: Number.NaN,
      ended: 'until',
    }))
    const told = summarise('stuck', '7', settings, stuck, 0)
    expect(told.lastFinishSeconds).toBeNull()
    expect(told.finishOverBound).toBeNull()
    expect(told.copiesUntilAllPiecesOut).toBeNull()
    expect(told.boundSeconds).toBeGreaterThan(0)
    expect(told.partial).toBe(true)
    expect(JSON.parse(JSON.stringify(told))).toEqual(told)
    expect(headline(told)).toMatch(
      /^None of 50 leechers completed\. The run reached its time limit/,
    )
  })

  it('leaves out peers that never arrived', () => {
    const fewer = changed(({ peers }) => {
      peers.arrivalSeconds[50] = Number.NaN
      peers.completionSeconds[50] = Number.NaN
      return {}
    })
    expect(summarise('fewer', '7', settings, fewer, 2).leechers).toBe(49)
  })
})

describe('conservationFaults', () => {
  it('finds no fault in correct measurements', () => {
    expect(conservationFaults(settings, measurements)).toEqual([])
  })

  const faults: [string, RegExp, (copy: Measurements) => void][] = [
    ['bytes from nowhere', /received, but only/, ({ peers }) => (peers.downloadedBytes[3] *= 9)],
    ['too few bytes in pairs', /by pairs/, ({ bytesByPair }) => (bytesByPair[4] -= 16384)],
    ['more bytes than a link carries', /over a link/, ({ peers }) => (peers.uploadedBytes[1] *= 9)],
    ['too few useful bytes', /useful bytes of/, ({ peers }) => (peers.corruptBytes[1] = 2 ** 20)],
    ['more wasted than received bytes', /wasted/, ({ peers }) => (peers.duplicateBytes[1] = 1e12)],
    [
      'more bytes from seeds than in all',
      /from seeds/,
      ({ peers }) => (peers.fromSeedsBytes[1] = 1e12),
    ],
    [
      'a first piece after the end',
      /first piece/,
      ({ peers }) => (peers.firstPieceSeconds[1] = 9e9),
    ],
    ['more choked than leeching time', /choked/, ({ peers }) => (peers.chokedSeconds[1] = 9e9)],
    [
      'leeching for longer than the stay',
      /incomplete for/,
      ({ peers }) => (peers.leechingSeconds[1] = 9e9),
    ],
    [
      'completions before their bound',
      /before its bound/,
      ({ peers }) => peers.completionSeconds.fill(20, 1),
    ],
  ]
  it.each(faults)('finds this fault: %s', (_, told, spoil) => {
    const spoilt = structuredClone(measurements)
    spoil(spoilt)
    expect(conservationFaults(settings, spoilt).join('\n')).toMatch(told)
  })
})

import { describe, expect, it } from 'vitest'
import { conservationFaults } from '../../../src/lab/fuzz/conservation.js'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { crowdOf, run, stepTo, summaryOf } from '../../sim/swarm-sample.js'

const settings = crowdOf(8)
const whole = run(settings).measurements

describe('an experiment', () => {
  it('ends when all peers are complete', () => {
    expect(whole.ended).toBe('complete')
    const { completionSeconds } = whole.peers
    expect(whole.endSeconds).toBe(Math.max(...completionSeconds))
  })

  it('runs to its time limit if stopWhenComplete is off', () => {
    const { measurements } = run({ ...settings, stopWhenComplete: false, untilSeconds: 500 })
    expect(measurements.ended).toBe('complete')
    expect(measurements.endSeconds).toBeGreaterThan(whole.endSeconds)
    expect(measurements.series.seeds.at(-1)).toBe(9)
    expect(measurements.peers.completionSeconds).toEqual(whole.peers.completionSeconds)
    expect(measurements.series.timeSeconds.at(-1)).toBe(500)
  })

  it('ends at its time limit with incomplete peers', () => {
    const untilSeconds = 15
    const { measurements, experiment } = run({ ...settings, untilSeconds, sampleSeconds: 10 })
    expect(measurements.ended).toBe('until')
    expect(measurements.endSeconds).toBe(15)
    expect(experiment.now).toBeLessThanOrEqual(15)
    expect(experiment.completed).toBeLessThan(8)
    expect([...measurements.series.timeSeconds]).toEqual([10, 15])
    expect(summaryOf({ ...settings, untilSeconds }, measurements).partial).toBe(true)
    const leeching = measurements.peers.leechingSeconds[8]
    expect(leeching).toBeCloseTo(15 - measurements.peers.arrivalSeconds[8], 9)
  })

  it('expects only peers that arrive before its time limit', () => {
    const experiment = new Experiment({ ...settings, untilSeconds: 5 })
    const early = whole.peers.arrivalSeconds.filter((time) => time <= 5).length - 1
    expect(early).toBeLessThan(8)
    expect(experiment.expected).toBe(early)
  })

  it('keeps its measurements when it is interrupted', () => {
    const experiment = new Experiment({ ...settings, sampleSeconds: 10 })
    expect(stepTo(experiment, 12)).toBe(true)
    experiment.interrupt()
    const events = experiment.events
    expect(experiment.step(1000)).toBe(false)
    expect(experiment.events).toBe(events)
    const measurements = experiment.measurements()
    expect(measurements.ended).toBe('interrupted')
    expect(measurements.endSeconds).toBe(experiment.now)
    expect([...measurements.series.timeSeconds]).toEqual([10, experiment.now])
    expect(measurements.peers.downloadedBytes.some((bytes) => bytes > 0)).toBe(true)
    expect(conservationFaults(settings, measurements)).toEqual([])
    expect(summaryOf(settings, measurements).partial).toBe(true)
  })

  it('is not changed by an interrupt after its end', () => {
    const { experiment } = run(settings)
    experiment.interrupt()
    expect(experiment.measurements()).toEqual(whole)
  })

  it('can be interrupted before it begins', () => {
    const experiment = new Experiment(settings)
    experiment.interrupt()
    const { ended, events, endSeconds, usefulBlocks } = experiment.measurements()
    expect({ ended, events, endSeconds, usefulBlocks }).toEqual({
      ended: 'interrupted',
      events: 0,
      endSeconds: 0,
      usefulBlocks: 0,
    })
  })

  it('reports its progress', () => {
    const experiment = new Experiment(settings)
    let before = { now: 0, events: 0, completed: 0 }
    expect(experiment.expected).toBe(8)
    while (experiment.step(100)) {
      const { now, events, completed } = experiment
      expect(now).toBeGreaterThanOrEqual(before.now)
      expect(events).toBe(before.events + 100)
      expect(completed).toBeGreaterThanOrEqual(before.completed)
      before = { now, events, completed }
    }
    expect(experiment.completed).toBe(8)
    expect(experiment.measurements().events).toBe(experiment.events)
  })

  it('does not expect peers that aborted to complete', () => {
    const { experiment, swarm } = run(crowdOf(8, { seed: 5 }, { abort: '20 s' }))
    expect(swarm.tally.lost).toBeGreaterThan(0)
    expect(experiment.expected).toBe(8 - swarm.tally.lost)
    expect(experiment.completed).toBe(experiment.expected)
  })

  it('samples at equal intervals and at its end', () => {
    const { series } = run({ ...settings, sampleSeconds: 0.7 }).measurements
    const count = Math.floor(whole.endSeconds / 0.7)
    const steps = Array.from({ length: count }, (_, i) => (i + 1) * 0.7)
    expect([...series.timeSeconds]).toEqual([...steps, whole.endSeconds])
    const bytes = series.rateBytesPerSecond.reduce(
      (sum, rate, i) => sum + rate * (series.timeSeconds[i] - (i > 0 ? steps[i - 1] : 0)),
      0,
    )
    const total = whole.peers.downloadedBytes.reduce((a, b) => a + b)
    expect(bytes / total).toBeCloseTo(1, 9)
  })

  it.each([0.02, 5, 20, 400, 14_000])(
    'has 150 to 301 rows, evenly spaced, or fewer in the first 0.2 s, if it ends at %d s',
    (untilSeconds) => {
      const { series } = run({ ...settings, untilSeconds, stopWhenComplete: false }).measurements
      const rows = [...series.timeSeconds]
      expect(rows.length).toBeLessThanOrEqual(301)
      if (untilSeconds > 0.2) expect(rows.length).toBeGreaterThanOrEqual(150)
      expect(rows.at(-1)).toBe(untilSeconds)
      rows.slice(0, -1).forEach((time, i) => {
        expect(time).toBeCloseTo((i + 1) * rows[0], 9)
      })
    },
  )

  it('measures every column', () => {
    const { peers, series, groupNames, bytesByPair, unchokedSecondsByPair } = whole
    expect(groupNames).toEqual(['seed', 'crowd'])
    expect(peers.count).toBe(9)
    for (const column of Object.values(peers)) {
      if (typeof column !== 'number') expect(column).toHaveLength(9)
    }
    for (const column of Object.values(series)) {
      if (typeof column !== 'number') expect(column).toHaveLength(series.count)
    }
    expect([...peers.group]).toEqual([0, ...Array(8).fill(1)])
    expect([...peers.startShare]).toEqual([1, ...Array(8).fill(0)])
    expect(bytesByPair[1] + bytesByPair[3]).toBe(peers.downloadedBytes.reduce((a, b) => a + b))
    expect(bytesByPair[0] + bytesByPair[2]).toBe(0)
    expect(unchokedSecondsByPair[1]).toBeGreaterThan(0)
    expect(whole.usefulBlocks).toBe(8 * 64)
    expect(whole.seedBytesUntilAllPiecesOut).toBeGreaterThanOrEqual(2 ** 20)
    expect(whole.traceHash).toMatch(/^[0-9a-f]{16}$/)
    for (let host = 1; host < 9; host++) {
      expect(peers.firstPieceSeconds[host]).toBeGreaterThan(peers.arrivalSeconds[host])
      expect(peers.firstPieceSeconds[host]).toBeLessThan(peers.completionSeconds[host])
      expect(peers.controlBytes[host]).toBeGreaterThan(0)
    }
    expect(conservationFaults(settings, whole)).toEqual([])
  })
})

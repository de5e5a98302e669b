import { describe, expect, it } from 'vitest'
import { exchangedBytes, groupCurves } from '../../src/demo/stage/group-curves.js'
import { EVENT, OUTCOME } from '../../src/replay/event-kind.js'
import { Playhead } from '../../src/replay/playhead.js'
import { recordRun } from '../../src/replay/record-run.js'
import type { Recording } from '../../src/replay/recording.js'
import { SWARMS } from '../replay/swarms.js'

const POINTS = 120
const BLOCK = 16_384

const hostsOf = ({ hosts }: Recording, group: number) =>
  Array.from(hosts.group.keys()).filter((host) => hosts.group[host] === group)

describe.each(['classes', 'free riders', 'flapping', 'whitewashers'] as const)('%s', (name) => {
  const recording = recordRun(SWARMS[name])
  const { groups, endSeconds, pieceCount } = recording.header
  const curves = groupCurves(recording, POINTS)
  const groupNumbers = groups.map((_, group) => group)

  it('progress counts the pieces that peers hold or took with them', () => {
    const playhead = new Playhead(recording)
    const best = new Int32Array(recording.header.hostCount)
    for (const [i, at] of curves.seconds.entries()) {
      const { pieceCounts } = playhead.seek(at)
      for (let host = 0; host < best.length; host++) {
        if (pieceCounts[host] > 0) best[host] = pieceCounts[host]
      }
      // A point at the end of a step sees all that a seek there sees.
      if (i !== POINTS) continue
      for (const group of groupNumbers) {
        const members = hostsOf(recording, group)
        const held = members.reduce((sum, host) => sum + best[host], 0)
        const most = held / members.length / pieceCount
        expect(curves.progress[group][i]).toBeGreaterThanOrEqual(most - 1e-9)
        expect(curves.progress[group][i]).toBeLessThanOrEqual(1)
      }
    }
  })

  it('upload use is a share', () => {
    for (const group of groupNumbers) {
      for (const use of curves.uploadUse[group]) {
        if (use !== null) expect(use >= 0 && use <= 1.000001).toBe(true)
      }
    }
  })

  it('what all have given is what all have taken, at each point', () => {
    for (let point = 0; point <= POINTS; point++) {
      const sum = (of: readonly (readonly number[])[]) =>
        groupNumbers.reduce((all, group) => all + of[group][point] * groups[group].count, 0)
      expect(sum(curves.uploadedBytes)).toBeCloseTo(sum(curves.downloadedBytes), 3)
    }
  })

  it('the curves end where the bytes of the peers do', () => {
    const { uploaded, downloaded } = exchangedBytes(recording, endSeconds)
    for (const group of groupNumbers) {
      const mean = (of: Float64Array) => {
        const members = hostsOf(recording, group)
        return members.reduce((sum, host) => sum + of[host], 0) / members.length
      }
      expect(curves.uploadedBytes[group].at(-1)).toBeCloseTo(mean(uploaded), 3)
      expect(curves.downloadedBytes[group].at(-1)).toBeCloseTo(mean(downloaded), 3)
    }
  })
})

it('an uplink that sends all the time is in full use', () => {
  const recording = recordRun(SWARMS.classes)
  const origin = 0
  const rate = recording.hosts.upBytesPerSecond[origin]
  const { from, start, outcome } = recording.blocks
  const own = Array.from(from.keys()).filter((row) => from[row] === origin)
  const { seconds, uploadUse } = groupCurves(recording, POINTS)
  // The same by hand: the blocks that it began in ten seconds.
  const at = seconds.findIndex((each) => each >= 20)
  const width = seconds[1]
  const cells = Math.ceil(10 / width)
  const since = seconds[at] - cells * width
  const begun = own.filter((row) => start[row] > since && start[row] <= seconds[at])
  expect(begun.every((row) => outcome[row] !== OUTCOME.lost)).toBe(true)
  const share = (begun.length * BLOCK) / (rate * cells * width)
  expect(uploadUse[origin][at]).toBeGreaterThan(0.5)
  expect(Math.abs((uploadUse[origin][at] ?? 0) - share)).toBeLessThan(BLOCK / (rate * 10) + 1e-9)
})

it('a group of which nobody is there has no upload use', () => {
  const recording = recordRun(SWARMS.flapping)
  const { events, hosts } = recording
  const { seconds, uploadUse } = groupCurves(recording, POINTS)
  for (const [group, values] of uploadUse.entries()) {
    const arrivals = Array.from(events.kind.keys()).filter(
      (at) => events.kind[at] === EVENT.arrived && hosts.group[events.host[at]] === group,
    )
    const first = Math.min(...arrivals.map((at) => events.time[at]))
    for (const [i, value] of values.entries()) if (seconds[i] < first) expect(value).toBe(null)
  }
})

import { it } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { Random } from '../../src/base/random.js'
import { Experiment } from '../../src/lab/run/experiment.js'
import { EVENT, OUTCOME, pickOf } from '../../src/replay/event-kind.js'
import { Playhead } from '../../src/replay/playhead.js'
import { type RecordedScenario, recordRun } from '../../src/replay/record-run.js'
import { Recorder } from '../../src/replay/recorder.js'
import { bytesOf } from '../../src/replay/recording.js'
import { swarms } from '../sim/any-swarm.js'
import { onUplinks, type PlainState, plainState, stateOf, underway } from './live-state.js'
import { naiveState, naiveUnderway } from './naive-replay.js'
import { SWARMS } from './swarms.js'

/** A run, its recording, and its own state at instants of the run. */
function recordedWithStates(scenario: RecordedScenario, everyEvents: number) {
  const experiment = new Experiment(scenario.settings)
  const recorder = new Recorder(experiment)
  const states: { at: number; state: PlainState; uplinks: string[] }[] = []
  const { simulation } = experiment.swarm
  let left = everyEvents
  while (experiment.step(1)) {
    // An instant is over when the next event is later.
    if (--left > 0 || simulation.next <= experiment.now) continue
    left = everyEvents
    states.push({
      at: experiment.now,
      state: stateOf(experiment),
      uplinks: onUplinks(experiment),
    })
  }
  return { recording: recorder.finish(scenario), states, experiment }
}

describe.each(Object.entries(SWARMS))('a recording of %s', (_name, scenario) => {
  const { recording, states, experiment } = recordedWithStates(scenario, 997)
  const playhead = new Playhead(recording)

  it('has the trace hash of the run without it', () => {
    const alone = new Experiment(scenario.settings)
    while (alone.step(100_000));
    const { traceHash } = alone.measurements()
    expect(experiment.measurements().traceHash).toBe(traceHash)
    expect(recording.header).toMatchObject({ traceHash, name: scenario.name })
  })

  it('gives the state of the run at every instant looked at', () => {
    expect(states.length).toBeGreaterThan(5)
    for (const { at, state, uplinks } of states.toReversed()) {
      const replayed = playhead.seek(at)
      expect(plainState(replayed)).toEqual(state)
      expect(underway(recording, replayed.underway)).toEqual(expect.arrayContaining(uplinks))
    }
  })

  it('gives what all events since the beginning give, in any order', () => {
    const random = new Random('instants', 'test')
    for (let i = 0; i < 20; i++) {
      const at = random.next() * recording.header.endSeconds
      const state = playhead.seek(at)
      expect(plainState(state)).toEqual(naiveState(recording, at))
      expect(state.underway).toEqual(naiveUnderway(recording, at))
    }
  })

  it('counts every useful block and no more', () => {
    const { blocks } = recording
    const useful = blocks.outcome.filter((outcome) => outcome === OUTCOME.useful).length
    const { usefulBlocks, peers } = experiment.measurements()
    expect(useful).toBeGreaterThanOrEqual(usefulBlocks)
    const arrived = blocks.outcome.filter(
      (outcome) => outcome !== OUTCOME.underway && outcome !== OUTCOME.lost,
    ).length
    const bytes = peers.downloadedBytes.reduce((sum, each) => sum + each, 0)
    expect(arrived).toBe(Math.round(bytes / 16_384))
  })
})

it('a seek applies a bounded number of events and blocks, wherever it comes from', () => {
  const playhead = new Playhead(recordRun(SWARMS.classes))
  const { mostRows, endSeconds, recording } = playhead
  const all = recording.events.time.length + recording.blocks.start.length
  expect(mostRows).toBe(4096)
  expect(all).toBeGreaterThan(2.5 * mostRows)
  const random = new Random('seeks', 'test')
  for (let i = 0; i < 200; i++) {
    playhead.seek(random.next() * endSeconds)
    expect(playhead.appliedRows).toBeLessThanOrEqual(mostRows)
  }
})

it('an abandoned recording costs no more memory, and the run goes on', () => {
  const { settings } = SWARMS.flapping
  const experiment = new Experiment(settings)
  const recorder = new Recorder(experiment)
  experiment.step(50_000)
  expect(recorder.bytes).toBeGreaterThan(10_000)
  recorder.abandon()
  while (experiment.step(100_000));
  expect(recorder.bytes).toBe(0)
  const alone = new Experiment(settings)
  while (alone.step(100_000));
  expect(experiment.measurements().traceHash).toBe(alone.measurements().traceHash)
})

it('names the tracker and the pieces that a peer starts', () => {
  const { events, header } = recordRun(SWARMS.classes)
  const count = (kind: number) => events.kind.filter((each) => each === kind).length
  expect(count(EVENT.answered)).toBeGreaterThanOrEqual(header.hostCount)
  expect(count(EVENT.started)).toBeGreaterThanOrEqual(count(EVENT.gained))
  const picks = [...events.detail].filter((_, at) => events.kind[at] === EVENT.started).map(pickOf)
  // Rarest first: later pieces are the rarest that the neighbour has.
  const chosen = picks.filter(({ isRandom }) => !isRandom)
  expect(chosen.filter(({ rarer }) => rarer === 0).length).toBeGreaterThan(chosen.length * 0.9)
  expect(Math.max(...picks.map(({ copies }) => copies))).toBeLessThan(header.hostCount)
})

it('takes at most 64 bytes a block', () => {
  const recording = recordRun(SWARMS.classes)
  expect(bytesOf(recording) / recording.blocks.start.length).toBeLessThanOrEqual(64)
})

it.prop([swarms], { numRuns: 60 })(
  'a recording follows any swarm and leaves it alone',
  (settings) => {
    const alone = new Experiment(settings)
    while (alone.step(100_000));
    const scenario = { name: 'any', title: 'any', settings }
    const { recording, states } = recordedWithStates(scenario, 1009)
    expect(recording.header.traceHash).toBe(alone.measurements().traceHash)
    const playhead = new Playhead(recording)
    for (const { at, state } of states) expect(plainState(playhead.seek(at))).toEqual(state)
  },
)

import { describe, expect, it } from 'vitest'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { run, type Word } from '../swarm-sample.js'
import { evenModel } from './model-sample.js'

const chain = (events: object[], heals = true) => {
  const words: Word[] = []
  const settings = evenModel({ kind: 'chain', heals }, 5, 40, { events, until: '600 s' })
  const { measurements, swarm } = run(settings, { words })
  return { words, swarm, ended: measurements.ended, ...measurements.peers }
}

/** Returns the hosts that a host dialled, in order, without immediate repeats. */
const dialled = (words: readonly Word[], host: number) =>
  words
    .filter(({ verb, host: who }) => verb === 'dial' && who === host)
    .map(({ to }) => to)
    .filter((to, i, all) => to !== all[i - 1])

describe('one peer of a chain', () => {
  it('is skipped when it vanishes: the next peer turns to the one before it', () => {
    const found = chain([{ at: '4 s', do: 'kill-node', node: 3 }])
    expect(found.departureSeconds[3]).toBe(4)
    expect(dialled(found.words, 4)).toEqual([3, 2])
    expect(found.ended).toBe('complete')
  })

  it('leaves every later peer incomplete when it vanishes and no peer heals', () => {
    const found = chain([{ at: '4 s', do: 'kill-node', node: 3 }], false)
    expect(dialled(found.words, 4)).toEqual([3])
    expect([...found.completionSeconds].map(Number.isNaN)).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ])
  })

  it('sends nothing while it is offline', () => {
    const { words, ended } = chain([{ at: '4 s', do: 'flap-node', node: 3, for: '10 s' }], false)
    const pieces = words.filter(({ host, verb }) => host === 3 && verb === 'piece')
    expect(pieces.some(({ time }) => time > 4.3 && time < 14)).toBe(false)
    expect(pieces.some(({ time }) => time > 14)).toBe(true)
    expect(ended).toBe('complete')
  })

  it('is never linked to its sender again when it is cut off', () => {
    const { words, ended } = chain([{ at: '4 s', do: 'cut-node', node: 3 }])
    const greeted = words.filter(
      ({ verb, host, to, time }) => verb === 'handshake' && host === 3 && to === 2 && time > 4,
    )
    expect(greeted).toEqual([])
    expect(dialled(words, 3)).toEqual([2, 1])
    expect(ended).toBe('complete')
  })

  it('is killed once half of all pieces have arrived', () => {
    const { departureSeconds, words } = chain([
      { when: { gained: '50%' }, do: 'kill-node', node: 5 },
    ])
    const gains = words.filter(({ verb, time }) => verb === 'have' && time <= departureSeconds[5])
    expect(departureSeconds[5]).toBeGreaterThan(0)
    // Each piece causes a have except at the last peer, which has no listener: 100 of 200 are here.
    expect(gains.length).toBeGreaterThan(70)
    expect(gains.length).toBeLessThanOrEqual(100)
  })
})

it('a peer dials a parent that is offline after pauses that double, up to 320 s', () => {
  const words: Word[] = []
  const events = [{ at: '4 s', do: 'flap-node', node: 0, for: '2000 s' }]
  run(evenModel('chain', 1, 40, { events }), { words })
  const dials = words.filter(({ verb, host, time }) => verb === 'dial' && host === 1 && time > 4)
  const pauses = dials.slice(1).map(({ time }, i) => Math.round(time - dials[i].time))
  // A dial to a silent host takes ten seconds to fail.
  const expected = [5, 10, 20, 40, 80, 160, 320, 320].map((pause) => 10 + pause)
  expect(pauses.slice(0, 8)).toEqual(expected)
})

it('a peer of a ring that lost both its parents is not fed through those that have left', () => {
  const events = [1, 3].map((node) => ({ at: '4 s', do: 'kill-node', node }))
  const model = { kind: 'ring', bothWays: true, heals: false }
  const { measurements } = run(evenModel(model, 4, 40, { events, until: '600 s' }))
  expect(measurements).toMatchObject({ ended: 'stuck', stuckReason: 'no-path' })
  expect(measurements.peers.completionSeconds[2]).toBeNaN()
  expect(measurements.peers.completionSeconds[4]).toBeGreaterThan(4)
})

it('events of single peers are the same when read from the expanded scenario', () => {
  const events = [
    { at: 4, do: 'kill-node', node: 1 },
    { at: 5, do: 'flap-node', node: 0, for: '10 s' },
    { when: { gained: '30%' }, do: 'cut-node', node: 1 },
  ]
  const { scenario, settings } = expandScenario({
    version: 1,
    name: 'sample',
    torrent: { size: '1 MiB', pieceLength: '64 KiB' },
    groups: { origin: { holds: 'all' }, one: {} },
    events,
  })
  expect(settings.events.map(({ action }) => action.kind)).toEqual([
    'kill-node',
    'flap-node',
    'cut-node',
  ])
  expect(expandScenario(scenario).settings).toEqual(settings)
})

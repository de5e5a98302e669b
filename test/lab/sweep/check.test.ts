import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ScenarioError } from '../../../src/lab/scenario/error.js'
import { sweepSchema } from '../../../src/lab/sweep/schema.js'
import { loadSweep, shippedSweeps } from '../../../src/machine/input/sweep-file.js'
import { fingerprintOf } from '../../../src/machine/output/sweep-folder.js'
import { SWEEP, sweepOf } from './sweep-sample.js'

function refused(document: object): string {
  try {
    sweepOf(document)
  } catch (error) {
    if (error instanceof ScenarioError) return error.message
    throw error
  }
  throw new Error('was not refused')
}

const GRID = SWEEP.grid

describe('a sweep file', () => {
  it('runs every combination of its grid, with the last parameter changing fastest', () => {
    const { points, parameters } = sweepOf(SWEEP)
    expect(parameters).toEqual(['groups.crowd.count', 'groups.crowd.picker'])
    expect(points.map(({ values }) => Object.values(values))).toEqual([
      [3, 'rarest-first'],
      [3, 'random'],
      [4, 'rarest-first'],
      [4, 'random'],
    ])
    expect(points.map(({ settings }) => settings.groups[1].count)).toEqual([3, 3, 4, 4])
  })

  it('combines each entry of its list with every point of its grid', () => {
    const list = [{ 'groups.crowd.slots': 2 }, { 'groups.crowd.slots': 3, until: '1 h' }]
    const { points, parameters } = sweepOf({ ...SWEEP, list })
    expect(points).toHaveLength(8)
    expect(points[7].values).toMatchObject({ 'groups.crowd.slots': 3, until: '1 h' })
    expect(parameters).toEqual([...Object.keys(GRID), 'groups.crowd.slots', 'until'])
  })

  it('has one point without grid and list', () => {
    const { points } = sweepOf({ version: 1, name: 'one', scenario: 'small.json' })
    expect(points).toHaveLength(1)
  })

  it('accepts the old key `conduct` in its paths, in place, with one hint', () => {
    const old = { 'groups.crowd.conduct': ['honest', 'sybil'], ...GRID }
    const current = { 'groups.crowd.behaviour': ['honest', 'sybil'], ...GRID }
    const { hints, ...sweep } = sweepOf({ ...SWEEP, grid: old, set: { 'peer.conduct': 'honest' } })
    const { hints: none, ...same } = sweepOf({
      ...SWEEP,
      grid: current,
      set: { 'peer.behaviour': 'honest' },
    })
    expect(sweep).toEqual(same)
    expect(none).toEqual([])
    expect(hints).toEqual(['the key "conduct" is now called "behaviour"; the old name still works'])
  })

  it('is refused if a path has both the old and the new name', () => {
    const set = { 'groups.crowd.conduct': 'sybil', 'groups.crowd.behaviour': 'sybil' }
    expect(refused({ ...SWEEP, set })).toMatch(
      /^sweep\.json:1:\d+ set\.groups\.crowd\.conduct: expected "groups\.crowd\.behaviour" alone/,
    )
  })

  it('applies `set` to all points', () => {
    const { points } = sweepOf({ ...SWEEP, set: { 'torrent.size': '2 MiB' } })
    expect(points.every(({ settings }) => settings.sizeBytes === 2 << 20)).toBe(true)
  })

  it.each([
    [{ gird: GRID }, 'gird: expected a known key, found "gird"; did you mean "grid"?'],
    [{ version: 2 }, 'version: expected 1, the version that this program reads, found 2'],
    [{ replications: 0 }, 'replications: expected a whole number from 1 to 10000, found 0'],
    [
      { grid: { 'groups.crowd.cuont': [1] } },
      'grid.groups.crowd.cuont[0]: expected a known key, found "cuont"; did you mean "count"?',
    ],
    [
      { grid: { 'groups.crowd.picker': ['random', 'rarest-frist'] } },
      'found "rarest-frist"; did you mean "rarest-first"?',
    ],
    [{ list: [{ 'groups.crowd.count': 9 }] }, 'expected a path that is not in "grid"'],
    [{ grid: { seed: [1, 2] } }, 'each replication has its own random seed'],
    [{ metrics: ['meanSecond'] }, 'metrics[0]: expected a key of summary.json'],
    [{ metrics: ['crowds.jain'] }, 'did you mean "crowd.jain"?'],
    [{ metrics: ['classes.crowds.jain'] }, 'did you mean "crowd.jain"?'],
    [{ grid: { 'groups.crowd.count': [] } }, 'a list of at least one value'],
    [{ scenario: 7 }, 'scenario: expected a text in double quotes, found 7'],
  ])('is refused with its place and the expected value: %j', (wrong, message) => {
    expect(refused({ ...SWEEP, ...wrong })).toContain(message)
    expect(refused({ ...SWEEP, ...wrong })).toMatch(/^sweep\.json:1:\d+ /)
  })

  it('changes its fingerprint with its runs, but not with the replications', () => {
    const own = fingerprintOf(sweepOf(SWEEP))
    expect(fingerprintOf(sweepOf({ ...SWEEP, replications: 9, metrics: ['jain'] }))).toBe(own)
    expect(fingerprintOf(sweepOf({ ...SWEEP, seed: 2 }))).not.toBe(own)
    expect(fingerprintOf(sweepOf({ ...SWEEP, set: { until: '1 h' } }))).not.toBe(own)
  })
})

describe('shipped sweeps', () => {
  it.each(shippedSweeps().map(({ name }) => name))('%s loads by its name', (name) => {
    const { about, points } = loadSweep(name)
    expect(about.length * points.length).toBeGreaterThan(0)
  })

  it('have a current JSON Schema (npx tsx src/cli/main.ts schema --sweep)', () => {
    const text = readFileSync('scenarios/sweeps/sweep.schema.json', 'utf8')
    expect(JSON.parse(text)).toEqual(sweepSchema())
  })
})

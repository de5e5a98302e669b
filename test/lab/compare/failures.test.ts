import { describe, expect, it } from 'vitest'
import { runOne } from '../../../src/lab/batch/run-spec.js'
import {
  FAILURES,
  failuresTable,
  outcomeOf,
  singlePoints,
  withFailure,
} from '../../../src/lab/compare/failures.js'
import { evenModel } from '../../sim/overlays/model-sample.js'

const COUNT = 30
const PIECES = 40

/** The outcomes of a model under every failure, timed by its undisturbed last finish. */
function outcomes(model: object, more: object = {}) {
  const settings = evenModel(model, COUNT, PIECES, more)
  const run = (set: typeof settings) => runOne({ id: '', name: '', settings: set }, () => 0).summary
  const undisturbed = run(settings).lastFinishSeconds ?? 0
  return FAILURES.map((failure) =>
    outcomeOf('it', failure, settings, [run(withFailure(settings, failure, undisturbed))]),
  )
}

const shareOf = (found: ReturnType<typeof outcomes>, name: string) =>
  found.find(({ failure }) => failure === name)?.survivorsCompletedShare

describe('a tree', () => {
  const healing = outcomes({ kind: 'tree', degree: 2 })
  const brittle = outcomes({ kind: 'tree', degree: 2, heals: false })

  it('loses peers only with its root if it heals', () => {
    const fatal = healing.filter(({ survivorsCompletedShare }) => survivorsCompletedShare < 1)
    expect(fatal.map(({ failure }) => failure)).toEqual(['origin lost'])
  })

  it('loses the subtree of a lost peer if it does not heal', () => {
    // The root's first child loses its subtree of 15 out of 30 peers: itself, 2, 4 and 8.
    expect(shareOf(brittle, 'first peer lost')).toBeCloseTo((COUNT - 15) / (COUNT - 1), 9)
    expect(shareOf(brittle, 'link cut')).toBeLessThan(1)
    // A peer that was only away is served again.
    expect(shareOf(brittle, 'peer away for 1 min')).toBe(1)
  })

  it('has its root as the single point of failure', () =>
    expect(singlePoints(healing)).toEqual(['it: origin lost (0% finish)']))
})

describe('a chain', () => {
  it('loses all peers behind a gap unless it heals', () => {
    const more = { torrent: { size: 200 * 32_768, pieceLength: 32_768 } }
    const brittle = outcomes({ kind: 'chain', heals: false }, more)
    // The middle one of 31 is number 15, with 15 behind it.
    expect(shareOf(brittle, 'middle peer lost')).toBeCloseTo(14 / 29, 9)
    const healing = outcomes({ kind: 'chain' }, more)
    expect(shareOf(healing, 'middle peer lost')).toBe(1)
    expect(shareOf(healing, 'every tenth peer lost')).toBe(1)
  })
})

describe('a bidirectional ring', () => {
  it('serves every peer after one cut, even if it does not heal', () => {
    const found = outcomes({ kind: 'ring', bothWays: true, heals: false })
    expect(shareOf(found, 'middle peer lost')).toBe(1)
    expect(shareOf(found, 'first peer lost')).toBe(1)
  })
})

describe('a client-server model', () => {
  it('loses every peer with the server', () =>
    expect(shareOf(outcomes({ kind: 'client-server' }), 'origin lost')).toBe(0))

  it('loses no peer with one of its replicas', () => {
    const replicas = { kind: 'mesh', members: 3, links: 2 }
    const found = outcomes({ kind: 'client-server', origin: replicas })
    expect(shareOf(found, 'first peer lost')).toBe(1)
  })
})

describe('the failures table', () => {
  it('has one row per model and one column per failure', () => {
    const { head, rows } = failuresTable(outcomes({ kind: 'mesh' }))
    expect(head.length).toBe(FAILURES.length + 1)
    expect(rows.length).toBe(1)
    expect(rows[0][1]).toMatch(/^100%\n.+ s$/)
  })
})

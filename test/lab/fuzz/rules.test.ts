import { describe, expect, it } from 'vitest'
import { checkScenario } from '../../../src/lab/fuzz/check-run.js'
import { Prospects } from '../../../src/lab/run/prospects.js'
import { SlowStart } from '../../../src/sim/slow-start.js'

/** Returns the rules that a small swarm breaks. */
function broken(groups: object, more: object = {}): string[] {
  const torrent = { size: 98_304, pieceLength: 16_384 }
  const { faults } = checkScenario({ version: 1, name: 'rules', torrent, groups, ...more })
  return faults.map(({ rule, what }) => `${rule}: ${what}`)
}

describe('no rule is broken by', () => {
  it('a run that is stuck since only corrupt peers hold some piece', () => {
    const groups = {
      corrupt: { holds: 'all', corrupt: 1 },
      some: { holds: { pieces: [0, 2] } },
      none: { count: 2 },
    }
    expect(broken(groups)).toEqual([])
  })

  it('blocks that an outage of their receiver and then one of their sender hold up', () => {
    const flaps = (seconds: number) => ({ every: { perSecond: 1 }, for: seconds })
    const groups = {
      seed: { holds: 'all' },
      often: { flaps: flaps(1) },
      long: { count: 2, flaps: flaps(49) },
    }
    expect(broken(groups, { model: 'tree' })).toEqual([])
  })

  it('haves that follow a block which an outage of their sender holds up', () => {
    const crowd = { count: 6, flaps: { every: 1, for: 1 } }
    const torrent = { size: 100_000, pieceLength: 16_384 }
    expect(broken({ seed: { holds: 'all' }, crowd }, { torrent, seed: 0 })).toEqual([])
  })

  it.each([1, 2048, 65_536])('slow start in a window of %d bytes', (window) => {
    const network = { slowStart: true, window, segmentBytes: 2000 }
    expect(broken({ seed: { holds: 'all' }, one: { count: 3 } }, { network })).toEqual([])
  })
})

it('a run that is called stuck although a peer completes breaks a rule', () => {
  const reason = Object.getOwnPropertyDescriptor(Prospects.prototype, 'reason')
  Object.defineProperty(Prospects.prototype, 'reason', { get: () => 'no-copy' })
  try {
    const found = broken({ seed: { holds: 'all' }, one: { count: 3 } })
    expect(found).toEqual([expect.stringMatching(/^stuck-wrong: .* 3 peers complete/)])
  } finally {
    Object.defineProperty(Prospects.prototype, 'reason', reason as PropertyDescriptor)
  }
})

describe('a run of more events than the limit', () => {
  const torrent = { size: '1 MiB', pieceLength: '16 KiB' }
  const groups = { seed: { holds: 'all' }, one: { count: 3, access: 'fibre' } }
  const document = { version: 1, name: 'long', torrent, groups }

  it('breaks a rule, with the time in a readable unit', () => {
    const { faults } = checkScenario(document, { mostEvents: 1000 })
    const what = expect.stringMatching(/^no end after 1 000 events, at \d+(\.\d+)? m?s$/)
    expect(faults[0]).toEqual({ rule: 'endless', what })
  })

  it('breaks none if it has no limit and ends', () => {
    const { faults, events } = checkScenario(document, { mostEvents: Number.POSITIVE_INFINITY })
    expect(faults).toEqual([])
    expect(events).toBeGreaterThan(2000)
  })
})

it('the window rule finds blocks beyond the window', () => {
  const { window } = SlowStart.prototype
  SlowStart.prototype.window = () => 1e6
  try {
    const network = { slowStart: true, window: 20_000 }
    const found = broken({ seed: { holds: 'all' }, one: {} }, { network })
    expect(found).toEqual([expect.stringMatching(/^window: at .* bytes in flight/)])
  } finally {
    SlowStart.prototype.window = window
  }
})

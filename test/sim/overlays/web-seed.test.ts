import { describe, expect, it } from 'vitest'
import { run, summaryOf, type Word } from '../swarm-sample.js'
import { EVEN, evenModel, FEW_LINKS } from './model-sample.js'

const ORIGIN = 0
/** Blocks a piece. */
const BLOCKS = 2

/** What a web seed says in a swarm of forty, and what is said to it. */
function said(atATime: number): Word[] {
  const words: Word[] = []
  run(evenModel({ kind: 'peer-assisted', atATime }, 40, 32), { words })
  return words.filter(({ host, to }) => host === ORIGIN || to === ORIGIN)
}

describe.each([1, 3])('a web seed that answers %d at a time', (atATime) => {
  const words = said(atATime)
  const own = words.filter(({ host }) => host === ORIGIN)

  it('lets in no more', () => {
    const open = new Set<number>()
    let last = 0
    for (const { verb, host, to, time } of words) {
      // All that is said at one instant is one decision.
      if (time > last) {
        expect(open.size).toBeLessThanOrEqual(atATime)
        last = time
      }
      if (host === ORIGIN && verb === 'unchoke') open.add(to)
      if (host === ORIGIN && verb === 'choke') open.delete(to)
      // Who hangs up is let in no more, without a word.
      if (verb === 'close') open.delete(host === ORIGIN ? to : host)
    }
    expect(own.some(({ verb }) => verb === 'unchoke')).toBe(true)
  })

  it('ends a turn with the last block of a piece, and no earlier while it is asked', () => {
    const ends = new Map<number, number>()
    for (const { verb, to, b } of own) {
      if (verb === 'unchoke') ends.set(to, 0)
      if (verb === 'piece' && b === BLOCKS - 1) ends.set(to, (ends.get(to) ?? 0) + 1)
      if (verb === 'choke') expect(ends.get(to)).toBeLessThanOrEqual(1)
    }
  })

  it('lets nobody in again before all that wait have had their turn', () => {
    // All want something from the start until they are nearly done.
    const turns = own.filter(({ verb }) => verb === 'unchoke').map(({ to }) => to)
    expect(new Set(turns.slice(0, 40)).size).toBe(40)
  })
})

describe('a server that its clients assist', () => {
  const mean = (model: unknown, up: number, seed: number) => {
    const settings = evenModel(model, 100, 32, { seed, peer: FEW_LINKS })
    const [origin, ...others] = settings.groups
    const access = { ...origin.access, upBytesPerSecond: up }
    const strong = { ...settings, groups: [{ ...origin, access }, ...others] }
    return summaryOf(strong, run(strong).measurements).meanSeconds as number
  }

  it('that is strong beats both the server alone and the swarm alone', () => {
    const up = 20 * EVEN.up
    for (const seed of [1, 2]) {
      const assisted = mean('peer-assisted', up, seed)
      expect(assisted).toBeLessThan(0.8 * mean('swarm', up, seed))
      expect(assisted).toBeLessThan(0.8 * mean('client-server', up, seed))
    }
  })

  it('that is weak does no harm if it answers few at a time, and much if it answers all', () => {
    for (const seed of [1, 2]) {
      const swarm = mean('swarm', EVEN.up, seed)
      expect(mean({ kind: 'peer-assisted', atATime: 4 }, EVEN.up, seed)).toBeLessThan(swarm)
      expect(mean({ kind: 'peer-assisted', atATime: 0 }, EVEN.up, seed)).toBeGreaterThan(
        1.5 * swarm,
      )
    }
  })
})

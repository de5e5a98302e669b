import { describe, expect, it } from 'vitest'
import { run, summaryOf, type Word } from '../swarm-sample.js'
import { EVEN, evenModel, FEW_LINKS } from './model-sample.js'

const ORIGIN = 0
/** Blocks per piece. */
const BLOCKS = 2

/** Returns the messages of a web seed in a swarm of forty, both ways. */
function sent(atATime: number): Word[] {
  const words: Word[] = []
  run(evenModel({ kind: 'peer-assisted', atATime }, 40, 32), { words })
  return words.filter(({ host, to }) => host === ORIGIN || to === ORIGIN)
}

describe.each([1, 3])('a web seed that serves %d at a time', (atATime) => {
  const words = sent(atATime)
  const own = words.filter(({ host }) => host === ORIGIN)

  it('unchokes no more peers than that at once', () => {
    const open = new Set<number>()
    let last = 0
    for (const { verb, host, to, time } of words) {
      // All messages of one instant are one decision.
      if (time > last) {
        expect(open.size).toBeLessThanOrEqual(atATime)
        last = time
      }
      if (host === ORIGIN && verb === 'unchoke') open.add(to)
      if (host === ORIGIN && verb === 'choke') open.delete(to)
      // A peer that disconnects loses its slot without a choke.
      if (verb === 'close') open.delete(host === ORIGIN ? to : host)
    }
    expect(own.some(({ verb }) => verb === 'unchoke')).toBe(true)
  })

  it('sends blocks only to peers that it unchokes', () => {
    const unchoked = new Set<number>()
    for (const { verb, to } of own) {
      if (verb === 'unchoke') unchoked.add(to)
      if (verb === 'choke' || verb === 'close') unchoked.delete(to)
      if (verb === 'piece') expect(unchoked).toContain(to)
    }
    expect(own.filter(({ verb }) => verb === 'piece').length).toBeGreaterThan(40 * BLOCKS)
  })

  it('chokes a peer after one whole piece while all others wait', () => {
    const firstDone = words.find(({ verb, to }) => verb === 'not-interested' && to === ORIGIN)
    const busy = own.filter(({ time }) => time < (firstDone as Word).time)
    const pieces = new Map<number, number>()
    let chokes = 0
    for (const { verb, to, b } of busy) {
      if (verb === 'unchoke') pieces.set(to, 0)
      if (verb === 'piece') {
        expect(pieces.get(to), `whole pieces in the turn of peer ${to}`).toBe(0)
        if (b === BLOCKS - 1) pieces.set(to, 1)
      }
      if (verb === 'choke') chokes++
    }
    expect(chokes).toBeGreaterThan(20)
  })

  it('unchokes no peer again until all waiting peers have had a turn', () => {
    // All peers are interested from the start until they are nearly complete.
    const turns = own.filter(({ verb }) => verb === 'unchoke').map(({ to }) => to)
    expect(new Set(turns.slice(0, 40)).size).toBe(40)
  })
})

describe('a server assisted by its clients', () => {
  const mean = (model: unknown, up: number, seed: number) => {
    const settings = evenModel(model, 100, 32, { seed, peer: FEW_LINKS })
    const [origin, ...others] = settings.groups
    const access = { ...origin.access, upBytesPerSecond: up }
    const strong = { ...settings, groups: [{ ...origin, access }, ...others] }
    return summaryOf(strong, run(strong).measurements).meanSeconds as number
  }

  it('beats both the server alone and the swarm alone if it is strong', () => {
    const up = 20 * EVEN.up
    // Without a difference, seven seeds would agree once in 128 times.
    for (const seed of [1, 2, 3, 4, 5, 6, 7]) {
      const assisted = mean('peer-assisted', up, seed)
      expect(assisted).toBeLessThan(mean('swarm', up, seed))
      expect(assisted).toBeLessThan(mean('client-server', up, seed))
    }
  })

  it('if weak, beats the swarm alone with four at a time, and is far slower with all', () => {
    for (const seed of [1, 2]) {
      const swarm = mean('swarm', EVEN.up, seed)
      expect(mean({ kind: 'peer-assisted', atATime: 4 }, EVEN.up, seed)).toBeLessThan(swarm)
      expect(mean({ kind: 'peer-assisted', atATime: 0 }, EVEN.up, seed)).toBeGreaterThan(
        1.5 * swarm,
      )
    }
  })
})

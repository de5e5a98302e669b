import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { ColludersFirst } from '../../../src/policy/chokers/colluders-first.js'
import { tuned } from '../../peer/make-peer.js'
import { Bench } from '../../peer/pair.js'
import { durations, run, settingsOf } from '../../sim/swarm-sample.js'
import { LinkTable } from '../link-table.js'
import { pairedT } from '../paired-t.js'

const rows = [
  { interested: true },
  { interested: true, rate: 9 },
  { interested: false },
  { interested: true, rate: 3 },
  { open: false },
]

/** Fellows are rows 0, 2 and 4. */
function gang(choker: string): ColludersFirst {
  const settings = tuned({ slots: 1, optimisticSlots: 0 })
  return new ColludersFirst(
    CHOKERS[choker].make(settings, new Random('', '')),
    new Uint8Array([1, 0, 1, 0, 1]),
  )
}

describe('a colluder', () => {
  it('unchokes fellows that want something, and nobody else if its choker serves nobody', () => {
    const table = new LinkTable(rows)
    expect(table.round(gang('none'))).toEqual([0])
    expect(table.reasons).toEqual(['colluder', 'nobody', 'not-interested', 'nobody'])
  })

  it('serves others as its choker says', () => {
    const table = new LinkTable(rows)
    expect(table.round(gang('tit-for-tat'))).toEqual([0, 1])
    expect(table.reasons[1]).toBe('fastest')
    expect(table.reasons[3]).toBe('slots-full')
  })

  it('knows its fellows by their peer ids, and they it', () => {
    const bench = new Bench()
    const cheat = { behaviour: 'colluder', choker: 'none', seedChoker: 'none' }
    const a = bench.join('a', { ...cheat, holds: [0, 1] })
    const b = bench.join('b', { ...cheat, holds: [2, 3] })
    const honest = bench.join('honest', { holds: [0, 1] })
    for (const one of [b, honest]) bench.link(a, one)
    bench.link(b, honest)
    bench.run(60)
    expect([a, b].every(({ peer }) => peer.complete)).toBe(true)
    expect(honest.peer.complete).toBe(false)
    expect(bench.said(a, honest)).not.toContain('unchoke')
    expect(bench.said(b, honest)).not.toContain('unchoke')
  })

  it('forgets a fellow whose link another has got', () => {
    const bench = new Bench()
    const cheat = bench.join('a', { behaviour: 'colluder', seedChoker: 'none', holds: 'all' })
    const fellow = bench.join('b', { behaviour: 'colluder' })
    bench.link(cheat, fellow)
    bench.run(1)
    bench.leave(fellow)
    bench.run(1)
    const honest = bench.join('honest')
    bench.link(cheat, honest)
    bench.run(60)
    expect(bench.said(cheat, honest)).not.toContain('unchoke')
  })
})

/** Mean time of eight that serve nobody, or nobody but each other. */
function meanSeconds(behaviour: string, seed: number): number {
  const crowd = { arrive: { kind: 'flash', over: '10 s' }, leave: 'on-completion' }
  const groups = {
    seed: { holds: 'all', access: 'origin' },
    crowd: { ...crowd, count: 20 },
    cheats: { ...crowd, count: 8, choker: 'none', seedChoker: 'none', behaviour },
  }
  const times = durations(run(settingsOf(groups, { torrent, seed })), 2)
  return times.reduce((a, b) => a + b) / times.length
}
const torrent = { size: '8 MiB', pieceLength: '128 KiB' }

// Their uplinks serve them instead of nobody. Of ten pairs a t beyond 3.25 is chance in one of 200.
it('is the faster for its gang, against free riders that have none', () => {
  const seeds = Array.from({ length: 10 }, (_, i) => i + 1)
  const gains = seeds.map((seed) => meanSeconds('colluder', seed) - meanSeconds('honest', seed))
  expect(pairedT(gains)).toBeLessThan(-3.25)
}, 60_000)

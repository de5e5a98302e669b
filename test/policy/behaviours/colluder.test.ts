import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { ColludersFirst } from '../../../src/policy/chokers/colluders-first.js'
import { tuned } from '../../peer/make-peer.js'
import { Bench } from '../../peer/pair.js'
import { LinkTable } from '../link-table.js'

const rows = [
  { interested: true },
  { interested: true, rate: 9 },
  { interested: false },
  { interested: true, rate: 3 },
  { open: false },
]

/** Colluders are rows 0, 2 and 4. */
function gang(choker: string): ColludersFirst {
  const settings = tuned({ slots: 1, optimisticSlots: 0 })
  return new ColludersFirst(
    CHOKERS[choker].make(settings, new Random('', '')),
    new Uint8Array([1, 0, 1, 0, 1]),
  )
}

describe('a colluder', () => {
  it('unchokes interested colluders, and no others if its choker serves none', () => {
    const table = new LinkTable(rows)
    expect(table.round(gang('none'))).toEqual([0])
    expect(table.reasons).toEqual(['colluder', 'nobody', 'not-interested', 'nobody'])
  })

  it('serves other neighbours as its choker decides', () => {
    const table = new LinkTable(rows)
    expect(table.round(gang('tit-for-tat'))).toEqual([0, 1])
    expect(table.reasons[1]).toBe('fastest')
    expect(table.reasons[3]).toBe('slots-full')
  })

  it('recognises other colluders by their peer ids', () => {
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
    expect(bench.sent(a, honest)).not.toContain('unchoke')
    expect(bench.sent(b, honest)).not.toContain('unchoke')
  })

  it('forgets a colluder when another peer gets its link', () => {
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
    expect(bench.sent(cheat, honest)).not.toContain('unchoke')
  })
})

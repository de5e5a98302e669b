import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { tuned } from '../../peer/make-peer.js'
import { LinkTable } from '../link-table.js'

const KIBIBYTE = 1024

function byRate(): Choker {
  return CHOKERS['by-rate'].make(tuned(), new Random('seed', 'choke'))
}

function crowd(): LinkTable {
  return new LinkTable(Array.from({ length: 70 }, (_, row) => ({ interested: true, rate: row })))
}

/** Returns how many peers are served after a round in which so many KiB/s were sent. */
function slotsAt(kibibytesPerSecond: number): number {
  const table = crowd()
  const choker = byRate()
  table.round(choker)
  table.send(0, kibibytesPerSecond * KIBIBYTE * 10)
  return table.round(choker).length
}

describe('slots by rate', () => {
  // mainline 4.x: 2 below 9 KiB/s, 3 below 15, 4 below 42, then floor(sqrt(0.6 rate)).
  it.each([
    [1, 2],
    [8.9, 2],
    [9, 3],
    [14.9, 3],
    [15, 4],
    [41.9, 4],
    [42, 5],
    [100, 7],
    [1000, 24],
    [5000, 54],
  ])('at %d KiB/s are %d, as in mainline', (rate, slots) => {
    expect(slotsAt(rate)).toBe(slots)
  })

  it('are those of the settings until something was sent', () => {
    const table = crowd()
    const choker = byRate()
    for (let i = 0; i < 5; i++) expect(table.round(choker)).toHaveLength(4)
  })

  it.each([1, 2, 3])('are at most the %d links that a peer may have', (maxLinks) => {
    const table = new LinkTable(Array.from({ length: maxLinks }, () => ({ interested: true })))
    const settings = tuned({ maxLinks, slots: 4, optimisticSlots: 2 })
    const choker = CHOKERS['by-rate'].make(settings, new Random('seed', 'choke'))
    expect(choker.slots).toBe(maxLinks)
    expect(table.round(choker)).toHaveLength(maxLinks)
  })

  it('are what the peer fills when a neighbour becomes interested', () => {
    const table = crowd()
    const choker = byRate()
    table.round(choker)
    expect(choker.slots).toBe(4)
    table.send(0, 1000 * KIBIBYTE)
    expect(table.round(choker)).toHaveLength(choker.slots!)
    expect(choker.slots).toBe(7)
  })

  it('follow the best round so far, not a slow one', () => {
    const table = crowd()
    const choker = byRate()
    table.round(choker)
    table.send(0, 1000 * KIBIBYTE)
    expect(table.round(choker)).toHaveLength(7)
    expect(table.round(choker)).toHaveLength(7)
    table.send(0, 10_000 * KIBIBYTE)
    expect(table.rechoke(choker, false)).toHaveLength(7)
    expect(table.round(choker)).toHaveLength(24)
  })

  it('go to the fastest and one optimistic unchoke, as in tit-for-tat', () => {
    const table = crowd()
    const choker = byRate()
    table.round(choker)
    table.send(0, 1000 * KIBIBYTE)
    const chosen = table.round(choker)
    expect(chosen).toEqual(expect.arrayContaining([64, 65, 66, 67, 68, 69]))
    expect(table.reasons.filter((reason) => reason === 'optimistic')).toHaveLength(1)
  })
})

import { describe, expect, it } from 'vitest'
import { FirstCome } from '../../src/policy/first-come.js'
import { LinkTable } from './link-table.js'

describe('who serves two at a time', () => {
  const table = new LinkTable([
    { interested: true, openedAt: 3 },
    { interested: true, openedAt: 1 },
    { interested: false, openedAt: 0 },
    { interested: true, openedAt: 2 },
    { open: false },
  ])
  const choker = new FirstCome({ slots: 2 })

  it('begins with those that came first and want something', () => {
    expect(table.round(choker)).toEqual([1, 3])
    expect(table.reasons).toEqual(['slots-full', 'next-in-turn', 'not-interested', 'next-in-turn'])
  })
  it('serves each until it wants nothing more, and then whoever came next', () => {
    // Whoever comes now comes too late, however long ago it opened.
    table.set(2, { interested: true })
    expect(table.round(choker)).toEqual([1, 3])
    table.set(1, { interested: false })
    expect(table.round(choker)).toEqual([2, 3])
    table.set(3, { interested: false })
    expect(table.round(choker)).toEqual([0, 2])
  })
})

import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { FirstCome } from '../../../src/policy/chokers/first-come.js'
import { LinkTable } from '../link-table.js'

describe('a first-come choker with two slots', () => {
  const table = new LinkTable([
    { interested: true, openedAt: 3 },
    { interested: true, openedAt: 1 },
    { interested: false, openedAt: 0 },
    { interested: true, openedAt: 2 },
    { open: false },
  ])
  const choker = new FirstCome({ slots: 2 })

  it('starts with the interested peers that arrived first', () => {
    expect(table.round(choker)).toEqual([1, 3])
    expect(table.reasons).toEqual(['slots-full', 'next-in-turn', 'not-interested', 'next-in-turn'])
  })
  it('serves each peer until it loses interest, then the next to become interested', () => {
    // A peer that becomes interested now is last, however long ago its link opened.
    table.set(2, { interested: true })
    expect(table.round(choker)).toEqual([1, 3])
    table.set(1, { interested: false })
    expect(table.round(choker)).toEqual([2, 3])
    table.set(3, { interested: false })
    expect(table.round(choker)).toEqual([0, 2])
  })
})

// Reference model: a queue in order of arrival, and counters that become free one by one.
test.prop([
  fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }),
  fc.integer({ min: 1, max: 4 }),
])('a first-come choker serves a queue with one counter per slot', (rounds, slots) => {
  const table = new LinkTable(rounds.map((_, i) => ({ interested: true, openedAt: i })))
  const choker = new FirstCome({ slots })
  const left = [...rounds]
  const counters: number[] = []
  let next = 0
  while (left.some((wanted) => wanted > 0)) {
    while (counters.length < slots && next < rounds.length) counters.push(next++)
    const served = table.round(choker)
    expect(served).toEqual([...counters].sort((a, b) => a - b))
    for (const row of served) {
      if (--left[row] > 0) continue
      table.set(row, { interested: false })
      counters.splice(counters.indexOf(row), 1)
    }
  }
  expect(table.round(choker)).toEqual([])
})
